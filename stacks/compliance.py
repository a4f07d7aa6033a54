"""``python -m stacks.compliance``: write compliance/findings.md and findings.json.

Every environment is synthesised as it would be deployed, and its validation report is told in
words, so that a reviewer needs nothing else. The files carry no dates and no generated names: they
change when the findings do.
"""

import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from stacks.compliance_page import page
from stacks.environments import environments
from stacks.findings import Finding, findings
from stacks.layer import ROOT
from stacks.synthesis import Assembly, synthesise

FOLDER: Final = ROOT / "compliance"
AT_ONCE: Final = 2


def summary(assemblies: Mapping[str, Assembly]) -> dict[str, Any]:
    """Return what findings.json holds: each environment with its resources and its findings."""
    return {
        "pack": "AwsSolutions",
        "cdk_nag": version("cdk-nag"),
        "environments": {
            name: {
                "resources": {
                    stack: len(template["Resources"])
                    for stack, template in assembly.templates.items()
                },
                **_counted(findings(assembly)),
            }
            for name, assembly in assemblies.items()
        },
    }


def _counted(found: Sequence[Finding]) -> dict[str, Any]:
    return {
        "open": sum(finding.state == "open" for finding in found),
        "acknowledged": sum(finding.state == "acknowledged" for finding in found),
        "findings": [asdict(finding) for finding in found],
    }


def files(assemblies: Mapping[str, Assembly]) -> dict[str, str]:
    """Return the content of both files, by name."""
    content = summary(assemblies)
    return {
        "findings.json": json.dumps(content, indent=2, ensure_ascii=False) + "\n",
        "findings.md": page(content["pack"], content["cdk_nag"], content["environments"]),
    }


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
