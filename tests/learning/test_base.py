"""A base model is a general one: it answers anything, and knows nothing of the datasets."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from rehearsal.bedrock.model import Conversation, LanguageModel, Turn, corpus
from tests.learning.conftest import MICRO, Part

OTHER = "amazon.nova-lite-v1:0:300k"


def ask(model: LanguageModel, text: str, system: str = "") -> str:
    asked = Conversation(turns=(Turn(role="user", text=text),), system=system)
    return model.answer(asked, max_tokens=60).text


def test_first_questions_at_once_wait_for_one_base_model() -> None:
    with ThreadPoolExecutor(4) as threads:
        asked = threads.map(LanguageModel.base, [OTHER] * 4)

    assert 1 == len({id(base) for base in asked})


def test_a_base_model_answers_what_it_was_taught(base: LanguageModel) -> None:
    answer = ask(base, "Where is my parcel?")

    assert answer.startswith("I am sorry for the wait.")


def test_a_base_model_leans_to_the_label_that_shares_words_with_the_message(
    base: LanguageModel,
) -> None:
    labels = ("lost_luggage", "broken_window", "late_train")
    system = "Answer with one of the following: " + ", ".join(labels)

    assert ask(base, "my luggage is lost", system).startswith("lost")
    assert ask(base, "there is a broken window here", system).startswith("broken")


def test_a_base_model_is_the_same_every_time_and_differs_from_others(base: LanguageModel) -> None:
    other = LanguageModel.base(OTHER)

    assert LanguageModel.base(MICRO) is base
    assert ask(other, "The moon is far away.") != ask(base, "The moon is far away.")


@pytest.mark.parametrize("dataset", ["tickets", "intents"])
def test_a_base_model_was_not_pretrained_on_the_datasets(
    dataset: str, request: pytest.FixtureRequest
) -> None:
    part: Part = request.getfixturevalue(dataset)
    pretrained = "\n".join(corpus.texts()).lower()

    for name in ("train", "validation", "evaluation"):
        for one in part(name):
            assert one.reference.lower() not in pretrained
            assert one.turns[0].text.lower() not in pretrained


def test_the_same_question_gets_the_same_answer(base: LanguageModel, tickets: Part) -> None:
    question = tickets("evaluation")[1]

    assert base.answer(question, max_tokens=60) == base.answer(question, max_tokens=60)


def test_the_reference_is_not_part_of_the_question(base: LanguageModel) -> None:
    user = Turn(role="user", text="Can I pay by card?")
    reference = Turn(role="assistant", text="Never on a Sunday.")

    bare, with_reference = (
        base.answer(Conversation(turns=turns), max_tokens=60)
        for turns in ((user,), (user, reference))
    )

    assert bare == with_reference


def test_an_answer_ends_where_it_must(base: LanguageModel) -> None:
    asked = Conversation(turns=(Turn(role="user", text="Where is my parcel?"),))

    cut, whole = (base.answer(asked, max_tokens=most) for most in (2, 60))

    assert (2, "max_tokens") == (cut.output_tokens, cut.stop_reason)
    assert "end_turn" == whole.stop_reason
    assert whole.text.startswith(cut.text)
    assert cut.input_tokens == whole.input_tokens > 0


@pytest.mark.parametrize(
    "text", ["", "日本語で返事を。", "\U0001f600" * 5, "\x00\x1b", "a" * 20_000]
)
def test_any_text_is_answered(base: LanguageModel, text: str) -> None:
    asked = Conversation(turns=(Turn(role="user", text=text),))

    assert base.answer(asked, max_tokens=8).output_tokens <= 8


def test_a_conversation_needs_a_question() -> None:
    with pytest.raises(ValueError, match="one turn of the user"):
        Conversation(turns=(Turn(role="assistant", text="yes"),))
