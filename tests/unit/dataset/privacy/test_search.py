"""Values with true check digits are found in any surroundings; near misses are not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import luhn

from tests.unit.dataset.privacy.values import (
    ACCOUNT_NUMBERS,
    CARDS,
    FEW,
    IBANS,
    SURROUNDINGS,
    VALUES,
    digits,
    kinds,
)
from tuning.dataset.privacy.families import BEGUN, Numbered
from tuning.dataset.privacy.guard import redacted
from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.search import PATTERNS, search


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.name)
def test_a_value_is_found_in_any_surroundings(kind: Kind) -> None:
    @FEW
    @given(value=VALUES[kind], around=SURROUNDINGS)
    def found(value: str, around: tuple[str, str]) -> None:
        before, after = around

        assert kind.name in kinds(f"{before}{value}{after}")

    found()


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.name)
def test_a_finding_is_the_value_and_not_its_surroundings(kind: Kind) -> None:
    @FEW
    @given(value=VALUES[kind])
    def exact(value: str) -> None:
        text = f"请 {value}。"
        (finding,) = search(text.encode())

        assert value.endswith(text.encode()[finding.start : finding.end].decode())

    exact()


def test_every_kind_has_a_pattern() -> None:
    assert set(Kind) == {pattern.kind for pattern in PATTERNS}


@FEW
@given(card=CARDS, wrong=st.integers(1, 9))
def test_a_card_with_a_wrong_check_digit_is_none(card: str, wrong: int) -> None:
    missed = card[:-1] + str((int(card[-1]) + wrong) % 10)

    assert [] == kinds(f"order {missed} shipped")


@FEW
@given(number=digits(15).map(lambda n: "91" + n[2:]).map(lambda n: n + luhn.calc_check_digit(n)))
def test_digits_that_no_issuer_gives_are_no_card(number: str) -> None:
    assert "CARD" not in kinds(f"order {number} shipped")


@FEW
@given(iban=IBANS, at=st.integers(4, 14), by=st.integers(1, 9))
def test_an_iban_with_one_wrong_digit_is_none(iban: str, at: int, by: int) -> None:
    missed = iban[:at] + str((int(iban[at]) + by) % 10) + iban[at + 1 :]

    assert "IBAN" not in kinds(f"to {missed} at once")


@FEW
@given(country=st.sampled_from(sorted(ACCOUNT_NUMBERS)), iban=IBANS)
def test_an_iban_is_found_before_capital_letters(country: str, iban: str) -> None:
    grouped = " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))

    assert ["IBAN"] == kinds(f"{grouped} {country}YK NEXT")


NOTHING = {
    "a version": "version 1.2.3.44 and v10.20.30.40, release 4.200.1.2",
    "a small version": "needs 1.2.3.4 or later",
    "this machine": "listens on 127.0.0.1:80 and 0.0.0.0",
    "a netmask": "255.255.255.0",
    "four numbers too large": "300.400.500.600",
    "a time": "at 12:30:45 and 23:59:59:10",
    "a hardware address": "aa:bb:cc:dd:ee:ff",
    "a name in C++": "std::vector<a::b::c>::iterator",
    "a date": "2026-11-21 and 21.11.2026 and 1990-01-02 10:20",
    "a fraction": "0.4111111111111111 and 3.141592653589793",
    "an amount": "+12345678 USD and +10 20 30",
    "a social security number of nobody": "000-12-3456 666-12-3456 900-12-3456 078-05-1120",
    "a wrong identity number": "12345678A 123.456.789-00",
    "a citizen number without its word": "order 111222333 and 12345678903",
    "a part number": "DF123456A and GB123456A",
    "an image": "icon@2x.png",
    "a git server": "git@github.com:owner/repo.git",
    "a decorator": "@app.route('/') and user@host",
    "a documented key": "AKIAIOSFODNN7EXAMPLE",
    "a stand-in for a key": "sk-your-api-key-goes-here-please and xoxb-your-token-here-00",
    "a name with sk": "task-sk-learn-pipeline-2024-final and sk-learn-pipeline-2024-final",
    "a password field": "password: required, password: https://example.com/reset1",
    "a certificate": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
    "a public key": "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----",
    "hexadecimal": "d41d8cd98f00b204e9800998ecf8427e 4111111111111111abc",
}


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING.keys())
def test_what_only_looks_like_a_value_is_none(text: str) -> None:
    assert [] == kinds(text)


FOUND = {
    "mail müller@exämple.de now": ["EMAIL"],
    "O'Brien's: o'brien@example.ie": ["EMAIL"],
    "请联系alice@example.com谢谢": ["EMAIL"],
    "2024 4111 1111 1111 1111 123": ["CARD"],
    "4111111111111111,5500000000000004": ["CARD", "CARD"],
    "-----BEGIN PRIVATE KEY-----\nMIIBVgIBADANBgkqhkiG9w0B": ["PRIVATE_KEY"],
    'aws_secret_access_key="wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzz123"': ["AWS_SECRET_KEY"],
    "mysql password = AKIAQWERTYUIOPASDFGH": ["AWS_ACCESS_KEY"],
    "the key aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzz123.": ["AWS_SECRET_KEY"],
    "中jane@example.com中": ["EMAIL"],
    "jan\ufffddoe@example.com": ["EMAIL"],
}


@pytest.mark.parametrize(("text", "expected"), FOUND.items(), ids=FOUND.keys())
def test_a_value_is_found_where_it_is_easily_missed(text: str, expected: list[str]) -> None:
    assert expected == kinds(text)


def test_overlapping_findings_are_one_and_the_longest_tells_the_kind() -> None:
    text = b"password=alice1@example.com.4111111111111111"

    assert [(9, len(text), Kind.PASSWORD)] == search(text)


HOSTILE = [
    *("a.", "1 ", "+1", "AA00 ", ":", "eyJaaaaaaaa.", "-----BEGIN PRIVATE KEY-----\nAAAA"),
    *("password=", "token=", "@a.", "a@", "bsn 1", "4111 1111 1111 1112 ", "sk-aaaaaaaa"),
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_text_of_thirty_thousand_bytes_is_searched_at_once(piece: str) -> None:
    from time import process_time

    began = process_time()
    search(piece.encode() * (30_000 // len(piece)))

    assert (
        process_time() - began < 6
    )  # a third of a second; a search that looks back takes half a minute


SPELT = {
    "an IBAN in lower case": "de89 3704 0044 0532 0130 00",
    "an IBAN with hyphens": "DE89-3704-0044-0532-0130-00",
    "an IBAN with spaces that do not break": "DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000",
    "an IBAN over a line": "DE89 3704 0044\n0532 0130 00",
    "an IBAN with dots": "DE89.3704.0044.0532.0130.00",
    "a card of Maestro": "6759 6498 2643 8453",
    "a card of Mir": "2200 1111 1111 1117",
    "a NINO with dots": "AB.12.34.56.C",
    "a word over a line": "BSN:\n111222333",
    "a number over a line": "NHS number 943 476\n5919",
    "a word of code": "taxId = 943 476 5919, tax_id",
    "a PAN in lower case": "pan: abcpe1234f",
    "a card with narrow spaces": "4111\u202f1111\u202f1111\u202f1111",
    "a card with wide digits": "\uff14\uff11\uff11\uff11" + "\uff11" * 12,
    "a card with dots": "4111.1111.1111.1111",
    "a card over a line": "4111 1111\n1111 1111",
    "a card in a URL": "4111%201111%201111%201111",
    "a card with hyphens that do not break": "4111\u20111111\u20111111\u20111111",
    "a Corsican number": "185052A00400379",
    "a Corsican number in groups": "1 85 05 2A 004 003 79",
    "one in lower case": "1 85 05 2a 004 003 79",
    "a DNI with dots": "12.345.678-Z",
    "a DNI in lower case": "12345678z",
    "a NINO in lower case": "ab 12 34 56 c",
    "a tax code in lower case": "rssmra85t10a562s",
    "a CPF without signs": "CPF 39053344705",
    "an SSN without signs": "SSN: 536904399",
    "an SSN with spaces that do not break": "SSN 536\u00a090\u00a04399",
    "an Arabic number": "SSN \u0665\u0663\u0666-\u0669\u0660-\u0664\u0663\u0669\u0669",
}


@pytest.mark.parametrize("value", SPELT.values(), ids=SPELT.keys())
def test_a_number_is_found_however_it_is_spelt_and_nothing_of_it_is_left(value: str) -> None:
    clean = redacted(f"It is {value} today.")
    before, _, rest = clean.partition("[")

    assert not any(map(str.isdigit, before + rest.rpartition("]")[2]))


NUMBERED = [pattern for pattern in PATTERNS if isinstance(pattern, Numbered)]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.sampled_from(["ssn", "BSN", "NHS no", "tax id", "cpf", "егн", "身份证", "order", "\n"])
        | st.from_regex(r"[0-9]{2,6}([-./ ]?[0-9]{2,4}){1,5}", fullmatch=True),
        min_size=1,
        max_size=12,
    )
)
def test_the_look_at_all_numbers_at_once_misses_none_that_a_pattern_finds(
    held: list[str],
) -> None:
    data = " ".join(held).encode()
    everywhere = [match.start() for match in BEGUN.finditer(data)]

    for pattern in NUMBERED:
        alone = [pattern.confirm(data, (start, start)) for start in everywhere]
        assert [span for span in alone if span] == list(pattern.spans(data))


def test_a_chinese_number_of_a_province_without_counties_breaks_nothing() -> None:
    assert [] == search("身份证 336695569006198810".encode())
