"""Records that are nearly the same are found, whatever template they share, and told with lines."""

import random
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rensa import RMinHash, RMinHashLSH

from tests.unit.dataset.quality.files import message
from tuning.dataset.quality import near_duplicates
from tuning.dataset.quality.findings import PartLine
from tuning.dataset.quality.near_duplicates import NEAR, Alike, Group, matches, search
from tuning.dataset.quality.passages import Passage
from tuning.dataset.quality.shingles import phrases, similarity
from tuning.run.parts import PartName

QUESTION = "How long does it take until the card that I ordered arrives at my home"


def prose(seed: int, *, length: int = 40) -> str:
    chance = random.Random(seed)
    letters = string.ascii_lowercase
    return " ".join("".join(chance.choices(letters, k=5)) for _ in range(length))


def passage(text: str, line: int, part: PartName = "training") -> Passage:
    return Passage(place=PartLine("training", line), part=part, asked=text, answer="soon")


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
    alike, (finding,) = search(
        [passage(QUESTION, 9), passage(prose(1), 12), passage(f"{QUESTION}, sir", 3, "evaluation")],
        of=40,
    )

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


def test_two_records_of_one_part_are_no_leak() -> None:
    for part in ("training", "evaluation"):
        alike, (finding,) = search(
            [passage(QUESTION, 1, part), passage(f"{QUESTION} now", 2, part)], of=2
        )

        assert "NEAR_DUPLICATE" == finding.fault.code.name
        assert 0 == alike.held_out
        assert message(finding).startswith("the record is 82 % the same as train.jsonl:1 (")


def test_groups_are_listed_with_the_largest_first() -> None:
    texts = [prose(n) for n in range(30)]
    texts += [f"{prose(4)} {end}" for end in "ab"] + [f"{prose(2)} {end}" for end in "abcd"]
    alike, findings = search([passage(text, line) for line, text in enumerate(texts, 1)], of=36)

    assert 6 == len(findings) == alike.records
    assert [(5, 3), (3, 5)] == [(group.records, group.places[0].line) for group in alike.groups]


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

    monkeypatch.setattr(near_duplicates, "RMinHashLSH", Index)
    others = [prose(n) for n in range(2000)]
    copies = [f"{prose(10**6)} {n}" for n in range(180)]

    assert 179 == len(list(matches([*others, *copies])))
    assert near_duplicates.MOST_INDEXED == max(answers)
