"""Keys of services, passwords in URLs and behind words in any language, wherever they stand."""

import random
from collections.abc import Callable
from string import ascii_letters, digits

import pytest

from tests.unit.dataset.privacy.values import kinds
from tuning.dataset.privacy.guard import redacted

DRAWN = random.Random(11)
HEX = "0123456789abcdef"
BASE = ascii_letters + digits


def drawn(size: int, alphabet: str = BASE) -> str:
    return "".join(DRAWN.choices(alphabet, k=size))


KEYS: dict[str, Callable[[], str]] = {
    "Bedrock": lambda: f"ABSK{drawn(128)}=",
    "Bedrock for a while": lambda: f"bedrock-api-key-{drawn(200)}",
    "GitLab": lambda: f"glpat-{drawn(20)}",
    "GitLab deploying": lambda: f"gldt-{drawn(20)}",
    "GitLab runner": lambda: f"glrt-{drawn(20)}",
    "Slack app": lambda: f"xapp-1-A{drawn(10).upper()}-{drawn(13, digits)}-{drawn(64, HEX)}",
    "Slack hook": lambda: f"https://hooks.slack.com/services/T{drawn(8)}/B{drawn(8)}/{drawn(24)}",
    "Stripe test": lambda: f"sk_test_{drawn(24)}",
    "Stripe hook": lambda: f"whsec_{drawn(32)}",
    "Google secret": lambda: f"GOCSPX-{drawn(28)}",
    "Google access": lambda: f"ya29.{drawn(120)}",
    "Hugging Face": lambda: f"hf_{drawn(34, ascii_letters)}",
    "npm": lambda: f"npm_{drawn(36)}",
    "PyPI": lambda: f"pypi-AgEIcHlwaS5vcmc{drawn(120)}",
    "SendGrid": lambda: f"SG.{drawn(22)}.{drawn(43)}",
    "Twilio": lambda: f"SK{drawn(32, HEX)}",
    "Telegram": lambda: f"{drawn(10, '123456789')}:AA{drawn(33)}",
    "Discord": lambda: f"M{drawn(25)}.{drawn(6)}.{drawn(38)}",
    "Discord hook": lambda: f"https://discord.com/api/webhooks/{drawn(18, digits)}/{drawn(68)}",
    "Shopify": lambda: f"shpat_{drawn(32, HEX)}",
    "DigitalOcean": lambda: f"dop_v1_{drawn(64, HEX)}",
    "Azure storage": lambda: f"AccountKey={drawn(86)}==",
    "Azure SAS": lambda: f"https://x.blob.core.windows.net/a?sv=2022-11-02&sig={drawn(43)}%3D",
    "Azure client": lambda: f"{drawn(3)}8Q~{drawn(34)}",
    "Vault": lambda: f"hvs.{drawn(95)}",
    "Databricks": lambda: f"dapi{drawn(32, HEX)}",
    "age": lambda: f"AGE-SECRET-KEY-1{drawn(58, 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L')}",
    "Groq": lambda: f"gsk_{drawn(52)}",
    "xAI": lambda: f"xai-{drawn(80)}",
    "Perplexity": lambda: f"pplx-{drawn(48)}",
    "Mailchimp": lambda: f"{drawn(32, HEX)}-us12",
    "Mailgun": lambda: f"key-{drawn(32, HEX)}",
    "Square": lambda: f"sq0atp-{drawn(22)}",
    "Sentry": lambda: f"sntryu_{drawn(64, HEX)}",
    "Grafana": lambda: f"glsa_{drawn(32)}_{drawn(8, HEX)}",
    "Linear": lambda: f"lin_api_{drawn(40)}",
    "Notion": lambda: f"ntn_{drawn(11, digits)}{drawn(35)}",
    "Postman": lambda: f"PMAK-{drawn(24, HEX)}-{drawn(34, HEX)}",
    "Pulumi": lambda: f"pul-{drawn(40, HEX)}",
    "Doppler": lambda: f"dp.pt.{drawn(43)}",
    "Figma": lambda: f"figd_{drawn(40)}",
    "Airtable": lambda: f"pat{drawn(14)}.{drawn(64, HEX)}",
    "Atlassian": lambda: f"ATATT3{drawn(180)}",
    "New Relic": lambda: f"NRAK-{drawn(27).upper()}",
    "Artifactory": lambda: f"AKCp{drawn(69)}",
    "Alibaba": lambda: f"LTAI{drawn(20)}",
    "Facebook": lambda: f"EAAC{drawn(110)}",
    "Terraform Cloud": lambda: f"{drawn(14)}.atlasv1.{drawn(64)}",
    "Docker": lambda: f"dckr_pat_{drawn(27)}",
    "RubyGems": lambda: f"rubygems_{drawn(48, HEX)}",
    "PlanetScale": lambda: f"pscale_tkn_{drawn(43)}",
    "SonarQube": lambda: f"sqp_{drawn(40, HEX)}",
    "Brevo": lambda: f"xkeysib-{drawn(64, HEX)}-{drawn(16)}",
    "1Password": lambda: "A3-" + "-".join(drawn(n).upper() for n in (6, 11, 5, 5, 5)),
    "Dynatrace": lambda: f"dt0c01.{drawn(24).upper()}.{drawn(64).upper()}",
    "EasyPost": lambda: f"EZAK{drawn(54)}",
    "MaxMind": lambda: f"{drawn(6)}_{drawn(29)}_mmk",
    "OpenShift": lambda: f"sha256~{drawn(43)}",
    "Heroku": lambda: f"HRKU-AA{drawn(58)}",
    "Fly": lambda: f"fo1_{drawn(43)}",
}
AROUND = (
    "{}",
    "my key is {} and it fails",
    '"{}"',
    "`{}`",
    "key={}",
    '{{\\"key\\": \\"{}\\"}}',
    "| key | {} |",
    "(see {}).",
    "export KEY='{}'\n",
    "密钥是{}。",
)


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS.keys())
def test_a_key_of_a_service_is_found_and_gone(key: Callable[[], str]) -> None:
    for around in AROUND:
        value = key()
        clean = redacted(around.format(value))

        assert "_KEY_" in clean
        assert value[-12:] not in clean
        assert value[-24:-12] not in clean


