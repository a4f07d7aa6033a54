"""Records that are nearly the same are found, whatever template they share, and told with lines."""

import random
import string
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rensa import RMinHash, RMinHashLSH

from tests.unit.dataset.quality.files import message
from tuning.dataset.quality import sketches
from tuning.dataset.quality.findings import PartLine, PlacedFault
from tuning.dataset.quality.near_duplicates import Alike, Group, matches, report
from tuning.dataset.quality.passages import Passage
from tuning.dataset.quality.shingles import phrases, similarity
from tuning.dataset.quality.sketches import NEAR
from tuning.run.parts import PartName

QUESTION = "How long does it take until the card that I ordered arrives at my home"


def prose(seed: int, *, length: int = 40) -> str:
    chance = random.Random(seed)
    letters = string.ascii_lowercase
    return " ".join("".join(chance.choices(letters, k=5)) for _ in range(length))


def passage(text: str, line: int) -> Passage:
    return Passage(place=PartLine("training", line), row=line - 1, asked=text, answer="soon")


def reported(
    passages: Sequence[Passage], parts: Sequence[PartName] = (), *, of: int = 0
) -> tuple[Alike, list[PlacedFault]]:
    found = list(matches([passage.text for passage in passages]))
    return report(passages, found, parts=parts or ["training"] * len(passages), of=of)


def found(*texts: str) -> list[tuple[int, int]]:
    return [(later, earlier) for later, earlier, _ in matches(texts)]


@pytest.mark.parametrize(
    "changed",
    [
        QUESTION.replace("home", "house"),
        QUESTION.replace("card that", "new card that"),
        QUESTION.upper() + "?!",
        f"Hello, {QUESTION}",
    ],
)
def test_a_text_with_a_word_changed_is_nearly_the_same(changed: str) -> None:
    assert [(2, 1)] == found(prose(1), QUESTION, changed, prose(2))


def test_a_text_in_chinese_with_a_character_changed_is_nearly_the_same() -> None:
    assert [(1, 0)] == found("我想知道我订的新卡什么时候能到", "我想知道我订的新卡什么时候会到")


@pytest.mark.parametrize("other", [prose(3), "Why does it take so long until the card is here"])
def test_another_text_is_not_nearly_the_same(other: str) -> None:
    assert [] == found(QUESTION, other)


def test_texts_of_a_few_words_are_never_nearly_the_same() -> None:
    assert [] == found("my card is gone", "my card is gone!")


def test_a_template_makes_no_two_texts_alike() -> None:
    template = "You sort the messages of customers of a bank by what they are about. " * 3

    assert [] == found(*(f"{template} {prose(n, length=9)}" for n in range(60)))
    assert [(60, 7)] == found(
        *(f"{template} {prose(n, length=9)}" for n in range(60)),
        f"{template} {prose(7, length=9)} indeed",
    )


def test_each_record_is_told_once_with_the_earliest_that_it_is_like() -> None:
    texts = [prose(1), *(f"{QUESTION} {end}" for end in ("now", "then", "today"))]

    assert [(2, 1), (3, 1)] == found(*texts)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 12), min_size=2, max_size=8), st.integers(0, 10**6))
def test_what_is_told_is_exactly_what_comparing_all_pairs_finds(
    changes: list[int], seed: int
) -> None:
    """Texts that differ from one in so many words; few enough for no phrase to be common."""
    words = prose(seed, length=30).split()
    texts = []
    for number, change in enumerate(changes):
        chance = random.Random(seed + number)
        places = chance.sample(range(30), change)
        texts.append(" ".join(f"{w}{number}" if i in places else w for i, w in enumerate(words)))
    sets = [phrases(text, length=2) for text in texts]
    expected = {
        later
        for later in range(len(texts))
        if any(similarity(sets[later], sets[earlier]) >= NEAR for earlier in range(later))
    }

    assert expected == {later for later, _, _ in matches(texts)}


def test_a_held_out_record_that_is_nearly_trained_on_is_told() -> None:
    passages = [passage(f"{QUESTION}, sir", 3), passage(prose(1), 12), passage(QUESTION, 9)]
    alike, (finding,) = reported(passages, ["evaluation", "training", "training"], of=40)

    assert ("NEAR_DUPLICATE_HELD_OUT", 3) == (finding.fault.code.name, finding.line)
    assert PartLine("training", 9) == finding.other
    assert message(finding).startswith(
        "the record is held out, but 82 % the same as train.jsonl:1, which is trained on ("
    )
    assert (
        Alike(
            searched=3,
            of=40,
            records=1,
            held_out=1,
            groups=(Group(records=2, places=(PartLine("training", 9), PartLine("training", 3))),),
        )
        == alike
    )


@pytest.mark.parametrize(
    "parts", [("training",) * 2, ("evaluation",) * 2, ("training", "validation")]
)
def test_two_records_are_no_leak_unless_one_is_trained_on_and_the_other_held_out(
    parts: Sequence[PartName],
) -> None:
    alike, (finding,) = reported([passage(QUESTION, 1), passage(f"{QUESTION} now", 2)], parts)

    assert "NEAR_DUPLICATE" == finding.fault.code.name
    assert 0 == alike.held_out
    assert message(finding).startswith("the record is 82 % the same as train.jsonl:1 (")


