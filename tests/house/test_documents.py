"""Documents that could lie are held against what they speak of."""

import re
from pathlib import Path

import pytest

from stacks.walk import NOTIFY, WALK

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()


def commands() -> set[str]:
    return set(re.findall(r"^(?:\$ )?make ([a-z]+)", README, flags=re.MULTILINE)) | set(
        re.findall(r"`make ([a-z]+)", README)
    )


def test_the_readme_names_commands() -> None:
    assert {"rehearse", "test", "lint", "deploy", "compliance"} <= commands()


@pytest.mark.parametrize("command", sorted(commands()))
def test_every_command_of_the_readme_exists(command: str) -> None:
    assert re.search(rf"^{command}:", MAKEFILE, flags=re.MULTILINE)


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_every_file_that_the_readme_links_to_exists(path: str) -> None:
    assert (ROOT / path).exists()


def test_the_map_of_the_code_names_folders_that_exist() -> None:
    drawn = README.partition("## The map of the code")[2].partition("##")[0]
    folders = re.findall(r"^([a-z_]+/[a-z_/]*)", drawn, flags=re.MULTILINE)

    assert folders
    assert [folder for folder in folders if not (ROOT / folder).is_dir()] == []


def test_the_drawing_and_the_output_in_the_readme_show_the_walk_as_it_is() -> None:
    drawing, output = re.findall(r"```\n(.*?)```", README, flags=re.DOTALL)[0:3:2]
    handlers = {step.state.name for step in WALK}
    ends = {end.name for end in NOTIFY.by.values()} - {"Cancelled"}

    named = set(re.findall(r"\b[A-Z][a-z]+(?:[A-Z][a-z]+)*\b", drawing))
    assert handlers | ends | {"Notify", "Duplicate"} <= named
    shown = re.findall(r"^✓ ([A-Z]\w+)", output, flags=re.MULTILINE)
    assert set(shown) == handlers - {"ReleaseThroughput"}


def test_the_cli_and_the_library_of_the_cdk_are_pinned_exactly() -> None:
    assert re.search(r'"aws-cdk": "\d+\.\d+\.\d+"', (ROOT / "package.json").read_text())
    for name in ("requirements.txt", "lambda/requirements.txt"):
        for line in (ROOT / name).read_text().splitlines():
            pinned = re.match(r"^[\w.\[\],-]+==[\w.]+\s+# \S+", line)
            assert pinned or not line or line.startswith(("#", "-r ")), line
