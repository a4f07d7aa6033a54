"""Of a private key nothing is left, whatever stands before, between and behind its lines."""

import base64
import random
from collections.abc import Callable

import pytest

from tests.unit.dataset.privacy.values import kinds
from tuning.dataset.privacy.guard import Guard, redacted
from tuning.dataset.record import Record, Turn

DRAWN = random.Random(7)


def lines(count: int = 6, width: int = 64) -> list[str]:
    """Return the lines of a key; the last one is shorter, as it is for the most part."""
    body = base64.b64encode(DRAWN.randbytes(count * width * 3 // 4 - 17)).decode()
    return [body[at : at + width] for at in range(0, len(body), width)]


def pem(name: str = "RSA PRIVATE KEY", body: list[str] | None = None) -> list[str]:
    return [f"-----BEGIN {name}-----", *(body or lines()), f"-----END {name}-----"]


def putty() -> list[str]:
    head = ["PuTTY-User-Key-File-3: ssh-rsa", "Encryption: none", "Comment: imported-key"]
    mac = f"Private-MAC: {DRAWN.randbytes(32).hex()}"
    return [*head, "Public-Lines: 6", *lines(), "Private-Lines: 14", *lines(14), mac]


def ssh2() -> list[str]:
    first, last = (
        "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----",
        "---- END SSH2 ENCRYPTED PRIVATE KEY ----",
    )
    return [first, 'Comment: "rsa-key"', *lines(), last]


FORMS: dict[str, Callable[[], list[str]]] = {
    "PKCS 1": pem,
    "PKCS 8": lambda: pem("PRIVATE KEY"),
    "encrypted": lambda: pem("ENCRYPTED PRIVATE KEY"),
    "elliptic curve": lambda: pem("EC PRIVATE KEY", lines(2)),
    "OpenSSH": lambda: pem("OPENSSH PRIVATE KEY", lines(6, 70)),
    "PGP": lambda: pem("PGP PRIVATE KEY BLOCK", ["Version: GnuPG v2", "", *lines(), "=Ab3d"]),
    "with headers": lambda: pem(
        body=["Proc-Type: 4,ENCRYPTED", "DEK-Info: AES-128-CBC,0123456789ABCDEF", "", *lines()]
    ),
    "PuTTY": putty,
    "SSH2": ssh2,
}

Writing = Callable[[list[str]], str]

WRITTEN: dict[str, Writing] = {
    "plain": "\n".join,
    "with carriage returns": "\r\n".join,
    "in one line": " ".join,
    "indented": lambda rows: "\n".join(f"    {row}" for row in rows),
    "quoted in a mail": lambda rows: "\n".join(f"> {row}" for row in rows),
    "quoted twice": lambda rows: "\n".join(f">> {row}" for row in rows),
    "quoted with a name": lambda rows: "\n".join(f"Jane> {row}" for row in rows),
    "commented out": lambda rows: "\n".join(f"# {row}" for row in rows),
    "in a docstring": lambda rows: "\n".join(f" * {row}" for row in rows),
    "a diff": lambda rows: "\n".join(f"-{row}" for row in rows),
    "an added diff": lambda rows: "\n".join(f"+ {row}" for row in rows),
    "a table": lambda rows: "\n".join(f"| {row} |" for row in rows),
    "numbered": lambda rows: "\n".join(f"{n:4}: {row}" for n, row in enumerate(rows, 1)),
    "a listing": lambda rows: "\n".join(f"{n} | {row}" for n, row in enumerate(rows, 1)),
    "HTML": "<br>".join,
    "HTML and a line": "<br/>\n".join,
    "spaces that do not break": lambda rows: "\n".join(
        f"\u00a0\u00a0{row.replace(' ', chr(0xA0))}" for row in rows
    ),
    "escaped once": "\\n".join,
    "escaped twice": "\\\\n".join,
    "Python": lambda rows: "\n".join(f'    "{row}\\n"' for row in rows),
    "JavaScript": lambda rows: " +\n".join(f"'{row}\\n'" for row in rows),
    "Java": lambda rows: "\n + ".join(f'"{row}\\n"' for row in rows),
    "a shell": lambda rows: " \\\n".join(rows),
    "a list": lambda rows: "[" + ", ".join(f'"{row}"' for row in rows) + "]",
    "full of dashes": lambda rows: "\n".join(rows).replace("-----", "\u2014\u2014\u2013"),
    "lower case marks": lambda rows: "\n".join(
        [rows[0].lower().replace("putty-user-key", "PuTTY-User-Key"), *rows[1:]]
    ),
}


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
