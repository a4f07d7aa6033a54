"""The models that may judge answers in an evaluation job, read from judges.json."""

from functools import cache
from pathlib import Path

import msgspec

from tuning.errors import TuningError
from tuning.models.catalogue import BaseModel


class UnknownJudge(TuningError):
    """No evaluation job takes this model as its judge; the message names those that it takes."""


class Judge(msgspec.Struct, frozen=True, kw_only=True):
    """One model that judges; ``id`` is what an evaluation job takes, ``family`` how ids begin."""

    id: str
    name: str
    family: str
    source: str
    as_of: str

    def is_kin(self, model: BaseModel) -> bool:
        """Say whether it would judge its own family, which models are known to favour."""
        return model.id.startswith(self.family)


class Judges(msgspec.Struct, frozen=True, kw_only=True):
    """Every judge that this project knows, the first choice first."""

    note: str
    judges: tuple[Judge, ...]


@cache
def judges() -> tuple[Judge, ...]:
    """Read the judges that ship beside this module."""
    path = Path(__file__).with_name("judges.json")
    return msgspec.json.decode(path.read_bytes(), type=Judges).judges


def judge(identifier: str) -> Judge:
    """Return the judge with this identifier.

    Raises:
        UnknownJudge: the message names those that there are.
    """
    known = {row.id: row for row in judges()}
    if identifier not in known:
        valid = ", ".join(known)
        raise UnknownJudge(f"{identifier!r} is no judge of evaluation jobs; choose one of: {valid}")
    return known[identifier]


def candidates(model: BaseModel, asked: str | None) -> tuple[Judge, ...]:
    """Return every judge in the order in which they are tried.

    First the one that the recipe asks for; then those of another family than the base model's; its
    own kin last.
    """
    rest = sorted(judges(), key=lambda row: row.is_kin(model))
    first = (judge(asked),) if asked else ()
    return (*first, *(row for row in rest if row not in first))
