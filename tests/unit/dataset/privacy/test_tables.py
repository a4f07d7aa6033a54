"""A value in a table is told by the heading of its column, in whatever way the table is written."""

import pytest

from tests.unit.dataset.privacy.values import kinds
from tuning.dataset.privacy.guard import redacted
from tuning.dataset.privacy.tables import cells, heading

BSN, SECRET = "111222333", "Xk29dkqpA7"

TABLES = (
    "name,{},city\nJohn,,York\nJane,{},Leeds\n",
    "name;{};city\nJane;{};Leeds",
    "{}\tcity\n{}\tLeeds\n",
    "| name | {} |\n| --- | --- |\n| Jane | {} |",
    'name,{},city\n"Doe, Jane",{},Leeds\n',
    '"name","{}","city"\r\n"Jane","{}","Leeds"\r\n',
    "Here is the export:\n\nid,{},x\n1,{},2\n\nThank you, Jane.",
    "| {} | name |\n|---|---|\n| {} | Jane |",
)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("name", ["BSN", "bsn_number", "Burgerservicenummer", "Tax ID", "taxId"])
def test_a_number_of_a_state_is_told_by_the_heading(table: str, name: str) -> None:
    assert BSN not in redacted(table.format(name, BSN))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("name", ["order", "visits", "price, and more"])
def test_another_heading_tells_nothing(table: str, name: str) -> None:
    assert [] == kinds(table.format(name, BSN))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("name", ["phone", "Mobile no.", "téléphone", "电话"])
def test_so_is_a_telephone_number_without_any_form(table: str, name: str) -> None:
    assert ["PHONE"] == kinds(table.format(name, "8665080360"))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("name", ["password", "Passwort", "密码", "DB password", "mot_de_passe"])
@pytest.mark.parametrize("value", [SECRET, "Summer2024!", "12345678", "kQ;7|x"])
def test_so_is_a_password(table: str, name: str, value: str) -> None:
    if set(value) & set("|;") & set(table):
        return
    clean = redacted(table.format(name, value))

    assert "PASSWORD_" in clean
    assert value not in clean


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("name", ["DRONE_TOKEN", "client secret", "api_key", "SDK key"])
def test_so_is_a_key(table: str, name: str) -> None:
    assert "k537vgibxq39vjhuij4mb6w1w10bu8k7" not in redacted(
        table.format(name, "k537vgibxq39vjhuij4mb6w1w10bu8k7")
    )


def test_every_row_of_a_column_is_told() -> None:
    table = "user,password\n" + "".join(f"u{n},{SECRET}{n}\n" for n in range(9))

    assert 9 == redacted(table).count("[PASSWORD_")


@pytest.mark.parametrize(
    "text",
    [
        "I forgot my login, my password, everything.\nI tried Chrome, Firefox123, Safari.",
        "| field | password |\n| --- | --- |\n| type | required |",
        "user,password\njane,********\njoe,<secret-1>\n",
        "password,attempts\nwrong,3\n",
        "a,b\n1,2\n3,4,5\n",
        "|",
        "",
    ],
)
def test_what_is_no_table_of_secrets_is_left_as_it_is(text: str) -> None:
    assert text == redacted(text)


def test_a_heading_is_that_of_the_own_table() -> None:
    text = b"a,b\n1,2\n\nc,d\n3,4\n"

    assert [b"a", b"b", b"c", b"d"] == [
        heading(text, text.index(one)) for one in b"1 2 3 4".split()
    ]
    assert b"" == heading(text, 0)
    assert [(b"a", b"1"), (b"b", b"2"), (b"c", b"3"), (b"d", b"4")] == [
        (cell.heading, text[slice(*cell.span)]) for cell in cells(text)
    ]
