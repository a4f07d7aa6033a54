"""The second opinion: what is sent to Comprehend, what comes of it, and what it costs."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.stub import Stubber

from tuning.admission.second_opinion import CALL_BYTES, MOST_CALLS, Passage, ask, sample
from tuning.dataset.sheet import Sheet

Stubbed = Callable[[str], Stubber]


def entity(text: str, word: str, type_: str, *, score: float = 0.99) -> dict[str, Any]:
    begin = text.index(word)
    return {"Type": type_, "Score": score, "BeginOffset": begin, "EndOffset": begin + len(word)}


def answers(
    comprehend: Stubber, text: str, *entities: dict[str, Any], language: str = "en"
) -> None:
    comprehend.add_response(
        "detect_pii_entities",
        {"Entities": list(entities)},
        {"Text": text, "LanguageCode": language},
    )


def test_what_is_found_is_told_by_line_and_counted_by_type(stubbed: Stubbed) -> None:
    comprehend = stubbed("comprehend")
    text = "Ask Ana Díaz\n\nthe weather\n\nBea lives at 5 Elm St"
    answers(
        comprehend,
        text,
        entity(text, "Ana Díaz", "NAME"),
        entity(text, "Bea", "NAME"),
        entity(text, "5 Elm St", "ADDRESS"),
    )
    passages = [
        Passage(3, "Ask Ana Díaz"),
        Passage(5, "the weather"),
        Passage(9, "Bea lives at 5 Elm St"),
    ]

    told, suspicions = ask(passages, language="en")

    assert [(3, ("NAME",)), (9, ("ADDRESS", "NAME"))] == suspicions
    assert {"NAME": 2, "ADDRESS": 1} == told.found
    assert (3, len(text), None) == (told.records, told.characters, told.unavailable)
    comprehend.assert_no_pending_responses()


def test_nothing_of_the_text_is_in_the_opinion(stubbed: Stubbed) -> None:
    text = "Ask Ana Canary"
    answers(stubbed("comprehend"), text, entity(text, "Ana Canary", "NAME"))

    assert "Canary" not in repr(ask([Passage(1, text)], language="en"))


def test_what_our_own_search_replaced_is_no_suspicion(stubbed: Stubbed) -> None:
    text = "write to [EMAIL_7] or to Ana"
    answers(
        stubbed("comprehend"),
        text,
        entity(text, "EMAIL_7", "USERNAME"),
        entity(text, "Ana", "NAME"),
    )

    assert {"NAME": 1} == ask([Passage(1, text)], language="en")[0].found


def test_a_guess_is_no_suspicion(stubbed: Stubbed) -> None:
    text = "Amber is a colour"
    answers(stubbed("comprehend"), text, entity(text, "Amber", "NAME", score=0.89))

    assert {} == ask([Passage(1, text)], language="en")[0].found


def test_what_points_at_nobody_is_counted_but_warned_of_by_no_line(stubbed: Stubbed) -> None:
    text = "open on Monday"
    answers(stubbed("comprehend"), text, entity(text, "Monday", "DATE_TIME"))
    told, suspicions = ask([Passage(1, text)], language="en")

    assert ({"DATE_TIME": 1}, []) == (told.found, suspicions)


@pytest.mark.parametrize(
    ("text", "usd"), [("x", 0.0003), ("x" * 300, 0.0003), ("x" * 301, 0.0004), ("x" * 5000, 0.005)]
)
def test_the_cost_is_by_100_characters_and_3_of_these_at_least(
    stubbed: Stubbed, text: str, usd: float
) -> None:
    answers(stubbed("comprehend"), text)

    assert usd == ask([Passage(1, text)], language="en")[0].cost_usd


def test_the_language_of_the_task_is_asked_in(stubbed: Stubbed) -> None:
    comprehend = stubbed("comprehend")
    answers(comprehend, "hola", language="es")

    assert "es" == ask([Passage(1, "hola")], language="es")[0].language
    comprehend.assert_no_pending_responses()


@pytest.mark.parametrize("letter", ["x", "ü", "\N{GRINNING FACE}"])
def test_no_call_is_longer_than_the_service_takes_and_no_opinion_asks_more_than_a_few(
    stubbed: Stubbed, letter: str
) -> None:
    comprehend = stubbed("comprehend")
    sent: list[str] = []
    comprehend.client.meta.events.register(
        "provide-client-params.comprehend.DetectPiiEntities",
        lambda params, **_: sent.append(params["Text"]),
    )
    for _ in range(MOST_CALLS):
        comprehend.add_response("detect_pii_entities", {"Entities": []})

    told, _ = ask([Passage(n, letter * 30_000) for n in range(50)], language="en")

    assert MOST_CALLS == len(sent)
    assert all(0.5 * CALL_BYTES < len(text.encode()) <= CALL_BYTES for text in sent)
    assert told.characters == sum(map(len, sent))
    assert told.cost_usd <= 0.5


def test_a_record_that_is_longer_than_a_call_is_cut_between_two_characters(
    stubbed: Stubbed,
) -> None:
    answers(stubbed("comprehend"), "€" * 33_333)

    assert 33_333 == ask([Passage(1, "€" * 40_000)], language="en")[0].characters


def test_a_service_that_does_not_answer_costs_only_the_opinion(stubbed: Stubbed) -> None:
    comprehend = stubbed("comprehend")
    first = "a" * 60_000
    answers(comprehend, first, entity(first, first, "NAME"))
    comprehend.add_client_error("detect_pii_entities", "UnsupportedLanguageException")

    told, suspicions = ask([Passage(1, first), Passage(2, first)], language="en")

    assert ("UnsupportedLanguageException", 1) == (told.unavailable, told.records)
    assert [1] == [suspicion.line for suspicion in suspicions]


def test_of_nothing_nothing_is_asked(stubbed: Stubbed) -> None:
    stubbed("comprehend")

    told, suspicions = ask([], language="en")

    assert (0, 0.0, []) == (told.records, told.cost_usd, suspicions)


def test_the_sample_is_no_more_than_is_asked_about() -> None:
    texts = [f"{n} {'x' * 40_000}" for n in range(100)]
    sheet = Sheet()
    sheet.add(list(range(100)), asked=texts, answers=texts)

    assert 6 == len(sample(sheet))


def test_the_sample_is_of_the_records_and_not_of_their_order() -> None:
    texts = [f"question {n}" for n in range(3000)]
    forth, back = Sheet(), Sheet()
    forth.add(list(range(3000)), asked=texts, answers=[""] * 3000)
    back.add(list(range(3000)), asked=texts[::-1], answers=[""] * 3000)

    chosen = {texts[row] for row in sample(forth)}
    assert chosen == {texts[::-1][row] for row in sample(back)}
    assert 1000 == len(chosen)
