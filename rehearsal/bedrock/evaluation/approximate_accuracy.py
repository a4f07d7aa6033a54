"""Accuracy, as near to the service's as can be computed here.

The service scores accuracy by task: a binary match for classification, the F1 over words for
questions, BERTScore for summaries, and a test of real-world knowledge for free generation. The last
two need models of their own, so summaries are scored by ROUGE-L and free generation by the F1 over
words: approximations of this stand-in, not the service's figures.
"""

from collections.abc import Callable, Mapping
from typing import Final

from tuning.evaluation.metrics import exact_match, rouge_l, token_f1

METRIC: Final = "Builtin.Accuracy"

BY_TASK: Final[Mapping[str, Callable[[str, str], float]]] = {
    "Classification": exact_match,
    "QuestionAndAnswer": token_f1,
    "Summarization": rouge_l,
    "Generation": token_f1,
}
"""How an answer is scored against its reference, from 0 to 1, by the job's task type."""
