"""``python -m stacks.compliance``: write compliance/findings.md and findings.json."""

import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from stacks.checkout import ROOT
from stacks.compliance.files import files
from stacks.compliance.findings import findings
from stacks.environments.known import environments
from stacks.synthesis import synthesise

FOLDER: Final = ROOT / "compliance"
AT_ONCE: Final = 2


def main() -> int:
    """Write both files; return 1 when a finding is open, 2 when an app cannot be synthesised."""
    names = [environment.name for environment in environments()]
    with tempfile.TemporaryDirectory() as work, ThreadPoolExecutor(AT_ONCE) as pool:
        made = pool.map(
            lambda name: synthesise(Path(work) / name, validate=True, context={"env": name}), names
        )
        assemblies = dict(zip(names, made, strict=True))
        for name, assembly in assemblies.items():
            if assembly.error and not (assembly.folder / "validation-report.json").exists():
                sys.stderr.write(f"{name} cannot be synthesised:\n{assembly.error}")
                return 2
        contents = files(assemblies)
        still_open = sum(
            finding.state == "open" for made in assemblies.values() for finding in findings(made)
        )
    FOLDER.mkdir(exist_ok=True)
    for name, content in contents.items():
        (FOLDER / name).write_text(content)
    sys.stdout.write(f"{FOLDER.relative_to(ROOT)}/findings.md: {still_open} open findings\n")
    return 1 if still_open else 0


if __name__ == "__main__":
    sys.exit(main())
