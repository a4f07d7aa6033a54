"""What only the terminal reads: Parquet, Arrow, Excel and Zstandard, in the words of the rest."""

import datetime
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import feather, ipc

from tests.unit.cli.conftest import pairs
from tuning.__main__ import main
from tuning.cli.tables import arrow, opening, shown
from tuning.dataset.reading import containers

Captured = pytest.CaptureFixture[str]
Write = Callable[[Path, Mapping[str, Sequence[Any]]], None]

QUESTIONS = [f"What does article {n} say of chapter {n % 7}?" for n in range(120)]
ANSWERS = [f"It says {'very ' * (n % 5)}much about {n}." for n in range(120)]
PAIRS = {"prompt": QUESTIONS, "completion": ANSWERS}


def excel(path: Path, columns: Mapping[str, Sequence[Any]]) -> None:
    book = openpyxl.Workbook()
    book.active.append(list(columns))
    for row in zip(*columns.values(), strict=True):
        book.active.append(row)
    book.save(path)


def arrow_file(path: Path, columns: Mapping[str, Sequence[Any]]) -> None:
    table = pa.table(dict(columns))
    with ipc.new_file(path, table.schema) as writer:
        writer.write_table(table, max_chunksize=50)


def arrow_stream(path: Path, columns: Mapping[str, Sequence[Any]]) -> None:
    table = pa.table(dict(columns))
    with ipc.new_stream(path, table.schema) as writer:
        writer.write_table(table, max_chunksize=50)


def parquet_file(path: Path, columns: Mapping[str, Sequence[Any]]) -> None:
    pq.write_table(pa.table(dict(columns)), path)


def zstandard(path: Path, columns: Mapping[str, Sequence[Any]]) -> None:
    rows = (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))
    content = "".join(json.dumps(row) + "\n" for row in rows)
    with pa.CompressedOutputStream(str(path), "zstd") as target:
        target.write(content.encode())


WRITERS: dict[str, tuple[str, Write]] = {
    "Parquet": (
        "train.parquet",
        lambda path, columns: pq.write_table(pa.table(dict(columns)), path),
    ),
    "Arrow as a file": ("train.arrow", arrow_file),
    "Arrow as a stream": ("train.arrow", arrow_stream),
    "Feather": (
        "train.feather",
        lambda path, columns: feather.write_feather(pa.table(dict(columns)), path, chunksize=50),
    ),
    "Excel": ("train.xlsx", excel),
    "Zstandard": ("train.jsonl.zst", zstandard),
}
EVERY = pytest.mark.parametrize(("name", "write"), WRITERS.values(), ids=WRITERS.keys())


def test_every_container_of_the_terminal_has_a_reader() -> None:
    known = (*containers.FORMS, *containers.PACKINGS)

    assert {each.name for each in known if each.read == "terminal"} == set(opening.MODULES)


@EVERY
def test_a_table_is_read_as_the_same_records_in_json_lines(
    name: str, write: Write, good: Path, folder: Path, capsys: Captured
) -> None:
    rows = [json.loads(line) for line in pairs(120).splitlines()]
    write(folder / name, {key: [row[key] for row in rows] for key in rows[0]})

    assert 0 == main(["check", name])
    assert "records" in capsys.readouterr().out
    assert 0 == main(["convert", name, "-o", "table.jsonl"])
    assert 0 == main(["convert", "train.jsonl", "-o", "lines.jsonl"])
    assert (folder / "lines.jsonl").read_bytes() == (folder / "table.jsonl").read_bytes()


@EVERY
def test_what_the_report_says_of_a_table_is_true_of_the_file(
    name: str, write: Write, folder: Path, capsys: Captured
) -> None:
    write(folder / name, PAIRS)

    assert 0 == main(["check", name, "--json"])

    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert ((folder / name).stat().st_size, 120) == (file["bytes"], file["records"])
    assert 64 == len(file["sha256"])


@EVERY
def test_estimate_split_and_init_read_tables_too(
    name: str, write: Write, folder: Path, capsys: Captured
) -> None:
    write(folder / name, PAIRS)

    assert 0 == main(["estimate", name])
    assert 0 == main(["split", name, "-o", "parts"])
    assert 0 == main(["init", name, "-o", "faq"])

    assert {"task.toml", "train.jsonl"} == {each.name for each in (folder / "faq").iterdir()}
    assert 120 == len((folder / "faq" / "train.jsonl").read_text().splitlines())


@EVERY
def test_a_table_is_told_to_start_nothing_with_the_command_that_converts_it(
    name: str, write: Write, folder: Path, capsys: Captured
) -> None:
    write(folder / name, PAIRS)

    main(["check", name])

    assert f"python -m tuning convert {name} -o train.jsonl" in capsys.readouterr().out


