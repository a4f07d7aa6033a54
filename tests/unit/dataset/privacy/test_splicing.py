"""A key that code puts together from pieces is found as the one that it makes, and gone as one."""

import random
from collections.abc import Callable
from string import ascii_letters, digits

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.dataset.privacy.values import kinds
from tuning.dataset.expressions import Expressions
from tuning.dataset.privacy.guard import Guard, redacted, signed
from tuning.dataset.privacy.splicing import BESIDES, OPERATORS, SPLICES_AND_COMMAS, spliced
from tuning.dataset.record import Record, Turn
from tuning.run.handling import PrivacyMode

DRAWN = random.Random(13)


def drawn(size: int, alphabet: str = ascii_letters + digits) -> str:
    return "".join(DRAWN.choices(alphabet, k=size))


KEYS: dict[str, Callable[[], str]] = {
    "GitHub": lambda: f"ghp_{drawn(36)}",
    "Hugging Face": lambda: f"hf_{drawn(34, ascii_letters)}",
    "AWS": lambda: f"AKIA{drawn(16, 'ABCDEFGHIJKLMNOP234567')}",
    "Stripe": lambda: f"sk_live_{drawn(24)}",
    "Google": lambda: f"AIza{drawn(35)}",
    "GitLab": lambda: f"glpat-{drawn(20)}",
    "npm": lambda: f"npm_{drawn(36)}",
    "JWT": lambda: f"eyJ{drawn(20)}.eyJ{drawn(40)}.{drawn(43)}",
}

PUT_TOGETHER = {
    "Go": 'key := "{}" + "{}"',
    "JavaScript": "const key = '{}' + '{}';",
    "no space": 'key="{}"+"{}"',
    "over a line": 'String key = "{}"\n    + "{}";',
    "an operator that ends a line": 'key = "{}" +\n      "{}"',
    "a comment between": 'key = "{}" + // the first half\n  "{}"',
    "a remark between": 'key = "{}" + /* half */ "{}"',
    "parentheses": 'key = ("{}") + ("{}")',
    "PHP": "$key = '{}' . '{}';",
    "PHP without space": "$key = '{}'.'{}';",
    "Python beside": 'key = "{}" "{}"',
    "Python over a line": 'key = (\n    "{}"\n    "{}"\n)',
    "Python bytes": "key = b'{}' + b'{}'",
    "Python in a line that goes on": 'key = "{}" \\\n"{}"',
    "C": 'static const char *key = "{}"\n\t"{}";',
    "C wide": 'const wchar_t *key = L"{}" L"{}";',
    "C#": 'var key = @"{}" + $"{}";',
    "Visual Basic": 'key = "{}" & "{}"',
    "Visual Basic over a line": 'key = "{}" & _\n  "{}"',
    "Lua": 'key = "{}" .. "{}"',
    "SQL": "SELECT '{}' || '{}'",
    "Elixir": 'key = "{}" <> "{}"',
    "Haskell": 'key = "{}" ++ "{}"',
    "OCaml": 'let key = "{}" ^ "{}"',
    "Twig": "{{{{ '{}' ~ '{}' }}}}",
    "C++": 'std::cout << "{}" << "{}";',
    "a shell": "export KEY='{}'\"{}\"",
    "a shell over a line": "export KEY={}\\\n{}",
    "a literal over a line": 'key = "{}\\\n{}"',
    "a template": "`${{'{}'}}${{'{}'}}`",
    "in two steps": 'key = "{}"\nkey += "{}"',
    "in two steps of PHP": "$key = '{}';\n$key .= '{}';",
    "appended": 'b.append("{}").append("{}");',
    "appended in two steps": 'b.append("{}");\nb.append("{}");',
    "concatenated": 'var key = "{}".concat("{}");',
    "joined": 'key = "".join(["{}", "{}"])',
    "joined of JavaScript": "['{}', '{}'].join('')",
    "joined of PHP": "implode('', ['{}', '{}'])",
    "joined of SQL": "CONCAT('{}', '{}')",
    "joined of R": 'paste0("{}", "{}")',
    "formatted": 'key = "%s%s" % ("{}", "{}")',
    "JSON in JSON": '{{"code": "key = \\"{}\\" + \\"{}\\""}}',
    "JSON in JSON, over a line": '{{"code": "key = \\"{}\\" +\\n  \\"{}\\""}}',
    "in two steps by name": 'key = "{}"\nkey = key + "{}"',
    "joined, with a comment between": '["{}", // half\n  "{}"].join("")',
    "concatenated by a function": 'str_cat("{}", "{}")',
    "formatted by Go": 'fmt.Sprintf("%s%s", "{}", "{}")',
    "formatted by a shell": 'printf \'%s\' "{}" "{}"',
    "an empty one between": 'key = "{}" + "" + "{}"',
    "of two quotes": "key = '{}' + \"{}\"",
}


