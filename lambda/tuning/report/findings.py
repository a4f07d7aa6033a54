"""What a run left in the artifacts bucket: curves, the dataset's report and samples, the answers.

A report is written of every run, so what is not there, or is not what was expected, is left out.
"""

from dataclasses import dataclass, field
from typing import Any

import msgspec

from tuning import artifacts
from tuning.dataset.figures import DatasetReport
from tuning.dataset.samples import Samples
from tuning.errors import UNREADABLE, ArtifactChanged
from tuning.evaluation.answers import Answered, HeldOut, from_lines, held_out
from tuning.evaluation.evaluators import evaluators
from tuning.registration import evidence
from tuning.run.run import Run
from tuning.run.source_run import Shown
from tuning.seals import Seal
from tuning.training import accepted
from tuning.training.accepted import Accepted
from tuning.training.losses import Curves


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What was found; None where there is nothing to show.

    Attributes:
        judges: who the judgements of the answers say that they are by.
        asked: the held-out records by their lines, with the turns of their conversations.
        promoted_from: what a run of another environment showed that was promoted to this one.
        accepted: what Bedrock's own report says of the records that it was sent.
        changed: a line for each thing that is not what its state wrote, and is not shown.
    """

    curves: Curves | None
    dataset: DatasetReport | None
    samples: Samples
    answers: tuple[Answered, ...]
    judges: tuple[str, ...] = ()
    asked: dict[int, HeldOut] = field(default_factory=dict)
    promoted_from: Shown | None = None
    accepted: Accepted | None = None
    changed: tuple[str, ...] = ()


def gather(run: Run) -> Findings:
    """Read what the run's states left, as they wrote it."""
    sealed = _Sealed()
    outputs = run.evaluation_status.outputs if run.evaluation_status else ()
    return Findings(
        curves=sealed.decoded(run.judgement.curves if run.judgement else None, Curves),
        dataset=sealed.decoded(run.admission.report if run.admission else None, DatasetReport),
        samples=sealed.decoded(run.admission.samples if run.admission else None, Samples)
        or Samples(),
        answers=_answers(sealed.read(run.answers.answers if run.answers else None))
        if run.comparison
        else (),
        judges=tuple(evaluators(filter(None, map(sealed.read, outputs)))),
        asked=_asked(sealed, run) if run.comparison else {},
        promoted_from=sealed.decoded(
            evidence.seal(run.registration) if run.registration else None, Shown
        ),
        accepted=(
            accepted.of_run(run.run_id, run.admission)
            if run.admission and run.training_status
            else None
        ),
        changed=tuple(sealed.changed),
    )


class _Sealed:
    """What is under seals; a broken one is noted, and what it held is not shown."""

    def __init__(self) -> None:
        self.changed: list[str] = []

    def read(self, seal: Seal | None) -> bytes | None:
        try:
            return artifacts.unsealed(seal) if seal else None
        except ArtifactChanged as error:
            self.changed.append(str(error))
            return None

    def decoded(self, seal: Seal | None, type_: Any) -> Any:
        content = self.read(seal)
        try:
            return msgspec.json.decode(content, type=type_) if content else None
        except UNREADABLE:
            return None


def _answers(content: bytes | None) -> tuple[Answered, ...]:
    try:
        return tuple(from_lines(content)) if content else ()
    except UNREADABLE:
        return ()


def _asked(sealed: _Sealed, run: Run) -> dict[int, HeldOut]:
    evaluation = run.admission.evaluation if run.admission else None
    content = sealed.read(evaluation.seal if evaluation else None)
    try:
        return dict(held_out(content)) if content else {}
    except UNREADABLE:
        return {}
