"""What is known of what is locked is accepted with a reason and an end, or fails the audit."""

import json
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from locks import audit
from locks.audit import Accepted, Hole, Unasked, faults

TODAY = date(2026, 11, 28)
HOLE = Hole(package="urllib3", version="1.0", ids=("PYSEC-1", "GHSA-1"), fixed=("1.1",))


def accepted(**more: Any) -> Accepted:
    row: dict[str, Any] = {
        "id": "GHSA-1",
        "package": "urllib3",
        "reason": "unused",
        "until": date(2027, 1, 31),
    }
    return Accepted(**(row | more))


def test_a_known_hole_fails_and_says_how_it_is_mended() -> None:
    (line,) = faults([HOLE, HOLE], [], today=TODAY)

    assert line.startswith("urllib3 1.0: PYSEC-1 (fixed in 1.1): raise its pin")


def test_a_hole_that_is_accepted_fails_from_its_day_on() -> None:
    assert [] == [*faults([HOLE], [accepted()], today=TODAY)]
    (late,) = faults([HOLE], [accepted(until=TODAY)], today=TODAY)
    assert "it was accepted until 2026-11-28" in late


@pytest.mark.parametrize("change", [{"id": "GHSA-2"}, {"package": "requests"}])
def test_an_acceptance_of_nothing_that_is_locked_fails(change: dict[str, str]) -> None:
    lines = [*faults([HOLE], [accepted(**change)], today=TODAY)]

    assert 2 == len(lines)
    assert "any more: delete its row" in lines[1]


def test_an_acceptance_needs_a_reason_and_an_end() -> None:
    with pytest.raises(SystemExit, match="hole 1 lacks reason, until"):
        audit.read('[[hole]]\nid = "GHSA-1"\npackage = "urllib3"\n')


def test_the_committed_acceptances_can_be_read() -> None:
    audit.read(audit.ACCEPTED.read_text())


def test_what_could_not_be_asked_is_not_said_to_be_well(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unreachable(*_: Any, **__: Any) -> Any:
        return SimpleNamespace(stdout="", stderr="connection refused")

    with pytest.raises(Unasked):
        audit._done(["npm", "audit"], of="package-lock.json", run=unreachable)

    def unasked() -> Any:
        raise Unasked("npm said of package-lock.json: connection refused")

    monkeypatch.setattr(audit, "_of_locks", unasked)
    assert audit.UNKNOWN == audit.main()
    assert "the audit is not done: npm said" in capsys.readouterr().err


def test_what_the_tools_print_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    printed = {
        "dependencies": [
            {
                "name": "urllib3",
                "version": "1.0",
                "vulns": [{"id": "PYSEC-1", "aliases": ["GHSA-1"], "fix_versions": ["1.1"]}],
            },
        ],
        "vulnerabilities": {
            "ws": {"range": "<8", "via": [{"url": "https://github.com/advisories/GHSA-9"}, "x"]}
        },
    }
    monkeypatch.setattr(audit, "_done", lambda *_, **__: json.loads(json.dumps(printed)))

    assert HOLE in [*audit._of_locks()]
    assert [Hole(package="ws", version="<8", ids=("GHSA-9",))] == [*audit._of_npm()]


def test_a_package_that_nobody_could_be_asked_about_is_not_said_to_be_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """pip-audit itself says "No known vulnerabilities found" where an index knows no advisories."""
    skipped = {"dependencies": [{"name": "urllib3", "skip_reason": "could not be audited"}]}
    monkeypatch.setattr(audit, "_done", lambda *_, **__: skipped)

    with pytest.raises(Unasked, match="could not be audited"):
        [*audit._of_locks()]