SECRET = "Xk29dkqpA7"
URLS = (
    "postgres://admin:{}@10.2.3.4:5432/app",
    "redis://:{}@cache.internal:6379/0",
    "mysql://root:{}@localhost/prod",
    "mongodb+srv://app:{}@cluster0.ab1cd.mongodb.net/?retryWrites=true",
    "amqp://guest:{}@rabbit:5672/%2f",
    "https://jane:{}@example.com/repo.git",
    "ftp://jane@example.com:{}@ftp.example.com/",
    "jdbc:postgresql://u:{}@db/x",
    "ssh://deploy:{}@[2001:db8::1]:22/",
    "DATABASE_URL=postgresql+psycopg2://svc_user:{}@db-primary/app?sslmode=require",
    '"url": "https://user:{}@host"',
)


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("value", [SECRET, "secret", "p@ss:w0rd", "pa$$word", "p%40ss", "geheim!"])
def test_a_password_in_a_url_is_gone_whatever_its_host(url: str, value: str) -> None:
    clean = redacted(f"use {url.format(value)} there")

    assert "[PASSWORD_" in clean
    assert value not in clean
    assert value[-5:] + "@" not in clean


def test_a_token_in_place_of_a_user_is_gone() -> None:
    assert "[PASSWORD_" in redacted(f"git clone https://{drawn(30)}7a@git.example.com/x.git")


