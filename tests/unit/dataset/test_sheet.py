"""Figures of records: what makes two prompts the same, and sheets that follow one another."""

from hypothesis import given
from hypothesis import strategies as st

from tuning.dataset.sheet import DIGEST_BITS, Sheet, answer_digests, prompt_digests

words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
texts = st.lists(
    st.lists(words | st.sampled_from([" ", "  ", "\n", "\t", "A", "ß"]), max_size=6).map("".join),
    min_size=1,
    max_size=8,
)


def digest(text: str) -> int:
    return prompt_digests([text])[0]


@given(texts)
def test_a_digest_does_not_depend_on_the_other_texts(held: list[str]) -> None:
    assert [digest(text) for text in held] == prompt_digests(held)
    assert [answer_digests([text])[0] for text in held] == answer_digests(held)


@given(texts)
def test_prompts_are_the_same_whatever_their_case_and_spacing(held: list[str]) -> None:
    spaced = [" \t" + text.replace(" ", " \r\n") + "\n " for text in held]

    assert prompt_digests(held) == prompt_digests(spaced)
    assert prompt_digests(held) == prompt_digests([text.casefold() for text in held])


def test_prompts_of_other_words_differ() -> None:
    assert digest("to gether") != digest("together")
    assert digest("a b c") == digest("A  B\tC") != digest("a c b")
    assert digest("Straße") == digest("STRASSE")
    assert digest("Straße  1") == digest("STRASSE 1")


def test_answers_are_the_same_only_to_the_letter() -> None:
    assert 4 == len(set(answer_digests(["yes", "Yes", "yes ", "yes"]))) + 1


@given(texts)
def test_digests_take_the_memory_that_they_are_said_to(held: list[str]) -> None:
    assert all(0 <= one < 1 << DIGEST_BITS for one in prompt_digests(held) + answer_digests(held))


def sheet_of(held: list[str], *, start: int = 1) -> Sheet:
    sheet = Sheet()
    sheet.add(range(start, start + len(held)), asked=held, answers=held)
    return sheet


def rows(sheet: Sheet) -> list[tuple[int, ...]]:
    return list(zip(*(getattr(sheet, name) for name in Sheet.__slots__), strict=True))


@given(texts, texts)
def test_sheets_of_pieces_are_the_sheet_of_the_file(before: list[str], after: list[str]) -> None:
    sheet = sheet_of(before)
    sheet.append(sheet_of(after), shift=len(before))

    assert rows(sheet_of(before + after)) == rows(sheet)


def test_records_without_answers_have_none_in_their_rows() -> None:
    sheet = Sheet()
    sheet.add([7, 8], asked=["a", "bcd"], answers=[])

    assert [0, 0] == list(sheet.answers) == list(sheet.answer_characters)
    assert [1, 3] == list(sheet.prompt_characters)
