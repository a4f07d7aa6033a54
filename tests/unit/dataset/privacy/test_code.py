"""Secrets in code and configuration, however a name and its value stand to each other."""

import random
from string import ascii_letters, digits

import pytest

from tests.unit.dataset.privacy.values import kinds
from tuning.dataset.privacy.guard import redacted, signed

TOKEN = "".join(random.Random(7).choices(ascii_letters + digits, k=28)) + "4x7"
PASSWORD = "Xk29dkqpA7"

SUBSCRIPTS = (
    'os.environ["{}"] = "{}"',
    "process.env['{}'] = '{}';",
    'config["{}"]="{}"',
    'cfg["db"]["{}"] = "{}"',
    'cfg["{}"]["live"] = "{}"',
    'cfg["{}"][stage] = "{}"',
    "$config['{}'] = '{}';",
    "$config['{}'] => '{}'",
    '{{"code": "os.environ[\\"{}\\"] = \\"{}\\""}}',
    'process.env.{} = "{}"',
)
BESIDE = (
    '{{"name": "{}", "value": "{}"}}',
    '{{"Key": "{}", "Value": "{}"}}',
    '{{"name": "{}", "type": "text", "value": "{}"}}',
    '{{"x": "{{\\"name\\": \\"{}\\", \\"value\\": \\"{}\\"}}"}}',
    "- name: {}\n  value: {}",
    '- name: {}\n  value: "{}"',
    'name = "{}"\nvalue = "{}"',
)
TYPED = (
    '{}: str = "{}"',
    'let {}: String = "{}";',
    'let {}: &str = "{}";',
    "const {}: string = '{}'",
    'val {}: String? = "{}"',
    '{}: str | None = "{}"',
    '{}: Final[str] = "{}"',
    'var {} string = "{}"',
)
SECRETS = (("API_TOKEN", TOKEN), ("X-Api-Key", TOKEN), ("DB_PASSWORD", PASSWORD))


@pytest.mark.parametrize(("name", "value"), SECRETS)
@pytest.mark.parametrize("code", [*SUBSCRIPTS, *BESIDE, *TYPED])
def test_a_secret_is_gone_however_its_name_stands_to_it(code: str, name: str, value: str) -> None:
    text = code.format(name, value)

    assert signed(text.encode())
    assert value not in redacted(text)


@pytest.mark.parametrize(("name", "value"), SECRETS)
def test_a_value_before_its_name_is_gone(name: str, value: str) -> None:
    assert value not in redacted(f'{{"value": "{value}", "name": "{name}"}}')


@pytest.mark.parametrize(
    "text",
    [
        'os.environ["API_TOKEN"] = read_the_token_of(user)',
        'config["password"] = os.environ["DB_PASSWORD_2"]',
        '{"name": "DB_PASSWORD", "value": "${DB_PASSWORD_2}"}',
        '{"name": "password", "value": "required"}',
        "- name: API_TOKEN\n  valueFrom:\n    secretKeyRef: shop-credentials-2024",
        "Tell me my password, and the value: 30%",
        'password: str = ""',
        "password: str = Field(min_length=8)",
        'password rules = "strict"',
    ],
)
def test_code_that_names_a_secret_and_holds_none_stays(text: str) -> None:
    assert [] == kinds(text)