SAID = (
    "password: {}",
    "Password = {}",
    "PASSWORD={}",
    'password="{}"',
    "password='{}',",
    "'password': '{}'",
    '{{"password": "{}"}}',
    '{{\\"password\\": \\"{}\\"}}',
    '{{\\\\\\"password\\\\\\": \\\\\\"{}\\\\\\"}}',
    "password is {}",
    "The password is `{}`.",
    "the password for the database is {}",
    "password of the admin: {}",
    "db_password => '{}'",
    'password := "{}"',
    "<password>{}</password>",
    "| Password | {} |",
    "**Password:** {}",
    "--password {} --force",
    "--password={}",
    "curl -u admin:{} https://example.com",
    "Password={};Server=db;",
    "?user=a&password={}&x=1",
    "passwd: {}",
    "pwd: {}",
    "DB_PASSWORD_PROD: {}",
    "passphrase: {}",
    "Passwort: {}",
    "Das Passwort lautet {}",
    "Kennwort = {}",
    "Mot de passe : {}",
    "mot\u00a0de\u00a0passe\u00a0: {}",
    "le mot de passe est {}",
    "contraseña: {}",
    "la contraseña es {}",
    "CONTRASEÑA: {}",
    "senha: {}",
    "a senha é {}",
    "wachtwoord: {}",
    "la password è {}",
    "hasło: {}",
    "Hasło to {}",
    "lösenord: {}",
    "adgangskode: {}",
    "salasana: {}",
    "heslo: {}",
    "şifre: {}",
    "пароль: {}",
    "Пароль — {}",
    "κωδικός: {}",
    "密码\uff1a{}",
    "密码是{}。",
    "密碼: {}",
    "パスワード\uff1a{}",
    "パスワードは{}です",
    "비밀번호: {}",
    "비밀번호는 {} 입니다",
    "كلمة المرور: {}",
    "סיסמה: {}",
    "पासवर्ड: {}",
    "รหัสผ่าน: {}",
    "mật khẩu: {}",
    "kata sandi: {}",
    "kata sandi saya {}",
    "Passordet er {}",
    "Lösenordet är {}",
    "Salasana on {}",
    "Heslo je {}",
    "A jelszó {}",
    "Parola este {}",
    "Parolan\u0131z: {}",
    "Κωδικός πρόσβασης: {}",
    "\u039f κωδικός είναι {}",
    "הסיסמה היא {}",
    "كلمة المرور هي {}",
    "รหัสผ่านคือ {}",
    "Ваш пароль {}",
    "mot_de_passe = '{}'",
    "Your new password:\n{}",
    "The password is\n{}",
    "<td>Password</td><td>{}</td>",
    "sshpass -p {} ssh root@host",
    "mysql -uroot -p{} shop",
    "docker login -u jane -p {} registry",
    "<add key='ClearTextPassword' value='{}' />",
    "machine example.com login jane password {}",
    "CREATE USER x IDENTIFIED BY '{}'",
    "requirepass {}",
)


DRAWN_ONES = (
    "localhost:5432:app:admin:{}",
    "define('DB_PASSWORD', '{}');",
    'psk="{}"',
    "Password - {}",
    "pw: {}",
    "user: jane / pass: {}",
    "DB_PASS={}",
    "smtp_pass = {}",
    "dbpass: {}",
    "SSHPASS={}",
    "the pass is {}",
    "le mdp est {}",
    "clave: {}",
    "WLAN-Key: {}",
    "my password's {}",
    "WiFi password {} works",
    "password ({})",
    "my pwd is {}",
    "Username\nbob\nPassword\n{}",
    "user;pass\nbob;{}",
    "host|user|pw\nx|y|{}",
    "密码 {}",
    "パスワード {} です",
    "비밀번호 {}",
    "a senha do wifi é {}",
    "unzip -P {} x.zip",
    "openssl -passin pass:{}",
    "keytool -storepass {}",
    "redis-cli -a {}",
    "mongosh -u a -p {}",
    "sqlcmd -S s -U sa -P {}",
    "htpasswd -b f jane {}",
    "echo {} | sudo -S ls",
    "echo 'root:{}' | chpasswd",
    "ALTER USER a WITH PASSWORD '{}'",
    "SET PASSWORD = PASSWORD('{}')",
)


@pytest.mark.parametrize("said", DRAWN_ONES)
def test_where_the_words_are_weak_what_looks_drawn_is_a_password(said: str) -> None:
    assert SECRET not in redacted(said.format(SECRET))


