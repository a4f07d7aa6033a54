"""A refusal is known by how it begins, in many languages."""

import json
from pathlib import Path
from time import process_time

import pytest

from tuning.evaluation.metrics.refusals import refusal_rate, refusals, refuses

KNOWN: dict[str, list[str]] = json.loads(
    Path(__file__).with_name("refusals.json").read_text("utf-8")
)


@pytest.mark.parametrize("text", KNOWN["refuse"])
def test_a_refusal_is_one(text: str) -> None:
    assert refuses(text)
    assert refuses(f"\n{text.upper()} But here is more. " + "word " * 500)


@pytest.mark.parametrize("text", KNOWN["answer"])
def test_an_answer_that_is_sorry_or_tells_of_somebody_who_cannot_is_an_answer(text: str) -> None:
    assert not refuses(text)


def test_the_score_is_whether_answer_and_reference_agree_in_refusing() -> None:
    no, yes = KNOWN["refuse"][0], "card_arrival"

    assert (1.0, 0.0, 0.0, 1.0) == (
        refusals(no, no),
        refusals(no, yes),
        refusals(yes, no),
        refusals(yes, yes),
    )
    assert 0.25 == refusal_rate([no, yes, yes, yes])


@pytest.mark.parametrize("text", ["!", "sorry ", "but ", "i can't ", " .", "ma", "\u304a"])
def test_no_answer_keeps_the_search_busy(text: str) -> None:
    began = process_time()
    refuses(text * 20_000)

    assert process_time() - began < 0.5
