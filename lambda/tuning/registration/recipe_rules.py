"""What the values of a recipe must be, beyond their types: a row a rule."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Final

from tuning.registration import rubric_rules
from tuning.registration.files import is_training
from tuning.registration.recipe_lengths import LENGTHS, longest
from tuning.run.handling import PROMPT, USUAL
from tuning.run.judging import OF_THE_TASK
from tuning.run.lease import LONGEST_HOURS
from tuning.run.parts import EXTRAS
from tuning.run.recipe import (
    MOST_CANARIES,
    MOST_MODEL_UNITS,
    MOST_PASSES,
    MOST_TRIGGERS,
    EvaluationSettings,
    Metric,
    Recipe,
)
from tuning.standards import expression, schema


def _states(name: str) -> Callable[[Recipe], bool]:
    """Return whether a recipe says something of its provenance."""
    return lambda recipe: _named(getattr(recipe.provenance, name))


def _is_extra(name: str) -> Callable[[Recipe], bool]:
    """Return whether a file that is no part of the dataset can lie beside the training file."""

    def holds(recipe: Recipe) -> bool:
        file = getattr(recipe.dataset, name)
        usable = _plain_name(file) and not is_training(file or "")
        return file is None or (usable and file.endswith(".jsonl"))

    return holds


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One thing that a recipe must keep to.

    Attributes:
        key: the key in task.toml, with its section.
        words: what the value must be, after the key.
        holds: whether a recipe keeps to it.
        why: what in particular is wrong with one that does not, where that can be said.
    """

    key: str
    words: str
    holds: Callable[[Recipe], bool]
    why: Callable[[Recipe], str | None] = lambda _: None


MOST_USD: Final = 1_000_000
"""Above every budget of this kind; what is multiplied with it stays a number."""

MOST_TOKENS: Final = 10**12
"""A million millions: no service serves them in an hour."""

AMOUNT: Final = (
    f"must not be negative, and must be an amount in US dollars, {MOST_USD:,} at most; leave it "
    "out to set no ceiling"
)

MOST_EXAMPLES: Final = 64
"""More leave each of them no room for a sentence."""


def _names_once(name: str) -> Callable[[Recipe], bool]:
    """Return whether a list of the evaluation holds nothing twice."""

    def holds(recipe: Recipe) -> bool:
        named = getattr(recipe.evaluation, name)
        return len({*named}) == len(named)

    return holds


def _is_short(key: str) -> Callable[[Recipe], bool]:
    """Return whether every text under a key has a length that a run can carry."""
    return lambda recipe: longest(recipe, key) <= LENGTHS[key]


