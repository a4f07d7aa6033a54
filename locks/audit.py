"""``python -m locks.audit``: fail on known holes of what is locked, but those accepted for now.

PyPI is asked by pip-audit about every lock, the npm registry by npm about the CDK CLI. It runs in
an environment of its own, and where the network reaches both: without them nothing is known, and
nothing is said to be well.
"""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

FOLDER: Final = Path(__file__).parent
ROOT: Final = FOLDER.parent
ACCEPTED: Final = FOLDER / "accepted.toml"

LONGEST: Final = timedelta(days=180)
"""For so long a hole may be accepted before somebody looks at it again."""

PIN: Final = re.compile(r"([\w.-]+)(?:\[[^]]*\])?==([^\s;*]+)(?:[\s;].*)?")
"""A line of a lock: a package and its version, with the machines that it is for and its hashes."""

WELL, HOLES, UNKNOWN = 0, 1, 2
"""Exit codes: no hole but those accepted; something to be mended; nobody could be asked."""


class Unasked(Exception):
    """Who knows of holes could not be asked; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Hole:
    """A known hole of a version that is locked.

    Attributes:
        ids: of its advisory, the one that is said first.
        fixed: the versions without it; empty where there is none yet.
    """

    package: str
    version: str
    ids: tuple[str, ...]
    fixed: tuple[str, ...] = ()

    def __str__(self) -> str:
        mend = f"fixed in {', '.join(self.fixed)}" if self.fixed else "no version is without it yet"
        return f"{self.package} {self.version}: {self.ids[0]} ({mend})"


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """A hole that is accepted until a day, and why."""

    id: str
    package: str
    reason: str
    until: date


def main() -> int:
    """Print every hole that is not accepted, and every acceptance that holds no more."""
    accepted = read(ACCEPTED.read_text())
    try:
        holes = [*_of_locks(), *_of_npm()]
    except Unasked as error:
        sys.stderr.write(f"the audit is not done: {error}\n")
        return UNKNOWN
    found = [*faults(holes, accepted, today=datetime.now(UTC).date())]
    for line in found:
        sys.stderr.write(f"{line}\n")
    names = len({(hole.package, hole.ids[0]) for hole in holes})
    sys.stdout.write(f"{names} known holes, {len(accepted)} accepted, {len(found)} to be mended\n")
    return HOLES if found else WELL


def read(text: str) -> tuple[Accepted, ...]:
    """Read the table of accepted holes.

    Raises:
        SystemExit: an acceptance lacks something, or is none; one line says what.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SystemExit(f"{ACCEPTED.name} is no TOML: {error}") from error
    rows = table.pop("hole", [])
    if table or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SystemExit(f"{ACCEPTED.name}: begin each hole with [[hole]], and write nothing else")
    kinds = {field.name: field.type for field in fields(Accepted)}
    for number, row in enumerate(rows, start=1):
        lacks = [key for key, kind in kinds.items() if not _says(row.get(key), kind)]
        if lacks:
            raise SystemExit(
                f"{ACCEPTED.name}: hole {number} lacks {', '.join(lacks)}: each is a text in "
                "quotes, and until a day without them"
            )
        if more := ", ".join(row.keys() - kinds):
            raise SystemExit(f"{ACCEPTED.name}: hole {number} has {more}: delete it")
    return tuple(Accepted(**row) for row in rows)


def _says(value: object, kind: object) -> bool:
    """Say whether a value is of a kind, and more than blanks; a time is no day."""
    return type(value) is kind and bool(str(value).strip())


def faults(holes: Iterable[Hole], accepted: Sequence[Accepted], *, today: date) -> Iterator[str]:
    """Yield what has to be mended, a line each: holes, and acceptances that hold no more.

    Those are over, of nothing that is locked, or of a day that is too far away.
    """
    known = {(hole.package, hole.ids): hole for hole in holes}
    used: set[Accepted] = set()
    for hole in known.values():
        its = [row for row in accepted if row.package == hole.package and row.id in hole.ids]
        used.update(its)
        if not its:
            yield f"{hole}: raise its pin and run `make lock`, or accept it in {ACCEPTED.name}"
        elif max(row.until for row in its) <= today:
            yield f"{hole}: it was accepted until {max(row.until for row in its)}"
    for row in accepted:
        if row not in used:
            yield f"{ACCEPTED.name}: nothing that is locked has {row.id} any more: delete its row"
        if row.until > today + LONGEST:
            yield (
                f"{ACCEPTED.name}: {row.id} is accepted until {row.until}: {today + LONGEST} at "
                "the latest"
            )


def _of_locks() -> Iterator[Hole]:
    for sheet in _sheets():
        packages = _audited(sheet)
        if passed := len(sheet) - len(packages):
            raise Unasked(f"pip-audit said nothing of {passed} of {len(sheet)} packages")
        for package in packages:
            if skipped := package.get("skip_reason"):
                raise Unasked(f"{package['name']}: {skipped}")
            for known in package.get("vulns", ()):
                yield Hole(
                    package=package["name"],
                    version=package["version"],
                    ids=(known["id"], *known.get("aliases", ())),
                    fixed=tuple(known.get("fix_versions", ())),
                )


def _sheets() -> list[list[str]]:
    """Return every version that is locked for any machine: lists that have a package once.

    pip-audit passes over lines that are for other machines, and takes no package twice.

    Raises:
        Unasked: a line pins no version.
    """
    versions: dict[str, set[str]] = {}
    for lock in FOLDER.glob("*.txt"):
        for line in map(str.strip, lock.read_text().replace("\\\n", " ").splitlines()):
            pin = PIN.fullmatch(line)
            if pin:
                versions.setdefault(pin[1], set()).add(pin[2])
            elif line and not line.startswith("#"):
                raise Unasked(f"{lock.name}: {line} pins no version: run `make lock`")
    columns = {name: sorted(its) for name, its in sorted(versions.items())}
    most = max(map(len, columns.values()), default=0)
    return [
        [f"{name}=={its[number]}" for name, its in columns.items() if number < len(its)]
        for number in range(most)
    ]


def _audited(sheet: Sequence[str]) -> list[dict[str, Any]]:
    """Return what pip-audit says of each of some pins."""
    with TemporaryDirectory() as folder:
        pins = Path(folder) / "pins.txt"
        pins.write_text("\n".join(sheet) + "\n")
        command = ["pip-audit", "--requirement", str(pins), "--disable-pip", "--no-deps"]
        done = _done([*command, "--format", "json", "--progress-spinner", "off"], of="the locks")
    found: list[dict[str, Any]] = done["dependencies"]
    return found


def _of_npm() -> Iterator[Hole]:
    done = _done(["npm", "audit", "--json"], of="package-lock.json")
    if "vulnerabilities" not in done:
        raise Unasked(f"npm knows nothing of package-lock.json: {done.get('message', done)}")
    for name, known in done["vulnerabilities"].items():
        for via in known["via"]:
            if isinstance(via, dict):  # else it is the name of another package of this table
                advisory = via["url"].rpartition("/")[2]
                yield Hole(package=name, version=known["range"], ids=(advisory,))


def _done(command: Sequence[str], *, of: str, run: Callable[..., Any] = subprocess.run) -> Any:
    """Return what a tool found of a file, as data."""
    done = run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    try:
        return json.loads(done.stdout)
    except json.JSONDecodeError as error:
        why = done.stderr.strip().splitlines()
        raise Unasked(f"{command[0]} said of {of}: {why[-1] if why else 'nothing'}") from error


if __name__ == "__main__":
    sys.exit(main())
