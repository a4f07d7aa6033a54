"""Prospect: the base model and the baselines on the held-out set, before training is paid for."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from msgspec import structs

from tuning.evaluation import attempt, outlook, respondents, sitting
from tuning.evaluation.answers import HeldOut, Reply, held_out, references
from tuning.evaluation.asking import answers_to
from tuning.evaluation.attempt import NeverAsked, Questions
from tuning.evaluation.evidence import Evidence
from tuning.evaluation.metrics.defaults import with_metrics
from tuning.evaluation.pacing import MACHINE, Clock
from tuning.evaluation.respondents import BASE, CUSTOM
from tuning.evaluation.snapshot import evaluation_set, training_records
from tuning.evaluation.weighing import against_baselines, against_models, weighed
from tuning.run.evaluation import Model, Prospect
from tuning.run.recipe import Recipe, Rival
from tuning.run.registration import Registration
from tuning.run.validation import Admission


def measure(
    registration: Registration,
    admission: Admission,
    earlier: Prospect | None = None,
    *,
    clock: Clock = MACHINE,
) -> Prospect:
    """Ask the base model the held-out set, also with its best prompt, and say what can be gained.

    Its answers are kept, and not asked again when the custom model is. A base model that cannot be
    asked until the deadline is no reason not to train: it is asked again then. One that may not be
    asked at all ends the run here, as it would end the comparison, once all is paid.

    Args:
        registration: the run.
        admission: says where the held-out set is, and what will be trained on.
        earlier: what the attempt before this one returned, if there was one.
        clock: by which the model is paced.

    Raises:
        ServiceRefused: the base model may not be asked, or every prompt is invalid.
        ValueError: the admitted dataset has no held-out set; a fault of the walk.
    """
    numbered = held_out(evaluation_set(admission))
    recipe = with_metrics(registration.ready_recipe, references(numbered))
    now = sitting.begin(registration, clock)
    base = respondents.base(recipe, clock)
    prompted = respondents.prompted(recipe, base, lambda: training_records(admission))
    asked = Questions(records=numbered, respondents=(base, *prompted))
    try:
        made = attempt.make(now, (asked,), earlier)
    except NeverAsked as error:
        return _unmeasured(earlier or Prospect(outcome="asking", reason=""), str(error))
    replied = [reply for each in made.replies[0].values() for reply in each.values()]
    so_far = Prospect(
        outcome="asking",
        reason="",
        held_out=len(numbered),
        records=len(made.replies[0][BASE]),
        input_tokens=sum(reply.input_tokens for reply in replied),
        output_tokens=sum(reply.output_tokens for reply in replied),
        lost_requests=made.lost,
        began_at=made.began_at,
        answered_at=max((reply.answered_at for reply in replied), default=""),
        message=made.message,
    )
    if not made.done:
        return so_far
    if made.message:
        return _unmeasured(so_far, made.message)
    perfect, scores = _measured(numbered, made.replies[0], admission, recipe)
    found = outlook.judge(perfect, recipe.evaluation)
    return replace(
        so_far,
        outcome=found.outcome,
        reason=found.reason,
        scores=scores,
        prompts=perfect.prompts,
        more_records=found.more,
    )


def _unmeasured(so_far: Prospect, why: str) -> Prospect:
    """Go on to train: what is not known is no reason against it."""
    return replace(
        so_far,
        outcome="worth_training",
        reason=f"Not measured before training: {why}.",
        message=why,
    )


def _measured(
    numbered: Sequence[tuple[int, HeldOut]],
    replies: Mapping[Model, Mapping[int, Reply]],
    admission: Admission,
    recipe: Recipe,
) -> tuple[Evidence, dict[str, dict[str, float]]]:
    """Return what a perfect model would show beside all that must be beaten, and their scores."""
    references = {number: Reply(text=record.reference) for number, record in numbered}
    answered = [
        structs.replace(each, custom_scores=dict.fromkeys(each.custom_scores, 1.0))
        for each in answers_to(numbered, {**replies, CUSTOM: references}, recipe)
    ]
    settings = recipe.evaluation
    perfect = weighed(answered, settings)
    against = against_baselines(
        answered,
        [record for _, record in numbered],
        lambda: training_records(admission),
        recipe,
    )
    against |= against_models(answered, settings)
    measured = [(BASE, perfect), *against.items()]
    scores = {
        str(name): {score.metric: score.base for score in each.scores} for name, each in measured
    }
    must: dict[Rival, Evidence] = {
        name: each for name, each in against.items() if name in settings.must_beat
    }
    return replace(perfect, rivals=must), scores