NAMELESS = (
    "curl -H 'Authorization: Bearer {}'",
    "Bearer {}",
    '{{"auths": {{"r.example.com": {{"auth": "{}"}}}}}}',
    "define( 'AUTH_KEY', '{}' );",
    "my api key {} works",
    "the token `{}`",
)


@pytest.mark.parametrize("said", NAMELESS)
def test_a_key_is_gone_where_a_header_or_a_call_names_it(said: str) -> None:
    value = drawn(32)

    assert value not in redacted(said.format(value))


@pytest.mark.parametrize("scheme", ["$6$saltsalt$", "$apr1$ab12cd34$", "$2b$12$"])
def test_the_digest_of_a_password_is_gone(scheme: str) -> None:
    value = drawn(53)

    assert value not in redacted(f"root:{scheme}{value}:19000:0:99999:7:::")


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize("value", [SECRET, "Summer2024,now!", "12345678", "p@ssw0rd#1", "hunter2"])
def test_a_password_behind_its_word_is_gone(said: str, value: str) -> None:
    clean = redacted(f"{said.format(value)}\nthank you")

    assert "PASSWORD_" in clean
    assert value not in clean
    assert value[-4:] not in clean.replace("thank you", "").rpartition("]")[2]


def test_a_quoted_password_may_hold_anything() -> None:
    for value in ("correct horse, battery 7", "a<b>7(c]", "it's 12 o'clock"):
        assert value[-6:] not in redacted(f'password = "{value}"')


@pytest.mark.parametrize(
    "text",
    [
        "My password is not working, is it case-sensitive?",
        "password: required, password: https://example.com/reset1",
        "The password is too short (min 8 characters)",
        "password = get_password(user1)",
        "password = os.environ['DB_PASSWORD2']",
        "password: ${DB_PASSWORD}",
        "password: {{ vault_db_password_1 }}",
        "password=$PASSWORD",
        "password: <your-password-1>",
        "password: ********",
        "password: xxxxxxxx",
        "password: [PASSWORD_1]",
        "PWD=/home/jane/project1",
        "reset your password in 24 hours",
        "postgres://user:password@host/db",
        "postgres://$USER:$PASS@host/db",
        "http://example.com:8080/a?b=c@d",
        "see https://example.com/@jane/1",
        "the pin: out of stock",
        "token: string, secret: none",
        "hooks.slack.com is the host",
        "The password Windows10 wants and sha256sum prints",
        "compass: north, bypass: lane2, pass: 2024, Pass: 95%",
        "boarding pass: none",
        "echo hello | sudo tee file",
        "the bearer of bad news",
        "token by token, secret by secret",
        "password on server1 and login to host2",
        "mysql -u root -p shop",
        "the password, the token, the key",
        "secret,token\nnone,none",
        "primary_key: 1234567890abcdef12",
        "npm_config_registry and hf_hub_download and sk_learn_pipeline_with_a_long_name",
        "glpat-your-token-goes-here",
        "key-value-store-with-many-names",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
        "id 123e4567-e89b-12d3-a456-426614174000",
    ],
)
def test_what_only_looks_like_a_secret_is_none(text: str) -> None:
    assert [] == kinds(text)


ACCESS, HIDDEN = "AKIAQWERTYUIOPASDFGH", f"wJalrXUtnFEMI/K7MDENG/{drawn(18)}"
TABLES = (
    f"Access key ID,Secret access key\n{ACCESS},{HIDDEN}\n",
    f'"User name","Access key ID","Secret access key"\n"bob","{ACCESS}","{HIDDEN}"',
    f"User name\tPassword\tAccess key ID\tSecret access key\nbob\t\t{ACCESS}\t{HIDDEN}",
    f"Access key ID;Secret access key\r\n{ACCESS};{HIDDEN}",
    f"| Access key ID | Secret access key |\n|---|---|\n| {ACCESS} | {HIDDEN} |",
)


@pytest.mark.parametrize("table", TABLES)
def test_a_secret_key_below_its_header_is_gone(table: str) -> None:
    clean = redacted(table)

    assert HIDDEN not in clean
    assert ACCESS not in clean
