"""Passwords right behind their word, with nothing between, and what else stands there."""

import pytest

from tests.unit.dataset.privacy.values import kinds
from tuning.dataset.privacy.guard import redacted, signed
from tuning.dataset.privacy.right_behind import RIGHT_BEHIND, Several

SAID = (
    "My password {} is not accepted",
    "your new password {}",
    "Old password {}, please delete it",
    "default password {}",
    "guest wifi password {}",
    "I sign in with the password {} every day",
    "sign in using password {}",
    "The password {} was rejected",
    "the password {} doesn't work any more",
    "user anna, password {}",
    "username: anna / password {}",
    "account anna and password {}",
    "Benutzer anna, Passwort {}",
    "mein Passwort {} funktioniert nicht",
    "das Passwort {} wird abgelehnt",
    "mit dem Kennwort {} anmelden",
    "WLAN-Passwort {}",
    "mon mot de passe {} est refusé",
    "le mot de passe {} ne passe plus",
    "mi contraseña {}",
    "la contraseña {} no sirve",
    "la mia password {} non va",
    "a senha {} não entra",
    "密码 {} 错误",
    "密码{}无效",
    "パスワード {} で入れません",
    "비밀번호 {} 틀려요",
)
OWNED = (
    "parola mea este {}",
    "Parolă: {}",
    "parola noastră e: {}",
    "şifrem {}",
    "Şifrem {} idi",
    "parolam {}",
    "\u03bf κωδικός μου είναι: {}",
    "كلمة المرور الخاصة بي هي {}",
    "كلمة مروري هي {}",
    "הסיסמה שלי היא {}",
    "הסיסמה שלי: {}",
    "mật khẩu của tôi là {}",
    "mật khẩu của em là: {}",
    "a jelszavam {}",
    "паролата ми \u0435 {}",
    "la meva contrasenya és {}",
    "kata laluan saya: {}",
    "kata laluan ialah {}",
    "ang password ko ay {}",
    "lozinka mi je {}",
    "nenosiri langu ni {}",
    "رمز عبور من {} است",
    "passordet mitt er {}",
    "la password mia è {}",
    "пароль такой: {}",
    "Dein neues Passwort wäre {}",
    "Your password was set anew. It is {}",
    "What is the password? - It's {}",
    "Dein Passwort wurde erneuert. Es lautet {}",
    "The Wi-Fi is called Anna and the key is {}",
    "SSID: Anna, key: {}",
    "the pass phrase: {}",
    "the passwrod is {}",
)


@pytest.mark.parametrize("said", [*SAID, *OWNED])
@pytest.mark.parametrize("value", ["Winter2023!", "tiger77", "Herbst2025"])
def test_it_is_gone(said: str, value: str) -> None:
    text = said.format(value)

    assert signed(text.encode())
    assert value.rstrip("!") not in redacted(text)


@pytest.mark.parametrize(
    "text",
    [
        "The password was {}, and the new one is {}.",
        "Passwords: {}, {}",
        "Passwords:\n- anna: {}\n- carl: {}\n",
        "the passwords: {} and {}",
        "Passwörter: {}; {}",
        "mots de passe : {}, {}",
        "contraseñas:\n* {}\n* {}",
    ],
)
def test_the_second_of_two_is_gone(text: str) -> None:
    clean = redacted(text.format("Winter2023!", "mQ4$tz8Lw"))

    assert "Winter2023" not in clean
    assert "mQ4$tz8Lw" not in clean


@pytest.mark.parametrize(
    "word", ["p\u0430ssword", "passw\u043erd", "\u0440assword", "pasword", "p/w"]
)
def test_a_misspelt_word_tells_it(word: str) -> None:
    assert ["PASSWORD"] == kinds(f"{word}: tiger77")


def test_a_list_is_read_once_however_often_it_says_what_it_is() -> None:
    often = b"passwords: winter77, " * 300
    several = next(pattern for pattern in RIGHT_BEHIND if isinstance(pattern, Several))

    assert 300 == len(list(several.spans(often)))


def test_a_passcode_may_have_a_hyphen() -> None:
    assert ["PASSWORD"] == kinds("Join with passcode 4471-QZ")


@pytest.mark.parametrize(
    "text",
    [
        "I forgot my password Windows10 asks for",
        "my password Office365 account",
        "Your password OAuth2 flow",
        "new password SHA256 hash",
        "my wifi password WPA2-PSK",
        "the password field2 is empty",
        "The password step3x is next",
        "The password policy2024 is out",
        "my password is in chapter12",
        "with password Bcrypt10 rounds",
        "mit dem Passwort PBKDF2 verwenden",
        "my password user_id2024",
        "my password v1.2.34",
        "my password KeePass2 database is corrupt",
        "the password length12 is enough",
        "your password hash SHA512crypt is weak",
        "default password on Model X200",
        "My password worked in Chrome120 but not Firefox121",
        "The old password (see Figure3a) is no longer used",
        "密码 SHA256 算法",
        "passwords: 8 characters, 2024",
        "Passwords: at least 12 characters, one digit",
        "passwords: see RFC2617, RFC7616",
        "The password is wrong and the new one is on its way",
        "The password was old and the new one is better",
        "parola mea este lungă",
        "şifrem geçersiz",
        "passcode lock2",
        "Enter passcode 4 times",
        "I forgot my password. It is version12 of the app",
        "Your password was reset. It is valid for 24h",
        "Wi-Fi does not work, the key F12 is stuck",
    ],
)
def test_what_else_stands_there_stays(text: str) -> None:
    assert [] == kinds(text)
