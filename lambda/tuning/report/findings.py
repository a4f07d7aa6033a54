"""What a run left in the artifacts bucket: curves, the dataset's report and samples, the answers.

A report is written of every run, so what is not there, or is not what was expected, is left out.
"""

from dataclasses import dataclass, field
from typing import Any

import msgspec

from tuning import artifacts
from tuning.dataset.figures import DatasetReport
from tuning.dataset.samples import SAMPLES, Samples
from tuning.evaluation.answers import Answered, HeldOut, from_lines, held_out
from tuning.evaluation.evaluators import evaluators
from tuning.evaluation.jobs import folder
from tuning.run.run import Run
from tuning.training import accepted
from tuning.training.accepted import Accepted
from tuning.training.losses import Curves


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What was found; None where there is nothing to show.

    Attributes:
        judges: who the judgements of the answers say that they are by.
        asked: the held-out records by their lines, with the turns of their conversations.
        accepted: what Bedrock's own report says of the records that it was sent.
    """

    curves: Curves | None
    dataset: DatasetReport | None
    samples: Samples
    answers: tuple[Answered, ...]
    judges: tuple[str, ...] = ()
    asked: dict[int, HeldOut] = field(default_factory=dict)
    accepted: Accepted | None = None


def gather(run: Run) -> Findings:
    """Read what the run's states left, by the keys that they gave."""
    return Findings(
        curves=_decoded(run.judgement.curves_key if run.judgement else None, Curves),
        dataset=_decoded(run.admission.report_key if run.admission else None, DatasetReport),
        samples=_decoded(artifacts.key_of(run.run_id, SAMPLES) if run.admission else None, Samples)
        or Samples(),
        answers=_answers(run.comparison.answers_key if run.comparison else None),
        judges=tuple(evaluators(folder(run.run_id))) if run.evaluation else (),
        asked=_asked(run) if run.comparison else {},
        accepted=(
            accepted.of_run(run.run_id, run.admission)
            if run.admission and run.training_status
            else None
        ),
    )


def _decoded(key: str | None, type_: Any) -> Any:
    content = artifacts.read(key) if key else None
    try:
        return msgspec.json.decode(content, type=type_) if content else None
    except msgspec.DecodeError:
        return None


def _answers(key: str | None) -> tuple[Answered, ...]:
    content = artifacts.read(key) if key else None
    try:
        return tuple(from_lines(content)) if content else ()
    except msgspec.DecodeError:
        return ()


def _asked(run: Run) -> dict[int, HeldOut]:
    evaluation = run.admission.evaluation if run.admission else None
    content = artifacts.read(evaluation.key) if evaluation else None
    try:
        return dict(held_out(content)) if content else {}
    except msgspec.DecodeError:
        return {}
