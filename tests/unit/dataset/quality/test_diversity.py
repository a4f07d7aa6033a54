"""Texts that were filled into forms are told from texts that people wrote."""

import json
import random
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.unit.dataset.quality.files import message
from tuning.dataset.quality.diversity import Diversity, Variety, diversity, faults
from tuning.dataset.quality.findings import PartLine
from tuning.dataset.quality.passages import Passage

DATASETS = Path(__file__).parents[4] / "datasets"

ADJECTIVES = ("red", "blue", "green", "cheap", "modern", "old", "small", "large", "wooden", "steel")
THINGS = (
    "table",
    "chair",
    "lamp",
    "sofa",
    "desk",
    "shelf",
    "bed",
    "mirror",
    "clock",
    "rug",
    "vase",
)
FORMS = (
    "How do I reset my {}?",
    "What is the price of {}?",
    "Can you cancel my order of {} please?",
    "When will {} arrive at my place?",
    "I would like to return {} because it is broken.",
)


def measured(prompts: Iterable[str]) -> Diversity:
    return diversity([passage(prompt, answer="yes") for prompt in prompts])


def passage(prompt: str, *, answer: str) -> Passage:
    return Passage(PartLine("training", 1), 0, prompt, answer)


def variety(prompts: Iterable[str]) -> Variety:
    found = measured(prompts).prompts
    assert found
    return found


def shipped(task: str) -> list[str]:
    def prompt(record: dict[str, object]) -> str:
        if "prompt" in record:
            return str(record["prompt"])
        match record["messages"]:
            case [{"content": [{"text": str(text)}]}, *_]:
                return text
        raise AssertionError(record)

    lines = (DATASETS / task / "train.jsonl").read_text().splitlines()
    return [prompt(json.loads(line)) for line in lines]


def filled(*forms: str, count: int = 1000) -> list[str]:
    chance = random.Random(7)
    return [
        chance.choice(forms).format(
            f"{chance.choice(ADJECTIVES)} {chance.choice(THINGS)} {chance.randrange(1000)}"
        )
        for _ in range(count)
    ]


@pytest.mark.parametrize("task", ["banking-intents", "support-tickets"])
def test_the_shipped_datasets_are_diverse_enough(task: str) -> None:
    assert [] == list(faults(measured(shipped(task))))


@pytest.mark.parametrize("forms", [FORMS, FORMS[:1], ["Write about a {} for me in a few words."]])
def test_prompts_that_were_filled_into_forms_are_told(forms: list[str]) -> None:
    (finding,) = faults(measured(filled(*forms)))

    assert ("LOW_DIVERSITY", None) == (finding.fault.code.name, finding.line)
    assert "of the phrases in 1,000 prompts" in message(finding)


def test_other_numbers_make_no_other_text() -> None:
    sums = [f"What is {n} plus {7 * n} if you add them?" for n in range(1000)]

    assert variety(sums).distinct < 0.01


def test_one_form_with_another_word_in_each_text_is_told() -> None:
    """Every phrase but those of the word stands in all texts: nothing else is left of them."""
    forms = [f"I lost my {'x' * (n % 9)}{n}q yesterday on the train to work" for n in range(600)]

    (finding,) = faults(measured(forms))
    assert "LOW_DIVERSITY" == finding.fault.code.name


@pytest.mark.parametrize("between", [" ", "\n"])
def test_an_instruction_before_every_prompt_takes_nothing_from_their_diversity(
    between: str,
) -> None:
    instruction = "Sort this message that a customer wrote to a bank by what it is about: "
    bare = shipped("banking-intents")
    instructed = [instruction + between + prompt for prompt in bare]

    assert 0.05 > variety(bare).distinct - variety(instructed).distinct
    assert 1.0 == variety(instructed).same_start
    assert [] == list(faults(measured(instructed)))


def test_of_a_few_phrases_nothing_is_said() -> None:
    few = measured(["What is the price of this?"] * 50)

    assert few.prompts is None
    assert [] == list(faults(few))


def test_texts_that_repeat_themselves_compress_to_less() -> None:
    assert variety(filled(FORMS[0])).compressed < 0.15
    assert variety(shipped("banking-intents")).compressed > 0.25


def test_answers_that_are_texts_are_measured_and_may_be_alike() -> None:
    form = [passage(prompt, answer=FORMS[0]) for prompt in shipped("banking-intents")]

    answers = diversity(form).answers
    assert answers
    assert (0.001, 1.0) == (answers.distinct, answers.same_start)
    assert [] == list(faults(diversity(form)))


@pytest.mark.parametrize("answer", ["", "yes", "card_arrival"])
def test_nothing_is_said_about_answers_that_are_no_texts(answer: str) -> None:
    assert diversity([passage(FORMS[0], answer=answer)] * 1000).answers is None
