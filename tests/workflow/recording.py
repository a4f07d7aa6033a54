"""What the deployed machine's roles did, held against what tests/account judges."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from rehearsal.sandbox import Sandbox
from stacks.synthesis import Assembly
from tests.account.deployed import Deployed
from tests.account.recorded import COMMITTED, committed, read, text
from tests.account.simulation import judge

STACKS = ("foundation", "pipeline", "api")


def check(sandbox: Sandbox, work: Path) -> None:
    """Judge what a role did and the committed recording does not hold; fail where that is denied.

    A retry at a rare moment makes calls that no recording has met, and must not fail a gate by
    chance: they are judged here, by the policies of what is deployed. ``RECORD_CALLS=1`` adds them,
    so that tests/account judges them in every environment: look at them before they are committed.
    """
    templates = Assembly(folder=work / "cdk.out", error="").templates
    deployed = Deployed("local", templates)
    recorded = work / "ministack" / "calls.jsonl"
    found = read(recorded, deployed, _physical(sandbox, templates))
    known = {str(call) for call in committed()}
    new = [call for call in found if str(call) not in known]
    if new and os.environ.get("RECORD_CALLS"):
        COMMITTED.write_text(text((*committed(), *new)))
    elif new:
        denied = [str(one) for one in judge((deployed, call) for call in new) if not one.allowed]
        if denied:
            pytest.fail("no policy allows what a role did:\n" + "\n".join(denied))
        listed = "\n".join(map(str, new))
        print(f"new and allowed; RECORD_CALLS=1 puts them on record:\n{listed}")  # noqa: T201


def _physical(sandbox: Sandbox, templates: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return the physical id of each resource by its path in the app."""
    paths = {
        (stack.lower(), logical_id): resource.get("Metadata", {}).get("aws:cdk:path", "")
        for stack, template in templates.items()
        for logical_id, resource in template["Resources"].items()
    }
    lists = sandbox.aws.client("cloudformation").get_paginator("list_stack_resources")
    return {
        path.removesuffix("/Resource"): made["PhysicalResourceId"]
        for stack in STACKS
        for page in lists.paginate(StackName=f"bedrock-finetune-local-{stack}")
        for made in page["StackResourceSummaries"]
        if (path := paths.get((stack, made["LogicalResourceId"])))
    }
