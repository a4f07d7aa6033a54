"""``python -m stacks.compliance``: write the review, and say in one line each what is wrong."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from stacks.checkout import ROOT, build_folder
from stacks.compliance import difference, sbom
from stacks.compliance.files import committed, written
from stacks.compliance.judging import complaints, judged, wildcards
from stacks.compliance.review import review
from stacks.compliance.table import BadDecision, decisions, faults, wildcard_statements
from stacks.environments.known import environment, names
from stacks.synthesis import Assembly, synthesise

FOLDER: Final = ROOT / "compliance"
AT_ONCE: Final = 2

WITH: Final = {"api": "true"}
"""Every environment is judged with the stacks that it may have."""


def main(words: Sequence[str] = ()) -> int:
    """Write the review in all its forms, and the bill of materials.

    Return 1 when a finding or a decision is complained of, 2 when there is nothing to review.
    """
    parser = argparse.ArgumentParser(prog="python -m stacks.compliance")
    parser.add_argument("--released", action="store_true", help="this is what is released now")
    given = parser.parse_args(words)
    try:
        table = decisions()
    except BadDecision as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    with tempfile.TemporaryDirectory() as work:
        assemblies = _assemblies(Path(work))
        for name, assembly in assemblies.items():
            if assembly.error and not (assembly.folder / "validation-report.json").exists():
                sys.stderr.write(f"{name} cannot be synthesised:\n{assembly.error}")
                return 2
        wrong = [
            *faults(table, datetime.now(UTC).date()),
            *complaints(
                table, [judged(environment(name), made) for name, made in assemblies.items()]
            ),
        ]
        now = review(assemblies)
    wrong += wildcards(difference.most_wildcards(now), wildcard_statements())
    if given.released:
        _write(FOLDER, {difference.NAME: difference.content(now)})
    compared = difference.difference(now, difference.released())
    _write(FOLDER, {**committed(now, compared), sbom.NAME: sbom.document()})
    _write(build_folder() / "compliance", written(now, compared))
    sys.stdout.write(
        f"compliance/findings.md: {len(now.open)} open findings, {len(now.items)} in all\n"
    )
    for line in wrong:
        sys.stderr.write(f"{line}\n")
    return 1 if wrong else 0


def _assemblies(folder: Path) -> dict[str, Assembly]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = pool.map(
            lambda name: synthesise(folder / name, validate=True, context={"env": name, **WITH}),
            names(),
        )
        return dict(zip(names(), made, strict=True))


def _write(folder: Path, contents: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_text(content)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
