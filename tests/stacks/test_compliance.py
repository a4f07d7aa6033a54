import json
from dataclasses import replace
from pathlib import Path

import pytest
from aws_cdk import Acknowledgment, App, Stack, Validations
from aws_cdk import Environment as Destination
from aws_cdk import aws_s3 as s3

from stacks.checkout import ROOT
from stacks.compliance import judging
from stacks.compliance.__main__ import FOLDER
from stacks.compliance.acknowledgements import Acknowledged, unanswered
from stacks.compliance.answers import answer
from stacks.compliance.difference import difference, most_wildcards, released
from stacks.compliance.files import committed
from stacks.compliance.findings import findings
from stacks.compliance.packs import PACKS, judge
from stacks.compliance.review import Review, access, anywhere, review
from stacks.compliance.rules import evaluated
from stacks.compliance.sources import Sources
from stacks.compliance.table import decisions, wildcard_statements
from stacks.environments.known import environment
from stacks.foundation_stack import FoundationStack
from stacks.synthesis import Assembly, synthesise


@pytest.fixture(scope="module")
def reviewed(assemblies: dict[str, Assembly]) -> Review:
    return review(assemblies)


def judged(app: App) -> Assembly:
    """Synthesise an app under the rules of the real one."""
    judge(app)
    try:
        assembly = app.synth()
    except RuntimeError as error:
        return Assembly(folder=Path(app.outdir), error=str(error))
    return Assembly(folder=Path(assembly.directory), error="")


def scratch(folder: Path) -> App:
    context = json.loads((ROOT / "cdk.json").read_text())["context"]
    return App(outdir=str(folder), context=context, builtin_cloud_formation_validation=False)


def test_no_finding_of_any_pack_is_open_in_any_environment(
    assemblies: dict[str, Assembly], reviewed: Review
) -> None:
    for assembly in assemblies.values():
        assert set(PACKS) <= {one["pluginName"] for one in assembly.report["pluginReports"]}
    assert () == reviewed.open


def test_every_finding_is_answered_by_a_decision(reviewed: Review) -> None:
    known = {decision.id for decision in reviewed.decisions}

    assert reviewed.items
    assert {item.finding.decision for item in reviewed.items} <= known


def test_every_wildcard_has_its_statement_and_says_why(reviewed: Review) -> None:
    wildcards = [item for item in reviewed.items if item.finding.rule == "AwsSolutions-IAM5"]

    assert wildcards
    for item in wildcards:
        assert item.statements, item
        assert item.because, item


def test_wildcard_statements_only_fall(reviewed: Review) -> None:
    counted = most_wildcards(reviewed)

    assert [] == list(judging.wildcards(counted, wildcard_statements()))
    [more] = judging.wildcards(counted + 1, counted)
    [fewer] = judging.wildcards(counted, counted + 1)
    assert "name what the new one is for" in more
    assert f"set wildcard_statements from {counted + 1} to {counted}" in fewer


def test_every_rule_that_found_something_is_one_that_is_evaluated(reviewed: Review) -> None:
    rules = {rule for pack in evaluated().values() for rule in pack}

    assert {item.finding.rule for item in reviewed.items} <= rules
    for pack, names in evaluated().items():
        assert len(names) > 10, pack


def test_what_is_written_has_no_generated_name(
    assemblies: dict[str, Assembly], reviewed: Review
) -> None:
    pages = committed(reviewed, difference(reviewed, released())).values()
    for assembly in assemblies.values():
        for template in assembly.templates.values():
            for logical_id in template["Resources"]:
                assert not any(logical_id in page for page in pages), logical_id
    assert not any("Token[" in page or "ExportsOutput" in page for page in pages)


def test_a_construct_is_found_where_it_is_made() -> None:
    sources = Sources()

    for path, file, text in (
        ("Foundation/Buckets/AccessLogs", "stacks/data/buckets.py", "s3.Bucket("),
        (
            "Pipeline/Functions/AskModels/Policy/Policy",
            "stacks/rights/of_evaluation.py",
            "def ask_m",
        ),
        (
            "Pipeline/Functions/AskModels/Function",
            "stacks/functions/pipeline_function.py",
            "Function(",
        ),
        ("Pipeline/People/Asker/Policy", "stacks/rights/people.py", "self._policy("),
        ("Pipeline/Reaper/Reap/Policy/Policy", "stacks/watch/reaper.py", "PipelineFunction("),
        ("Pipeline/Workflow/Role/Maps/Policy", "stacks/walk/workflow_role.py", "Policy("),
    ):
        found = sources.of(path)
        assert file == found.file, path
        assert text in (ROOT / file).read_text().splitlines()[found.line - 1], path


