"""What a judge is asked of an answer: metrics that Bedrock brings, and rubrics of a recipe."""

from typing import Final, Literal

import msgspec

JudgeMetric = Literal[
    "Correctness",
    "Completeness",
    "Faithfulness",
    "Helpfulness",
    "Coherence",
    "Relevance",
    "FollowingInstructions",
    "ProfessionalStyleAndTone",
    "Harmfulness",
    "Stereotyping",
    "Refusal",
]
"""What Bedrock's judges score (``EvaluationDatasetMetricConfig.metricNames``, where each begins
with ``Builtin.``)."""

MOST_PROMPTS: Final = 1000
"""Prompts of one evaluation job (Bedrock's quota)."""

OF_THE_TASK: Final[frozenset[JudgeMetric]] = frozenset(
    {"Correctness", "Completeness", "Helpfulness", "Relevance", "FollowingInstructions"}
)
"""Those by which more is better and an answer to another question must be bad. The others are about
manners: nonsense may be coherent, polite and harmless."""

BUILT_IN: Final = "Builtin."
"""How the service's own names of metrics begin."""


class Rating(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rating that a judge may give.

    Attributes:
        definition: what it means, in a few words.
        value: what it counts, from 0, the worst, to 1, the best.
    """

    definition: str
    value: float


class Rubric(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a judge is asked in a recipe's own words (``customMetricDefinition``).

    Attributes:
        name: of the metric.
        instructions: what the judge is told; ``{{prompt}}``, ``{{prediction}}`` and
            ``{{ground_truth}}`` are the places of the prompt, the answer and the reference.
        ratings: those that the judge may give.
    """

    name: str
    instructions: str
    ratings: tuple[Rating, ...]
