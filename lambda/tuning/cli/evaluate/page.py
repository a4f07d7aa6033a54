"""The judgement as a page: the same that a run's report shows, of answers that were brought."""

from collections.abc import Sequence
from pathlib import Path

from tuning.cli import report_files
from tuning.cli.evaluate.judging import Judgement
from tuning.evaluation.answers import Answered, HeldOut
from tuning.report import answers_page
from tuning.report.answers_page import AnswersContents, Figure
from tuning.run.recipe import Recipe


def write(
    path: Path,
    judgement: Judgement,
    answers: Sequence[Answered],
    asked: Sequence[HeldOut],
    recipe: Recipe,
) -> None:
    """Write the page of a judgement.

    Raises:
        Unusable: something else is there, or it cannot be written.
    """
    contents = AnswersContents(
        verdict=judgement.verdict,
        reason=judgement.reason,
        records=judgement.records,
        prompts=judgement.prompts,
        figures=tuple(
            Figure(metric=each.metric, score=each.score, low=each.low, high=each.high)
            for each in judgement.metrics
        ),
        scores=judgement.scores,
        baselines=judgement.baselines,
        recipe=recipe,
        evaluation_warnings=judgement.notes,
    )
    made = answers_page.render(contents, answers, asked).encode()
    report_files.write(path, report_files.HTML, made)
