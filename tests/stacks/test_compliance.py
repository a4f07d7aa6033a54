import json
from dataclasses import replace
from pathlib import Path

from aws_cdk import Acknowledgment, App, Stack, Validations
from aws_cdk import Environment as Destination
from aws_cdk import aws_s3 as s3
from cdk_nag import AwsSolutionsChecks

from stacks.checkout import ROOT
from stacks.compliance.__main__ import FOLDER
from stacks.compliance.acknowledgements import Acknowledged, unanswered
from stacks.compliance.files import files
from stacks.compliance.findings import findings
from stacks.environments.known import environment
from stacks.foundation_stack import FoundationStack
from stacks.synthesis import Assembly, synthesise


def judged(app: App) -> Assembly:
    """Synthesise an app under the rules of the real one."""
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    try:
        assembly = app.synth()
    except RuntimeError as error:
        return Assembly(folder=Path(app.outdir), error=str(error))
    return Assembly(folder=Path(assembly.directory), error="")


def scratch(folder: Path) -> App:
    context = json.loads((ROOT / "cdk.json").read_text())["context"]
    return App(outdir=str(folder), context=context, builtin_cloud_formation_validation=False)


def test_no_finding_is_open_in_any_environment(assemblies: dict[str, Assembly]) -> None:
    for assembly in assemblies.values():
        assert [] == [finding for finding in findings(assembly) if finding.state == "open"]


def test_every_acknowledgement_answers_a_finding(assemblies: dict[str, Assembly]) -> None:
    for assembly in assemblies.values():
        assert [] == unanswered(assembly)


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
    assert ["acknowledged"] * 2 == [finding.state for finding in findings(assembly)]


def test_every_acknowledged_finding_says_why(assemblies: dict[str, Assembly]) -> None:
    for assembly in assemblies.values():
        acknowledged = findings(assembly)
        assert acknowledged
        for finding in acknowledged:
            assert len(finding.reason.split()) >= 10, finding


def test_the_committed_findings_are_those_of_the_code(assemblies: dict[str, Assembly]) -> None:
    for name, content in files(assemblies).items():
        committed = (FOLDER / name).read_text()
        assert content == committed, f"compliance/{name} is out of date: run make compliance"


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
    assert {"AwsSolutions-S1", "AwsSolutions-S10"} == {finding.rule for finding in found}
    assert {"open"} == {finding.state for finding in found}
    assert {"Scratch/Plain"} == {finding.resource for finding in found}
    page = files({"scratch": assembly})["findings.md"]
    assert "| scratch | 1 | Scratch 1 | 2 | 0 |" in page


def test_a_customization_job_in_subnets_has_no_open_finding(tmp_path: Path) -> None:
    app = scratch(tmp_path)
    inside = replace(
        environment("dev"), subnet_ids=("subnet-1",), security_group_ids=("sg-1", "sg-2")
    )
    FoundationStack(app, "Foundation", environment=inside, destination=Destination())

    assembly = judged(app)
    network = [one for one in findings(assembly) if "network-interface/*" in one.detail]

    assert "" == assembly.error
    assert ["acknowledged"] == [finding.state for finding in network]
