"""Values that no text holds alone: a question before one, halves in two texts."""

import pytest

from tuning.dataset import structure
from tuning.dataset.privacy.guard import Guard
from tuning.dataset.record import Record, Turn


def said(*turns: tuple[str, ...]) -> Record:
    return Record(
        1,
        (),
        tuple(Turn(("user", "assistant")[number % 2], texts) for number, texts in enumerate(turns)),
    )


def codes(record: Record, mode: str = "redact") -> list[str]:
    return [fault.code.name for fault in Guard(mode).treat(record)[1]]  # type: ignore[arg-type]


ASKED = (
    "What is the admin password?",
    "password",
    "Password:",
    "The password for the mail server?",
    "Wie lautet das Passwort?",
    "Your password, please.",
    "Reset the password",
)


@pytest.mark.parametrize("asked", ASKED)
def test_a_text_that_is_the_password_that_was_asked_for_is_gone(asked: str) -> None:
    record = said((asked,), (" Gr8nMond&5x\n",))
    treated, faults = Guard("redact").treat(record)

    assert "Gr8n" not in repr(treated)
    assert treated.answer.startswith("[PASSWORD_")
    assert ["REDACTED"] == [fault.code.name for fault in faults]
    assert ["POSSIBLE_SECRET"] == codes(record, "report")
    assert ["SECRET"] == codes(record, "refuse")


def test_so_is_one_in_the_next_turn_or_in_the_next_part_and_a_key() -> None:
    for record in (
        said(("Set up my mail.",), ("Your password, please.",), ("Gr8nMond&5x",), ("Done.",)),
        said(("password:", "Gr8nMond&5x"), ("ok",)),
    ):
        assert "Gr8n" not in repr(Guard("redact").treat(record)[0])
    key = said(("API token:",), ("h4Yt9Qe2Ws7Ub3Nc6Mv1",))
    assert "h4Yt" not in repr(Guard("redact").treat(key)[0])


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("How do I change my password?", "Open the settings."),
        ("Which password algorithm do we use?", "SHA-256x"),
        ("I forgot my password", "forgot_passcode"),
        ("Is my password safe?", "Category12"),
        ("How long is the password?", "12"),
        ("What is the password?", "[PASSWORD_1]"),
        ("What is the password?", "Unknown"),
        ("Which word is the token?", "tokenization"),
        ("Name a hash for a password", "sha256sum"),
    ],
)
def test_other_questions_about_passwords_find_none(asked: str, answer: str) -> None:
    assert [] == codes(said((asked,), (answer,)))


HALVES = (
    ("my card 5555 5555", "5555 4444 thanks"),
    ("my card 55555555", "55554444 thanks"),
    ("mail carla.berg@", "firma.de please"),
    ("it is ghp_h4Yt9Qe2Ws7Ub3Nc6Mv1", "Kd8Rf5Tg2Zh7Uj4Ik9"),
)


@pytest.mark.parametrize("halves", HALVES)
def test_halves_in_parts_of_a_turn_or_in_turns_of_one_side_are_refused(
    halves: tuple[str, str],
) -> None:
    first, second = halves

    assert "SECRET_IN_PIECES" in codes(said(halves, ("ok",)))
    assert "SECRET_IN_PIECES" in codes(said((first,), ("go on",), (second,), ("ok",)))


def test_what_stands_whole_in_its_text_is_in_no_pieces() -> None:
    for texts in (
        ("write to", "carla.berg@firma.de"),
        ("pay with", "5555 5555 5555 4444"),
        ("5555 5555 5555 4444", "4242 4242 4242 4242"),
        ("price 10 20", "30 40 pieces"),
    ):
        assert "SECRET_IN_PIECES" not in codes(said(texts, ("ok",)))
        assert "SECRET_IN_PIECES" not in codes(said(texts[:1], ("yes",), texts[1:], ("ok",)))


def answered(value: object) -> Record:
    text = structure.text_of(value)
    return Record(1, (), (Turn("user", ("Go on.",)), Turn("assistant", (text,), value)))


