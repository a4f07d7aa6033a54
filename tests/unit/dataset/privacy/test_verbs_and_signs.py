"""Secrets behind a verb and a sign, in the languages in which people write both."""

import pytest

from tests.unit.dataset.privacy.values import kinds
from tuning.dataset.privacy.guard import redacted, signed

KEYED = (
    "The API key is: {}",
    "Our access token is : {}",
    "the client secret was: {}",
    "API key is:\n\n    {}",
    "token is - {}",
    "Der API-Key lautet: {}",
    "Das Secret ist: `{}`",
    "Mein Token lautet {}",
    'Der API-Schlüssel ist: "{}"',
    "La clé d'API est : {}",
    "la clé API est\u00a0: {}",
    "le jeton est : {}",
    "le jeton : {}",
    "la clave de API es: {}",
    "la chiave API è: {}",
    "A chave de API é: {}",
    "O token é: {}",
    "API-nyckel är: {}",
    "My OpenAI key is: {}",
)


@pytest.mark.parametrize("said", KEYED)
def test_a_key_is_gone(said: str) -> None:
    text = said.format("q8Zr2Lx9Tn4Vb7Km1Wp6")

    assert signed(text.encode())
    assert "q8Zr2Lx9" not in redacted(text)


WORDED = (
    "Das Passwort lautet: {}",
    "Kennwort ist: '{}'",
    "Das Passwort ist = {}",
    "Passwort für das Konto der Firma lautet {}",
    "Kennwort für den Drucker lautet: {}",
    "ton mot de passe est : {}",
    "le mot de passe était : {}",
    "mdp est : {}",
    "tu contraseña es: {}",
    "La contraseña era: {}",
    "La password è: {}",
    "Minha senha é: {}",
    "A senha é : {}",
    "Lösenordet är: {}",
    "Heslo je: {}",
    "Wachtwoord is: {}",
    "pw is: {}",
    "pass is: {}",
    "PWD is : {}",
    "the password is - {}",
    "the password was \u2013 {}",
)


@pytest.mark.parametrize("said", WORDED)
@pytest.mark.parametrize("value", ["Winter2023!", "mQ4$tz8Lw"])
def test_a_password_is_gone(said: str, value: str) -> None:
    text = said.format(value)

    assert signed(text.encode())
    assert value.rstrip("!") not in redacted(text)


@pytest.mark.parametrize(
    "text",
    [
        "The password is: not set",
        "Das Passwort ist: unbekannt",
        "Das Passwort ist - wie immer - vergessen",
        "Le mot de passe est : obligatoire",
        "pass is: 2024",
        "The API key is: missing",
        "Der Token lautet: abgelaufen",
        "le jeton est : expiré",
        "The password is Base64-encoded.",
        "The password is SHA-512 hashed.",
        "the password is: AES-256-GCM encrypted",
        "Passwort ist SHA256-gehasht",
        "The passcode: 8-digit",
        "password: 12-character minimum",
        "passcode is 4-stellig",
        "The password is md5-hashed",
        "password: 256-bit key",
        "type Kennwort = string & { __kind: 'Kennwort2' }",
    ],
)
def test_what_describes_one_stays(text: str) -> None:
    assert [] == kinds(text)


@pytest.mark.parametrize(
    "text", ["password: sha2Xk29dkqpA7", "password is base64Xk29", "passcode: 6-Xk29dkqp"]
)
def test_a_password_that_begins_like_a_description_is_gone(text: str) -> None:
    assert ["PASSWORD"] == kinds(text)
