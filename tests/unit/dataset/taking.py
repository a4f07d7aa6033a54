"""Read bytes as a drop's file would be, and look closely at every record."""

import json
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import msgspec

from tuning.dataset.batch import Batch
from tuning.dataset.formats.writers import WRITERS
from tuning.dataset.problems import Problem, Problems
from tuning.dataset.reading import files
from tuning.dataset.reading.file import Facts, Reading
from tuning.dataset.rules import records as rules
from tuning.models.catalogue import base_model
from tuning.run.handling import Handling

NOVA_2_LITE = "amazon.nova-2-lite-v1:0:256k"


@dataclass(frozen=True, kw_only=True)
class Took:
    """What became of a file: the good records as they are written, and what is said of all."""

    format: str | None
    batches: list[Batch]
    written: list[Any]
    problems: list[Problem]
    counts: dict[str, int]

    @property
    def codes(self) -> set[str]:
        """The codes that were found."""
        return set(self.counts)

    @property
    def listed(self) -> list[str]:
        """The problems as `CODE@line`."""
        return [f"{problem.code}@{problem.line}" for problem in self.problems]


def handled(model: str = NOVA_2_LITE, **asked: Any) -> Handling:
    """Ask for a model, by default one that takes fine-tuning and reinforcement."""
    return Handling(model=base_model(model), **asked)


def ruled(*, lossy: bool = False, **row: Any) -> Handling:
    """Ask for Nova Micro as if its row said something else."""
    model = base_model("amazon.nova-micro-v1:0:128k")
    changed = msgspec.structs.replace(model.datasets["FINE_TUNING"], **row)
    model = msgspec.structs.replace(model, datasets={"FINE_TUNING": changed})
    return Handling(model=model, lossy=lossy)


def take_in(content: bytes, handling: Handling | None = None, *, name: str = "train.jsonl") -> Took:
    """Read a file, look at every record, and write the good ones."""
    handling = handling or handled()
    reading = Reading(facts=Facts(file=name), problems=Problems(), handling=handling)
    written = []
    batches = list(files.read(BytesIO(content), reading))
    for batch in batches:
        for position in range(len(batch)):
            record = batch.record(position)
            faults = list(rules.faults(record, handling))
            for fault in faults:
                reading.add(fault, line=record.line)
            if all(fault.severity == "warning" for fault in faults):
                line = WRITERS[handling.rules.record_format].line(record)
                assert line.endswith(b"\n")
                assert 1 == line.count(b"\n")
                written.append(json.loads(line))
    return Took(
        format=reading.facts.format,
        batches=batches,
        written=written,
        problems=reading.problems.listed,
        counts={code.name: count for code, count in reading.problems.counts.items()},
    )


def lines(*records: object) -> bytes:
    """Write records as JSONL."""
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)
