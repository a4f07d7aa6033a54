"""Numbers that stand in JSON without quotes: what is left has to be JSON."""

import json

import pytest

from tests.unit.dataset.privacy.values import kinds
from tuning.dataset.privacy.guard import redacted

CARD = "5555555555554444"

BARE = (
    '{"password": 98765432, "label": null}',
    '{"password":98765432,"name":"carla"}',
    '{"name": "carla", "password": 98765432}',
    '{"pin":5512,"tries":3}',
    '{"password": -98765432, "tries": 3}',
    '[{"password":77778888},{"password":99990000}]',
    '{"server": {"pwd": 98765432}, "port": 22, "passwd": 44445555\n}',
    f'{{"card": {CARD}, "open": true}}',
    f'{{"cards": [{CARD}, 4242424242424242], "open": true}}',
    f'{{"cards": ["x", 1, {CARD}]}}',
    f"[{CARD}, 4242424242424242]",
    f"[1, [{CARD}]]",
    '{"phone": 491701234567, "x": 1}',
    '{"phones":[491701234567,491701234568]}',
    '{"ssn":536904399,"x":1}',
    json.dumps({"body": json.dumps({"password": 98765432, "n": None})}),
    json.dumps({"body": json.dumps({"cards": [int(CARD), 4242424242424242]})}),
)


@pytest.mark.parametrize("text", BARE)
def test_json_is_json_when_its_numbers_are_gone(text: str) -> None:
    clean = redacted(text)

    assert clean != text
    assert not any(map(clean.__contains__, ("98765432", "7777", "9999", CARD, "4242", "49170")))
    assert _shape(json.loads(text)) == _shape(json.loads(clean))


def _shape(value: object) -> object:
    """Return what surrounds the values: keys, and how many items there are."""
    if isinstance(value, dict):
        return {key: _shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return list(map(_shape, value))
    return _shape(json.loads(value)) if isinstance(value, str) and value[:1] == "{" else None


def test_a_literal_of_another_language_stays_one() -> None:
    clean = redacted("{'password': 98765432, 'label': None}")

    assert clean.startswith("{'password': '[PASSWORD_")
    assert clean.endswith("]', 'label': None}")


def test_a_number_in_a_sentence_or_between_quotes_gets_no_quotes() -> None:
    texts = (
        f"My card: {CARD}, thanks",
        f'"card": "{CARD}"',
        f'{{"note": "pay {CARD}, or {CARD}"}}',
    )
    for text in texts:
        assert text.count('"') == redacted(text).count('"')


def test_a_number_has_one_placeholder_with_and_without_quotes() -> None:
    bare, quoted = redacted('{"password": 98765432}'), redacted('{"password": "98765432"}')

    assert bare == quoted


@pytest.mark.parametrize(
    "text",
    [
        '{"password_changed_at": 1700000000, "x": 1}',
        '{"passwordChangedAt": 1700000000}',
        '{"password_length": 1200, "n": 2}',
        "password_min_length = 1024",
        "password_expires: 1700000000",
        "PASSWORD_ROUNDS=120000",
        "passwordTimeout: 30000",
        '{"password": true, "x": 1}',
        '{"has_password": false, "n": 12345}',
        '{"password": null, "token": null}',
        '{"password_id": 482913}',
    ],
)
def test_a_number_about_a_password_is_none(text: str) -> None:
    assert [] == kinds(text)
