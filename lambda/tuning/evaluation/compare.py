"""Compare: read what both models answered to the held-out set, and decide."""

from collections.abc import Iterator
from dataclasses import replace

from tuning import artifacts, room
from tuning.costs.prices import PriceList, price_list
from tuning.evaluation import beside, efforts, recorded
from tuning.evaluation.answers import from_lines, held_out, references, scored
from tuning.evaluation.hearing import hear
from tuning.evaluation.metrics.defaults import with_metrics
from tuning.evaluation.snapshot import evaluation_set, training_records
from tuning.evaluation.weighing import judged
from tuning.run.evaluation import Answers, Comparison, EvaluationJobs, EvaluationStatus
from tuning.run.hosting import Serving
from tuning.run.plan import HostingPlan
from tuning.run.registration import Registration
from tuning.run.training import Doubt
from tuning.run.validation import Admission


def compare(
    registration: Registration,
    admission: Admission,
    answers: Answers,
    evaluation: EvaluationJobs | None = None,
    status: EvaluationStatus | None = None,
    failure: str | None = None,
    judgement: Doubt | None = None,
    serving: Serving | None = None,
    plan: HostingPlan | None = None,
) -> Comparison:
    """Average the scores of every answer and decide; nothing is asked any more.

    Args:
        registration: the run.
        admission: says where the held-out set is, and what was trained on.
        answers: what both models answered, which decides.
        evaluation, status: the evaluation jobs and what became of them, as far as there were any.
        failure: why that could not be had, if so.
        judgement: what the loss curves say: a model that overfitted by far is not kept unseen.
        serving: what the custom model answered on.
        plan: the prices that the run was planned with.

    Raises:
        ArtifactChanged: the answers, or what a judge said of them, are not what was written.
        ValueError: the answers or the snapshot are not where they were written; a fault of the
            walk.
    """
    lines = artifacts.unsealed(answers.answers) if answers.answers else None
    if lines is None:
        raise ValueError(f"the answers of run {registration.run_id} are gone")
    everything = list(from_lines(lines))
    numbered = held_out(evaluation_set(admission))
    recipe = with_metrics(registration.ready_recipe, references(numbered))
    answered = recorded.beside(scored(everything), admission, recipe)
    prices = PriceList(prices=plan.prices) if plan and plan.prices else price_list()
    opinion = hear(registration, admission, evaluation, status, answered)
    asked = dict(numbered)
    return replace(
        judged(
            answered,
            [asked[record.record] for record in answered],
            lambda: training_records(admission),
            recipe,
            judgement,
            opinion,
            beside.read(answers),
        ),
        efforts=efforts.of(everything, model=recipe.base_model, serving=serving, prices=prices),
        input_tokens=answers.input_tokens,
        output_tokens=answers.output_tokens,
        answered_at=answers.answered_at,
        warnings=room.lines(
            (
                *_of_answers(answers),
                *(evaluation.warnings if evaluation else ()),
                *(status.warnings if status else ()),
                *opinion.warnings,
                *((failure,) if failure else ()),
            ),
            2 * room.MOST_WARNINGS,
        ),
    )


def _of_answers(answers: Answers) -> Iterator[str]:
    if answers.message:
        yield answers.message
    yield from answers.warnings
    for model, failed in (("base", answers.base_failed), ("custom", answers.custom_failed)):
        if failed:
            yield (
                f"The {model} model gave no answer to {failed} of {answers.records} records; they "
                "count as wrong answers"
            )
