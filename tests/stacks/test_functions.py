import importlib
import io
import zipfile
from pathlib import Path

import boto3
import pytest

from stacks.checkout import build_folder
from stacks.functions import layer
from stacks.rights.policy import flattened
from stacks.synthesis import Assembly
from stacks.walk.walk import WALK
from stacks.watch import reaper
from tests.stacks.conftest import Resources
from tuning import clients
from tuning.settings import Settings
from tuning.state import State

LAYER_LIMIT = 10_000_000
"""Bytes; a layer of that size is unpacked in well under a second at a cold start."""


def test_every_state_of_the_walk_and_the_reaper_have_their_function(resources: Resources) -> None:
    expected = {step.state.handler for step in WALK} | {reaper.HANDLER}
    for environment in {resource.environment.name for resource in resources}:
        handlers = {
            function.properties["Handler"]
            for function in resources.of("AWS::Lambda::Function")
            if function.environment.name == environment
        }
        assert expected == handlers


def test_every_handler_is_where_its_function_looks(resources: Resources) -> None:
    for function in resources.of("AWS::Lambda::Function"):
        module, _, name = function.properties["Handler"].rpartition(".")
        handler = getattr(importlib.import_module(module), name)
        expected = reaper.HANDLER != function.properties["Handler"]
        assert (callable(handler), expected) == (True, isinstance(handler, State)), function


def test_no_two_functions_share_a_role_or_a_log(resources: Resources) -> None:
    functions = resources.of("AWS::Lambda::Function")
    roles = {(one.environment.name, flattened(one.properties["Role"])) for one in functions}
    logs = {
        (one.environment.name, flattened(one.properties["LoggingConfig"]["LogGroup"]))
        for one in functions
    }

    assert len(functions) == len(roles) == len(logs)


def test_every_function_logs_json_and_is_traced(resources: Resources) -> None:
    for function in resources.of("AWS::Lambda::Function"):
        assert "JSON" == function.properties["LoggingConfig"]["LogFormat"], function
        assert {"Mode": "Active"} == function.properties["TracingConfig"], function
        variables = function.properties["Environment"]["Variables"]
        assert "tuning" == variables["POWERTOOLS_SERVICE_NAME"], function


def test_every_function_has_bounds(resources: Resources) -> None:
    for function in resources.of("AWS::Lambda::Function"):
        assert 60 <= function.properties["Timeout"] <= 900, function
        assert 256 <= function.properties["MemorySize"] <= 2048, function


def test_every_function_is_told_all_settings(resources: Resources) -> None:
    for function in resources.of("AWS::Lambda::Function"):
        variables = {
            name: value if isinstance(value, str) else flattened(value)
            for name, value in function.properties["Environment"]["Variables"].items()
        }
        assert function.environment.name == Settings.from_environment(variables).environment


def test_the_command_line_is_not_shipped(assemblies: dict[str, Assembly]) -> None:
    for assembly in assemblies.values():
        (code,) = (path / "tuning" for path in assembly.folder.glob("asset.*/") if _is_code(path))
        shipped = {path.name for path in code.iterdir()}

        assert {"handlers", "settings.py"} <= shipped
        assert set() == shipped & {"cli", "__main__.py", "__pycache__"}


def _is_code(asset: Path) -> bool:
    return (asset / "tuning").is_dir()


def test_real_environments_run_on_arm(resources: Resources) -> None:
    for function in resources.of("AWS::Lambda::Function"):
        if function.environment.name != "local":
            assert ["arm64"] == function.properties["Architectures"], function


@pytest.mark.parametrize("architecture", ["arm64", "host"])
def test_the_layer_is_small(architecture: str) -> None:
    folder = layer.build(layer.target(architecture))  # type: ignore[arg-type]  # one of its words
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in folder.rglob("*"):
            archive.write(path, path.relative_to(folder))

    assert (folder / "python" / "aws_lambda_powertools").is_dir()
    assert packed.tell() < LAYER_LIMIT


def test_the_layer_brings_the_boto3_that_every_request_is_judged_by() -> None:
    folder = layer.build(layer.target("arm64")) / "python"

    assert (folder / f"boto3-{boto3.__version__}.dist-info").is_dir()
    described = {path.name for path in (folder / "botocore" / "data").iterdir() if path.is_dir()}
    made = [name for name, client in vars(clients).items() if hasattr(client, "cache_clear")]
    assert described == layer.SERVICES == {name.replace("_", "-") for name in made}


def test_the_layer_for_arm_holds_no_code_for_another_machine() -> None:
    native = [path.name for path in layer.build(layer.target("arm64")).rglob("*.so")]

    assert native
    assert [] == [name for name in native if "aarch64" not in name]


def test_a_layer_is_built_once(monkeypatch: pytest.MonkeyPatch) -> None:
    built = layer.build(layer.target("host"))
    monkeypatch.setattr(layer, "_install", lambda *_: pytest.fail("it was built again"))

    assert built == layer.build(layer.target("host"))


def test_a_requirement_without_a_wheel_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    requirements = tmp_path / "requirements.txt"
    requirements.write_text(f"{tmp_path}/no-such-package-1.0-py3-none-any.whl\n")
    monkeypatch.setattr(layer, "REQUIREMENTS", requirements)
    monkeypatch.setattr(layer, "BUILD", tmp_path / "build")

    with pytest.raises(layer.LayerFailed, match="no-such-package"):
        layer.build(layer.target("host"))
    assert [] == list((tmp_path / "build").iterdir())


def test_the_layer_is_built_in_the_checkout_or_else_in_the_users_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    assert tmp_path / "cache" / "bedrock-finetune" == build_folder(tmp_path)
    (tmp_path / "pyproject.toml").touch()
    assert tmp_path / "build" == build_folder(tmp_path)