@pytest.mark.parametrize("code", PUT_TOGETHER.values(), ids=PUT_TOGETHER.keys())
def test_of_a_key_in_two_pieces_neither_is_left(code: str) -> None:
    for make in KEYS.values():
        key = make()
        for at in (2, 9, len(key) // 2, len(key) - 4):
            text = code.format(key[:at], key[at:])
            clean = redacted(text)

            assert signed(text.encode())
            assert key[-4:] not in clean
            assert key[6:14] not in clean


def test_a_key_in_many_pieces_is_gone_and_the_code_around_it_stays() -> None:
    key = KEYS["GitHub"]()
    pieces = " + ".join(f'"{key[at : at + 5]}"' for at in range(0, len(key), 5))
    clean = redacted(f'headers = {{"x": {pieces}, "y": "ok"}}')

    assert clean.startswith('headers = {"x": "[GITHUB_TOKEN_')
    assert clean.endswith(']", "y": "ok"}')


def test_the_same_key_has_one_placeholder_however_it_is_cut() -> None:
    key = KEYS["GitHub"]()
    whole = redacted(f'"{key}"')

    assert whole == redacted(f'"{key[:9]}" + "{key[9:]}"')
    assert whole == redacted(f"'{key[:20]}' . '{key[20:]}'").replace("'", '"')
    assert whole == redacted(f'"{key[:12]}" \\\n  "{key[12:]}"')


def test_a_password_in_two_pieces_is_gone() -> None:
    assert "Xk29dk" not in redacted('password = "Xk29dk" + "qpA7w4"')
    assert "qpA7w4" not in redacted('password = "Xk29dk" + "qpA7w4"')
    assert "Xk29" not in redacted('url = "postgres://app:" + "Xk29dkqp" + "@db/shop"')


@pytest.mark.parametrize(
    "text",
    [
        'print("The password " + "is required for step 2")',
        "print('token: ' + 'see chapter 12')",
        'a = ["sk-", "learn", "pipeline", "2024"]; " ".join(a)',
        '"name","token"\n"Jane","none"\n"John","none"\n',
        'He said "yes" "no" and "perhaps 2024" "or 2025".',
        '"password" "required"',
        "password = 'a' + str(number_of(12))",
        'x = "pin" + "1" + "2"',
        "run --key \\\n  --name shop-12 \\\n  --size 2048",
    ],
)
def test_what_is_put_together_and_no_key_stays(text: str) -> None:
    assert [] == kinds(text)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ('curl -H "X-Key: {}" "https://example.com"', 'curl -H "X-Key: []" "https://example.com"'),
        ('"id","key"\n"one","{}"\n"two","none"', '"id","key"\n"one","[]"\n"two","none"'),
        ('f("{}", "other words")', 'f("[]", "other words")'),
        ('f("{}" + name)', 'f("[]" + name)'),
    ],
)
def test_what_stands_beside_a_whole_key_stays(text: str, clean: str) -> None:
    key = KEYS["GitHub"]()
    before, _, after = redacted(text.format(key)).partition("[GITHUB_TOKEN_")

    assert clean == f"{before}[]{after.partition(']')[2]}"


def test_plain_text_is_read_once() -> None:
    assert spliced(b'She said "hello" and then, "well," he said.') is None


@settings(deadline=None, max_examples=200)
@given(st.from_regex(SPLICES_AND_COMMAS))
def test_the_screen_names_every_text_in_which_literals_are_put_together(data: bytes) -> None:
    if (found := spliced(data)) and found.data != data:
        assert any(Expressions(signs).any(data) for signs in (OPERATORS, BESIDES))


def in_parts(*parts: str) -> Record:
    return Record(1, (), (Turn("user", parts), Turn("assistant", ("no",))))


@pytest.mark.parametrize("mode", ["report", "redact", "refuse"])
@pytest.mark.parametrize("at", [2, 9, 20, 34])
def test_a_key_over_two_texts_refuses_its_record(mode: PrivacyMode, at: int) -> None:
    key = KEYS["GitHub"]()
    _, faults = Guard(mode).treat(in_parts(f"Mine is {key[:at]}", f"{key[at:]}, is it safe?"))

    assert ("SECRET_IN_PIECES", "the prompt", "a GitHub token") in {
        (fault.code.name, fault.figures["where"], fault.figures["what"]) for fault in faults
    }


def test_a_key_over_two_blocks_of_the_system_text_or_of_reasoning_refuses_too() -> None:
    key = KEYS["GitHub"]()
    halves = (f"It is {key[:20]}", f"{key[20:]}!")
    turns = (Turn("user", ("q",)), Turn("assistant", ("a",), reasoning=halves))
    for record in (Record(1, halves, turns), Record(1, (), turns)):
        _, faults = Guard("redact").treat(record)

        assert "SECRET_IN_PIECES" in {fault.code.name for fault in faults}


def test_of_an_unknown_key_no_half_is_redacted_alone() -> None:
    token = drawn(30) + "4x7"
    _, faults = Guard("redact").treat(in_parts(f"API_TOKEN={token[:20]}", f"{token[20:]} fails"))

    assert "SECRET_IN_PIECES" in {fault.code.name for fault in faults}


def test_a_whole_key_at_the_end_of_a_text_refuses_nothing() -> None:
    key = KEYS["GitHub"]()
    record = in_parts(f"Mine is {key}", "please help me")
    kept, faults = Guard("redact").treat(record)

    assert {"REDACTED"} == {fault.code.name for fault in faults}
    assert kept.turns[0].texts[1] == "please help me"
