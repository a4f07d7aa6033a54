"""Ask: put the held-out records to the models once, and write every answer down."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from tuning import artifacts
from tuning.evaluation import (
    activations,
    attempt,
    beside,
    champion,
    clusters,
    judge_check,
    labels,
    respondents,
    responses,
    sitting,
)
from tuning.evaluation.answers import (
    ANSWERS,
    Answered,
    HeldOut,
    Reply,
    held_out,
    references,
    scored,
    to_lines,
)
from tuning.evaluation.attempt import Attempt, Questions
from tuning.evaluation.champion import Heard
from tuning.evaluation.evidence import FEWEST_PROMPTS
from tuning.evaluation.labels import Label
from tuning.evaluation.metrics import Score, scorers
from tuning.evaluation.metrics.defaults import with_metrics
from tuning.evaluation.pacing import MACHINE, Clock
from tuning.evaluation.probes.questions import Probed
from tuning.evaluation.respondents import BASE, CUSTOM
from tuning.evaluation.rivals import CHAMPION, PROMPTED
from tuning.evaluation.snapshot import evaluation_set, training_records
from tuning.run.evaluation import Answers, Champion, Model
from tuning.run.hosting import Serving
from tuning.run.recipe import Metric, Recipe
from tuning.run.registration import Registration
from tuning.run.validation import Admission
from tuning.seals import Seal


def ask(
    registration: Registration,
    admission: Admission,
    serving: Serving,
    earlier: Answers | None = None,
    *,
    clock: Clock = MACHINE,
) -> Answers:
    """Ask every model what it was not asked yet, and write every answer down.

    Args:
        registration: the run.
        admission: says where the held-out set is.
        serving: what the custom model answers on.
        earlier: what the attempt before this one returned, if there was one.
        clock: by which the models are paced.

    Raises:
        ServiceRefused: a model may not be asked, or every prompt is invalid.
        NeverAsked: the deadline has passed, and no record was put to all models.
        ValueError: the admitted dataset has no held-out set; a fault of the walk.
    """
    numbered = held_out(evaluation_set(admission))
    recipe = with_metrics(registration.ready_recipe, references(numbered))
    now = sitting.begin(registration, clock)
    base, custom = respondents.base(recipe, clock), respondents.custom(recipe, serving, clock)
    prompted = respondents.prompted(recipe, base, lambda: training_records(admission))
    asked = Questions(records=numbered, respondents=(base, custom, *prompted))
    extra = beside.questions(admission, recipe, numbered)
    found = earlier.champion if earlier else champion.of(registration)
    made = attempt.make(now, (asked, *beside.sets(extra, base, custom)), earlier)
    heard = Heard(replies={})
    if found and made.done:
        so_far = replace(earlier, lost_requests=0) if earlier else None
        heard = champion.hear(found, recipe, numbered, now, so_far, clock)
    replies = {**made.replies[0], CHAMPION: heard.replies}
    answered = answers_to(numbered, replies, recipe)
    probed, labelled = beside.replied(extra, made), labels.read(admission)
    return _answers(registration, serving, answered, probed, made, labelled, found, heard)


def answers_to(
    numbered: Sequence[tuple[int, HeldOut]],
    replies: Mapping[Model, Mapping[int, Reply]],
    recipe: Recipe,
) -> list[Answered]:
    """Score what was replied to every record that was put to both base and custom model.

    Args:
        numbered: the records that were asked.
        replies: by model and record, as far as there are any.
        recipe: says how answers are scored.
    """
    metrics = scorers(recipe.evaluation)
    groups = clusters.grouped([record for _, record in numbered])
    return [
        _answered(number, record, cluster, _to(number, replies), metrics)
        for (number, record), cluster in zip(numbered, groups, strict=True)
    ]


def score(reply: Reply, reference: str, metrics: Mapping[Metric, Score]) -> dict[str, float]:
    """Score a reply by every metric; one that is no answer is a wrong one."""
    if reply.error:
        return dict.fromkeys(metrics, 0.0)
    return {metric: of(reply.text, reference) for metric, of in metrics.items()}


def _to(number: int, replies: Mapping[Model, Mapping[int, Reply]]) -> dict[Model, Reply]:
    return {model: kept[number] for model, kept in replies.items() if number in kept}


def _answered(
    number: int,
    record: HeldOut,
    cluster: str,
    replies: Mapping[Model, Reply],
    metrics: Mapping[Metric, Score],
) -> Answered:
    both = {BASE, CUSTOM} <= replies.keys()
    scores = {
        model: score(reply, record.reference, metrics) if both else {}
        for model, reply in replies.items()
    }
    rivals = [model for model in replies if model not in (BASE, CUSTOM)]
    return Answered(
        record=number,
        system=record.system_text,
        prompt=record.prompt,
        reference=record.reference,
        cluster=cluster,
        base=replies.get(BASE),
        custom=replies.get(CUSTOM),
        base_scores=scores.get(BASE, {}),
        custom_scores=scores.get(CUSTOM, {}),
        others={model: replies[model] for model in rivals},
        other_scores={model: scores[model] for model in rivals},
    )


def _answers(
    registration: Registration,
    serving: Serving,
    answered: Sequence[Answered],
    probed: Sequence[Probed],
    made: Attempt,
    labelled: Sequence[Label],
    found: Champion | None,
    heard: Heard,
) -> Answers:
    """Count what was answered; once all is asked, write it where it is compared and judged."""
    run, both, done = registration.run_id, scored(answered), made.done and heard.done
    base = [record.base for record in answered if record.base]
    custom = [record.custom for record in answered if record.custom]
    prompted = [record.others[PROMPTED] for record in answered if PROMPTED in record.others]
    # What a champion that is only stored has said was paid for by its own run.
    rival = tuple(heard.replies.values()) if found and found.arn else ()
    extra = [reply for each in probed for reply in (each.base, each.custom) if reply]
    of_custom = [*custom, *(each.custom for each in probed if each.custom)]
    everything = (*base, *custom, *prompted, *rival, *extra)
    return Answers(
        outcome="asked" if done else "asking",
        serving=serving.arn,
        answers=_write(run, answered) if done else None,
        probes=beside.write(run, probed) if done and probed else None,
        base_responses=responses.write(run, BASE, both) if done else None,
        custom_responses=responses.write(run, CUSTOM, both) if done else None,
        test_responses=(
            responses.write_test(run, judge_check.cases(both, labelled)) if done else None
        ),
        interventions=activations.write(registration, answered) if done else "",
        began_at=made.began_at,
        held_out=len(answered),
        records=len(both),
        base_failed=sum(1 for reply in base if reply.error),
        custom_failed=sum(1 for reply in custom if reply.error),
        input_tokens=sum(reply.input_tokens for reply in everything),
        output_tokens=sum(reply.output_tokens for reply in everything),
        custom_input_tokens=sum(reply.input_tokens for reply in of_custom),
        custom_output_tokens=sum(reply.output_tokens for reply in of_custom),
        champion_input_tokens=sum(reply.input_tokens for reply in rival),
        champion_output_tokens=sum(reply.output_tokens for reply in rival),
        champion=found,
        warnings=tuple(_of_champion(found, heard, both)) if found and done else (),
        lost_requests=made.lost + heard.lost,
        answered_at=max((reply.answered_at for reply in everything), default=""),
        message=made.message or heard.message,
    )


def _write(run: str, answered: Sequence[Answered]) -> Seal:
    key = artifacts.key_of(run, ANSWERS)
    return artifacts.seal(key, to_lines(answered), content_type="application/jsonl")


def _of_champion(found: Champion, heard: Heard, both: Sequence[Answered]) -> Iterator[str]:
    """Say why a champion is not compared, and what to do about it."""
    shared = {record.cluster for record in both if CHAMPION in record.others}
    if heard.warning:
        yield heard.warning
    elif len(shared) < FEWEST_PROMPTS:
        why = "it answered" if found.arn else "it is not in service, and in its own run answered"
        yield (
            f"The champion (run {found.run_id}) was not compared: {why} {len(shared)} of these "
            f"held-out prompts, and it takes {FEWEST_PROMPTS}; name the evaluation file of its run "
            "(dataset.evaluation), or keep a champion hosted (hosting.keep_hours)"
        )
