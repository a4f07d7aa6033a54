"""What the section ``[evaluation]`` of a recipe must say."""

from collections.abc import Callable
from typing import Final

from tuning.registration import rubric_rules
from tuning.registration.rules.rule import Rule, template
from tuning.run.judging import OF_THE_TASK
from tuning.run.recipe import MOST_METRICS, EvaluationSettings, Metric, Recipe
from tuning.standards import expression, schema

MOST_EXAMPLES: Final = 64
"""More leave each of them no room for a sentence."""


def _names_once(name: str) -> Callable[[Recipe], bool]:
    """Return whether a list of the evaluation holds nothing twice."""

    def holds(recipe: Recipe) -> bool:
        named = getattr(recipe.evaluation, name)
        return len({*named}) == len(named)

    return holds


def _stated(key: Metric, evaluation: EvaluationSettings) -> bool:
    """Whether a metric that goes by a key of its own name has it."""
    return key not in evaluation.scored or getattr(evaluation, key) is not None


def _unscored(evaluation: EvaluationSettings) -> tuple[Metric, ...]:
    """Return what is to decide and is not scored."""
    return tuple(each for each in evaluation.decided_by if each not in evaluation.measured)


def _share(value: float | None, *, above: float) -> bool:
    """Say whether a share is left out, or above a bound and at most 1."""
    return value is None or above < value <= 1


RULES: Final = (
    Rule(
        key="evaluation.pattern",
        words=expression.WORDS,
        holds=lambda recipe: expression.problem(recipe.evaluation.pattern) is None,
        why=lambda recipe: expression.problem(recipe.evaluation.pattern),
    ),
    Rule(
        key="evaluation.pattern",
        words='must be there for the metric "pattern"',
        holds=lambda recipe: _stated("pattern", recipe.evaluation),
    ),
    Rule(
        key="evaluation.json_schema",
        words=schema.WORDS,
        holds=lambda recipe: schema.problem(recipe.evaluation.json_schema) is None,
        why=lambda recipe: schema.problem(recipe.evaluation.json_schema),
    ),
    Rule(
        key="evaluation.json_schema",
        words='must be there for the metric "json_schema"',
        holds=lambda recipe: _stated("json_schema", recipe.evaluation),
    ),
    Rule(
        key="evaluation.metrics",
        words="must name each metric once",
        holds=lambda recipe: len(set(recipe.evaluation.metrics)) == len(recipe.evaluation.metrics),
    ),
    Rule(
        key="evaluation.metrics",
        words=f"must be {MOST_METRICS} at most with those of guards: all rivals are scored by each",
        holds=lambda recipe: len(recipe.evaluation.scored) <= MOST_METRICS,
    ),
    Rule(
        key="evaluation.decided_by",
        words="must name metrics that are scored (evaluation.metrics)",
        holds=lambda recipe: _unscored(recipe.evaluation) == (),
        why=lambda recipe: (
            f"{' and '.join(_unscored(recipe.evaluation))} "
            f"{'is' if len(_unscored(recipe.evaluation)) == 1 else 'are'} not; "
            f"valid here: {', '.join(recipe.evaluation.measured)}"
        ),
    ),
    *(
        Rule(key=f"evaluation.{name}", words="must name each once", holds=_names_once(name))
        for name in ("decided_by", "must_beat")
    ),
    Rule(
        key="evaluation.min_gain",
        words="must be from 0 to 1",
        holds=lambda recipe: 0 <= recipe.evaluation.min_gain <= 1,
    ),
    Rule(
        key="evaluation.may_trail",
        words="must be from 0 to 1",
        holds=lambda recipe: 0 <= recipe.evaluation.may_trail <= 1,
    ),
    Rule(
        key="evaluation.must_beat",
        words='must name "constant" and "echo": a model that is no better has learned nothing',
        holds=lambda recipe: {"constant", "echo"} <= {*recipe.evaluation.must_beat},
    ),
    Rule(
        key="evaluation.few_shot",
        words=f"must be from 0 to {MOST_EXAMPLES}",
        holds=lambda recipe: 0 <= recipe.evaluation.few_shot <= MOST_EXAMPLES,
    ),
    Rule(
        key="evaluation.best_prompt",
        words="must hold {prompt} once, in the place of the prompt",
        holds=lambda recipe: template(recipe.evaluation.best_prompt),
    ),
    Rule(
        key="evaluation.enough",
        words="must be above 0 and at most 1; leave it out where no score is enough",
        holds=lambda recipe: _share(recipe.evaluation.enough, above=0),
    ),
    Rule(
        key="evaluation.gain_to_show",
        words="must be above evaluation.min_gain and at most 1: no smaller gain is kept",
        holds=lambda recipe: _share(
            recipe.evaluation.gain_to_show, above=recipe.evaluation.min_gain
        ),
    ),
    Rule(
        key="evaluation.guards",
        words="must say for each metric how far it may fall, from 0 to 1",
        holds=lambda recipe: all(0 <= fall <= 1 for fall in recipe.evaluation.guards.values()),
    ),
    Rule(
        key="evaluation.max_output_tokens",
        words="must be from 1 to 5000",
        holds=lambda recipe: 1 <= recipe.evaluation.max_output_tokens <= 5000,
    ),
    Rule(
        key="evaluation.judge_metrics",
        words="must name at least one metric, and each once",
        holds=lambda recipe: (
            0 < len({*recipe.evaluation.judge_metrics}) == len(recipe.evaluation.judge_metrics)
        ),
    ),
    Rule(
        key="evaluation.rubrics",
        words=rubric_rules.WORDS,
        holds=lambda recipe: rubric_rules.problem(recipe.evaluation.rubrics) is None,
        why=lambda recipe: rubric_rules.problem(recipe.evaluation.rubrics),
    ),
    Rule(
        key="evaluation.judge_decides",
        words="needs a first of evaluation.judge_metrics by which a wrong answer is bad: "
        + ", ".join(sorted(OF_THE_TASK)),
        holds=lambda recipe: (
            not recipe.evaluation.judge_decides
            or OF_THE_TASK.issuperset(recipe.evaluation.judge_metrics[:1])
        ),
    ),
    Rule(
        key="evaluation.toxicity",
        words='is for hosting.mode = "provisioned": Bedrock measures toxicity only in jobs that '
        "ask the model themselves, and these take no deployment; on demand, a judge can score "
        'Harmfulness (evaluation.judge_metrics = ["Correctness", "Harmfulness"])',
        holds=lambda recipe: not recipe.evaluation.toxicity or recipe.hosting.mode == "provisioned",
    ),
    Rule(
        key="evaluation.toxicity",
        words='is not for evaluation.task_type = "Classification": Bedrock measures none there',
        holds=lambda recipe: (
            not recipe.evaluation.toxicity or recipe.evaluation.task_type != "Classification"
        ),
    ),
)
