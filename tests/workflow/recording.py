"""What the deployed machine's roles did, held against what tests/account judges."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from rehearsal.stage import Stage
from stacks.synthesis import Assembly
from tests.account.deployed import Deployed
from tests.account.recorded import COMMITTED, committed, read, text

STACKS = ("foundation", "pipeline")


def check(stage: Stage, work: Path) -> None:
    """Fail when a role did what the committed recording does not hold.

    ``RECORD_CALLS=1`` adds it instead: look at what it adds before it is committed.
    """
    templates = Assembly(folder=work / "cdk.out", error="").templates
    deployed = Deployed("local", templates)
    recorded = work / "ministack" / "calls.jsonl"
    found = read(recorded, deployed, _physical(stage, templates))
    known = {str(call) for call in committed()}
    new = [call for call in found if str(call) not in known]
    if new and os.environ.get("RECORD_CALLS"):
        COMMITTED.write_text(text((*committed(), *new)))
    elif new:
        said = "\n".join(map(str, new))
        pytest.fail(
            f"tests/account judges no such calls; RECORD_CALLS=1 with this test adds them:\n{said}"
        )


def _physical(stage: Stage, templates: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return the physical id of each resource by its path in the app."""
    paths = {
        logical_id: resource.get("Metadata", {}).get("aws:cdk:path", "")
        for template in templates.values()
        for logical_id, resource in template["Resources"].items()
    }
    lists = stage.aws.client("cloudformation").get_paginator("list_stack_resources")
    return {
        paths[made["LogicalResourceId"]].removesuffix("/Resource"): made["PhysicalResourceId"]
        for stack in STACKS
        for page in lists.paginate(StackName=f"bedrock-finetune-local-{stack}")
        for made in page["StackResourceSummaries"]
        if paths.get(made["LogicalResourceId"])
    }
