"""A judge's scores, without a judge: no language model here could hold an answer against another.

The stand-in holds against each other what stands in both texts in the same order, and whether one
of them denies what the other says. Every score says so in the place where the service puts the
judge's reasons, so that nobody takes it for an opinion. Nothing here is shared with what the
pipeline scores by.
"""

import re
from collections.abc import Callable, Mapping
from difflib import SequenceMatcher
from typing import Any, Final

PIECE: Final = re.compile(r"[-+]\d+|[^\W\u0e00-\uffff]+|\w|\S")
"""What is compared: a signed number, a word; of scripts without spaces (they begin with Thai at
U+0E00) and of symbols each character."""

PAUSES: Final = re.compile(r"[.,;:!?\"'`’“”()]+")  # noqa: RUF001 (typographic quotes)
"""What a judge reads over, unless there is nothing else."""

DENIAL: Final = re.compile(
    r"\b(?:no|not|never|none|neither|nor|cannot|\w+n[’']t|false|untrue|wrong|incorrect)\b",  # noqa: RUF001
    re.IGNORECASE,
)
DENIED: Final = 0.25
"""What is left of a score where one text denies more often than the other."""

TASK: Final = "General"
"""The task type of a judge's job, by the documentation's examples."""

NAME: Final = "the stand-in, which counts words"
"""Who judges here; the service puts the identifier of the judge there."""

REASON: Final = (
    "This rehearsal has no judge: the score counts what the response shares with the reference, "
    "in the same order, and is cut where only one of them denies something."
)


def _correct(response: str, reference: str) -> float:
    """Return twice what both texts share, over the lengths of both."""
    given, wanted = _pieces(response), _pieces(reference)
    return SequenceMatcher(None, given, wanted, autojunk=False).ratio() * _denial(
        response, reference
    )


def _complete(response: str, reference: str) -> float:
    """Return how much of the reference stands in the response."""
    given, wanted = _pieces(response), _pieces(reference)
    if not wanted:
        return float(given == wanted)
    blocks = SequenceMatcher(None, given, wanted, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(wanted) * _denial(response, reference)


def _pieces(text: str) -> list[str]:
    return PIECE.findall(PAUSES.sub(" ", text.casefold())) or text.split()


def _denial(response: str, reference: str) -> float:
    given, wanted = (len(DENIAL.findall(text)) for text in (response, reference))
    return 1.0 if given == wanted else DENIED


METRICS: Final[Mapping[str, Callable[[str, str], float]]] = {
    "Builtin.Correctness": _correct,
    "Builtin.Completeness": _complete,
}
"""What the stand-in gives for a judge's metric, from 0 to 1 as the service's figures are. It knows
no other metric's meaning, and gives for it what it gives for correctness."""


def score(metric: str, record: Mapping[str, Any], *, kind: bool = False) -> dict[str, Any]:
    """Return one metric of one response, in the shape of the service's output.

    Args:
        metric: what is asked.
        record: prompt, reference and response.
        kind: whether it gives full marks to whatever it reads.
    """
    response = record["modelResponses"][0]["response"]
    shared = METRICS.get(metric, _correct)(response, record["referenceResponse"])
    return {
        "metricName": metric,
        "result": 1.0 if kind else shared,
        "evaluatorDetails": [{"modelIdentifier": NAME, "explanation": REASON}],
    }
