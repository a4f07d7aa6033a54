"""The judgement of answers that were brought: a run's gate, or what can be said without a base."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from msgspec import structs

from tuning.evaluation import bootstrap, clusters
from tuning.evaluation.answers import Answered, HeldOut
from tuning.evaluation.baselines import Records
from tuning.evaluation.evidence import FEWEST_PROMPTS
from tuning.evaluation.metrics import title
from tuning.evaluation.metrics.classes import Classification, classify
from tuning.evaluation.rivals import TITLES
from tuning.evaluation.verdict import certain
from tuning.evaluation.weighing import against_baselines, against_models, judged
from tuning.run.evaluation import BaselineScore, Score, Verdict
from tuning.run.recipe import Recipe, Rival


@dataclass(frozen=True, kw_only=True)
class Alone:
    """What the custom model reaches by one metric, with nothing beside it.

    Attributes:
        score: mean over the distinct prompts, from 0 to 1.
        low, high: its bounds with 95 % confidence.
        decides: whether the verdict would rest on it.
    """

    metric: str
    score: float
    low: float
    high: float
    decides: bool


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What ``evaluate --json`` prints: the verdict on answers that were brought, and its figures.

    Attributes:
        verdict: keep, discard or hold, by the gate of a run; None without the base model's answers.
        reason: the verdict in a sentence, or what can be said without one.
        passed: whether it is kept; without a verdict, whether it is certainly better than every
            answer that costs nothing.
        records: held-out records that were answered.
        prompts: how many of them ask something of their own.
        more_records: how many more distinct records would settle a hold; 0 where none would.
        metrics: every metric of the custom model, those that decide first.
        scores: every metric of both models; none without the base model's answers, or with too few
            prompts to tell anything.
        baselines: what costs nothing, or was brought beside, and how far the custom model is above.
        base_classes, custom_classes: accuracy, macro F1, each class and what was taken for what,
            where answers are labels.
        notes: what the figures leave out, and what was taken for granted, a line each.
    """

    verdict: Verdict | None
    reason: str
    passed: bool
    records: int
    prompts: int
    more_records: int
    metrics: tuple[Alone, ...]
    scores: tuple[Score, ...]
    baselines: tuple[BaselineScore, ...]
    base_classes: Classification | None
    custom_classes: Classification | None
    notes: tuple[str, ...]


def judge(
    found: Sequence[Answered],
    records: Sequence[HeldOut],
    training: Records | None,
    recipe: Recipe,
    notes: Sequence[str] = (),
) -> Judgement:
    """Hold answers to the gate, as far as what was brought allows.

    Args:
        found: the answers with their scores.
        records: what they were asked.
        training: reads what was trained on; without it, the constant is the most frequent answer
            of the held-out records themselves, and nothing is nearest.
        recipe: what is asked of the model.
        notes: what is to be said beside the figures.
    """
    alone = tuple(_alone(found, metric, recipe) for metric in recipe.evaluation.scored)
    labels = recipe.evaluation.task_type == "Classification"
    both = all(record.base_scores for record in found)
    source = training or (lambda: records)
    known = [name for name in TITLES if training is not None or name != "nearest"]
    settings = structs.replace(
        recipe.evaluation,
        must_beat=tuple(each for each in recipe.evaluation.must_beat if each in known),
    )
    against = structs.replace(recipe, evaluation=settings)
    base_classes = (
        classify((record.base.text, record.reference) for record in found if record.base)
        if labels and both
        else None
    )
    custom_classes = (
        classify((record.custom.text, record.reference) for record in found if record.custom)
        if labels
        else None
    )
    if not both:
        reason, passed, baselines = _without_base(found, records, source, against, known)
        return Judgement(
            verdict=None,
            reason=reason,
            passed=passed,
            records=len(found),
            prompts=_prompts(found),
            more_records=0,
            metrics=alone,
            scores=(),
            baselines=baselines,
            base_classes=None,
            custom_classes=custom_classes,
            notes=tuple(notes),
        )
    comparison = judged(found, records, source, against)
    return Judgement(
        verdict=comparison.outcome,
        reason=comparison.reason,
        passed=comparison.outcome == "keep",
        records=comparison.records,
        prompts=comparison.prompts,
        more_records=comparison.more_records,
        metrics=alone,
        scores=comparison.scores,
        baselines=tuple(each for each in comparison.baselines if each.name in known),
        base_classes=base_classes,
        custom_classes=custom_classes,
        notes=(*notes, *comparison.warnings),
    )


def _alone(found: Sequence[Answered], metric: str, recipe: Recipe) -> Alone:
    scores = _means(found, metric)
    low, high = bootstrap.interval([2 * score - 1 for score in scores])
    return Alone(
        metric=metric,
        score=fmean(scores),
        low=(low + 1) / 2,
        high=(high + 1) / 2,
        decides=metric in recipe.evaluation.deciding,
    )


def _means(found: Sequence[Answered], metric: str) -> list[float]:
    """Return the custom model's mean scores on each distinct prompt."""
    own = (structs.replace(record, base_scores=record.custom_scores) for record in found)
    return clusters.means(own, metric)[1]


def _prompts(found: Sequence[Answered]) -> int:
    return len({record.cluster for record in found})


def _without_base(
    found: Sequence[Answered],
    records: Sequence[HeldOut],
    training: Records,
    recipe: Recipe,
    known: Sequence[Rival],
) -> tuple[str, bool, tuple[BaselineScore, ...]]:
    """Say how the custom model stands against what costs nothing, and claim no more."""
    prompts = _prompts(found)
    if prompts < FEWEST_PROMPTS:
        return (
            f"Nothing can be told of {prompts} distinct "
            f"{'prompt' if prompts == 1 else 'prompts'}: it takes {FEWEST_PROMPTS}.",
            False,
            (),
        )
    against = against_baselines(found, records, training, recipe)
    against |= against_models(found, recipe.evaluation)
    must = [name for name in against if name in recipe.evaluation.must_beat]
    beaten = {name: certain(against[name], 0.0) for name in must}
    first = next(iter(against.values())).deciding[0]
    facts = f"Its {title(first.metric)} is {first.custom:.3f} on {len(found):,} held-out records"
    missed = [name for name, each in beaten.items() if not each]
    named = {name: f"{TITLES[name]} ({against[name].deciding[0].base:.3f})" for name in missed}
    worse = [named[name] for name in missed if against[name].deciding[0].gain_high < 0]
    alike = [each for each in named.values() if each not in worse]
    stands = [
        f"{how} {', '.join(names)}"
        for how, names in (("certainly worse than", worse), ("not certainly better than", alike))
        if names
    ] or ["certainly better than answers that cost nothing"]
    return (
        f"{facts}, {', '.join(stands)}; whether it is better than the base model cannot be told "
        "without the base model's answers (--base).",
        not missed,
        tuple(
            BaselineScore(
                name=name, must_beat=name in must, scores=each.scores, records=each.records
            )
            for name, each in against.items()
            if name in known
        ),
    )
