"""Private keys without their first line: what the standards let each of them begin with.

In base64 the beginning of a key is always the same: a sequence of DER, its length, a version, the
algorithm. Public keys and certificates have no version there.
"""

import re
from typing import Final

from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.pattern import Pattern, Span
from tuning.dataset.privacy.services import LOWER, UPPER, drawn

BASE64: Final = rb"[A-Za-z0-9+/]"

HEADS: Final = (
    rb"MII" + BASE64 + rb"{2}[AQgw]IBA(?:A[JK]|D[AC])",
    rb"MI[GH]" + BASE64 + rb"AgE(?:AM[BC]|BB[A-E])",
    rb"M[A-H]" + BASE64 + rb"CAQEE[A-Z]",
    rb"M[A-H]" + BASE64 + rb"CAQ[AE]w(?:BQYDK2V|[EF][A-Za-z]YH)",
    rb"MII" + BASE64 + rb"{2}[DTjz][AB]" + BASE64 + rb"Bg(?:kqhkiG9w0BBQ|oqhkiG9w0BDA)",
    rb"MI[GH]" + BASE64 + rb"M[A-H]" + BASE64 + rb"G(?:CSqGSIb3DQEF|CiqGSIb3DQEM)",
    rb"b3BlbnNzaC1rZXktdjE",
)
"""PKCS 1 and PKCS 8 of RSA and DSA; SEC 1 and PKCS 8 of large curves; SEC 1 of small ones; PKCS 8
of Ed25519, X25519, Ed448, X448 and small curves; encrypted PKCS 8 (RFC 5958, PBES2 and PKCS 12) in
two lengths; OpenSSH. Tried with keys that OpenSSL made, of 512 to 4,096 bits, of ten curves."""

PGP: Final = (
    rb"(?:lQ|x[cd])" + BASE64 + rb"{2}B[D-H]" + BASE64 + rb"{5}[BQR]",
    rb"(?:l[F-P]|x[Q-b])[AEIMQUYcgkosw048]E[V-b]" + BASE64 + rb"{4}[BRhx][YMIE]",
)
"""A secret key packet of version 4 (RFC 9580), of a length in two bytes and in one: its tag, its
length, a date since 1999, RSA, ElGamal, DSA, a curve. Public keys have another tag. Tried with keys
that GnuPG made."""

PUTTY: Final = rb"AAA(?:[BC]A|[AB]g)(?:[A-H]|Q[CD])" + BASE64
"""A number of 1,024 to 4,096 bits behind its length, as PuTTY writes the private half."""

AROUND: Final = (rb"(?<![A-Za-z0-9/])", b"")

BETWEEN: Final = (
    rb"(?:\\{1,3}[nrt]|<br[ ]?/?>|[^A-Za-z0-9+/=\\<]|\\(?![nrt])|[+=](?=[ \t\r\n\"'])"
    rb"|[A-Za-z0-9.@]{1,24}[>|:](?=[ ])|[0-9]{1,5}(?=[ ]\|)){1,32}"
)
"""What stands between two lines: their ends, escaped too, quotes, numbers, who is quoted."""

NEXT: Final = re.compile(BETWEEN + rb"[A-Za-z0-9+/]{40,80}+={0,2}(?![A-Za-z0-9+/=])")
LAST: Final = re.compile(
    BETWEEN + rb"(?:[A-Za-z0-9+/]{1,79}+={1,2}"
    rb"|(?=[A-Za-z+/]*[0-9]|[A-Za-z]*[a-z][A-Z])[A-Za-z0-9+/]{4,39}+)(?![A-Za-z0-9+/=])"
)
"""It is filled up with "=", or short and looks drawn by lot."""

NUMBER: Final = re.compile(rb"[A-Za-z0-9_+/=-]{40,1414}\Z")

LINE: Final = 80
"""Characters of a line at most; a longer one is all of the key."""


def body(data: bytes, span: Span) -> Span | None:
    """Return all lines of a key; nothing for a beginning alone."""
    start, end = span
    if not drawn(data, span):
        return None
    if end - start <= LINE and not data[start:end].endswith(b"="):
        while following := NEXT.match(data, end):
            end = following.end()
        if not data[:end].endswith(b"=") and (last := LAST.match(data, end)):
            end = last.end()
    return start, end


def blob(data: bytes, span: Span) -> Span | None:
    """Ask for two lines, and for no zeros within the first one: a picture has some."""
    found = body(data, span)
    lengthy = found and found[1] - found[0] > LINE
    return found if lengthy and b"AAAA" not in data[span[0] + 6 : span[1]] else None


def number(data: bytes, span: Span) -> Span | None:
    """Return a number without its name; of those that are drawn none has letters of one case."""
    value = NUMBER.search(data, *span)
    if value is None or not (UPPER.search(value.group()) and LOWER.search(value.group())):
        return None
    return drawn(data, value.span())


KEY_BODIES: Final = (
    *(
        Pattern(
            kind=Kind.PRIVATE_KEY,
            core=head,
            after=rb"[A-Za-z0-9+/]{24,40000}+={0,2}",
            edges=AROUND,
            confirm=body,
        )
        for head in (*HEADS, *PGP)
    ),
    Pattern(
        kind=Kind.PRIVATE_KEY,
        core=PUTTY,
        after=rb"[A-Za-z0-9+/]{24,40000}+={0,2}",
        edges=AROUND,
        confirm=blob,
    ),
    Pattern(
        kind=Kind.PRIVATE_KEY,
        core=rb"(?i:30[ :]?82[ :]?[0-9a-f]{2}[ :]?[0-9a-f]{2}[ :]?02[ :]?01[ :]?00[ :]?"
        rb"(?:02[ :]?8|30[ :]?[08]))",
        after=rb"(?:[\s:]?[0-9A-Fa-f]){80,40000}+",
        edges=(rb"(?<![0-9A-Fa-f])", b""),
    ),
    Pattern(
        kind=Kind.PRIVATE_KEY,
        core=rb"\"(?:d|p|q|dp|dq|qi|k)\\{0,3}\"[ ]{0,2}:[ ]{0,2}\\{0,3}\"[A-Za-z0-9_-]{12}",
        after=rb"[A-Za-z0-9_-]{28,1400}+(?=\\{0,3}\")",
        edges=(b"", b""),
        confirm=number,
    ),
    Pattern(
        kind=Kind.PRIVATE_KEY,
        core=rb"<(?:D|P|Q|DP|DQ|InverseQ)>[A-Za-z0-9+/]{12}",
        after=rb"[A-Za-z0-9+/]{28,1400}+={0,2}(?=</)",
        edges=(b"", b""),
        confirm=number,
    ),
)
"""Behind the heads: hexadecimal, the secret numbers of a JSON Web Key (RFC 7517) and of .NET."""