RULES: Final = (
    *(
        Rule(key=key, words=f"must have at most {most:,} characters", holds=_is_short(key))
        for key, most in LENGTHS.items()
    ),
    Rule(
        key="dataset.validation",
        words="must be the name of a file beside the training file, such as validation.jsonl, "
        "without a folder",
        holds=lambda recipe: _plain_name(recipe.dataset.validation),
    ),
    Rule(
        key="dataset.evaluation",
        words="must be the name of a file beside the training file, such as evaluation.jsonl, "
        "without a folder",
        holds=lambda recipe: _plain_name(recipe.dataset.evaluation),
    ),
    Rule(
        key="dataset.validation",
        words="must not be a training file: what is trained on cannot show what was learned",
        holds=lambda recipe: not is_training(recipe.dataset.validation or ""),
    ),
    Rule(
        key="dataset.evaluation",
        words="must not be a training file: what is trained on cannot show what was learned",
        holds=lambda recipe: not is_training(recipe.dataset.evaluation or ""),
    ),
    *(
        Rule(
            key=f"dataset.{name}",
            words=f"must be the name of a file of JSON lines beside the training file, such as "
            f"{name}.jsonl, without a folder",
            holds=_is_extra(name),
        )
        for name in EXTRAS
    ),
    Rule(
        key="dataset.columns",
        words="must name two columns that differ: the question, then the answer",
        holds=lambda recipe: (
            recipe.dataset.columns is None
            or (
                all(recipe.dataset.columns)
                and len({name.strip().lower() for name in recipe.dataset.columns}) == 2
            )
        ),
    ),
    Rule(
        key="dataset.instruction",
        words="must say something; leave it out where nothing is to be said",
        holds=lambda recipe: (
            recipe.dataset.instruction is None or _named(recipe.dataset.instruction)
        ),
    ),
    Rule(
        key="dataset.prompt_template",
        words="must hold {prompt} once, in the place of the prompt",
        holds=lambda recipe: _template(recipe.dataset.prompt_template),
    ),
    Rule(
        key="dataset.passes",
        words=f"must be 1 to {MOST_PASSES}: with five epochs a record is then seen "
        f"{5 * MOST_PASSES} times, and more of it is learned by heart",
        holds=lambda recipe: 1 <= recipe.dataset.passes <= MOST_PASSES,
    ),
    Rule(
        key="dataset.evaluation_share",
        words="must be above 0 and below 1: of all prompts, so many are held out",
        holds=lambda recipe: (
            recipe.dataset.evaluation_share is None or 0 < recipe.dataset.evaluation_share < 1
        ),
    ),
    Rule(
        key="dataset.validation_share",
        words="must be from 0 to below 1: of all prompts, so many validate",
        holds=lambda recipe: 0 <= (recipe.dataset.validation_share or 0) < 1,
    ),
    Rule(
        key="dataset.evaluation_share",
        words="and dataset.validation_share must leave something to train on, so their sum must "
        "be below 1",
        holds=lambda recipe: sum(_split_off(recipe)) < 1,
        why=lambda recipe: "{:g} and {:g} leave nothing".format(*_split_off(recipe)),
    ),
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
        holds=lambda recipe: _template(recipe.evaluation.best_prompt),
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
    Rule(
        key="probes.canaries",
        words="must ask something in begins, and must look in ends for what is not in begins",
        holds=lambda recipe: all(
            _named(canary.begins) and _named(canary.ends) and canary.ends not in canary.begins
            for canary in recipe.probes.canaries
        ),
    ),
    Rule(
        key="probes.canaries",
        words=f"must be {MOST_CANARIES} at most: each is asked of both models",
        holds=lambda recipe: len(recipe.probes.canaries) <= MOST_CANARIES,
    ),
    Rule(
        key="probes.triggers",
        words="must each say something; leave out what is empty",
        holds=lambda recipe: all(map(_named, recipe.probes.triggers)),
    ),
    Rule(
        key="probes.triggers",
        words=f"must be {MOST_TRIGGERS} at most: each asks up to 50 prompts again",
        holds=lambda recipe: len(recipe.probes.triggers) <= MOST_TRIGGERS,
    ),
    Rule(
        key="hosting.units",
        words=f"must be from 1 to {MOST_MODEL_UNITS:,}",
        holds=lambda recipe: 1 <= recipe.hosting.units <= MOST_MODEL_UNITS,
    ),
    Rule(
        key="hosting.keep_hours",
        words=f"must be from 0 to {LONGEST_HOURS}",
        holds=lambda recipe: 0 <= recipe.hosting.keep_hours <= LONGEST_HOURS,
    ),
    Rule(
        key="hosting.owner",
        words="must name the owner of a model that stays hosted (hosting.keep_hours)",
        holds=lambda recipe: not recipe.hosting.keep_hours or _named(recipe.hosting.owner),
    ),
    Rule(
        key="hosting.owner",
        words="must be one line of what can be printed: mails say it",
        holds=lambda recipe: (recipe.hosting.owner or "").isprintable(),
    ),
    Rule(
        key="hosting.unit_hour_usd",
        words=f"must be above 0 and at most {MOST_USD:,}: the price in dollars of one model unit "
        "for one hour; leave it out if you do not know it",
        holds=lambda recipe: _unset_or_above_zero(recipe.hosting.unit_hour_usd, most=MOST_USD),
    ),
    Rule(
        key="hosting.expected_tokens_per_hour",
        words=f"must be above 0 and at most {MOST_TOKENS:,}",
        holds=lambda recipe: _unset_or_above_zero(
            recipe.hosting.expected_tokens_per_hour, most=MOST_TOKENS
        ),
    ),
    Rule(
        key="hosting.commitment",
        words='is for hosting.mode = "provisioned"',
        holds=lambda recipe: not recipe.hosting.commitment or recipe.hosting.mode == "provisioned",
    ),
    Rule(
        key="hosting.commitment",
        words="is bought only when hosting.commitment_binds_until_term = true says so too: a "
        "committed throughput cannot be deleted and bills until its term ends, whatever the "
        "verdict on the model",
        holds=lambda recipe: (
            not recipe.hosting.commitment or recipe.hosting.commitment_binds_until_term
        ),
    ),
    Rule(
        key="hosting.commitment_binds_until_term",
        words="confirms a hosting.commitment, and none is named: name one, or leave this key out",
        holds=lambda recipe: (
            bool(recipe.hosting.commitment) or not recipe.hosting.commitment_binds_until_term
        ),
    ),
    Rule(
        key="limits.max_training_usd",
        words=AMOUNT,
        holds=lambda recipe: _amount(recipe.limits.max_training_usd),
    ),
    Rule(
        key="limits.max_hosting_usd",
        words=AMOUNT,
        holds=lambda recipe: _amount(recipe.limits.max_hosting_usd),
    ),
    Rule(
        key="limits.max_model_units",
        words=f"must not be negative, and at most {MOST_MODEL_UNITS:,}",
        holds=lambda recipe: 0 <= (recipe.limits.max_model_units or 0) <= MOST_MODEL_UNITS,
    ),
    *(
        Rule(
            key=f"provenance.{name}",
            words="must not be empty: a reviewer needs to know it",
            holds=_states(name),
        )
        for name in ("intended_use", "source", "licence")
    ),
)
"""Every rule, in the order in which a recipe is held to them."""


