"""Secrets whose name and value have code between them, and code that holds none."""

import pytest

from tests.unit.dataset.privacy.values import kinds
from tuning.dataset.privacy.guard import redacted, signed

NAMED = (
    ("service_token", "h4Yt9Qe2Ws7Ub3Nc6Mv1"),
    ("STRIPE_SECRET_KEY", "h4Yt9Qe2Ws7Ub3Nc6Mv1"),
    ("db_password", "Gr8nMond5x"),
    ("Passwort", "Gr8nMond5x"),
)
WAYS = (
    *('b"{}"', "r'{}'", 'f"{}"', 'u"{}"', 'L"{}"', '@"{}"', '$"{}"', '&"{}"', 'rb"{}"'),
    *('"""{}"""', "'''{}'''", '#"{}"#', 'R"({})"', 'R"x({})x"', "%q{{{}}}", "~s({})"),
    *('bytes("{}")', 'SecretStr("{}")', 'String::from("{}")', 'Some("{}")', 'new String("{}")'),
    *('Some(String::from("{}"))', 'SecureString.of("{}")', 'unseal( "{}" )', '["{}"]'),
    *('[\n  "{}",\n]', 'given or "{}"', 'x || "{}"', "opts.key ?? '{}'", 'live ? "{}" : other'),
    *('other if x else "{}"', '(string) "{}"', 'static_cast<char*>("{}")', '\\\n    "{}"'),
    *('os.environ.get("NAME_OF_IT", "{}")', 'getenv("NAME_OF_IT") or "{}"', '"\\\n{}"'),
    *('os.getenv("NAME_OF_IT", default="{}")', "<<~END\n  {}\n  END", "<b>{}</b>"),
    *("<code>{}</code>", '{{"value": "{}"}}', '{{"live": "{}", "test": ""}}', '["x", "{}"]'),
)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("name", "value"), NAMED)
def test_a_secret_is_gone_whatever_code_stands_before_it(way: str, name: str, value: str) -> None:
    text = f"{name} = {way.format(value)}\n"

    assert signed(text.encode())
    assert value not in redacted(text)


@pytest.mark.parametrize(
    "text",
    [
        'process.env["{}"] ||= "{}"',
        "{}: b'{}'",
        'const {} = cond ? null : "{}";',
        '{{"{}": ["{}"]}}',
        '{{"{}": {{"value": "{}"}}}}',
        '{{\\"{}\\": [\\"{}\\"]}}',
        'self.{} = Secret.from_string("{}")',
        '{}=await unwrap("{}")',
    ],
)
@pytest.mark.parametrize(("name", "value"), NAMED)
def test_every_sign_and_container_leads_to_it(text: str, name: str, value: str) -> None:
    assert value not in redacted(text.format(name, value))


def test_every_item_of_a_list_and_every_field_of_an_object_is_gone() -> None:
    clean = redacted('passwords = ["Gr8nMond5x", "Bl4uSonne7y"]\nnames = ["anna99"]')

    assert not {"Gr8n", "Bl4u"} & {clean[at : at + 4] for at in range(len(clean))}
    assert "anna99" in clean
    assert "Gr8n" not in redacted('{"passwords": {"carl": "Gr8nMond5x", "dora": "Bl4uSonne7y"}}')


def test_a_quote_in_a_value_ends_neither() -> None:
    assert "b1C2d3E4" not in redacted('{"password":"a\\"b1C2d3E4","x":1}')
    assert "b1C2d3E4" not in redacted('{"secret":"a\\"b1C2d3E4f5","x":1}')


HARMLESS = (
    'password = getpass("Enter your password: ")',
    'password = getpass.getpass("Password for user1: ")',
    'api_key = input("Key1?")',
    'token = os.environ["API_TOKEN_2"]',
    'token = os.environ.get("API_TOKEN_2024_LIVE")',
    'secret = os.getenv("STRIPE_SECRET_KEY_V2", "")',
    'password_field = "password"',
    'password: str = Field(..., description="at least 8 characters")',
    "password: Optional[str] = None",
    'password = request.form["password1"]',
    'password = config.get("database", "password")',
    'token = re.search("token=([a-z0-9]+)", text)',
    'token = jwt.encode(payload, key, algorithm="HS256")',
    'password = hash(password, "sha256")',
    'password = hashlib.new("sha512", data)',
    'secret = client.get_secret_value(SecretId="prod/db-1")',
    'token = open("/run/secrets/token1").read()',
    'api_key = read_file("api_key_2024.txt")',
    'password = driver.find_element("id", "password2")',
    'token = tokenizer.encode("Hello world 2024")',
    'token = lexer.next("IDENT1")',
    '{"password": {"type": "string", "pattern": "^[A-Za-z0-9]{8}$"}}',
    '{"password": {"label": "Password2", "placeholder": "password123"}}',
    '{"tokens": ["Hello", "world", "2024"]}',
    '{"secret": {"name": "db-secret-2024", "key": "db-password-1"}}',
    "password: the user's name and 'word1234'",
    "Password: see the chapter about \"AES-256\" and 'SHA-512'",
    "token: a piece of text such as \"tion\" or '##ing2'",
    'password = None\nusername = "bob1985x"',
    'password = x, user = "bob1985x"',
    'login(password=pw, user="bob1985x")',
    'assert password != "", "error404x"',
    'password = env("DB_PASSWORD_2")',
    'const token = useContext(AuthContext2)["user1"]',
    'password = "" # "abc12345"',
    'token_type = str("bearer")',
    'max_tokens = int("4096")',
    'client_secret = "REPLACE_ME_123"',
    'secret = Secret.from_name("my-db-secret-1")',
    "password = <password>",
    'raise ValueError("password: must hold 8 characters")',
)


@pytest.mark.parametrize("text", HARMLESS)
def test_code_and_words_that_hold_no_secret_stay(text: str) -> None:
    assert [] == kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO users (name, password) VALUES ('carl', '{}');",
        'insert into u(id,pwd,x) values (1,"{}",NULL), (2,"Bl4uSonne7y",3)',
        "INSERT INTO keys\n  (owner, api_token)\nVALUES\n  ('carl, the 1st', '{}h4Yt9Qe2W');",
        'smtp.login("carl@firma.de", "{}")',
        'requests.get(url, auth=("carl", "{}"))',
        'HTTPBasicAuth("carl", "{}")',
        'ConvertTo-SecureString "{}" -AsPlainText -Force',
        "CREATE USER 'x'@'y' IDENTIFIED WITH caching_sha2_password BY '{}'",
        "xfreerdp /u:carl /p:{} /v:host",
        "openssl enc -aes-256-cbc -k {} -in x",
    ],
)
def test_the_place_of_a_value_tells_it(text: str) -> None:
    clean = redacted(text.format("Gr8nMond5x"))

    assert signed(text.format("Gr8nMond5x").encode())
    assert "Gr8n" not in clean
    assert "Bl4u" not in clean


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO users (name, password) VALUES (?, ?)",
        "INSERT INTO users (name, mail_ok) VALUES ('carl1985x', 'yes2024x')",
        "INSERT INTO users (password, name) VALUES (NULL, 'carl1985x')",
        'login("carl", password)',
        'auth=("carl", os.environ["X_2024"])',
        "ConvertTo-SecureString $plain -AsPlainText",
    ],
)
def test_the_place_of_other_values_tells_nothing(text: str) -> None:
    assert [] == kinds(text)
