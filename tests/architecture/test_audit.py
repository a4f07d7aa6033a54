"""What is known of what is locked is accepted with a reason and an end, or fails the audit."""

import json
from datetime import date, timedelta
from pathlib import Path
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


def test_no_hole_is_accepted_for_longer_than_half_a_year() -> None:
    last = TODAY + timedelta(days=180)

    assert [] == [*faults([HOLE], [accepted(until=last)], today=TODAY)]
    (line,) = faults([HOLE], [accepted(until=date(9999, 12, 31))], today=TODAY)
    assert "GHSA-1 is accepted until 9999-12-31: 2027-05-27 at the latest" in line


ROW = '[[hole]]\nid = "GHSA-1"\npackage = "urllib3"\nreason = "unused"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[hole]]\nid = "GHSA-1"\npackage = "urllib3"\n', "hole 1 lacks reason, until"),
        (
            ROW.replace("unused", " ") + "until = 2027-01-31\n",
            "hole 1 lacks reason",
        ),
        (ROW + "until = 2027-01-31T00:00:00Z\n", "hole 1 lacks until"),
        (ROW + "until = 2027-01-31T00:00:00\n", "hole 1 lacks until"),
        (ROW + 'until = "2027-01-31"\n', "hole 1 lacks until"),
        (ROW.replace('"unused"', "3") + "until = 2027-01-31\n", "hole 1 lacks reason"),
        (ROW + 'until = 2027-01-31\nby = "Ada"\n', "hole 1 has by"),
        (ROW.replace("[[hole]]", "[hole]"), r"begin each hole with \[\[hole\]\]"),
        ("hole = [1]", r"begin each hole with \[\[hole\]\]"),
        ("[[holes]]", r"begin each hole with \[\[hole\]\]"),
        ("[[hole", "is no TOML: "),
    ],
)
def test_an_acceptance_that_is_none_is_one_line(text: str, said: str) -> None:
    with pytest.raises(SystemExit, match=rf"^accepted\.toml:? .*{said}[^\n]*$"):
        audit.read(text)


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
    monkeypatch.setattr(audit, "_sheets", lambda: [["urllib3==1.0"]])

    assert [HOLE] == [*audit._of_locks()]
    assert [Hole(package="ws", version="<8", ids=("GHSA-9",))] == [*audit._of_npm()]


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What pip-audit is asked about, a list for each time; the locks lie in ``tmp_path``."""
    times: list[list[str]] = []

    def done(command: list[str], **_: Any) -> Any:
        pins = Path(command[command.index("--requirement") + 1]).read_text().splitlines()
        times.append(pins)
        return {"dependencies": [{"name": pin} for pin in pins]}

    monkeypatch.setattr(audit, "FOLDER", tmp_path)
    monkeypatch.setattr(audit, "_done", done)
    return times


def test_every_version_of_every_lock_is_asked_about_on_whatever_machine(
    asked: list[list[str]], tmp_path: Path
) -> None:
    """pip-audit passes over a line of another machine, and takes one version of a package."""
    (tmp_path / "a.txt").write_text(
        "# Written by `make lock`\n"
        "scipy==1.17.1 ; python_full_version < '3.12' \\\n    --hash=sha256:0\n"
        "scipy==1.18.1 ; python_full_version >= '3.12' \\\n    --hash=sha256:1\n"
        "tzdata==2026.6 ; sys_platform == 'win32' \\\n    --hash=sha256:2\n"
    )
    (tmp_path / "b.txt").write_text("pyjwt[crypto]==2.0 \\\n    --hash=sha256:3\nscipy==1.17.1\n")

    assert [] == [*audit._of_locks()]

    assert [
        ["pyjwt==2.0", "scipy==1.17.1", "tzdata==2026.6"],
        ["scipy==1.18.1"],
    ] == asked


def test_the_versions_that_are_committed_are_all_asked_about(
    asked: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "FOLDER", Path(audit.__file__).parent)

    assert [] == [*audit._of_locks()]

    locks = "".join(lock.read_text() for lock in audit.FOLDER.glob("*.txt"))
    pins = {line.split()[0] for line in locks.splitlines() if line[:1] not in "# "}
    assert pins == {pin for time in asked for pin in time}


@pytest.mark.parametrize("line", ["https://pypi.example/a.whl", "scipy>=1.17", "  -r more.txt"])
def test_a_line_that_pins_nothing_is_not_said_to_be_well(
    asked: list[list[str]], tmp_path: Path, line: str
) -> None:
    (tmp_path / "a.txt").write_text(f"scipy==1.17.1\n{line}\n")

    with pytest.raises(Unasked, match=r"a\.txt: .* pins no version: run `make lock`"):
        [*audit._of_locks()]
    assert [] == asked


@pytest.mark.usefixtures("asked")
def test_a_package_that_pip_audit_passed_over_is_not_said_to_be_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("scipy==1.17.1\n")
    monkeypatch.setattr(audit, "_done", lambda *_, **__: {"dependencies": []})

    with pytest.raises(Unasked, match="said nothing of 1 of 1"):
        [*audit._of_locks()]


def test_a_package_that_nobody_could_be_asked_about_is_not_said_to_be_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """pip-audit itself says "No known vulnerabilities found" where an index knows no advisories."""
    skipped = {"dependencies": [{"name": "urllib3", "skip_reason": "could not be audited"}]}
    monkeypatch.setattr(audit, "_done", lambda *_, **__: skipped)
    monkeypatch.setattr(audit, "_sheets", lambda: [["urllib3==1.0"]])

    with pytest.raises(Unasked, match="could not be audited"):
        [*audit._of_locks()]
