"""Sentences that order a model to forget its orders, and marks that forge a change of speaker.

A dataset may hold them for good reasons, with refusals as answers. So they are told and counted,
and refuse nothing. The list is short and English: it finds what was pasted from the web, not an
author who wants to be missed.
"""

from collections.abc import Iterator
from functools import cache
from typing import Final

from tuning.dataset.codes import Code
from tuning.dataset.expressions import Expressions
from tuning.dataset.problems import Fault

GAP: Final = rb"[ \t\r\n]+"
WORDS: Final = rb"(?:[a-z]+" + GAP + rb"){0,4}"

IGNORE: Final = "an order to ignore earlier instructions"
REVEAL: Final = "an order to reveal the system prompt"
UNBOUND: Final = "an order to play a model without rules"
TEMPLATE: Final = "a mark of a chat template"

PHRASES: Final[tuple[tuple[bytes, str], ...]] = (
    (
        rb"(?i:(?:ignore|disregard|forget|override|bypass)" + GAP + WORDS
        + rb"(?:previous|prior|above|earlier|preceding|original|initial|system|all|your)" + GAP
        + WORDS + rb"instruction)",
        IGNORE,
    ),
    (
        rb"(?i:(?:reveal|show|print|repeat|output|leak|display|tell)" + GAP + WORDS
        + rb"system[ _-]prompt)",
        REVEAL,
    ),
    (rb"(?i:you are now (?:dan[ ,.!]|in developer|jailbroken|unrestricted))", UNBOUND),
    (rb"(?i:do anything now)", UNBOUND),
    (rb"<\|(?:im_start|im_end|system|user|assistant|endoftext)\|>", TEMPLATE),
    (rb"<\|(?:begin_of_text|start_header_id|eot_id)\|>", TEMPLATE),
    (rb"\[/?INST\]", TEMPLATE),
    (rb"<</?SYS>>", TEMPLATE),
)  # fmt: skip


COARSE: Final = (
    rb"(?i:instruct)",
    rb"(?i:system.prompt)",
    rb"(?i:you are now)",
    rb"(?i:anything now)",
    *(regex for regex, _ in PHRASES if not regex.startswith(b"(?i:")),
)
"""One of them is in every text that has a phrase; they are found many times as fast."""


def faults(data: bytes, where: str) -> Iterator[Fault]:
    """Yield what a text orders a model to do, each thing once."""
    for what in dict.fromkeys(PHRASES[number][1] for number in expressions().present(data)):
        yield Fault.of(Code.INJECTION_PHRASE, where=where, what=what)


def suspicious(data: bytes) -> bool:
    """Tell whether a text holds any of them."""
    return expressions().any(data)


@cache
def expressions() -> Expressions:
    """Return all phrases as one set."""
    return Expressions([regex for regex, _ in PHRASES], once=True)
