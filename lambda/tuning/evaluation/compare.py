"""Compare: read what both models answered to the held-out set, and decide."""

from collections.abc import Iterator, Sequence
from statistics import fmean

from tuning import artifacts
from tuning.evaluation import bootstrap, verdict
from tuning.evaluation.answers import Answered, from_lines, scored
from tuning.run.evaluation import Answers, Comparison, EvaluationJobs, EvaluationStatus, Score
from tuning.run.registration import Registration


def compare(
    registration: Registration,
    answers: Answers,
    evaluation: EvaluationJobs | None = None,
    status: EvaluationStatus | None = None,
    failure: str | None = None,
) -> Comparison:
    """Average the scores of every answer and decide; nothing is asked any more.

    Args:
        registration: the run.
        answers: what both models answered, which alone decides.
        evaluation, status: the evaluation jobs and what became of them, as far as there were any.
        failure: why that could not be had, if so.

    Raises:
        ValueError: the answers are not where they were written; a fault of the walk.
    """
    settings = registration.ready_recipe.evaluation
    lines = artifacts.read(answers.answers_key)
    if lines is None:
        raise ValueError(f"the answers of run {registration.run_id} are gone")
    both = scored(list(from_lines(lines)))
    enough = len(both) >= verdict.FEWEST_RECORDS
    scores = tuple(_score(metric, both) for metric in settings.metrics) if enough else ()
    decision = verdict.decide(
        scores[0] if scores else None, records=len(both), min_gain=settings.min_gain
    )
    return Comparison(
        outcome=decision.outcome,
        reason=decision.reason,
        scores=scores,
        records=len(both),
        answers_key=answers.answers_key,
        input_tokens=answers.input_tokens,
        output_tokens=answers.output_tokens,
        answered_at=answers.answered_at,
        warnings=(
            *_of_answers(answers),
            *(evaluation.warnings if evaluation else ()),
            *(status.warnings if status else ()),
            *((failure,) if failure else ()),
        ),
    )


def _of_answers(answers: Answers) -> Iterator[str]:
    if answers.message:
        yield answers.message
    for model, failed in (("base", answers.base_failed), ("custom", answers.custom_failed)):
        if failed:
            yield (
                f"The {model} model gave no answer to {failed} of {answers.records} records; they "
                "count as wrong answers"
            )


def _score(metric: str, answered: Sequence[Answered]) -> Score:
    gains = [record.gain(metric) for record in answered]
    low, high = bootstrap.interval(gains)
    return Score(
        metric=metric,
        base=fmean(record.base_scores[metric] for record in answered),
        custom=fmean(record.custom_scores[metric] for record in answered),
        gain=fmean(gains),
        gain_low=low,
        gain_high=high,
    )