@EVERY
def test_a_missing_column_is_named_with_the_columns_that_are_there(
    name: str, write: Write, folder: Path, capsys: Captured
) -> None:
    write(folder / name, {"prompt": QUESTIONS, "reply": ANSWERS})

    assert 1 == main(["check", name])

    (error,) = [
        line for line in capsys.readouterr().out.splitlines() if line.startswith(name + ":1")
    ]
    assert "reply" in error
    assert "task.toml" in error
    assert 0 == main(["check", name, "--columns", "prompt,reply"])


@EVERY
@pytest.mark.parametrize("damage", ["cut off", "something else", "nothing"])
def test_a_damaged_table_is_one_line(
    name: str, write: Write, damage: str, folder: Path, capsys: Captured
) -> None:
    write(folder / name, PAIRS)
    content = (folder / name).read_bytes()
    half = len(content) // 2
    damaged = {
        "cut off": content[:half],
        "something else": b"a,b\n" * 9,
        "nothing": b"",
    }
    (folder / name).write_bytes(damaged[damage])

    assert 0 != main(["check", name])

    said = capsys.readouterr()
    codes = ("BAD_TABLE", "BAD_PACKING", "EMPTY_FILE")
    assert 1 == sum(said.out.count(f": {code} ") for code in codes), said


@EVERY
def test_a_bad_row_can_be_left_out_and_is_named_by_its_number(
    name: str, write: Write, folder: Path
) -> None:
    write(folder / name, {"prompt": QUESTIONS, "completion": [*ANSWERS[:-1], " "]})

    assert 0 == main(["convert", name, "--skip-bad", "-o", "out.jsonl"])

    (left,) = (folder / "out.jsonl.left-out.jsonl").read_text().splitlines()
    said = json.loads(left)
    assert (121 if name == "train.xlsx" else 120) == said["line"]
    assert ["EMPTY_TEXT"] == [each.partition(" ")[0] for each in said["problems"]]
    assert 119 == len((folder / "out.jsonl").read_text().splitlines())


