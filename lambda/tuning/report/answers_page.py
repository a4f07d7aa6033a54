"""The page of answers that were brought and judged without a run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from tuning.evaluation.answers import Answered, HeldOut
from tuning.report.breakdown import Classes, Slice, by_class, by_length
from tuning.report.redaction import Redactor
from tuning.report.samples import AnswerSamples, excerpts, sampled
from tuning.report.standing import standings
from tuning.report.templates import rendered
from tuning.run.evaluation import BaselineScore, Effort, JudgedScore, Score, Verdict
from tuning.run.recipe import Recipe


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A mean of the custom model alone, and its 95 % interval."""

    metric: str
    score: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class AnswersContents:
    """What the page says; the parts that it shares with a run's page have the same names there.

    Attributes:
        verdict: of the gate; None without the base model's answers.
        figures: every metric of the custom model alone.
        evaluation_warnings: what the figures leave out, and what was taken for granted.
        efforts, judged, service_scores, accuracy_note: nothing, where nobody was asked.
    """

    verdict: Verdict | None
    reason: str
    records: int
    prompts: int
    figures: tuple[Figure, ...]
    scores: tuple[Score, ...]
    baselines: tuple[BaselineScore, ...]
    recipe: Recipe
    evaluation_warnings: tuple[str, ...]
    samples: AnswerSamples | None = None
    classes: Classes | None = None
    slices: tuple[Slice, ...] = ()
    efforts: tuple[Effort, ...] = ()
    judged: tuple[JudgedScore, ...] = ()
    service_scores: Mapping[str, dict[str, float | None]] = field(default_factory=dict)
    accuracy_note: None = None


def render(contents: AnswersContents, answers: Sequence[Answered], asked: Sequence[HeldOut]) -> str:
    """Return the page, in which no personal datum and no secret is shown.

    Args:
        contents: the verdict and its figures.
        answers: the judged answers, of which some are shown.
        asked: the held-out records, one for each.
    """
    shown = contents
    if contents.scores:
        deciding = contents.scores[0].metric
        turns = {each.record: record for each, record in zip(answers, asked, strict=True)}
        shown = replace(
            contents,
            samples=sampled(answers, deciding, turns),
            classes=by_class(answers, contents.recipe.evaluation.task_type),
            slices=by_length(answers, deciding),
        )
    safe: AnswersContents = Redactor().of(shown, but={"recipe"})
    return rendered(
        "answers_page.html.j2",
        contents=safe,
        standings=tuple(standings(safe)),
        excerpts=excerpts(safe.samples),
    )
