"""Every text of a recipe has a length, and the largest recipe leaves a run room."""

from collections.abc import Iterator
from types import NoneType
from typing import Any, get_args

import msgspec
import pytest

from tests.unit.run.test_recipe import PROVENANCE, read
from tuning.registration.recipe_lengths import LENGTHS
from tuning.registration.task_toml import BadRecipe
from tuning.registration.toml_text import MOST_BYTES
from tuning.run.recipe import Metric, Recipe

ELSEWHERE = {
    "evaluation.pattern",
    "evaluation.json_schema",
    "evaluation.rubrics.name",
    "evaluation.rubrics.instructions",
    "evaluation.rubrics.ratings.definition",
}
"""Texts whose limits stand with what else they must be."""


def texts(type_: Any, path: str = "") -> Iterator[str]:
    """Yield the path of every free text in a recipe."""
    if type_ is str:
        yield path
    elif isinstance(type_, type) and issubclass(type_, msgspec.Struct):
        for field in msgspec.structs.fields(type_):
            yield from texts(field.type, f"{path}.{field.name}".strip("."))
    else:
        for inner in get_args(type_):
            if inner not in (NoneType, ...) and not isinstance(inner, str):
                yield from texts(inner, path)


def test_every_text_of_a_recipe_has_a_limit() -> None:
    free = {*texts(Recipe)} - {"hyperparameters"}  # whose names and values are the model's

    assert {*LENGTHS} | ELSEWHERE == free


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"hosting.owner = '{'o' * 101}'", "hosting.owner must have at most 100 characters"),
        (
            r'hosting.owner = "Ada\n\nSign in at https://evil.example"',
            "hosting.owner must be one line",
        ),
        (r'hosting.owner = "\u001b[31mAda"', "hosting.owner must be one line"),
        (
            f"dataset.validation = '{'v' * 250}.jsonl'",
            "dataset.validation must have at most 255 characters",
        ),
        (f"dataset.columns = ['q', '{'a' * 256}']", "dataset.columns must have at most 255"),
        (f"dataset.instruction = '{'i' * 8001}'", "dataset.instruction must have at most 8,000"),
        (f"probes.triggers = ['short', '{'t' * 2001}']", "probes.triggers must have at most 2,000"),
        (
            f"probes.canaries = [{{ begins = '{'b' * 2001}', ends = 'e' }}]",
            "probes.canaries.begins must have at most 2,000",
        ),
        ("evaluation.decided_by = ['chrf', 'chrf']", "decided_by must name each once"),
        (
            "evaluation.must_beat = ['constant', 'echo', 'echo']",
            "must_beat must name each once",
        ),
    ],
)
def test_what_is_longer_is_refused_with_the_limit(text: str, words: str) -> None:
    with pytest.raises(BadRecipe, match=words):
        read(text + "\n" + PROVENANCE)


def test_provenance_is_prose_and_no_book() -> None:
    with pytest.raises(BadRecipe, match=r"provenance\.source must have at most 2,000 characters"):
        read(PROVENANCE.replace("written here", "w" * 2001))


@pytest.mark.parametrize("character", ["a", '"', "\\", "界"])
def test_what_a_run_cannot_carry_is_refused_by_its_longest_section(character: str) -> None:
    size = len(character.encode())
    prose = character * 1900
    entry = f"{{ begins = '{prose}', ends = 'x' }},\n"
    count = (MOST_BYTES - 1000) // len(entry.encode())
    text = f"probes.canaries = [\n{entry * min(count, 100)}]\n" + PROVENANCE
    assert MOST_BYTES - 1900 * size - 1000 < len(text.encode()) <= MOST_BYTES

    with pytest.raises(BadRecipe, match=r"a run carries at most 35,840: shorten \[probes\]"):
        read(text)


def test_what_a_run_carries_is_a_recipe_of_pages() -> None:
    prose = 'a "quoted" word ' * 100
    entries = f"{{ begins = '{prose}', ends = 'x' }},\n" * 15

    assert 15 == len(read(f"probes.canaries = [\n{entries}]\n" + PROVENANCE).probes.canaries)


def test_more_metrics_than_ten_are_refused() -> None:
    named = ", ".join(f'"{metric}"' for metric in get_args(Metric)[:10])

    assert read(f"evaluation.metrics = [{named}]\n" + PROVENANCE)
    with pytest.raises(BadRecipe, match=r"evaluation\.metrics must be 10 at most"):
        read(f"evaluation.metrics = [{named}]\nevaluation.guards.length = 0.1\n" + PROVENANCE)
