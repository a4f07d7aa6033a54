"""What is found is told, replaced or refused, as the task asks; the value itself goes nowhere."""

from collections import Counter
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.dataset.drops import texts
from tests.unit.dataset.privacy.values import FEW, VALUES
from tuning.dataset.privacy.guard import Guard, redacted
from tuning.dataset.privacy.kinds import Kind, Nature
from tuning.dataset.privacy.placeholders import Numbers
from tuning.dataset.privacy.search import search
from tuning.dataset.record import Record, Turn
from tuning.run.handling import PrivacyMode

MODES = get_args(PrivacyMode)
MAIL = "jane@example.com"
KEY = "AKIAQWERTYUIOPASDFGH"
MAYBE = "password: hunter2024"


def asking(text: str, answer: str = "yes") -> Record:
    return Record(7, (), (Turn("user", (text,)), Turn("assistant", (answer,))))


def told(mode: PrivacyMode, text: str) -> list[tuple[str, str]]:
    _, faults = Guard(mode).treat(asking(text))
    return [(fault.code.name, fault.severity) for fault in faults]


@pytest.mark.parametrize(
    ("mode", "personal", "secret", "doubtful"),
    [
        (
            "report",
            ("PERSONAL_DATA", "warning"),
            ("SECRET", "error"),
            ("POSSIBLE_SECRET", "warning"),
        ),
        ("redact", ("REDACTED", "warning"), ("REDACTED", "warning"), ("REDACTED", "warning")),
        ("refuse", ("PERSONAL_DATA_REFUSED", "error"), ("SECRET", "error"), ("SECRET", "error")),
    ],
)
def test_what_follows_from_a_finding_is_as_the_task_asks(
    mode: PrivacyMode,
    personal: tuple[str, str],
    secret: tuple[str, str],
    doubtful: tuple[str, str],
) -> None:
    assert [personal] == told(mode, f"write to {MAIL}")
    assert [secret] == told(mode, f"use {KEY} now")
    assert [doubtful] == told(mode, f"my {MAYBE} is")


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.name)
def test_no_value_of_any_kind_is_told_in_any_mode_or_left_in_a_redacted_text(kind: Kind) -> None:
    @FEW
    @given(value=VALUES[kind], mode=st.sampled_from(MODES))
    def held_back(value: str, mode: PrivacyMode) -> None:
        text = f"It is {value} today."
        spans = [text.encode()[start:end].decode() for start, end, _ in search(text.encode())]
        record, faults = Guard(mode).treat(asking(text))

        assert faults
        assert [kind.title] == list(dict.fromkeys(fault.figures["what"] for fault in faults))
        assert not any(span in repr(faults) for span in spans)
        if mode == "redact":
            assert not any(span in repr(record) for span in spans)
            assert f"[{kind.name}_" in record.prompt
        else:
            assert text == record.prompt

    held_back()


def test_a_record_in_which_nothing_is_found_is_given_back_as_it_is() -> None:
    record = asking("what is the capital of Peru?")
    for mode in MODES:
        guard = Guard(mode)
        treated, faults = guard.treat(record)

        assert record is treated
        assert [] == faults
        assert not guard.counts


@pytest.mark.parametrize("mode", MODES)
def test_a_text_that_was_searched_before_and_showed_nothing_is_not_searched_again(
    mode: PrivacyMode, monkeypatch: pytest.MonkeyPatch
) -> None:
    record, searched = asking(f"write to {MAIL}", "gladly"), list[bytes]()

    def noted(data: bytes, _among: object) -> list[object]:
        searched.append(data)
        return []

    monkeypatch.setattr("tuning.dataset.privacy.guard.search", noted)
    Guard(mode).treat(record, {"gladly"})

    assert [record.prompt.encode()] == searched


def test_each_kind_is_told_once_for_each_place_and_every_value_is_counted() -> None:
    guard = Guard("report")
    _, faults = guard.treat(asking(f"{MAIL} and joe@example.org, {KEY}", MAIL))

    assert [
        ("an e-mail address", "the prompt"),
        ("an AWS access key", "the prompt"),
        ("an e-mail address", "the answer"),
    ] == [(fault.figures["what"], fault.figures["where"]) for fault in faults]
    assert Counter({"EMAIL": 3, "AWS_ACCESS_KEY": 1}) == guard.counts


def test_counts_of_pieces_add_up_to_those_of_the_whole() -> None:
    records = [asking(f"{MAIL} {KEY}"), asking("nothing"), asking(MAYBE, MAIL)]
    whole = Guard("report")
    for record in records:
        whole.treat(record)
    pieces: Counter[str] = Counter()
    for record in records:
        guard = Guard("report")
        guard.treat(record)
        pieces += guard.counts

    assert whole.counts == pieces


