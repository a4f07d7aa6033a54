"""Secrets and addresses as sentences, letters and commands of many languages tell them."""

import pytest

from tests.unit.dataset.privacy.values import kinds
from tuning.dataset.privacy.guard import redacted, signed

TOLD = (
    "the password was changed to {}",
    "The password has been reset to {}.",
    "I changed the password to {}",
    'set my password to "{}"',
    "changed the password from {} to hunter2x",
    "Das Passwort wurde auf {} geändert",
    "le mot de passe a été changé en {}",
    "la contraseña se cambió a {}",
    "hasło zmieniono na {}",
    "Hasło to {}",
    "пароль изменён на {}",
    "wachtwoord is gewijzigd in {}",
    "password is now {}",
    "the new password will be {}",
    "password (new) {}",
    "password is: {}",
    "password updated: {}",
    "password -> {}",
    "use {} as the password",
    "{} is my password",
    "PW {}",
    "Login anna PW {}",
    "Kennw. {}",
    "Login: anna / {}",
    "user/pass: bob/{}",
    "mysql -u root -p{} shop",
    "mysql -p{}",
    "mysqldump -uroot -p'{}' shop > x",
    "mariadb -p{}",
    "bob:{}@h:22",
    "sftp bob:{}@10.0.0.5",
    "scp bob:{}@h:/tmp/x .",
    "ssh root:{}@[2001:db8::1]:22",
    "proxy user:{}@proxy:8080",
)


@pytest.mark.parametrize("said", TOLD)
@pytest.mark.parametrize("value", ["Xk29dkqpA7", "Sommer2024!", "k7pwr55xq"])
def test_a_password_is_gone_however_a_sentence_tells_it(said: str, value: str) -> None:
    text = said.format(value)

    assert signed(text.encode())
    assert value.rstrip("!") not in redacted(text)


KEYED = (
    "API-Schlüssel: {}",
    "Der API-Schlüssel ist {}.",
    "| API-Schlüssel | {} |",
    "Zugriffstoken: {}",
    "clé API : {}",
    "Clé d\u2019API : {}",
    "la clé API est {}",
    "jeton d'accès : {}",
    "clave API: {}",
    "chiave API: {}",
    "chave de API: {}",
    "API-sleutel: {}",
    "klucz API: {}",
    "ключ API: {}",
    "APIキー\uff1a{}",
    "API密钥\uff1a{}",
    "API 키: {}",
)


@pytest.mark.parametrize("said", KEYED)
def test_a_key_is_gone_behind_its_word_in_any_language(said: str) -> None:
    assert "q8Zr2Lx9" not in redacted(said.format("q8Zr2Lx9Tn4Vb7Km1Wp6"))


@pytest.mark.parametrize(
    "text",
    [
        "mysql --port=3306",
        "mysql -u root --port=3306 -p",
        "mysql -u root -p$MYSQL_PASSWORD",
        "mysql -p shop",
        "mysql --protocol=tcp2",
        "nginx:1.25@sha256:0123456789abcdef",
        "I forgot my password to Office365",
        "the password was changed to something else",
        "The password was changed on 2024-05-12 to a longer one",
        "the password was reset to the default",
        "my password is now longer",
        "PW 2024 report",
        "Login: anna / 2024",
        "My password manager is the password manager of 2024",
        "meet at 10:20@h:22",
        "bob@h:22",
        "git@github.com:owner/repo.git",
        "密钥管理 is about keys",
    ],
)
def test_what_only_sounds_like_a_password_stays(text: str) -> None:
    assert [] == kinds(text)


ADDRESSES = (
    "anna.b(a)firma.de",
    "anna.b @ firma.de",
    "anna.b@ firma.de",
    '"anna b"@firma.de',
    '\\"anna b\\"@firma.de',
    "anna_AT_firma_DOT_de",
    "anna-at-firma-dot-de",
    "anna.b_at_firma_dot_co_dot_uk",
    "anna.b AT firma.de",
    "anna dot b at firma dot de",
    "annaATfirmaDOTde",
    "anna [at] firma [dot] de",
    "anna[@]firma[.]de",
    "anna@firma[.]de",
    "anna@firma(punkt)de",
    "anna{at}firma.de",
    "anna<at>firma<dot>de",
    "anna *at* firma.de",
    "anna(arroba)firma(punto)es",
    "anna (ät) firma.de",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_hides_from_collectors_is_gone(address: str) -> None:
    text = f"It is {address} now."
    clean = redacted(text)

    assert signed(text.encode())
    assert clean.startswith("It is [EMAIL_")
    assert clean.endswith("] now.")


def test_a_name_with_spaces_around_the_sign_is_told_by_a_word() -> None:
    assert ["EMAIL"] == kinds("Mail: anna @ firma.de")
    assert ["EMAIL"] == kinds("contact anna at firma dot co dot uk")


@pytest.mark.parametrize(
    "text",
    [
        "look at the dot in the picture",
        "look at the dot com bubble",
        "Meet @ cafe.de",
        "See index.html at example.com",
        "I was at home. Dot the i",
        "price @ 3.50 EUR",
        "f(a) foo.bar",
        "g(a)b.com()",
        "max_at_point_dot_product",
        "option (a)see.the end",
        "list<a>foo.bar",
        '"label"@en.\n"other"',
        "@app.route and x @ y.T",
    ],
)
def test_words_and_code_around_an_at_are_no_address(text: str) -> None:
    assert [] == kinds(text)


@pytest.mark.parametrize(
    "said",
    [
        "Telefon: 01 588000",
        "Tel. 01/58800-0",
        "Tel: (01) 588 00",
        "Telefon 0662/8044-0",
        "Telefon 02742 2000",
        "Rufnummer 0732 7720",
        "Telefon:\n01 588000",
        "Tel: 01 02 03 04 05",
        "Call 01 23 45 67 89",
        "06 12 34 56 78",
    ],
)
def test_a_short_number_is_one_where_the_text_says_so(said: str) -> None:
    clean = redacted(said)
    before, _, rest = clean.partition("[PHONE_")

    assert not any(map(str.isdigit, before + rest.partition("]")[2]))


@pytest.mark.parametrize(
    "text",
    [
        "The formula 01 02 03 04 05",
        "01 02 03 04 05",
        "05-04-03-02-01",
        "02 04 06 08 10",
        "the lottery numbers 03 17 22 31 45",
        "01 588000 pieces",
        "page 05 123 of 300",
    ],
)
def test_numbers_in_a_row_are_no_telephone(text: str) -> None:
    assert [] == kinds(text)