@pytest.mark.parametrize("name", ["train.parquet", "train.arrow", "train.xlsx", "train.jsonl.zst"])
def test_without_the_extra_one_line_names_what_installs_it(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    (folder / name).write_bytes(b"PAR1")

    def missing(module: str) -> None:
        raise ModuleNotFoundError(module)

    monkeypatch.setattr(opening, "import_module", missing)

    assert 2 == main(["check", name])
    assert "pip install 'bedrock-finetune[tables]'" in capsys.readouterr().err


def test_nested_columns_say_what_their_rows_said(folder: Path) -> None:
    chats = [
        [
            {"role": "user", "content": question},
            {"role": "assistant", "content": answer, "name": "x"},
        ]
        for question, answer in zip(QUESTIONS, ANSWERS, strict=True)
    ]
    chats[0].insert(0, {"role": "system", "content": "Be brief."})
    pq.write_table(pa.table({"messages": chats}), folder / "train.parquet")
    (folder / "train.jsonl").write_text("".join(json.dumps({"messages": c}) + "\n" for c in chats))

    main(["convert", "train.parquet", "-o", "table.jsonl"])
    main(["convert", "train.jsonl", "-o", "lines.jsonl"])

    assert (folder / "lines.jsonl").read_bytes() == (folder / "table.jsonl").read_bytes()


def test_values_that_json_does_not_have_are_said_as_text(folder: Path, capsys: Captured) -> None:
    day = datetime.date(2026, 11, 28)
    columns = {"prompt": [q.encode() for q in QUESTIONS], "completion": [day] * 120}
    pq.write_table(pa.table(columns), folder / "train.parquet")

    assert 0 == main(["convert", "train.parquet", "--to", "prompt_completion", "-o", "out.jsonl"])

    first = json.loads((folder / "out.jsonl").read_text().splitlines()[0])
    assert {"prompt": QUESTIONS[0], "completion": "2026-11-28"} == first


def test_a_row_that_is_no_text_is_named_by_its_number(folder: Path, capsys: Captured) -> None:
    raw = [q.encode() for q in QUESTIONS]
    raw[4] = b"\xff\xfe"
    pq.write_table(pa.table({"prompt": raw, "completion": ANSWERS}), folder / "train.parquet")

    assert 1 == main(["check", "train.parquet"])
    assert "train.parquet:5: NOT_ONLY_TEXT" in capsys.readouterr().out


def test_a_row_group_of_any_size_is_read_a_few_rows_at_a_time(folder: Path) -> None:
    text = "a long text that is not the same in every row " * 40
    columns = {"prompt": [f"{n} {text}" for n in range(20_000)], "completion": ["b"] * 20_000}
    table = pa.table(columns)
    pq.write_table(table, folder / "train.parquet", row_group_size=20_000, use_dictionary=False)
    del columns
    held = pa.total_allocated_bytes()

    most = 0
    batches = pq.ParquetFile(folder / "train.parquet", buffer_size=1 << 20, pre_buffer=False)
    for _ in batches.iter_batches(batch_size=256, use_threads=False):
        most = max(most, pa.total_allocated_bytes() - held)

    assert most < table.nbytes / 4


def test_a_parquet_bomb_is_refused_before_it_is_unpacked(folder: Path, capsys: Captured) -> None:
    blank = pa.table({"prompt": [" " * 1_000_000] * 64, "completion": ["b"] * 64})
    pq.write_table(blank, folder / "train.parquet", compression="zstd", use_dictionary=False)

    assert 1 == main(["check", "train.parquet"])
    assert "GZIP_BOMB" in capsys.readouterr().out


def test_a_zstandard_bomb_is_refused(folder: Path, capsys: Captured) -> None:
    with pa.CompressedOutputStream(str(folder / "train.jsonl.zst"), "zstd") as target:
        target.write(pairs(9) + b" " * (64 << 20))

    assert 1 == main(["check", "train.jsonl.zst"])
    assert "GZIP_BOMB" in capsys.readouterr().out


def test_an_arrow_batch_that_is_too_large_to_hold_is_refused_unread(
    folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrow, "BATCH_BYTES", 1000)
    arrow_file(folder / "train.arrow", PAIRS)

    assert 1 == main(["check", "train.arrow"])
    assert "FILE_TOO_LARGE the largest batch of rows" in capsys.readouterr().out


def test_packed_arrow_is_bounded_by_what_it_is_unpacked(
    folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrow, "BATCH_BYTES", 100_000)
    blank = pa.table({"prompt": ["x" * 20_000] * 32, "completion": ["b"] * 32})
    for codec in ("zstd", "lz4", None):
        with pa.OSFile(str(folder / "train.arrow"), "wb") as target:
            options = pa.ipc.IpcWriteOptions(compression=codec)
            with pa.ipc.new_file(target, blank.schema, options=options) as writer:
                writer.write_table(blank)

        assert 1 == main(["check", "train.arrow"])
        assert "FILE_TOO_LARGE the largest batch of rows" in capsys.readouterr().out
    small = pa.table({"prompt": [f"a question {n}" for n in range(40)], "completion": ["b"] * 40})
    with pa.OSFile(str(folder / "train.arrow"), "wb") as target:
        options = pa.ipc.IpcWriteOptions(compression="zstd")
        with pa.ipc.new_stream(target, small.schema, options=options) as writer:
            writer.write_table(small)
    assert 0 == main(["convert", "train.arrow", "-o", "out.jsonl"])


def test_a_column_of_images_is_said_to_be_no_text(folder: Path, capsys: Captured) -> None:
    image = {"bytes": b"\x89PNG\r\n\x1a\n" + bytes(40), "path": "one.png"}
    columns = {"prompt": QUESTIONS, "completion": ANSWERS, "image": [image] * len(QUESTIONS)}
    pq.write_table(pa.table(columns), folder / "train.parquet")

    assert 1 == main(["check", "train.parquet"])
    said = capsys.readouterr().out
    assert "train.parquet:1: NOT_ONLY_TEXT" in said
    assert "BAD_UTF8" not in said


def test_encrypted_parquet_is_said_to_be(folder: Path, capsys: Captured) -> None:
    (folder / "train.parquet").write_bytes(b"PARE" + bytes(90) + b"PARE")

    assert 1 == main(["check", "train.parquet"])
    assert "TABLE_ENCRYPTED" in capsys.readouterr().out


NOON = datetime.datetime(2026, 11, 28, 12)  # noqa: DTZ001  a workbook knows no time zone

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (OLE + "EncryptedPackage".encode("utf-16-le") + bytes(90), "TABLE_ENCRYPTED"),
        (OLE, "TABLE_ENCRYPTED"),
    ],
)
def test_a_workbook_that_is_encrypted_or_of_the_old_kind_is_said_to_be(
    content: bytes, code: str, folder: Path, capsys: Captured
) -> None:
    (folder / "train.xlsx").write_bytes(content)

    assert 1 == main(["check", "train.xlsx"])
    assert code in capsys.readouterr().out


