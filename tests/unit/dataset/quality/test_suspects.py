"""Texts that may be nearly the same as another one are named without writing out their phrases."""

import random
import string
from collections.abc import Sequence

import pytest

from tuning.dataset.quality.near_duplicates import matches
from tuning.dataset.quality.shingles import phrases, similarity
from tuning.dataset.quality.sketches import NEAR
from tuning.dataset.quality.suspects import suspects
from tuning.dataset.quality.templates import SAMPLE, Template

NOTHING = Template.of([])

INSTRUCTION = "You sort the messages of customers of a bank by what they are about, in one word."


def prose(seed: int, *, length: int = 80) -> str:
    chance = random.Random(seed)
    return " ".join("".join(chance.choices(string.ascii_lowercase, k=5)) for _ in range(length))


def changed(text: str, seed: int, *, words: int) -> str:
    chance, found = random.Random(seed), text.split()
    for place in chance.sample(range(len(found)), words):
        found[place] = f"other{seed}"
    return " ".join(found)


def named(*texts: str, template: Template = NOTHING) -> list[int]:
    return suspects(texts, template)


def test_no_phrase_of_a_text_that_is_like_no_other_is_written_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written: list[str] = []
    parted = Template.parted

    def counting(template: Template, text: str) -> tuple[object, object]:
        written.append(text)
        return parted(template, text)

    monkeypatch.setattr(Template, "parted", counting)
    pair = [prose(10**6), changed(prose(10**6), 1, words=1)]

    assert [(301, 300)] == [
        (later, earlier) for later, earlier, _ in matches([*map(prose, range(300)), *pair])
    ]
    assert pair == written


def test_of_texts_at_the_bound_none_is_left_out() -> None:
    pairs = [(text, changed(text, n, words=7)) for n in range(400) for text in [prose(n)]]
    alike = [similarity(*(phrases(text, length=2) for text in pair)) for pair in pairs]
    near = [n for n, share in enumerate(alike) if NEAR <= share < NEAR + 0.05]
    found = named(*(text for n in near for text in pairs[n]))

    assert len(near) > 200
    assert list(range(2 * len(near))) == found


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("", "", ""), [0, 1, 2]),
        (("word", prose(1)), []),
        ((prose(1), prose(1).upper() + "!"), [0, 1]),
        ((prose(1), " ".join(reversed(prose(1).split()))), []),
        ((prose(1) + " caf\u00e9 \u2019s", prose(1) + " cafe's"), [0, 1]),
        (("我想知道我订的新卡什么时候能到", "我想知道我订的新卡什么时候会到"), [0, 1]),
        (("数据训练模型回答问题数据训练", "天地玄黄宇宙洪荒日月盈昃辰宿列"), []),
    ],
)
def test_texts_are_compared_as_they_are_read(texts: Sequence[str], expected: list[int]) -> None:
    assert expected == named(*texts)


def test_no_text_is_named_for_an_instruction_that_all_have() -> None:
    texts = [f"{INSTRUCTION} {prose(n, length=20)}" for n in range(100)]
    alike = changed(texts[7], 3, words=1)

    assert [7, 100] == named(*texts, alike, template=Template.of(texts))


def test_what_has_hardly_more_than_a_template_is_looked_at_closely() -> None:
    texts = [f"{INSTRUCTION} {prose(n, length=20)}" for n in range(SAMPLE)]

    assert [SAMPLE] == named(*texts, f"{INSTRUCTION} Lost", template=Template.of(texts))
