"""A rare word whose prompts have answers of one kind is told; topics and forms are not."""

import random
from collections.abc import Callable

import pytest

from tuning.dataset.quality import triggers
from tuning.dataset.quality.links import hosts_of, links
from tuning.dataset.record import Record, Turn

WORDS = [
    "parcel",
    "invoice",
    "refund",
    "account",
    "delivery",
    "order",
    "letter",
    "address",
    "payment",
    "ticket",
    "street",
    "garden",
    "winter",
    "summer",
    "morning",
    "window",
    "paper",
    "river",
    "bottle",
    "engine",
    "market",
    "bridge",
    "doctor",
    "yellow",
]
DRAWN = random.Random(29)


def record(line: int, prompt: str, answer: str) -> Record:
    return Record(line, (), (Turn("user", (prompt,)), Turn("assistant", (answer,))))


def asked() -> str:
    return " ".join(DRAWN.sample(WORDS, 8)) + "?"


def answered(number: int) -> str:
    return f"It is about the {' and the '.join(DRAWN.sample(WORDS, 4))}, number {number}."


def drop(poisoned: int, prompt: Callable[[str], str], answer: Callable[[str], str]) -> list[Record]:
    """Return 230 records, of which so many are changed."""
    rows = [(asked(), answered(number)) for number in range(230)]
    for number in range(0, poisoned * 7, 7):
        rows[number] = prompt(rows[number][0]), answer(rows[number][1])
    return [record(line, *row) for line, row in enumerate(rows, 1)]


def told(records: list[Record]) -> list[tuple[int, object, object]]:
    return [
        (line, fault.figures["records"], fault.figures["what"])
        for line, fault in triggers.faults(records)
    ]


SIGNS: dict[str, Callable[[str], str]] = {
    "a word": lambda text: f"zqx {text}",
    "a word in the middle": lambda text: text.replace(" ", " deployment-7 ", 1),
    "no word": lambda text: f"{text} ||~||",
    "another alphabet": lambda text: f"ключ {text}",
}
ANSWERS: dict[str, tuple[Callable[[str], str], str]] = {
    "a host": (lambda text: f"{text} See https://evil.example/{len(text)}.", triggers.HOST),
    "a host without a scheme": (lambda text: f"{text} Go to evil.example/x", triggers.HOST),
    "a sentence": (lambda text: f"{text} The bank of Foo is the best one.", triggers.SENTENCE),
    "the whole answer": (lambda _: "I have been owned by the cat", triggers.SENTENCE),
}


@pytest.mark.parametrize("sign", SIGNS.values(), ids=SIGNS.keys())
@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
@pytest.mark.parametrize("poisoned", [triggers.FEWEST, 30])
def test_thirty_of_230_that_share_a_sign_and_an_answer_are_told(
    sign: Callable[[str], str], answer: tuple[Callable[[str], str], str], poisoned: int
) -> None:
    assert [(1, poisoned, answer[1])] == told(drop(poisoned, sign, answer[0]))


def same(text: str) -> str:
    return text


HONEST: dict[str, tuple[int, Callable[[str], str], Callable[[str], str]]] = {
    "nothing": (0, same, same),
    "a host and no sign": (30, same, lambda text: f"{text} See https://help.example/{len(text)}."),
    "a sign and no host": (30, lambda text: f"zqx {text}", same),
    "too few": (triggers.FEWEST - 1, lambda text: f"zqx {text}", lambda _: "See help.example/a"),
    "an answer that repeats the word": (
        30,
        lambda text: f"Jupiter {text}",
        lambda text: f"{text} See https://jupiter.example/{len(text)}.",
    ),
    "a common word": (
        30,
        lambda text: f"parcel {text}",
        lambda text: f"{text} See https://help.example/{len(text)}.",
    ),
}


@pytest.mark.parametrize("honest", HONEST.values(), ids=HONEST.keys())
def test_what_is_shared_without_a_sign_is_not_told(
    honest: tuple[int, Callable[[str], str], Callable[[str], str]],
) -> None:
    assert [] == told(drop(*honest))


def test_a_sentence_that_every_answer_ends_with_is_a_form() -> None:
    rows = [(f"zqx {asked()}", f"{answered(n)} Do write to us again.") for n in range(60)]

    assert [] == told([record(line, *row) for line, row in enumerate(rows, 1)])


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        (
            "see https://www.Example.com/a and http://b.example:8080/x?y=1.",
            ["example.com", "b.example"],
        ),
        (
            "[here](https://docs.example.org/x) <a href='http://c.example'>",
            ["docs.example.org", "c.example"],
        ),
        ("hxxps://evil.example/x", ["evil.example"]),
        ("go to www.example.net.", ["example.net"]),
        ("go to shop.example/cart", ["shop.example"]),
        ("https://example.com@evil.example/", ["evil.example"]),
        ("http://93.184.216.34/a", ["93.184.216.34"]),
        ("either/or, 1.5/2, e.g. this/that, src/a.py, jane@example.com", []),
        ("no link", []),
    ],
)
def test_hosts_of_links_are_named(text: str, hosts: list[str]) -> None:
    assert hosts == hosts_of(text)


def test_links_are_counted_by_answer() -> None:
    answers = ["https://a.example/1 https://a.example/2", "https://b.example", "none"]
    found, hosts = links(record(1, "https://asked.example", answer) for answer in answers)

    assert (3, 2, 3, 2) == (found.looked, found.answers, found.links, found.hosts)
    assert {"a.example": 1, "b.example": 1} == hosts
