"""A recipe is written by who may drop a file; reading it takes no more than a recipe needs."""

import tracemalloc

import pytest

from tests.unit.run.test_recipe import PROVENANCE, read
from tuning.registration.task_toml import BadRecipe

MOST_MEMORY = 20_000_000
"""Bytes: a function that registers has 256 MB, and the parser took 113 MB for 9 KB of dots."""

BOMBS = {
    "dotted": ("a." * 4500 + "a = 1", "a key of more than 16 dots"),
    "dotted with blanks": ("a . " * 2000 + "a = 1", "a key of more than 16 dots"),
    "dotted in quotes": ('"a".' * 2000 + "a = 1", "a key of more than 16 dots"),
    "dotted as a table": ("[" + "a." * 4500 + "a]", "a key of more than 16 dots"),
    "dotted in a value": ("a = {" + "a." * 4500 + "a = 1}", "a key of more than 16 dots"),
    "nested lists": ("a = " + "[" * 3000, "nests more than 16 brackets"),
    "nested tables": ("a = " + "{a=" * 3000, "nests more than 16 brackets"),
    "long": ("a = 1\n" * 20_000, "more than 64 KB"),
    "long in bytes": (f"# {'界' * 30_000}", "more than 64 KB"),
    "a long number": ("a = " + "1" * 5001, "task.toml is not TOML: "),
    "a large number": ("[hosting]\nunits = " + "1" * 4000, r"hosting.units must be below 2\^63"),
    "a large hexadecimal": ("[hosting]\nunits = 0x" + "f" * 9000, r"units must be below 2\^63"),
    "listed": ("[hosting]\nunits = [0x" + "f" * 9000 + "]", "units must be .*, and is a list"),
    "many keys": ("".join(f"k{n} = 1\n" for n in range(5000)), "task.toml has 5,000 problems"),
    "a long key": ("[hosting]\n" + "k" * 50_000 + " = 1", r"unknown key hosting\.k{60}\.\.\.;"),
    "a long text": ("[hosting]\nunits = '" + "k" * 50_000 + "'", r"is the text 'k{60}\.\.\.'"),
    "a long choice": ("[hosting]\nmode = '" + "k" * 50_000 + "'", r"mode cannot be 'k{60}\.\.\.'"),
    "an open text": ('a = """' + '\\"""' * 9000, "task.toml is not TOML: "),
}


@pytest.mark.parametrize(("text", "words"), BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused_in_one_short_line_before_it_takes_memory(text: str, words: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(BadRecipe, match=words) as refused:
            read(f"{text}\n{PROVENANCE}")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < MOST_MEMORY
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 20_000


def test_what_stands_in_a_text_or_a_comment_is_no_key() -> None:
    prose = "... [[[[[[[[[[[[[[[[[[[[[[ and so on. " + "Go on. " * 50
    text = f"# {prose}\n[dataset]\ninstruction = '''{prose}\n{prose}'''\n"
    text += f'prompt_template = "{prose} \\" {{prompt}}"\n'

    assert read(text + PROVENANCE).dataset.instruction == f"{prose}\n{prose}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[limits]\nmax_model_units = 1001", "max_model_units must not be negative, and at most"),
        ("[limits]\nmax_hosting_usd = 1e300", "max_hosting_usd .* 1,000,000 at most"),
        ("[hosting]\nunit_hour_usd = 1e300", "unit_hour_usd must be above 0 and at most 1,000,000"),
        ("[hosting]\nunit_hour_usd = inf", "unit_hour_usd must be above 0"),
        ("[hosting]\nunit_hour_usd = nan", "unit_hour_usd must be above 0"),
        ("[hosting]\nexpected_tokens_per_hour = 9000000000000", "must be above 0 and at most"),
        ("[evaluation]\nmin_gain = nan", "min_gain must be from 0 to 1"),
        ("[evaluation]\nenough = nan", "enough must be above 0"),
        ("[evaluation]\nguards = { chrf = nan }", "guards must say"),
        ("[hyperparameters]\nlearningRate = inf", "learningRate"),
    ],
)
def test_every_number_is_finite_and_bounded(text: str, words: str) -> None:
    with pytest.raises(BadRecipe, match=words):
        read(text + "\n" + PROVENANCE)