def contradictions(recipe: Recipe, *, but: Collection[str] = ()) -> Iterator[str]:
    """Yield what a recipe says and nobody can follow: the key, and what is valid.

    Args:
        recipe: what is held to the rules.
        but: keys that could not be read: a rule that speaks of one of them cannot be judged.
    """
    unread = {".".join(key.partition("[")[0].split(".")[:2]) for key in but}
    for rule in RULES:
        spared = any(f"{rule.key}.".startswith(f"{key}.") or key in rule.words for key in unread)
        if not spared and not rule.holds(recipe):
            why = rule.why(recipe)
            yield f"{rule.key} {rule.words}" + (f": {why}" if why else "")


def _stated(key: Metric, evaluation: EvaluationSettings) -> bool:
    """Whether a metric that goes by a key of its own name has it."""
    return key not in evaluation.scored or getattr(evaluation, key) is not None


def _unscored(evaluation: EvaluationSettings) -> tuple[Metric, ...]:
    """Return what is to decide and is not scored."""
    return tuple(each for each in evaluation.decided_by if each not in evaluation.measured)


def _template(text: str | None) -> bool:
    return text is None or text.count(PROMPT) == 1


def _named(text: str | None) -> bool:
    return bool(text and text.strip())


def _plain_name(name: str | None) -> bool:
    """Say whether a file is left out, or can lie in the folder of the training file."""
    return name is None or (_named(name) and name not in (".", "..") and "/" not in name)


def _share(value: float | None, *, above: float) -> bool:
    return value is None or above < value <= 1


def _amount(usd: float | None) -> bool:
    return usd is None or 0 <= usd <= MOST_USD


def _unset_or_above_zero(value: float | None, *, most: float) -> bool:
    return value is None or 0 < value <= most


def _split_off(recipe: Recipe) -> tuple[float, float]:
    """Return the shares that are held out and that validate; none where one is no share itself."""
    stated = recipe.dataset.evaluation_share, recipe.dataset.validation_share
    usual = USUAL.evaluation, USUAL.validation
    found = [b if a is None else a for a, b in zip(stated, usual, strict=True)]
    return (found[0], found[1]) if all(0 <= share < 1 for share in found) else (0, 0)
