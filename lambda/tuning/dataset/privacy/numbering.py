"""How the numbers of a state are looked for: by form and check digits, or behind a word as well."""

import re
from importlib import import_module
from typing import Final

from tuning.dataset.privacy.families import LOOK_BACK, NINE, Family, Numbered, behind
from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.pattern import NUMBER, Confirm, Pattern, Span
from tuning.dataset.privacy.tables import heading

SEPARATORS: Final = b" ./-\t\n"
SEP: Final = rb"[ ./\n-]?"
EXAMPLE: Final = "123456789"
"""Pages and forms show by it how such a number is written; it fits where no digit checks."""

GENERAL: Final = (
    *(
        "national id",
        "national identity",
        "identity number",
        "identity card",
        "identification number",
    ),
    *("personal identity", "personal number", "tax id", "tax number", "tax identification"),
    *("taxpayer", "social security", "social insurance", "citizen number", "id card"),
)
"""Words that stand before the numbers of any country."""

PROVEN: Final = Family()
"""Numbers whose check digits are proof."""

TOLD: Final = Family(*GENERAL)
"""Numbers that a word tells."""


def checked(module: str, *, keep: bytes = b"") -> Confirm:
    """Return a check by one of python-stdnum's modules: its digits, its dates, its ranges.

    Args:
        module: by its name below ``stdnum``.
        keep: separators that are a part of the number.
    """
    without = bytes(byte for byte in SEPARATORS if byte not in keep)

    def check(data: bytes, span: Span) -> Span | None:
        number = data[slice(*span)].translate(None, without).decode().upper()
        if number == EXAMPLE:
            return None
        try:
            return span if import_module(f"stdnum.{module}").is_valid(number) else None
        except KeyError:
            # A Chinese province that its table names without a county: nobody was born there.
            return None

    return check


def named(kind: Kind, module: str, form: bytes, *words: str) -> Pattern:
    """Return a pattern for what is a number only behind a word that names it."""
    told_by = (*words, *GENERAL)
    valid = _in_form(form, module)

    def check(data: bytes, span: Span) -> Span | None:
        if not (found := valid(data, span)):
            return None
        word = behind(told_by)
        told = word.search(data, max(0, span[0] - LOOK_BACK), span[0])
        return found if told or word.search(heading(data, span[0])) else None

    if form.startswith(rb"[0-9]"):
        TOLD.add(form, *words)
        return Numbered(kind=kind, core=NINE, confirm=check, starts=TOLD.starts)
    return Pattern(kind=kind, core=form, edges=(NUMBER[0], b""), confirm=check)


def numbered(kind: Kind, form: bytes, module: str, *, keep: bytes = b"") -> Pattern:
    """Return a pattern for nine digits or more whose check digits are proof."""
    PROVEN.add(form)
    check = _in_form(form, module, keep=keep)
    return Numbered(kind=kind, core=NINE, confirm=check, starts=PROVEN.starts)


def _in_form(form: bytes, module: str, *, keep: bytes = b"") -> Confirm:
    """Return a check of the form and the check digits of what begins at a span."""
    regex = re.compile(form + NUMBER[1])
    valid = checked(module, keep=keep)

    def check(data: bytes, span: Span) -> Span | None:
        found = regex.match(data, span[0])
        return valid(data, found.span()) if found else None

    return check


def shaped(
    kind: Kind, core: bytes, module: str, *, edges: tuple[bytes, bytes] = NUMBER, keep: bytes = b""
) -> Pattern:
    """Return a pattern for what is known by its form and check digits anywhere."""
    return Pattern(kind=kind, core=core, edges=edges, confirm=checked(module, keep=keep))


def digits(*groups: int) -> bytes:
    """Return an expression for digits that may be grouped."""
    return SEP.join(rb"[0-9]{%d}" % group for group in groups)
