"""Findings: what a check saw, and what fixes it."""

from dataclasses import dataclass
from typing import Literal

Mark = Literal["ok", "warn", "fix"]
"""Well; works, but somebody should know; does not work until somebody fixes it."""


@dataclass(frozen=True, kw_only=True)
class DoctorFinding:
    """One line of the doctor's.

    Attributes:
        what: the subject, in a few words.
        mark: ``ok``, all is well; ``warn``, it works, but somebody should know; ``fix``, shown as
            FIX, it does not work until somebody fixes it.
        detail: how it stands.
        remedy: a command, or what a person is to do; None where nothing is to be done.
    """

    what: str
    mark: Mark
    detail: str
    remedy: str | None = None


def ok(what: str, detail: str) -> DoctorFinding:
    """Return that something is well."""
    return DoctorFinding(what=what, mark="ok", detail=detail)


def warn(what: str, detail: str, remedy: str | None = None) -> DoctorFinding:
    """Return that something works, and that somebody should know about it."""
    return DoctorFinding(what=what, mark="warn", detail=detail, remedy=remedy)


def fix(what: str, detail: str, remedy: str) -> DoctorFinding:
    """Return that something does not work, and what fixes it."""
    return DoctorFinding(what=what, mark="fix", detail=detail, remedy=remedy)