def test_groups_are_listed_with_the_largest_first() -> None:
    texts = [prose(n) for n in range(30)]
    texts += [f"{prose(4)} {end}" for end in "ab"] + [f"{prose(2)} {end}" for end in "abcd"]
    alike, findings = reported([passage(text, line) for line, text in enumerate(texts, 1)])

    assert 6 == len(findings) == alike.records
    assert [(5, 3), (3, 5)] == [(group.records, group.places[0].line) for group in alike.groups]


def written_alike(count: int, *, length: int = 50) -> list[str]:
    """Texts of which each has one other word in a place of its own."""
    chance, words = random.Random(count), prose(5, length=length).split()
    return [
        " ".join([*words[:place], f"{n}th", *words[place + 1 :]])
        for n in range(count)
        for place in [chance.randrange(length)]
    ]


@pytest.mark.parametrize(("alike", "of"), [(10, 100), (11, 100), (60, 100), (90, 100), (250, 400)])
def test_texts_that_differ_in_a_word_are_found_however_many_they_are(alike: int, of: int) -> None:
    texts = [*written_alike(alike), *map(prose, range(100, 100 + of - alike))]
    random.Random(1).shuffle(texts)

    assert alike - 1 == len(found(*texts))


@pytest.mark.parametrize("count", [11, 40, 200])
def test_forms_in_which_a_word_or_two_are_filled_in_are_nearly_the_same(count: int) -> None:
    form = (
        "Please send the parcel with the number {} that we wrote to you about last week to our "
        "shop in the street of {} before noon"
    )
    texts = [form.format(f"n{n}", f"s{n}") for n in range(count)]

    assert count - 1 == len(found(*texts, *map(prose, range(count))))


def test_short_messages_after_one_instruction_are_not_nearly_the_same() -> None:
    instruction = (
        "Sort what this customer wrote to us by what it is about, and say no more than it."
    )
    messages = [prose(n, length=2 + n % 5) for n in range(60)]
    short = [n for n, message in enumerate(messages) if len(message.split()) <= 2]

    assert {later for later, _ in found(*(f"{instruction} {each}" for each in messages))} < set(
        short
    )


def test_two_groups_that_a_text_is_like_become_one() -> None:
    words = prose(3, length=40).split()
    one, other = " ".join(words[:34]), " ".join(words[6:])

    assert [] == found(one, other)
    assert [(2, 0), (2, 1)] == found(one, other, " ".join(words))


def test_many_copies_of_one_text_do_not_cost_the_square_of_their_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers: list[int] = []

    class Index:
        """The real index, which tells how many records it names."""

        def __init__(self, *settings: float) -> None:
            self.index = RMinHashLSH(*settings)
            self.insert = self.index.insert

        def query(self, sketch: RMinHash) -> list[int]:
            found: list[int] = self.index.query(sketch)
            answers.append(len(found))
            return found

    monkeypatch.setattr(sketches, "RMinHashLSH", Index)
    others = [prose(n) for n in range(2000)]
    copies = [f"{prose(10**6)} {n}" for n in range(180)]

    assert 179 == len(list(matches([*others, *copies])))
    assert sketches.MOST_INDEXED == max(answers)


def shop(count: int) -> list[str]:
    """One question of fourteen words, each time with another word or two."""
    form = "can you tell me when the {} that I paid for last week will get here{}"
    return [form.format(f"thing{n}", f" mister{n}" * (n % 2)) for n in range(count)]


@pytest.mark.parametrize(("trained", "held_out"), [(320, 80), (200, 200), (12, 388), (1, 40)])
def test_every_held_out_record_that_is_like_a_trained_one_is_counted(
    trained: int, held_out: int
) -> None:
    learned = {*random.Random(trained).sample(range(trained + held_out), trained)}
    parts: list[PartName] = [
        "training" if n in learned else "evaluation" for n in range(trained + held_out)
    ]
    texts = written_alike(trained + held_out, length=60)
    alike, findings = reported([passage(text, n) for n, text in enumerate(texts, 1)], parts)

    assert trained + held_out - 1 == alike.records
    assert held_out == alike.held_out
    assert all(
        f.other and "training" == parts[f.other.line - 1]
        for f in findings
        if f.part and parts[(f.line or 0) - 1] == "evaluation"
    )


def test_so_is_every_one_of_those_that_fill_in_a_form() -> None:
    passages = [passage(text, n) for n, text in enumerate(shop(400), 1)]
    parts: list[PartName] = ["evaluation" if n % 5 < 2 else "training" for n in range(400)]
    held = [phrases(each.text, length=2) for each in passages]
    trained = [found for found, part in zip(held, parts, strict=True) if part == "training"]
    expected = {
        line
        for line, (part, own) in enumerate(zip(parts, held, strict=True), 1)
        if part == "evaluation" and any(similarity(own, other) >= NEAR for other in trained)
    }
    alike, findings = reported(passages, parts)

    assert len(expected) >= 80
    assert expected == {f.line for f in findings if f.fault.code.name == "NEAR_DUPLICATE_HELD_OUT"}
    assert len(expected) == alike.held_out


def test_a_held_out_record_that_only_others_connect_to_a_trained_one_is_no_leak() -> None:
    words = prose(8, length=60).split()
    steps = [" ".join(words[n : n + 40]) for n in (0, 6, 12)]
    passages = [passage(text, n) for n, text in enumerate(steps, 1)]
    alike, findings = reported(passages, ["training", "evaluation", "evaluation"])

    assert ["NEAR_DUPLICATE", "NEAR_DUPLICATE_HELD_OUT"] == sorted(
        f.fault.code.name for f in findings
    )
    assert 1 == alike.held_out
