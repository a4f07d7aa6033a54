"""Numbers that states give to people: those whose form or check digits leave few doubts.

A form that is nothing but digits, with one check digit, fits every tenth order number; those are
looked for only behind the word that names them. Numbers without any check (a Danish CPR number,
say) are left out.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Final

from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.pattern import NUMBER, Pattern, Span

SEPARATORS: Final = b" .-"

NEVER_FIRST: Final = frozenset(b"DFIQUV")
NEVER_SECOND: Final = frozenset(b"DFIOQUV")
NEVER_TOGETHER: Final = frozenset({b"BG", b"GB", b"KN", b"NK", b"NT", b"TN", b"ZZ"})
"""Letters that no national insurance number begins with (HMRC, National Insurance Manual 39110)."""

BETWEEN: Final = rb"[A-Za-z :.=#-]{0,24}"
"""Between the word and the number: "BSN of the tenant: "."""


def checked(module: str) -> Callable[[bytes, Span], Span | None]:
    """Return a check by one of python-stdnum's modules: its digits, its dates, its ranges."""

    def check(data: bytes, span: Span) -> Span | None:
        number = data[slice(*span)].translate(None, SEPARATORS).decode()
        return span if import_module(f"stdnum.{module}").is_valid(number) else None

    return check


def insured(data: bytes, span: Span) -> Span | None:
    """Check the two letters of a national insurance number, which has no check digit."""
    first, second = data[span[0]], data[span[0] + 1]
    if first in NEVER_FIRST or second in NEVER_SECOND or bytes((first, second)) in NEVER_TOGETHER:
        return None
    return span


IDENTITIES: Final = (
    Pattern(
        kind=Kind.US_SSN,
        core=rb"[0-9]{3}-[0-9]{2}-[0-9]{4}",
        edges=NUMBER,
        confirm=checked("us.ssn"),
    ),
    Pattern(
        kind=Kind.UK_NINO,
        core=rb"[A-Z]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]",
        confirm=insured,
    ),
    Pattern(
        kind=Kind.FR_NIR,
        core=rb"[12][0-9]{5}[0-9AB][0-9]{8}",
        edges=NUMBER,
        confirm=checked("fr.nir"),
    ),
    Pattern(
        kind=Kind.FR_NIR,
        core=rb"[12] [0-9]{2} [0-9]{2} [0-9][0-9AB] [0-9]{3} [0-9]{3} [0-9]{2}",
        edges=NUMBER,
        confirm=checked("fr.nir"),
    ),
    Pattern(kind=Kind.ES_DNI, core=rb"[0-9]{8}-?[A-Z]", confirm=checked("es.dni")),
    Pattern(kind=Kind.ES_DNI, core=rb"[XYZ]-?[0-9]{7}-?[A-Z]", confirm=checked("es.nie")),
    Pattern(
        kind=Kind.IT_CODICE_FISCALE,
        core=rb"[A-Z]{6}[0-9]{2}[A-Z][0-9]{2}[A-Z][0-9]{3}[A-Z]",
        confirm=checked("it.codicefiscale"),
    ),
    Pattern(
        kind=Kind.BR_CPF,
        core=rb"[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}",
        edges=NUMBER,
        confirm=checked("br.cpf"),
    ),
    Pattern(
        kind=Kind.MX_CURP,
        core=rb"[A-Z]{4}[0-9]{6}[HM][A-Z]{5}[0-9A-Z][0-9]",
        confirm=checked("mx.curp"),
    ),
    Pattern(
        kind=Kind.DE_IDNR,
        core=rb"(?i:steuer-?id|steueridentifikationsnummer|idnr|tax id)"
        + BETWEEN
        + rb"([0-9]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3})",
        confirm=checked("de.idnr"),
    ),
    Pattern(
        kind=Kind.PL_PESEL,
        core=rb"(?i:pesel)" + BETWEEN + rb"([0-9]{11})",
        confirm=checked("pl.pesel"),
    ),
    Pattern(
        kind=Kind.NL_BSN,
        core=rb"(?i:bsn|burgerservicenummer|sofinummer)" + BETWEEN + rb"([0-9]{9})",
        confirm=checked("nl.bsn"),
    ),
)
