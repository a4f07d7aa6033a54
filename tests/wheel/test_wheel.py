import ast
import json
import re
import sys
import tomllib
from importlib.metadata import version
from typing import Any, Final

from packaging.requirements import Requirement

from stacks.checkout import ROOT
from tests.wheel.conftest import Site, Synthesised, Template, example, run

FOUNDATION: Final = "bedrock-finetune-dev-foundation"
PIPELINE: Final = "bedrock-finetune-dev-pipeline"


def of(template: Template, type_: str) -> list[dict[str, Any]]:
    return [each for each in template["Resources"].values() if each["Type"] == type_]


def test_an_example_is_twenty_lines() -> None:
    code = [line for line in example("app.py").splitlines() if line.strip()]

    assert 20 >= len(code)


def test_somebodys_app_gets_both_stacks_beside_its_own(somebodys: Synthesised) -> None:
    assert {FOUNDATION, PIPELINE, "Support"} == somebodys.templates.keys()
    pipeline = somebodys.templates[PIPELINE]
    assert 1 == len(of(pipeline, "AWS::StepFunctions::StateMachine"))
    assert 20 < len(of(pipeline, "AWS::Lambda::Function"))


def test_somebodys_role_has_the_uploaders_policy(somebodys: Synthesised) -> None:
    [role] = of(somebodys.templates["Support"], "AWS::IAM::Role")

    [attached] = role["Properties"]["ManagedPolicyArns"]
    assert re.match(f"{PIPELINE}:ExportsOutputRefPeopleUploader", attached["Fn::ImportValue"])


def test_somebodys_app_has_no_open_finding(somebodys: Synthesised) -> None:
    [judged] = somebodys.report["pluginReports"]

    assert ("AwsSolutions", "success") == (judged["pluginName"], judged["conclusion"])
    assert [] == judged["violations"]
    acknowledged = [
        construct["constructPath"]
        for finding in judged["suppressedViolations"]
        for construct in finding["violatingConstructs"]
    ]
    assert any(path.startswith("Support/FineTuning/Pipeline/") for path in acknowledged)


def test_the_asset_has_the_handlers_and_nothing_else_that_is_installed(
    somebodys: Synthesised,
) -> None:
    [code] = [path.parent for path in somebodys.folder.glob("asset.*/tuning")]

    assert ["tuning"] == [path.name for path in code.iterdir()]
    assert (code / "tuning" / "handlers" / "register_run.py").is_file()
    assert not (code / "tuning" / "cli").exists()
    assert (code / "tuning" / "costs" / "prices.json").is_file()
    assert (code / "tuning" / "report" / "templates" / "page.css").is_file()


def test_the_stacks_are_those_of_the_checkout_whatever_flags_an_app_has(
    site: Site, somebodys: Synthesised
) -> None:
    folder = site.folder / "checkout"
    folder.mkdir()
    flags = json.loads((ROOT / "cdk.json").read_text())["context"]

    ours = run(
        [sys.executable, str(ROOT / "examples" / "app.py")],
        folder,
        cache=site.folder / "cache",
        PYTHONPATH=f"{ROOT}:{ROOT / 'lambda'}",
        CDK_CONTEXT_JSON=json.dumps(flags),
    )

    for stack in (FOUNDATION, PIPELINE):
        assert ours.templates[stack] == somebodys.templates[stack]


def test_the_wheel_takes_no_name_that_an_app_may_have_for_its_stacks(site: Site) -> None:
    installed = {path.name for path in site.packages.iterdir() if path.suffix != ".pth"}
    imported = {
        node.module.partition(".")[0]
        for path in (site.packages / "bedrock_finetune").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module
    }

    assert {"bedrock_finetune", "tuning"} == {
        name for name in installed if not name.endswith(".dist-info")
    }
    assert "bedrock_finetune" in imported
    assert not {"stacks", "rehearsal", "tests"} & imported


def test_the_wheel_asks_for_what_is_tested_here() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {each.name: each for each in map(Requirement, project["dependencies"])}
    pinned = re.findall(r"^([\w-]+)==", (ROOT / "lambda/requirements.txt").read_text(), re.M)

    assert {*pinned, "aws-cdk-lib", "constructs", "pip", "rich"} == asked.keys()
    assert [] == [name for name, each in asked.items() if version(name) not in each.specifier]


def test_a_stage_of_cdk_pipelines_deploys_the_foundation_and_then_the_pipeline(
    delivered: Synthesised,
) -> None:
    [delivery] = of(delivered.templates["Delivery"], "AWS::CodePipeline::Pipeline")
    stages = {stage["Name"]: stage["Actions"] for stage in delivery["Properties"]["Stages"]}
    order = {
        name: {action["Name"]: action["RunOrder"] for action in stages[name]}
        for name in ("Dev", "Prod")
    }

    for name, actions in order.items():
        foundation, pipeline = (
            each.replace("dev", name.lower()) for each in (FOUNDATION, PIPELINE)
        )
        assert actions[f"{foundation}.Deploy"] < actions[f"{pipeline}.Prepare"]
        assert {foundation, pipeline} < delivered.templates.keys()
    assert 1 == order["Prod"]["Release"]
