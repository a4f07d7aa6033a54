"""Of a private key nothing is left, whatever stands before, between and behind its lines."""

import base64
from collections.abc import Callable

import pytest

from benchmarks.privacy.keys import CUT, FORMS, WRITTEN, Writing, keys, lines, pem
from benchmarks.privacy.ours import found
from benchmarks.privacy.scoring import gone
from tests.unit.dataset.privacy.values import kinds
from tuning.dataset.privacy.guard import Guard, redacted
from tuning.dataset.record import Record, Turn


def asking(text: str) -> Record:
    return Record(1, (), (Turn("user", (text,)), Turn("assistant", ("no",))))


def left(text: str, rows: list[str]) -> list[str]:
    """Return which lines of a key are still in a text; marks and headers are no secret."""
    secrets = [row for row in rows[1:-1] if len(row) > 12 and ":" not in row and " " not in row]
    return [row for row in secrets if row in text or row[:24] in text or row[-10:] in text]


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN.keys())
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_no_line_of_a_key_is_left(form: Callable[[], list[str]], written: Writing) -> None:
    rows = form()
    text = f"Here is mine:\n{written(rows)}\nIs it safe to send it to the new colleague?"
    clean = redacted(text)

    assert "PRIVATE_KEY" in clean
    assert [] == left(clean, rows)
    assert clean.startswith("Here is mine")
    assert clean.endswith("Is it safe to send it to the new colleague?")


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN.keys())
@pytest.mark.parametrize("cut", ["the end", "the beginning", "two lines"])
def test_a_key_that_was_cut_is_gone_or_its_record_is_refused(cut: str, written: Writing) -> None:
    rows = pem()
    shown = {"the end": rows[:-1], "the beginning": rows[1:], "two lines": rows[:3]}[cut]
    record = asking(f"It reads\n{written(shown)}")
    kept, faults = Guard("redact").treat(record)

    assert "a private key" in {fault.figures["what"] for fault in faults}
    if not any(fault.severity == "error" for fault in faults):
        assert [] == left(repr(kept), ["", *shown, ""])


@pytest.mark.parametrize("cut", CUT)
def test_of_every_form_in_every_way_whole_or_cut_nothing_is_left(cut: str) -> None:
    left = [
        one
        for one in keys()
        if one.planted.subject.endswith(cut) and not gone(one, found(one.text))
    ]

    assert [] == [(one.planted.subject, one.way) for one in left]


def test_a_key_whose_lines_are_texts_of_their_own_is_refused_with_its_place() -> None:
    record = Record(1, (), (Turn("user", ("q",)), Turn("assistant", ("",), {"key": pem()})))
    _, faults = Guard("redact").treat(record)

    assert ("SECRET", "the answer") in {
        (fault.code.name, fault.figures["where"]) for fault in faults
    }


def test_text_between_two_keys_stays() -> None:
    first, second = pem(), pem("EC PRIVATE KEY", lines(2))
    clean = redacted("\n".join((*first, "and then there is", *second)))

    assert 2 == clean.count("[PRIVATE_KEY_")
    assert "and then there is" in clean


def test_a_public_key_beside_a_private_one_is_no_part_of_it() -> None:
    public = "ssh-rsa " + "".join(lines(5))
    record = asking("\n".join((*pem(), public)))
    kept, faults = Guard("redact").treat(record)

    assert public in kept.prompt
    assert {"REDACTED"} == {fault.code.name for fault in faults}


def test_a_key_in_base64_once_more_is_one() -> None:
    wrapped = base64.b64encode("\n".join(pem()).encode()).decode()

    assert ["PRIVATE_KEY"] == kinds(f"  tls.key: {wrapped}\n")
    assert "data: [PRIVATE_KEY" in redacted(f"data: {wrapped} is")


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
        "- begin with your private key and end with the public one",
        "-----BEGIN RSA PUBLIC KEY-----\nMIIB\n-----END RSA PUBLIC KEY-----",
    ],
)
def test_what_is_no_private_key_is_none(text: str) -> None:
    assert [] == kinds(text)
