"""The words of every code: they count rightly, name what there is, and harm nobody who follows."""

import re
import string
from argparse import ArgumentParser
from typing import Final

import pytest

from tuning.cli import check, convert
from tuning.dataset.codes import CODES, Code
from tuning.dataset.problems import Fault
from tuning.dataset.reading.slips import Slip
from tuning.dataset.wording import unfilled

SENTENCES: Final = {
    **{f"{code.name} message": code.message for code in CODES.values()},
    **{f"{code.name} fix": code.fix for code in CODES.values()},
    **{f"{slip.name} mend": slip.value[1] for slip in Slip},
}

KNOWN_TO_BE_NOTHING: Final = {
    "BLANK_LINE fix",
    "CONTROL_CHARACTER fix",
    "HIDDEN_TEXT fix",
    "INVISIBLE_CHARACTER fix",
    "TRAILING_COMMA mend",
    "COMMA_BETWEEN mend",
    "COMMA_AFTER mend",
    "COMMENT mend",
}
"""What may be deleted: everybody knows what it is, and that no model needs it."""

HARM: Final = re.compile(
    r"\b(delete|remove|omit|strip)\b|\b(take|leave)\b [^;,:]*\bout\b|\badd (it|them)\b", re.I
)
"""Advice to lose, or to make up, something that may be what the record is about."""

NOUNS: Final = (
    "record|prompt|answer|reply|byte|token|turn|character|label|error|point|key|cell|time"
)

ONE_OF_MANY: Final = re.compile(rf"\b1 (?:[a-z-]+ ){{0,2}}(?:{NOUNS})s\b")
MANY_OF_ONE: Final = re.compile(rf"\b[02] (?:[a-z-]+ )?(?:{NOUNS})\b")

GIVEN: Final = {"ratio": 1000, "most": 1000, "times": 1000, "model": "Nova Micro"}
"""Figures that the code or the catalogue gives, which are never few, and a name."""


def figures(words: str, number: int) -> dict[str, object]:
    """Fill every place of some words with a number."""
    names = [name for _, name, _, _ in string.Formatter().parse(words) if name]
    return {**dict.fromkeys(names, number), **GIVEN}


def test_no_advice_harms_what_a_record_means() -> None:
    harmful = {name for name, words in SENTENCES.items() if HARM.search(words)}

    assert set() == harmful - KNOWN_TO_BE_NOTHING


@pytest.mark.parametrize(
    "words",
    ["take it out", "leave the record out", "take the answer out", "add it", "Remove the key"],
)
def test_harmful_advice_is_known_as_such(words: str) -> None:
    assert HARM.search(f"write a text, or {words}")


@pytest.mark.parametrize("number", [0, 1, 2])
def test_whatever_is_counted_stands_in_its_number(number: int) -> None:
    told = {
        name: Fault.of(code, **figures(code.message + code.fix, number))
        for name, code in CODES.items()
    }

    assert {} == {
        name: words
        for name, fault in told.items()
        for words in (fault.message, fault.fix)
        if ONE_OF_MANY.search(words) or MANY_OF_ONE.search(words)
    }


def test_large_figures_are_parted_by_commas() -> None:
    fault = Fault.of(Code.SAMPLE_TOO_LONG, least=64_829, most=168_077, model="M", limit=32_000)

    assert "the record has 64,829 to 168,077 tokens; M takes 32,000" == fault.message


def test_words_without_figures_show_their_places() -> None:
    assert "{records} training records; {advised} or more are advised" == unfilled(
        Code.FEW_RECORDS.message
    )


def test_every_option_that_is_named_is_there() -> None:
    known = set[str]()
    for command in (check, convert):
        parser = ArgumentParser()
        command.arguments(parser)
        known.update(option for action in parser._actions for option in action.option_strings)

    assert {} == {
        name: missing
        for name, words in SENTENCES.items()
        if (missing := set(re.findall(r"--[a-z][a-z-]*", words)) - known)
    }


def test_every_code_is_of_one_subject_and_is_called_by_its_name() -> None:
    of_each = [name for family in Code.__bases__ for name in vars(family) if name.isupper()]

    assert [*CODES] == of_each
    assert len(of_each) == len({*of_each})
    assert all(name == words.name == getattr(Code, name).name for name, words in CODES.items())
