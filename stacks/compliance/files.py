"""What compliance/findings.md and findings.json hold.

Every environment is synthesised as it would be deployed, and its validation report is told in
words, so that a reviewer needs nothing else. The files carry no dates and no generated names: they
change when the findings do.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from stacks.compliance.findings import Finding, findings
from stacks.compliance.page import page
from stacks.synthesis import Assembly


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