def test_an_old_workbook_under_a_new_name_is_refused_with_what_to_do(
    folder: Path, capsys: Captured
) -> None:
    (folder / "train.xlsx").write_bytes(OLE + "Workbook".encode("utf-16-le") + bytes(90))

    assert 2 == main(["check", "train.xlsx"])
    assert "an old Excel workbook, not text (save it as .xlsx" in capsys.readouterr().err


def test_an_old_workbook_is_refused_with_what_to_do(folder: Path, capsys: Captured) -> None:
    (folder / "train.xls").write_bytes(OLE)

    assert 2 == main(["check", "train.xls"])
    assert (
        "an old Excel workbook, not text (save it as .xlsx, or as CSV)" in capsys.readouterr().err
    )


def sheets(path: Path, **rows: Sequence[Sequence[Any]]) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, some in rows.items():
        sheet = book.create_sheet(title)
        for row in some:
            sheet.append(row)
    book.save(path)


EXAMPLES = [["prompt", "completion"], *map(list, zip(QUESTIONS, ANSWERS, strict=True))]


def test_of_several_sheets_the_one_with_the_examples_is_read(
    folder: Path, capsys: Captured
) -> None:
    sheets(folder / "train.xlsx", notes=[["Read me"]], data=EXAMPLES, empty=[])

    assert 0 == main(["check", "train.xlsx"])
    out = capsys.readouterr().out
    assert "120 records" in out
    assert "SHEETS_NOT_READ of the other sheets of the workbook (1)" in out


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ({"a": EXAMPLES, "b": EXAMPLES}, "SHEETS the workbook has 2 sheets"),
        ({"a": [["x"]], "b": [["y"]]}, "SHEETS the workbook has 2 sheets"),
        ({"a": []}, "EMPTY_FILE"),
        ({"a": [["question", "x"], ["a", "b"]]}, "UNKNOWN_COLUMNS"),
        ({"a": [["prompt", "prompt", "completion"], ["a", "b", "c"]]}, "DUPLICATE_COLUMN"),
        ({"a": [*EXAMPLES, ["a", "b", "c"]]}, "train.xlsx:122: BAD_CSV"),
        ({"a": [*EXAMPLES, ["a"]]}, "train.xlsx:122: EMPTY_TEXT"),
        ({"a": [*EXAMPLES, [], ["a", "b"]]}, "train.xlsx:122: BLANK_LINE"),
    ],
)
def test_what_is_wrong_with_a_sheet_is_named_by_its_row(
    rows: dict[str, Any], code: str, folder: Path, capsys: Captured
) -> None:
    sheets(folder / "train.xlsx", **rows)

    assert 1 == main(["check", "train.xlsx"])
    assert code in capsys.readouterr().out


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, ""),
        ("a", "a"),
        (7, "7"),
        (7.0, "7"),
        (0.1, "0.1"),
        (True, "true"),
        (NOON.replace(hour=0), "2026-11-28"),
        (NOON, "2026-11-28T12:00:00"),
        (datetime.time(9, 30), "09:30:00"),
    ],
)
def test_a_cell_becomes_the_text_that_a_person_means(value: object, said: str) -> None:
    assert (said, "") == shown.said(value)


