"""``python -m stacks.compliance``: write the files of compliance/."""

import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from stacks.checkout import ROOT
from stacks.compliance import sbom
from stacks.compliance.acknowledgements import Acknowledged, unanswered
from stacks.compliance.files import files
from stacks.compliance.findings import findings
from stacks.environments.known import environments
from stacks.synthesis import synthesise

FOLDER: Final = ROOT / "compliance"
AT_ONCE: Final = 2


def main() -> int:
    """Write the findings in both forms, and the bill of materials.

    Return 1 when a finding is open or an acknowledgement answers none, 2 when an app cannot be
    synthesised.
    """
    names = [environment.name for environment in environments()]
    with tempfile.TemporaryDirectory() as work, ThreadPoolExecutor(AT_ONCE) as pool:
        made = pool.map(
            lambda name: synthesise(
                Path(work) / name, validate=True, context={"env": name, "api": "true"}
            ),
            names,
        )
        assemblies = dict(zip(names, made, strict=True))
        for name, assembly in assemblies.items():
            if assembly.error and not (assembly.folder / "validation-report.json").exists():
                sys.stderr.write(f"{name} cannot be synthesised:\n{assembly.error}")
                return 2
        contents = {**files(assemblies), sbom.NAME: sbom.document()}
        stale: dict[Acknowledged, list[str]] = {}
        for name, assembly in assemblies.items():
            for said in unanswered(assembly):
                stale.setdefault(said, []).append(name)
        still_open = sum(
            finding.state == "open" for made in assemblies.values() for finding in findings(made)
        )
    FOLDER.mkdir(exist_ok=True)
    for name, content in contents.items():
        (FOLDER / name).write_text(content)
    sys.stdout.write(f"{FOLDER.relative_to(ROOT)}/findings.md: {still_open} open findings\n")
    for said, where in stale.items():
        sys.stderr.write(
            f"{said.resource} acknowledges {said.rule}, which no rule found in "
            f"{', '.join(where)}. It would hide a later finding: delete the acknowledgement.\n"
        )
    return 1 if still_open or stale else 0


if __name__ == "__main__":
    sys.exit(main())