@pytest.mark.parametrize(
    "value",
    [
        {"user": "bob", "password": "Gr8nMond&5x"},
        {"steps": [{"db": {"password": 'Gr8n"Mond&5x'}}]},
        {"client_secret": "h4Yt9Qe2Ws7Ub3Nc6Mv1", "Gr8n": 1},
        {"password": 82736451},
    ],
)
def test_a_value_that_only_its_key_gives_away_is_gone_from_an_object(value: object) -> None:
    record = answered(value)
    guard = Guard("redact")
    treated, faults = guard.treat(record)

    assert ["REDACTED"] == [fault.code.name for fault in faults]
    assert 1 == guard.counts.total()
    assert not any(part in repr(treated) for part in ("Mond", "h4Yt", "8273"))
    assert "SECRET" in codes(record, "refuse")


def test_an_object_without_a_secret_stays_as_it_is() -> None:
    record = answered({"password_changed_at": 1700000000, "token_count": 512, "password": None})

    assert (record, []) == Guard("redact").treat(record)


def test_a_key_that_is_known_by_itself_is_counted_once() -> None:
    guard = Guard("redact")
    guard.treat(answered({"api_key": "ghp_a8Kd02LmQzX91PbvTnRw5YcUeFh7Gj3Ss1Oi"}))

    assert 1 == guard.counts.total()


TOLD_BY_A_COLUMN = (
    (("user", "password"), "anna", "Gr8nMond&5x"),
    (("Kennwort", "Dienst"), "Gr8nMond&5x", "the mail server"),
    (("who", "api_token"), "anna", "h4Yt9Qe2Ws7Ub3Nc6Mv1"),
    (("who", "phone"), "anna", "2072 4455"),
    (("host", "pin"), "door 4", "8273"),
)


@pytest.mark.parametrize(("columns", "prompt", "answer"), TOLD_BY_A_COLUMN)
def test_a_value_is_gone_that_only_the_name_of_its_column_tells(
    columns: tuple[str, str], prompt: str, answer: str
) -> None:
    record = said((prompt,), (answer,))
    guard = Guard("redact", columns)
    treated, faults = guard.treat(record)

    assert ["REDACTED"] == [fault.code.name for fault in faults]
    assert 1 == guard.counts.total()
    assert not any(part in repr(treated) for part in ("Mond", "h4Yt", "8273", "4455"))
    assert (record, []) == Guard("redact").treat(record)


def test_names_of_other_columns_tell_nothing() -> None:
    record = said(("anna",), ("Category12",))

    assert not Guard("redact", ("question", "answer")).always
    assert Guard("redact", ("user", "password")).always
    assert (record, []) == Guard("redact", ("name", "group")).treat(record)


SPLIT_KEYS = (
    ("ghp_h4Yt9Qe2Ws7Ub3Nc6Mv1", "Kd8Rf5Tg2Zh7Uj4Ik9"),
    ("AKIAQ3EGRZ", "7YHW2M5VTX"),
    ("the first part is glpat-h4Yt9Qe2Ws, wait", "and then comes: 7Ub3Nc6Mv1Kd8Rf5"),
)


@pytest.mark.parametrize(("first", "rest"), SPLIT_KEYS)
def test_a_key_in_halves_is_refused_behind_words_and_between_the_sides(
    first: str, rest: str
) -> None:
    for record in (
        said((first,), (rest,)),
        said((first,), ("Go on.",), (f"second half: {rest}",), ("Thanks.",)),
        said((f"My key, first half: {first}",), (rest,)),
    ):
        assert "SECRET_IN_PIECES" in codes(record)


@pytest.mark.parametrize(
    ("first", "rest"),
    [
        ("Which label has ghp_example?", "Category12"),
        ("Explain sk-learn-v2", "Version2OfThePipeline"),
        ("What do tokens of GitHub begin with? ghp_", "Yes, see docs2024/tokens"),
        ("AKIAIOSFODNN7EXAMPLE is the example", "7YHW2M5VTX"),
    ],
)
def test_a_prefix_and_a_name_are_no_halves(first: str, rest: str) -> None:
    assert [] == codes(said((first,), (rest,)))


def test_a_mark_alone_is_none_and_lines_after_it_are_refused() -> None:
    mark = "-----BEGIN RSA PRIVATE KEY-----"
    lines = ["Xk29dkqpA7" * 6, "h4Yt9Qe2Ws" * 6]

    for mode in ("report", "redact", "refuse"):
        assert [] == codes(said(("What is the first line?",), (mark,)), mode)
        assert "SECRET" in codes(answered([mark, *lines]), mode)
