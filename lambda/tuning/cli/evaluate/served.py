"""What is served now, asked again: the held-out set of a run, put to its model and to the base."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import msgspec

from tuning import artifacts
from tuning.cli import hosted
from tuning.cli.arguments import Unusable
from tuning.cli.evaluate import judging
from tuning.cli.evaluate.judging import Judgement
from tuning.cli.output import Print
from tuning.evaluation import asking, attempt, respondents, sitting
from tuning.evaluation.answers import held_out, references, scored, to_lines
from tuning.evaluation.attempt import Attempt, Questions
from tuning.evaluation.metrics.defaults import with_metrics
from tuning.evaluation.pacing import MACHINE, Clock
from tuning.evaluation.snapshot import evaluation_set, training_records
from tuning.hosting import capacity
from tuning.ledger import runs
from tuning.report.words import count

FOLDER: Final = "again"
"""Under which each time has a folder of its own, beside what the run itself wrote. Nothing there
is named as what states alone write: people ask again."""


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """What the attempt before this one came to."""

    began_at: str
    lost_requests: int
    message: str | None


def judge(run_id: str, say: Print, clock: Clock = MACHINE) -> Judgement:
    """Ask the held-out set of a run of what serves its model now, and of its base, and judge.

    The replies, the answers and the judgement are written beside those of the run. Asking costs
    what the tokens cost.

    Args:
        run_id: the run.
        say: tells what goes on.
        clock: by which the models are paced.

    Raises:
        UnknownRun: the ledger has no run of this id.
        Unusable: nothing serves its model now, or it has no held-out set any more.
        ServiceRefused: a model may not be asked.
        NeverAsked: no record could be put to both models until the deadline.
    """
    run = runs.get(run_id)
    registration, admission = run.registration, run.admission
    serving = hosted.serving(run, capacity.now())
    if registration is None or admission is None or not admission.evaluation:
        raise Unusable(f"{run_id} has no held-out set: `python -m tuning runs {run_id}` shows it")
    numbered = held_out(evaluation_set(admission))
    recipe = with_metrics(registration.ready_recipe, references(numbered))
    began = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%S")
    questions = Questions(
        records=numbered,
        respondents=(
            respondents.base(recipe, clock),
            respondents.custom(recipe, serving, clock),
        ),
        folder=f"{FOLDER}/{began}/replies",
    )
    asked = count(len(numbered), "held-out record")
    say(f"{run_id}: {asked} are put to {serving.arn} and to its base")
    made = None
    while made is None or not made.done:
        earlier = _earlier(made) if made else None
        made = attempt.make(sitting.begin(registration, clock), (questions,), earlier)
        if made.message:
            say(made.message)
    answered = scored(asking.answers_to(numbered, made.replies[0], recipe))
    asked = dict(numbered)
    judgement = judging.judge(
        answered,
        [asked[record.record] for record in answered],
        lambda: training_records(admission),
        recipe,
        [made.message] if made.message else [],
    )
    kept = artifacts.key_of(run_id, f"{FOLDER}/{began}")
    artifacts.write(f"{kept}/asked.jsonl", to_lines(answered), content_type="application/jsonl")
    artifacts.write(
        f"{kept}/judgement.json", msgspec.json.encode(judgement), content_type="application/json"
    )
    say(f"Kept under {kept}/ in the artifacts bucket, beside what the run wrote")
    return judgement


def _earlier(made: Attempt) -> Earlier:
    return Earlier(began_at=made.began_at, lost_requests=made.lost, message=made.message)
