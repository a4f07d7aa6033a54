"""Private keys that open nothing: whole and cut, as they come in mails, code, diffs and tables."""

import base64
import random
from collections.abc import Callable, Iterator, Mapping
from string import ascii_letters, digits
from typing import Final
from urllib.parse import quote

from benchmarks.privacy.planted import SEED, Planted, Sentence

DRAWN: Final = random.Random(SEED)
MARK: Final = "-" * 5
"""Put together, so that no line of this file looks like a key."""


def lines(count: int = 6, width: int = 64) -> list[str]:
    """Return the lines of a key; the last one is shorter, as it is for the most part."""
    body = base64.b64encode(DRAWN.randbytes(count * width * 3 // 4 - 17)).decode()
    return [body[at : at + width] for at in range(0, len(body), width)]


def pem(name: str = "RSA PRIVATE KEY", body: list[str] | None = None) -> list[str]:
    """Return a key between its marks."""
    return [f"{MARK}BEGIN {name}{MARK}", *(body or lines()), f"{MARK}END {name}{MARK}"]


def _putty() -> list[str]:
    head = ["PuTTY-User-Key-File-3: ssh-rsa", "Encryption: none", "Comment: imported-key"]
    mac = f"Private-MAC: {DRAWN.randbytes(32).hex()}"
    return [*head, "Public-Lines: 6", *lines(), "Private-Lines: 14", *lines(14), mac]


def _ssh2() -> list[str]:
    marks = [f"---- {side} SSH2 ENCRYPTED PRIVATE KEY ----" for side in ("BEGIN", "END")]
    return [marks[0], 'Comment: "rsa-key"', *lines(), marks[1]]


FORMS: Final[Mapping[str, Callable[[], list[str]]]] = {
    "PKCS 1": pem,
    "PKCS 8": lambda: pem("PRIVATE KEY"),
    "encrypted": lambda: pem("ENCRYPTED PRIVATE KEY"),
    "elliptic curve": lambda: pem("EC PRIVATE KEY", lines(2)),
    "OpenSSH": lambda: pem("OPENSSH PRIVATE KEY", lines(6, 70)),
    "PGP": lambda: pem("PGP PRIVATE KEY BLOCK", ["Version: GnuPG v2", "", *lines(), "=Ab3d"]),
    "with headers": lambda: pem(
        body=["Proc-Type: 4,ENCRYPTED", "DEK-Info: AES-128-CBC,0123456789ABCDEF", "", *lines()]
    ),
    "PuTTY": _putty,
    "SSH2": _ssh2,
}

HEADS: Final[Mapping[str, str]] = {
    "PKCS 1": "MIIEowIBAAKCAQEA",
    "PKCS 8": "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC",
    "elliptic curve": "MHcCAQEEI",
    "Ed25519": "MC4CAQAwBQYDK2VwBCIE",
    "OpenSSH": "b3BlbnNzaC1rZXktdjE",
}
"""What the lines of a key begin with by its standard; its marks are gone."""

SHORTEST: Final = 12
BASE64: Final = frozenset(ascii_letters + digits + "+/=")

Writing = Callable[[list[str]], str]

WRITTEN: Final[Mapping[str, Writing]] = {
    "plain": "\n".join,
    "with carriage returns": "\r\n".join,
    "percent-encoded": lambda rows: quote("\n".join(rows), safe=""),
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
        row.lower() if row.startswith(("-", "PuTTY")) else row for row in rows
    ),
}
CUT: Final[Mapping[str, Callable[[list[str]], list[str]]]] = {
    "whole": lambda rows: rows,
    "its end cut off": lambda rows: rows[:-1],
    "its beginning cut off": lambda rows: rows[1:],
}
BEFORE, AFTER = "Here is mine:\n", "\nIs it safe to send it?"


def keys() -> Iterator[Sentence]:
    """Yield keys of every form in every way, and each cut as far as it can be told still."""
    DRAWN.seed(SEED)
    for form, make in FORMS.items():
        for cut, shorten in CUT.items():
            if cut == "its beginning cut off" and form == "PuTTY":
                continue  # its first line alone says that it is a key
            for way, write in WRITTEN.items():
                rows = shorten(make())
                yield _sentence(f"{form}, {cut}", way, rows, f"{BEFORE}{write(rows)}{AFTER}")
    for form, head in HEADS.items():
        for way, write in WRITTEN.items():
            first, *others = lines()
            rows = [head + first[len(head) :], *others]
            subject = f"{form}, its marks cut off"
            yield _sentence(subject, way, rows, f"{BEFORE}{write(rows)}{AFTER}")


def secrets(rows: list[str]) -> list[str]:
    """Return the lines of a key that are the key: neither marks nor headers."""
    return [row for row in rows if len(row) > SHORTEST and set(row) <= BASE64]


def _sentence(subject: str, way: str, rows: list[str], text: str) -> Sentence:
    planted = Planted(
        group="key", kind="PRIVATE_KEY", subject=subject, value="", lead=text, field=""
    )
    shown = [row if row in text else quote(row, safe="") for row in secrets(rows)]
    starts = [(text.index(row), len(row)) for row in shown]
    spans = tuple((start, start + length) for start, length in starts)
    return Sentence(planted=planted, way=way, text=text, spans=spans)