@pytest.mark.parametrize(
    ("actions", "most"),
    [
        (("s3:GetObject", "s3:ListBucket"), "read"),
        (("s3:GetObject", "s3:AbortMultipartUpload"), "write"),
        (("bedrock:InvokeModel",), "write"),
        (("bedrock:GetCustomModel", "bedrock:DeleteCustomModel"), "delete"),
        (("states:StopExecution",), "delete"),
    ],
)
def test_what_actions_let_somebody_do_is_told_by_the_worst(
    actions: tuple[str, ...], most: str
) -> None:
    assert most == access(actions)


def test_an_environments_name_is_none_in_what_all_have() -> None:
    assert "stack/bedrock-finetune-<environment>-pipeline/*" == anywhere(
        "stack/bedrock-finetune-dev-pipeline/*", "dev"
    )
    assert "<environment>" == anywhere("dev", "dev")
    assert "devices/*" == anywhere("devices/*", "dev")


def test_the_difference_names_what_came_and_what_went(reviewed: Review) -> None:
    first, *others = reviewed.items
    then = replace(
        released(),
        packs=("AwsSolutions",),
        findings={**{item.id: "" for item in others}, "0123456789": "Pack-S1 in Stack/Gone"},
        decisions=("ended", *(decision.id for decision in reviewed.decisions[1:])),
        wildcards=9,
    )

    told = difference(reviewed, then)

    assert (first,) == told.came
    assert ("Pack-S1 in Stack/Gone",) == told.gone
    assert ("HIPAA.Security", "NIST.800.53.R5", "PCI.DSS.321", "Serverless") == told.new_packs
    assert ((reviewed.decisions[0].id,), ("ended",)) == (told.decided, told.undecided)
    assert (9, most_wildcards(reviewed)) == told.wildcards


def test_an_acknowledgement_that_answers_nothing_is_named(tmp_path: Path) -> None:
    app = scratch(tmp_path)
    stack = Stack(app, "Scratch")
    bucket = s3.Bucket(stack, "Plain", enforce_ssl=True)
    neighbour = s3.Bucket(stack, "PlainToo", enforce_ssl=True)
    said = ("AwsSolutions::AwsSolutions-S1", "AwsSolutions::AwsSolutions-S10")
    for rule in said:
        Validations.of(bucket).acknowledge(
            Acknowledgment(id=rule, reason="Its readers are known by other means, to the auditor.")
        )
    Validations.of(neighbour).acknowledge(
        Acknowledgment(id=said[0], reason="Its readers are known by other means, to the auditor.")
    )

    assembly = judged(app)

    assert [Acknowledged(resource="Scratch/Plain", rule=said[1])] == unanswered(assembly)
    assert ["acknowledged"] * 2 == [
        finding.state for finding in findings(assembly) if finding.pack == "AwsSolutions"
    ]


def test_the_committed_findings_are_those_of_the_code(reviewed: Review) -> None:
    for name, content in committed(reviewed, difference(reviewed, released())).items():
        kept = (FOLDER / name).read_text()
        assert content == kept, f"compliance/{name} is out of date: run make compliance"


def test_the_templates_meet_the_schemas_of_cloudformation(tmp_path: Path) -> None:
    assembly = synthesise(tmp_path, validate=True, context={"env": "prod"})

    assert "" == assembly.error
    assert [] == [finding for finding in findings(assembly) if finding.state == "open"]


def test_a_plain_bucket_is_an_open_finding_and_stops_the_synth(tmp_path: Path) -> None:
    app = scratch(tmp_path)
    s3.Bucket(Stack(app, "Scratch"), "Plain")

    assembly = judged(app)
    found = findings(assembly)

    assert "ValidationFailed" in assembly.error
    assert {"AwsSolutions-S1", "AwsSolutions-S10"} == {
        finding.rule for finding in found if finding.pack == "AwsSolutions"
    }
    assert {"open"} == {finding.state for finding in found}
    assert {"Scratch/Plain"} == {finding.resource for finding in found}
    one = judging.judged(environment("dev"), assembly)
    told = list(judging.complaints((), [one]))
    assert len({finding.rule for finding in found}) == len(told)
    assert any("AwsSolutions-S1: nobody answered Scratch/Plain in dev" in line for line in told)


def test_a_customization_job_in_subnets_has_no_open_finding(tmp_path: Path) -> None:
    app = scratch(tmp_path)
    inside = replace(
        environment("dev"), subnet_ids=("subnet-1",), security_group_ids=("sg-1", "sg-2")
    )
    answer(FoundationStack(app, "Foundation", environment=inside, destination=Destination()))

    assembly = judged(app)
    one = judging.judged(inside, assembly)
    network = [one for one in findings(assembly) if "network-interface/*" in one.detail]
    [decision] = (one for one in decisions() if one.when == "subnet_ids")

    assert "" == assembly.error
    assert ["interfaces-of-jobs"] == [finding.decision for finding in network]
    assert [] == list(
        judging.complaints(
            [decision],
            [
                replace(
                    one,
                    findings=tuple(
                        finding for finding in one.findings if finding.decision == decision.id
                    ),
                )
            ],
        )
    )