def test_redaction_reaches_every_text_of_a_record() -> None:
    structured: dict[str, Any] = {MAIL: [1, {"card": 4111111111111111}, MAIL]}
    record = Record(
        1,
        (f"obey {MAIL}",),
        (Turn("user", (MAIL, KEY)), Turn("assistant", ("",), structured)),
        {"reference_answer": [MAIL], f"note by {MAIL}": {"again": MAIL}},
    )
    treated, _ = Guard("redact").treat(record)

    assert 7 == " ".join(text.text for text in treated.texts()).count("[EMAIL_")
    assert MAIL not in repr(treated)
    assert "4111111111111111" not in repr(treated)
    assert KEY not in repr(treated)
    assert [] == [found for text in treated.texts() for found in search(text.text.encode())]


def test_two_keys_that_a_placeholder_makes_the_same_are_refused_and_not_merged() -> None:
    answer = {MAIL: "one", MAIL.upper(): "two"}
    record = Record(1, (), (Turn("user", ("q",)), Turn("assistant", ("",), answer)))

    assert ["REDACTED", "DUPLICATE_KEY"] == [
        fault.code.name for fault in Guard("redact").treat(record)[1]
    ]


@settings(max_examples=200, deadline=None)
@given(texts)
def test_nothing_is_found_in_what_was_redacted_and_the_rest_stays(text: str) -> None:
    clean = redacted(text)

    assert [] == search(clean.encode())
    assert (clean == text) == (not search(text.encode()))


@pytest.mark.parametrize("rest", [":19000:0:99999:7:::", ":[PASSWORD_9b0c485093ff]:::", ":x7:"])
def test_a_placeholder_that_stands_where_a_password_would_is_not_replaced_again(rest: str) -> None:
    """Its own name leads to what stands behind it; that once went on for ever."""
    clean = redacted(f"root:$6$saltsalt${'aB3dE5gH7j' * 5}xyz{rest}")

    assert clean.startswith("root:[PASSWORD_")
    assert clean == redacted(clean)
    assert "]]" not in clean


WHOLE = {
    "before a letter of three bytes": ("中jane@example.com中", "中[EMAIL]中"),
    "after one that is no letter": ("jan\ufffddoe@example.com", "jan\ufffd[EMAIL]"),
    "with letters of two bytes": ("ü müller@exämple.de!", "ü [EMAIL]!"),
    "an emoji on either side": ("😀4111 1111 1111 1111😀", "😀[CARD]😀"),
    "with a combining mark": ("e\u0301a@example.com", "[EMAIL]"),
}


@pytest.mark.parametrize(("text", "expected"), WHOLE.values(), ids=WHOLE.keys())
def test_a_character_is_never_cut_in_two(text: str, expected: str) -> None:
    clean = redacted(text)

    assert expected == "".join(
        piece.split("_")[0] + "]" if piece.startswith("[") else piece for piece in _pieces(clean)
    )


def _pieces(text: str) -> list[str]:
    before, _, rest = text.partition("[")
    inside, _, after = rest.partition("]")
    return [before, f"[{inside}", after]


def test_a_value_has_the_same_placeholder_however_it_is_grouped_and_another_has_another() -> None:
    one, two = redacted("call +1 202-555-0123"), redacted("call +1 (202) 555 0123")

    assert one == two
    assert one != redacted("call +1 202-555-0124")
    assert redacted("Jane@Example.com") == redacted(MAIL)


def test_placeholders_are_numbered_by_kind_in_the_order_in_which_they_are_met() -> None:
    numbers = Numbers()
    lines = [redacted(f"{MAIL} 4111111111111111"), redacted("joe@example.org"), redacted(MAIL)]

    assert [b"[EMAIL_1] [CARD_1]", b"[EMAIL_2]", b"[EMAIL_1]"] == [
        numbers.settle(line.encode()) for line in lines
    ]


def test_a_placeholder_never_meets_one_that_is_in_the_text_before_or_behind() -> None:
    lines = [redacted(f"{MAIL} joe@example.org").encode(), b"[EMAIL_2] and [EMAIL_1], [CARD_9]"]
    numbers = Numbers(lines)

    assert [b"[EMAIL_3] [EMAIL_4]", lines[1]] == list(map(numbers.settle, lines))


def test_what_only_looks_like_a_placeholder_is_left_as_it_is() -> None:
    line = b"[EMAIL_7] [NOTHING_0123456789ab] [EMAIL_0123456789AB]"

    assert line == Numbers().settle(line)


def test_every_nature_has_a_kind() -> None:
    assert set(Nature) == {kind.nature for kind in Kind}
