"""The record of docs/privacy.md holds what is wanted, and today's code finds no less than that."""

from itertools import islice

from benchmarks.privacy import ours, record
from benchmarks.privacy.corpus import sentences
from benchmarks.privacy.record import OURS
from benchmarks.privacy.scoring import gone
from docs.pages.found import found

RECORD = record.read()
EVERY = 9
"""Of nine sentences one is looked at, so that a second is enough; nine and the ways of writing
share no factor."""

WANTED = 0.95
LOCALES, COUNTRIES = 12, 25


def test_what_is_found_of_a_share_of_the_sentences_is_no_less_than_the_record_says() -> None:
    missed = {(row.group, row.subject): row.missed for row in RECORD.rows}
    lost = [
        (sentence.planted.subject, sentence.way, sentence.text)
        for sentence in islice(sentences(), 0, None, EVERY)
        if sentence.way not in missed[sentence.planted.group, sentence.planted.subject]
        and not gone(sentence, ours.found(sentence.text))
    ]

    assert [] == lost


def test_the_record_is_of_the_sentences_that_are_drawn_today() -> None:
    drawn = {(it.planted.group, it.planted.kind, it.planted.subject) for it in sentences()}
    measured = {(row.group, row.kind, row.subject) for row in RECORD.rows}

    assert drawn == {one for one in measured if one[0] != "telephone"}


def test_telephones_of_twelve_locales_are_found_and_no_question_of_a_customer_is_one() -> None:
    rows = [row for row in RECORD.rows if row.group == "telephone"]
    share = sum(row.gone[OURS] for row in rows) / sum(row.sentences for row in rows)

    assert len(rows) >= LOCALES
    assert share >= WANTED
    assert 0 == RECORD.clean[0].found[OURS]


def test_numbers_of_many_countries_are_measured() -> None:
    rows = [row for row in RECORD.rows if row.group == "identity" and row.gone[OURS]]

    assert len({row.kind[:2] for row in rows}) >= COUNTRIES


def test_the_page_says_when_it_was_measured_and_beside_what() -> None:
    page = found(RECORD)

    assert RECORD.day in page
    assert all(
        f"{name} {version}" in page.replace("\n", " ") for name, version in RECORD.versions.items()
    )
