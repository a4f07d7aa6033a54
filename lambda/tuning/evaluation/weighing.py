"""Weigh what base and custom model answered: every metric, every baseline, and the verdict.

Nothing is asked and nothing is read here: whoever has answers, from a run or from a file, is judged
by the same function.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from statistics import fmean

from msgspec import structs

from tuning.evaluation import baselines, bootstrap, clusters, guards, training_sample, verdict
from tuning.evaluation.answers import Answered, HeldOut
from tuning.evaluation.baselines import Records
from tuning.evaluation.evidence import ALIKE, FEWEST_PROMPTS, Evidence
from tuning.evaluation.metrics import score_all
from tuning.evaluation.opinion import NOBODYS, Opinion, Paired
from tuning.evaluation.probes import probing
from tuning.evaluation.probes.questions import Probed
from tuning.evaluation.rivals import CHAMPION, PROMPTED, RECORDED
from tuning.evaluation.significance import mcnemar
from tuning.run.evaluation import BaselineScore, Comparison, JudgedScore, Model, Score
from tuning.run.handling import PROMPT
from tuning.run.recipe import EvaluationSettings, Recipe, Rival
from tuning.run.training import Doubt
from tuning.tokens import LOWER


def judged(
    answered: Sequence[Answered],
    asked: Sequence[HeldOut],
    training: Records,
    recipe: Recipe,
    judgement: Doubt | None = None,
    opinion: Opinion = NOBODYS,
    probed: Sequence[Probed] = (),
) -> Comparison:
    """Average the scores of every answer, and decide by the gate.

    Where the answers are kept and what they came to is for those to say who have them.

    Args:
        answered: the records that were put to both models.
        asked: the same as they stand in the held-out set.
        training: reads what the custom model was trained on.
        recipe: of the task.
        judgement: what the loss curves say: a model that overfitted by far is not kept unseen.
        opinion: what a judge says, which decides too where the recipe lets it.
        probed: what was asked beside the held-out set, with the replies.
    """
    settings = recipe.evaluation
    watched = guards.watch(answered, settings)
    own = weighed(watched.answered, watched.settings, judgement)
    evidence = with_judge(own, opinion, settings)
    against = against_baselines(answered, asked, training, recipe)
    against |= against_models(answered, settings)
    must: dict[Rival, Evidence] = {
        name: each
        for name, each in against.items()
        if name in settings.must_beat or name == RECORDED
    }
    probes = tuple(probing.findings(recipe, probed, answered, asked, training))
    sample = training_sample.finding(probed, answered, settings)
    evidence = replace(
        evidence,
        rivals=must,
        usual_guards=watched.usual,
        doubts=(*evidence.doubts, *probing.doubts(probes), *training_sample.doubts(sample)),
    )
    decision = verdict.decide(evidence, min_gain=settings.min_gain, may_trail=settings.may_trail)
    enough = evidence.prompts >= FEWEST_PROMPTS
    return Comparison(
        outcome=decision.outcome,
        reason=decision.reason,
        scores=own.scores if enough else (),
        judged=tuple(_judged(each, evidence, settings) for each in opinion.paired),
        judge_test=opinion.test,
        baselines=tuple(
            BaselineScore(
                name=name,
                must_beat=name in settings.must_beat,
                scores=each.scores,
                records=each.records,
            )
            for name, each in against.items()
        )
        if enough
        else (),
        probes=probes,
        training_sample=sample,
        records=evidence.records,
        prompts=evidence.prompts,
        more_records=decision.more,
        input_tokens=0,
        output_tokens=0,
    )


def weighed(
    answered: Sequence[Answered],
    settings: EvaluationSettings,
    judgement: Doubt | None = None,
) -> Evidence:
    """Score both models by every metric of the recipe, over the distinct prompts.

    Args:
        answered: the records that were put to both models.
        settings: of the recipe.
        judgement: what the loss curves say, where there are any.
    """
    if not answered:
        return Evidence(scores=(), gains={}, records=0)
    both = {metric: clusters.means(answered, metric) for metric in settings.scored}
    gains = {metric: _gains(base, custom) for metric, (base, custom) in both.items()}
    overfitted = judgement.doubt if judgement else None
    return Evidence(
        scores=tuple(
            _score(metric, *both[metric], gains[metric], settings) for metric in settings.scored
        ),
        gains={metric: gains[metric] for metric in settings.deciding},
        records=len(answered),
        doubts=(overfitted,) if overfitted else (),
    )


def with_judge(evidence: Evidence, opinion: Opinion, settings: EvaluationSettings) -> Evidence:
    """Let the judge decide too where the recipe says so; where it cannot, that is a doubt."""
    if not settings.judge_decides:
        return evidence
    given = opinion.deciding(settings.judged_by[0])
    if isinstance(given, str):
        return replace(evidence, doubts=(*evidence.doubts, given))
    gains = _gains(given.base, given.custom)
    row = _score(given.metric, given.base, given.custom, gains, settings)
    return replace(
        evidence,
        scores=(*evidence.scores, row),
        gains={**evidence.gains, given.metric: gains},
    )


def _judged(given: Paired, evidence: Evidence, settings: EvaluationSettings) -> JudgedScore:
    gains = _gains(given.base, given.custom)
    row = _score(given.metric, given.base, given.custom, gains, settings)
    return JudgedScore(
        score=replace(row, decides=given.metric in evidence.gains),
        judged=len(gains),
        missing=given.missing,
    )


def _gains(base: Sequence[float], custom: Sequence[float]) -> list[float]:
    return [after - before for before, after in zip(base, custom, strict=True)]


def against_baselines(
    answered: Sequence[Answered], asked: Sequence[HeldOut], training: Records, recipe: Recipe
) -> dict[Rival, Evidence]:
    """Score the custom model beside each baseline, as beside the base model.

    Args:
        answered: the records that were put to both models.
        asked: the same as they stand in the held-out set.
        training: reads what the custom model was trained on.
        recipe: of the task.
    """
    settings = recipe.evaluation
    before, _, after = (recipe.dataset.prompt_template or PROMPT).partition(PROMPT)
    said = baselines.answers(
        training,
        asked,
        longest=int(settings.max_output_tokens / LOWER.most),
        before=before,
        after=after,
    )
    references = [record.reference for record in answered]
    scores = {name: score_all(settings, texts, references) for name, texts in said.items()}
    own = baselines.said_to_most([record.custom.text for record in answered if record.custom])
    if own is not None:
        # Where training answers all differ, the most frequent one is any of them, and a model that
        # says one thing to everybody has found a better one.
        constants = (scores["constant"], score_all(settings, [own] * len(answered), references))
        first = settings.deciding[0]
        scores["constant"] = max(constants, key=lambda rows: fmean(row[first] for row in rows))
    return {
        name: weighed(
            [
                structs.replace(record, base_scores=row)
                for record, row in zip(answered, rows, strict=True)
            ],
            settings,
        )
        for name, rows in scores.items()
    }


def against_models(
    answered: Sequence[Answered], settings: EvaluationSettings
) -> dict[Rival, Evidence]:
    """Score the custom model beside each model that was asked too, and beside recorded answers.

    Of what answered too few distinct prompts nothing can be told, so it is left out.
    """
    found: dict[Rival, Evidence] = {}
    for name in (PROMPTED, CHAMPION, RECORDED):
        both = [record for record in answered if record.other_scores.get(name)]
        evidence = weighed(list(map(partial(_in_place, name), both)), settings)
        if evidence.prompts >= FEWEST_PROMPTS:
            found[name] = evidence
    return found


def _in_place(name: Model, record: Answered) -> Answered:
    """Return a record as if the base model had answered as another did."""
    return structs.replace(record, base_scores=record.other_scores[name])


def _score(
    metric: str,
    base: Sequence[float],
    custom: Sequence[float],
    gains: Sequence[float],
    settings: EvaluationSettings,
) -> Score:
    low, high = bootstrap.interval(gains)
    wins = sum(1 for gain in gains if gain > ALIKE)
    losses = sum(1 for gain in gains if gain < -ALIKE)
    right_or_wrong = {*base, *custom} <= {0.0, 1.0}
    return Score(
        metric=metric,
        base=fmean(base),
        custom=fmean(custom),
        gain=fmean(gains),
        gain_low=low,
        gain_high=high,
        wins=wins,
        losses=losses,
        mcnemar=mcnemar(wins, losses) if right_or_wrong else None,
        decides=metric in settings.deciding,
        may_fall=next((fall for guard, fall in settings.guards.items() if guard == metric), None),
    )
