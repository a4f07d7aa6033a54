"""Every code has a wrong and a right file, and the commands say of them what the page says."""

import json
import re
from pathlib import Path
from typing import Final

import pytest

from docs.pages.problem_examples import Example, content, examples
from tuning.__main__ import main
from tuning.dataset.codes import CODES
from tuning.registration.files import RECIPE

EXAMPLES: Final = examples()
SHOWN: Final = {code: each for code, each in EXAMPLES.items() if not each.instead}

PROVENANCE: Final = """
[provenance]
intended_use = "an example"
source = "an example"
licence = "none"
contains_personal_data = false
automated_decisions = false
"""

BESIDE: Final = {"validation": "validation.jsonl", "evaluation": "evaluation.jsonl"}

TOO_SMALL: Final = {"TOO_FEW_RECORDS", "EVALUATION_TOO_SMALL", "NO_PROMPT_FITS"}
"""What a right file of one record still is."""


def codes(example: Example, name: str, text: str, capsys: pytest.CaptureFixture[str]) -> set[str]:
    """Give an example's files to its command, and return the codes that are told."""
    files = {**example.beside, name: text}
    for file, written in files.items():
        recipe = PROVENANCE.encode() if file == RECIPE else b""
        Path(file).write_bytes(content(written) + recipe)
    training = next((file for file in files if "train" in file), name)
    if example.ask.startswith("convert "):
        _, *options = example.ask.split()
        main(["convert", training, *options, "-o", "out.jsonl"])
    else:
        beside = [f"--{part}={file}" for part, file in BESIDE.items() if file in files]
        asked = ["."] if RECIPE in files else [training, *beside]
        main(["check", *asked, *example.ask.split(), "--json"])
    out, err = capsys.readouterr()
    told = set(re.findall(r"^(?:.*: )?\S+: ([A-Z][A-Z_0-9]+) ", err, re.M))
    return told | set(json.loads(out or "{}").get("problem_counts", ()))


def test_every_code_has_an_example() -> None:
    assert [*CODES] == sorted(EXAMPLES, key=[*CODES].index)


@pytest.mark.parametrize("code", SHOWN)
def test_what_is_wrong_has_the_code_and_what_is_right_has_no_error(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    example = SHOWN[code]
    told = []
    for side, name, text in (
        ("wrong", example.name, example.wrong),
        ("right", example.right_name or example.name, example.right),
    ):
        (tmp_path / side).mkdir()
        monkeypatch.chdir(tmp_path / side)
        told.append(codes(example, name, text, capsys))
    wrong, right = told
    errors = {each for each in right if CODES[each].severity == "error"}

    assert code in wrong
    assert code not in right
    assert errors <= TOO_SMALL


@pytest.mark.parametrize("code", sorted(EXAMPLES.keys() - SHOWN.keys()))
def test_what_no_small_file_shows_is_found_by_another_test(code: str) -> None:
    tests = Path(__file__).parents[1].rglob("test_*.py")

    assert any(re.search(rf"\b{code}\b", test.read_text()) for test in tests)
