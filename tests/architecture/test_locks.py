"""What is installed is what the locks name, and they name what people pin."""

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from stacks.checkout import ROOT

LOCKS = sorted((ROOT / "locks").glob("*.txt"))


def locked(*names: str) -> dict[str, set[str]]:
    """The versions that these locks name, by package; one may differ by the Python that runs it."""
    found: dict[str, set[str]] = {}
    for name in names:
        lines = (ROOT / "locks" / f"{name}.txt").read_text().splitlines()
        for line in lines:
            if pin := re.match(r"^([\w.-]+)(?:\[.*\])?==([^ ;\\]+)", line):
                found.setdefault(canonicalize_name(pin[1]), set()).add(pin[2])
    return found


def pinned(file: str) -> dict[str, str]:
    """The versions that people pin in a file of requirements."""
    lines = (line.partition("#")[0].strip() for line in (ROOT / file).read_text().splitlines())
    asked = [Requirement(line) for line in lines if line and not line.startswith("-r ")]
    return {canonicalize_name(one.name): next(iter(one.specifier)).version for one in asked}


@pytest.mark.parametrize(
    ("file", "locks"),
    [
        ("requirements.txt", ("project", "source")),
        ("lambda/requirements.txt", ("project",)),
        ("lambda/requirements.txt", ("core", "data")),
        ("rehearsal/ministack/requirements.txt", ("ministack",)),
        ("benchmarks/requirements.txt", ("bench",)),
        ("benchmarks/alone.txt", ("bench-alone",)),
        ("locks/tools.in", ("node", "audit", "uv")),
    ],
)
def test_what_is_pinned_is_what_is_locked(file: str, locks: tuple[str, ...]) -> None:
    versions = locked(*locks)

    stale = {
        name: version for name, version in pinned(file).items() if versions.get(name) != {version}
    }
    assert {} == stale, "run `make lock`"


def test_the_layers_have_the_versions_that_are_tested() -> None:
    here, there = locked("project"), locked("core", "data")

    assert {} == {name: found for name, found in there.items() if here.get(name) != found}
    assert set() == locked("core").keys() & locked("data").keys()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_every_package_of_a_lock_has_its_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text()
    entries = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", text).strip())

    assert [] == [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry]
    assert "://" not in text
    assert "\n-" not in text


def test_whatever_make_installs_is_locked() -> None:
    recipe = (ROOT / "Makefile").read_text().replace("\\\n", " ")
    installs = [line for line in recipe.splitlines() if re.search(r"\bpip install\b|LOCKED", line)]

    assert 8 <= len(installs)
    for line in installs:
        assert re.search(r"--require-hashes|\$\(LOCKED\)|--no-deps.* --editable \.$", line), line
    assert re.search(r"^LOCKED := .*--require-hashes --only-binary=:all:", recipe, re.MULTILINE)
    assert "npm ci" in recipe
    assert "npm install" not in recipe