@pytest.mark.parametrize(
    ("value", "number_format", "said"),
    [
        (1234, "00000", "01234"),
        (12340000, "00000-0000", "01234-0000"),
        (1.1, "0.00", "1.10"),
        (2.675, "0.00", "2.68"),
        (3, "0.0", "3.0"),
        (0.25, "0%", "25%"),
        (0.2555, "0.0%", "25.6%"),
        (-1.5, "0.00", "-1.50"),
        (1234.5, '#,##0.00 "EUR"', "1,234.50 EUR"),
        (1234.5, r"#,##0.00\ [$€-407]", "1,234.50 €"),
        (-1234.5, r'_-* #,##0.00\ "€"_-;\-* #,##0.00\ "€"_-;_-* "-"??\ "€"_-;_-@_-', "-1,234.50 €"),
        (0, r'_-* #,##0.00\ "€"_-;\-* #,##0.00\ "€"_-;_-* "-"??\ "€"_-;_-@_-', "- €"),
        (-3, '"$"#,##0;[Red]("$"#,##0)', "($3)"),
        (3, '0" kg"', "3 kg"),
        (5551234567, "(000) 000-0000", "(555) 123-4567"),
        (1234567, "#,##0", "1,234,567"),
        (NOON, "dd.mm.yyyy", "28.11.2026"),
        (NOON, "[$-407]d/m/yy;@", "28/11/26"),
        (NOON, r"yyyy\-mm\-dd", "2026-11-28"),
        (NOON, "dd.mm.yyyy h:mm", "28.11.2026 12:00"),
        (datetime.time(9, 5, 7), "mm:ss", "05:07"),
        (datetime.timedelta(hours=30, minutes=2), "[h]:mm:ss", "30:02:00"),
        (1e20, "General", "100000000000000000000"),
    ],
)
def test_a_number_is_written_as_its_cell_shows_it(
    folder: Path, value: object, number_format: str, said: str, capsys: Captured
) -> None:
    book = openpyxl.Workbook()
    rows = [*EXAMPLES, ["Which number is it?", value]]
    for row in rows:
        book.active.append(row)
    book.active.cell(len(rows), 2).number_format = number_format
    book.save(folder / "train.xlsx")

    assert 0 == main(["convert", "train.xlsx", "--to", "prompt_completion", "-o", "o.jsonl"])
    last = json.loads((folder / "o.jsonl").read_text().splitlines()[-1])
    assert {"prompt": "Which number is it?", "completion": said} == last
    assert "SHOWN_OTHERWISE" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("value", "number_format", "said", "what"),
    [
        (0.5, "# ?/?", "0.5", "a number"),
        (12345, "0.00E+00", "12345", "a number"),
        (NOON.replace(hour=0), "mm-dd-yy", "2026-11-28", "a date or time"),
        (NOON, "d. mmmm yyyy", "2026-11-28T12:00:00", "a date or time"),
        (NOON, "h:mm AM/PM", "2026-11-28T12:00:00", "a date or time"),
    ],
)
def test_a_value_that_is_not_written_as_its_cell_shows_it_is_said_to_be_so_once(
    folder: Path, value: object, number_format: str, said: str, what: str, capsys: Captured
) -> None:
    book = openpyxl.Workbook()
    for row in [*EXAMPLES, *[["Which is it?", value]] * 2]:
        book.active.append(row)
    for number in (122, 123):
        book.active.cell(number, 2).number_format = number_format
    book.save(folder / "train.xlsx")

    assert 0 == main(["convert", "train.xlsx", "--to", "prompt_completion", "-o", "o.jsonl"])
    assert said == json.loads((folder / "o.jsonl").read_text().splitlines()[-1])["completion"]
    told = capsys.readouterr().err
    assert 1 == told.count("SHOWN_OTHERWISE")
    assert f"train.xlsx:122: SHOWN_OTHERWISE {what} is not written as the sheet shows it" in told


def test_hidden_rows_are_read_and_said_to_be_hidden_once(folder: Path, capsys: Captured) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Read me"])
    sheet = book.create_sheet("data")
    for row in EXAMPLES:
        sheet.append(row)
    for number in (7, 9, 500):
        sheet.row_dimensions[number].hidden = True
    book.save(folder / "train.xlsx")

    assert 0 == main(["check", "train.xlsx"])
    told = capsys.readouterr().out
    assert "train.xlsx:7: HIDDEN_ROWS 2 rows are hidden on sheet 2," in told
    assert 1 == told.count(": HIDDEN_ROWS ")
    assert "120 records" in told


def test_formulas_without_a_value_are_refused_with_what_stores_it(
    folder: Path, capsys: Captured
) -> None:
    rows = [[f"What is {n} and 1?", f"={n}+1"] for n in range(30)]
    sheets(folder / "train.xlsx", data=[*EXAMPLES, *rows])

    assert 1 == main(["check", "train.xlsx"])
    told = capsys.readouterr().out
    assert "train.xlsx:122: FORMULAS 30 cells of the sheet are formulas without a value" in told
    assert "EMPTY_TEXT" not in told


def test_a_formula_that_gave_no_text_has_a_value(folder: Path, capsys: Captured) -> None:
    sheets(folder / "plain.xlsx", data=[*EXAMPLES, ["Who?", "Nobody."]])
    formula = b'<c r="C1" t="str"><f>A1&amp;""</f><v></v></c></row>'
    with ZipFile(folder / "plain.xlsx") as plain, ZipFile(folder / "train.xlsx", "w") as changed:
        for name in plain.namelist():
            content = plain.read(name)
            if name.endswith("sheet1.xml"):
                content = content.replace(b"</row>", formula, 1)
            changed.writestr(name, content)

    assert 0 == main(["check", "train.xlsx"])
    assert "FORMULAS" not in capsys.readouterr().out


def test_blank_rows_at_the_end_of_a_sheet_are_no_rows(folder: Path) -> None:
    sheets(folder / "train.xlsx", data=[*EXAMPLES, [None, " "], [None]])

    assert 0 == main(["check", "train.xlsx"])
