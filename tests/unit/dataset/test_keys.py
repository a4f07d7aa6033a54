"""A conversation is known by its turns, however many records were made of it."""

from tuning.dataset.digests import digests
from tuning.dataset.keys import Spoken, keys, mixed
from tuning.dataset.record import Record, Turn


def digest(text: str) -> int:
    return digests([text])[0]


def record(*said: str, system: str = "") -> Record:
    roles = ("user", "assistant")
    turns = tuple(Turn(roles[number % 2], (text,)) for number, text in enumerate(said))
    return Record(1, (system,) if system else (), turns)


def key_of(record: Record) -> tuple[int, int, int, list[int]]:
    """Return the keys of root, prompt and answer, and of the answers inside."""
    said = Spoken.of(record)
    found = keys([record.prompt], [record.answer], {0: said} if said else {})
    root = found.roots[0] if said else found.prompts[0]
    return root, found.prompts[0], found.answers[0], found.inner


def test_a_question_and_its_answer_need_no_more_than_their_texts() -> None:
    assert Spoken.of(record("q", "a")) is None
    assert Spoken.of(record("q")) is None
    assert Spoken.of(record("q", "a", system="s"))
    assert Spoken.of(record("q", "a", "r", "b"))


def test_an_answer_inside_a_conversation_has_the_key_of_the_record_that_ends_with_it() -> None:
    _, prompt, answer, _ = key_of(record("What?", "This", "And then?", "That"))
    _, first, first_answer, _ = key_of(record("what", "this."))
    *_, inner = key_of(record("what", "this", "and then", "that", "so?", "yes"))

    assert [mixed(first, first_answer), mixed(prompt, answer)] == inner


def test_all_that_grows_from_one_first_turn_has_one_root() -> None:
    conversation = ["What?", "This", "And then?", "That", "So?", "Yes"]
    roots = {key_of(record(*conversation[:turns]))[0] for turns in (2, 4, 6)}

    assert {digest("what")} == roots
    assert {digest("what")} == {key_of(record("What", "This", system="be brief"))[0]}


def test_who_says_what_counts() -> None:
    assert key_of(record("a", "b", "c", "d"))[1] != key_of(record("a b c", "d"))[1]
    assert key_of(record("a", "b", "c", "d"))[1] != key_of(record("a", "c", "b", "d"))[1]
    assert key_of(record("q", "a", system="s"))[1] != key_of(record("q", "a"))[1]
    assert key_of(record("q", "a", system=" "))[1] == key_of(record("q", "a"))[1]


def test_what_is_thought_before_an_answer_makes_no_other_answer() -> None:
    thoughtful = Turn("assistant", ("a",), reasoning=("because",))
    thought = Record(1, (), (Turn("user", ("q",)), thoughtful))

    assert key_of(record("q", "a"))[:3] == key_of(thought)[:3]


def test_records_without_answers_have_the_key_0_for_one() -> None:
    said = Spoken.of(record("a", "b", "c"))
    assert said

    assert [0, 0] == keys(["q", "a\nb\nc"], [], {1: said}).answers
