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
