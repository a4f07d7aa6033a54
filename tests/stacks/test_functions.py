import importlib
import io
import re
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import get_args

import boto3
import pytest
from packaging.utils import canonicalize_name

from stacks import api_stack
from stacks.checkout import build_folder
from stacks.functions import layer
from stacks.functions.code import PACKAGE
from stacks.rights.policy import flattened
from stacks.synthesis import Assembly
from stacks.walk.extent import CORE, WITH_DATA, Brings, Part
from stacks.walk.walk import WALK
from stacks.watch import reaper
from tests.stacks.conftest import Resources
from tuning import clients
from tuning.settings import Settings
from tuning.state import State

BESIDE_THE_WALK = {reaper.HANDLER, api_stack.HANDLER}
"""What no state calls."""

LAYERS_LIMIT = 10_000_000
"""Bytes; layers of that size are unpacked in well under a second at a cold start."""


def test_every_state_and_those_beside_the_walk_have_their_function(resources: Resources) -> None:
    expected = {step.state.handler for step in WALK} | BESIDE_THE_WALK
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
        expected = function.properties["Handler"] not in BESIDE_THE_WALK
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


def layers(architecture: str) -> list[Path]:
    """The folders of all layers, as one function that has them all sees them."""
    target = layer.target(architecture)  # type: ignore[arg-type]  # one of its words
    return [layer.build(target, part) for part in get_args(Part)]


@pytest.mark.parametrize("architecture", ["arm64", "host"])
def test_the_layers_are_small(architecture: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for folder in layers(architecture):
            for path in filter(Path.is_file, folder.rglob("*")):
                archive.write(path, path.relative_to(folder))

    assert packed.tell() < LAYERS_LIMIT


def test_the_layers_bring_the_boto3_that_every_request_is_judged_by() -> None:
    core = layer.build(layer.target("arm64"), "core") / "python"

    assert (core / f"boto3-{boto3.__version__}.dist-info").is_dir()
    described = {path.name for path in (core / "botocore" / "data").iterdir() if path.is_dir()}
    made = [name for name, client in vars(clients).items() if hasattr(client, "cache_clear")]
    assert described == layer.SERVICES == {name.replace("_", "-") for name in made}


def test_the_layers_for_arm_hold_no_code_for_another_machine() -> None:
    native = [path.name for folder in layers("arm64") for path in folder.rglob("*.so")]

    assert native
    assert [] == [name for name in native if "aarch64" not in name]


@pytest.mark.parametrize("architecture", ["arm64", "host"])
def test_a_layer_holds_what_its_lock_names_and_nothing_else(architecture: str) -> None:
    for part, folder in zip(get_args(Part), layers(architecture), strict=True):
        held = {
            canonicalize_name(path.name.partition("-")[0])
            for path in (folder / "python").glob("*.dist-info")
        }
        lock = (layer.LOCKS / f"{part}.txt").read_text()

        assert held == set(re.findall(r"^([\w-]+)==", lock, re.MULTILINE))
        assert ";" not in lock, "pip reads markers for this machine, not for the function's"


def handlers() -> list[tuple[str, Brings]]:
    """Each handler's module, with the layers that its function has."""
    of_states = [(step.state.handler, step.brings) for step in WALK]
    every = [*of_states, *((handler, WITH_DATA) for handler in sorted(BESIDE_THE_WALK))]
    return [(handler.rpartition(".")[0], brings) for handler, brings in every]


def imports(module: str, brings: Brings, compiled: Path) -> str:
    """Import a handler with nothing but its layers; return the last line of what that says.

    What one process compiled of a layer is read by the next, from a folder beside the layers.
    """
    target = layer.target("host")
    layers_of_it = (layer.build(target, part) / "python" for part in brings)
    paths = [str(PACKAGE.parent), *map(str, layers_of_it)]
    done = subprocess.run(
        [sys.executable, *ALONE, f"pycache_prefix={compiled}", "-c", IMPORTS, module, *paths],
        env={"POWERTOOLS_SERVICE_NAME": "tuning", "AWS_DEFAULT_REGION": "us-east-1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return "".join(done.stderr.splitlines()[-1:])


ALONE = ("-I", "-S", "-X")
IMPORTS = "import sys, importlib; sys.path += sys.argv[2:]; importlib.import_module(sys.argv[1])"


def test_a_function_has_the_layers_that_it_imports_and_no_others(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        said_alone = pool.map(lambda it: imports(it[0], CORE, tmp_path), handlers())
        slim = dict(zip(handlers(), said_alone, strict=True))
        full = {
            it: said for it in slim if it[1] != CORE for said in [imports(*it, tmp_path)] if said
        }

    assert {} == full
    needless = [module for (module, brings), said in slim.items() if brings != CORE and not said]
    missing = {module: said for (module, brings), said in slim.items() if brings == CORE and said}
    assert ([], {}) == (needless, missing)


def test_what_buys_and_what_releases_has_the_core_alone(resources: Resources) -> None:
    spending = ("buy_throughput", "deploy_on_demand", "release_throughput", "start_customization")

    for function in resources.of("AWS::Lambda::Function"):
        if function.properties["Handler"].split(".")[2] in spending:
            assert 1 == len(function.properties["Layers"]), function


def test_a_layer_is_built_once(monkeypatch: pytest.MonkeyPatch) -> None:
    built = layers("host")
    monkeypatch.setattr(layer, "_install", lambda *_: pytest.fail("it was built again"))

    assert built == layers("host")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("no-such-package-1.0-py3-none-any.whl", "no-such-package"),
        ("jmespath==1.0.1", "hash"),
        (f"jmespath==1.0.1 --hash=sha256:{'0' * 64}", "DO NOT MATCH"),
    ],
)
def test_a_package_that_is_not_the_locked_one_is_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, words: str
) -> None:
    (tmp_path / "core.txt").write_text(f"{line}\n")
    monkeypatch.setattr(layer, "LOCKS", tmp_path)
    monkeypatch.setattr(layer, "BUILD", tmp_path / "build")

    with pytest.raises(layer.LayerFailed, match=words):
        layer.build(layer.target("host"), "core")
    assert [] == list((tmp_path / "build").iterdir())


def test_the_layer_is_built_in_the_checkout_or_else_in_the_users_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    assert tmp_path / "cache" / "bedrock-finetune" == build_folder(tmp_path)
    (tmp_path / "pyproject.toml").touch()
    assert tmp_path / "build" == build_folder(tmp_path)
