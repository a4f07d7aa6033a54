"""Why a score of Bedrock's own need not agree with ours, to stand beside it."""

from collections.abc import Mapping, Sequence
from typing import Final

from tuning.evaluation.answers import Answered

ACCURACY: Final = "Builtin.Accuracy"

DEFINITIONS: Final[Mapping[str, str]] = {
    "Classification": "whether the label is given exactly as it is written; our exact match "
    "forgives case, articles and marks that close or quote",
    "QuestionAndAnswer": "the F1 of the answer's words by its own rules; our token F1 is the "
    "nearest",
    "Summarization": "BERTScore, which gives credit for similar words, while ours count the "
    "same words",
    "Generation": "a score of real-world knowledge, which looks for the reference in the answer, "
    "where ours compare the two",
}
"""What the accuracy of an evaluation job is by its task type (Bedrock User Guide, "Model evaluation
task types"), and what of ours stands nearest."""


def of_accuracy(task_type: str, answered: Sequence[Answered]) -> str:
    """Return why Bedrock's accuracy may differ from our scores.

    Args:
        task_type: the recipe's.
        answered: the records that both models were asked.
    """
    definition = f"Bedrock's accuracy for {task_type} is {DEFINITIONS[task_type]}."
    with_system = sum(1 for record in answered if record.system)
    if not with_system:
        return f"{definition} Its jobs ask both models themselves, the same prompts."
    return (
        f"{definition} Its jobs ask both models themselves, and take one text for a prompt: the "
        f"system text of {with_system:,} records is put before the question there, while training "
        "and our own questions keep it apart."
    )
