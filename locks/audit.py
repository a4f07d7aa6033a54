"""``python -m locks.audit``: fail on known holes of what is locked, but those accepted for now.

PyPI is asked by pip-audit about every lock, the npm registry by npm about the CDK CLI. It runs in
an environment of its own, and where the network reaches both: without them nothing is known, and
nothing is said to be well.
"""

import json
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent
ROOT: Final = FOLDER.parent
ACCEPTED: Final = FOLDER / "accepted.toml"

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
    try:
        holes = [*_of_locks(), *_of_npm()]
    except Unasked as error:
        sys.stderr.write(f"the audit is not done: {error}\n")
        return UNKNOWN
    accepted = read(ACCEPTED.read_text())
    found = [*faults(holes, accepted, today=datetime.now(UTC).date())]
    for line in found:
        sys.stderr.write(f"{line}\n")
    names = len({(hole.package, hole.ids[0]) for hole in holes})
    sys.stdout.write(f"{names} known holes, {len(accepted)} accepted, {len(found)} to be mended\n")
    return HOLES if found else WELL


def read(text: str) -> tuple[Accepted, ...]:
    """Read the table of accepted holes.

    Raises:
        SystemExit: an acceptance lacks something; one line says what.
    """
    rows = tomllib.loads(text).get("hole", [])
    for number, row in enumerate(rows, start=1):
        lacks = [key for key in ("id", "package", "reason", "until") if not row.get(key)]
        if lacks:
            raise SystemExit(f"{ACCEPTED.name}: hole {number} lacks {', '.join(lacks)}")
    return tuple(Accepted(**row) for row in rows)


def faults(holes: Iterable[Hole], accepted: Sequence[Accepted], *, today: date) -> Iterator[str]:
    """Yield what has to be mended, a line each: holes, acceptances that are over or of nothing."""
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


def _of_locks() -> Iterator[Hole]:
    for lock in sorted(FOLDER.glob("*.txt")):
        command = ["pip-audit", "--requirement", str(lock), "--disable-pip", "--require-hashes"]
        done = _done([*command, "--format", "json", "--progress-spinner", "off"], of=lock.name)
        for package in done["dependencies"]:
            if skipped := package.get("skip_reason"):
                raise Unasked(f"{lock.name}: {skipped}")
            for known in package.get("vulns", ()):
                yield Hole(
                    package=package["name"],
                    version=package["version"],
                    ids=(known["id"], *known.get("aliases", ())),
                    fixed=tuple(known.get("fix_versions", ())),
                )


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
