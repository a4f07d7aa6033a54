import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.cli.conftest import pairs
from tuning.__main__ import main

Run = Callable[..., subprocess.CompletedProcess[str]]
Captured = pytest.CaptureFixture[str]

MICRO = "amazon.nova-micro-v1:0:128k"


def test_a_file_becomes_what_the_base_model_takes(good: Path, capsys: Captured) -> None:
    assert 0 == main(["convert", "train.jsonl", "--to-model", MICRO, "-o", "out.jsonl"])

    lines = (good.parent / "out.jsonl").read_text().splitlines()
    first = json.loads(lines[0])
    assert 120 == len(lines)
    assert "bedrock-conversation-2024" == first["schemaVersion"]
    assert {
        "role": "assistant",
        "content": [{"text": "It says much about number 0."}],
    } == first["messages"][1]
    assert capsys.readouterr().err == (
        "train.jsonl: 120 records converted from JSONL of prompt/completion to converse\n"
    )


def test_what_no_model_is_named_for_is_converted_for_the_one_that_check_judges_for(
    good: Path,
) -> None:
    main(["convert", "train.jsonl", "-o", "out.jsonl"])
    main(["convert", "train.jsonl", "--to-model", MICRO, "-o", "named.jsonl"])

    assert (good.parent / "named.jsonl").read_bytes() == (good.parent / "out.jsonl").read_bytes()


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "utf-16", "utf-8"])
def test_a_person_may_say_what_a_text_is_written_in(
    encoding: str, folder: Path, capsys: Captured
) -> None:
    text = '{"prompt":"Где мой заказ?","completion":"Здесь."}\n'
    (folder / "train.jsonl").write_bytes(text.encode(encoding))

    assert 0 == main(["convert", "train.jsonl", "--encoding", encoding, "-o", "out.jsonl"])

    assert "Где мой заказ?" in (folder / "out.jsonl").read_text()


def test_a_wrong_encoding_is_named_by_its_line(folder: Path, capsys: Captured) -> None:
    text = '{"prompt":"a","completion":"b"}\n{"prompt":"Zürich","completion":"b"}\n'
    (folder / "train.jsonl").write_bytes(text.encode("cp1252"))

    assert 1 == main(["convert", "train.jsonl", "--encoding", "utf-8", "-o", "out.jsonl"])

    assert "train.jsonl:2: BAD_ENCODING" in capsys.readouterr().err


def test_converting_what_was_converted_changes_nothing(good: Path) -> None:
    main(["convert", "train.jsonl", "--to-model", MICRO, "-o", "once.jsonl"])
    main(["convert", "once.jsonl", "--to-model", MICRO, "-o", "twice.jsonl"])

    assert (good.parent / "once.jsonl").read_bytes() == (good.parent / "twice.jsonl").read_bytes()


def test_a_format_can_be_named_instead_of_a_model(good: Path, capsys: Captured) -> None:
    assert 0 == main(["convert", "train.jsonl", "--to", "prompt_completion", "-o", "out.jsonl"])

    first = (good.parent / "out.jsonl").read_text().splitlines()[0]
    assert {"prompt", "completion"} == json.loads(first).keys()


def test_what_a_named_format_does_not_take_is_not_blamed_on_a_model(
    folder: Path, capsys: Captured
) -> None:
    record = {
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Where is it?"},
            {"role": "assistant", "content": "Here."},
        ]
    }
    (folder / "chat.jsonl").write_text(json.dumps(record) + "\n")

    assert 1 == main(["convert", "chat.jsonl", "--to", "prompt_completion"])
    assert "LOSSY_SYSTEM prompt_completion takes no system text" in capsys.readouterr().err


def test_standard_output_holds_the_records_and_nothing_else(good: Path, shell: Run) -> None:
    done = shell("convert", "train.jsonl", "--to-model", MICRO)

    assert 0 == done.returncode
    assert [json.loads(line)["schemaVersion"] for line in done.stdout.splitlines()] == (
        ["bedrock-conversation-2024"] * 120
    )


def test_nothing_is_written_when_there_are_errors(bad: Path, capsys: Captured) -> None:
    assert 1 == main(["convert", "bad.jsonl", "--to-model", MICRO, "-o", "out.jsonl"])

    said = capsys.readouterr()
    assert "bad.jsonl:3: TRUNCATED_JSON" in said.err
    assert "" == said.out
    assert ["bad.jsonl"] == [file.name for file in bad.parent.iterdir()]


def test_a_file_that_is_there_is_not_replaced_without_force(good: Path, capsys: Captured) -> None:
    kept = good.parent / "out.jsonl"
    kept.write_text("mine")

    assert 2 == main(["convert", "train.jsonl", "--to-model", MICRO, "-o", "out.jsonl"])
    assert "mine" == kept.read_text()
    assert "out.jsonl is there already; --force replaces it\n" == capsys.readouterr().err

    assert 0 == main(["convert", "train.jsonl", "--to-model", MICRO, "-o", "out.jsonl", "--force"])
    assert kept.read_text().startswith('{"schemaVersion"')


def test_what_is_written_has_the_rights_of_any_new_file(good: Path) -> None:
    before = os.umask(0o027)
    try:
        main(["convert", "train.jsonl", "--to-model", MICRO, "-o", "out.jsonl"])
    finally:
        os.umask(before)

    assert 0o640 == (good.parent / "out.jsonl").stat().st_mode & 0o777


def test_what_a_conversion_would_lose_is_refused_unless_asked_for(
    folder: Path, capsys: Captured
) -> None:
    record = {
        "messages": [
            {"role": "system", "content": "Answer briefly."},
            {"role": "user", "content": "Who?"},
            {"role": "assistant", "content": "Me."},
        ]
    }
    (folder / "chat.jsonl").write_text(json.dumps(record) + "\n")
    words = ["convert", "chat.jsonl", "--to", "prompt_completion", "-o", "out.jsonl"]

    assert 1 == main(words)
    assert "LOSSY" in capsys.readouterr().err

    assert 0 == main([*words, "--lossy"])
    assert {
        "prompt": "Answer briefly.\n\nWho?",
        "completion": "Me.",
    } == json.loads((folder / "out.jsonl").read_text())


def test_personal_data_is_replaced_on_the_way(folder: Path) -> None:
    record = {"prompt": "Write to anna.schmidt@example.org", "completion": "Done."}
    (folder / "train.jsonl").write_text(json.dumps(record) + "\n")

    main(["convert", "train.jsonl", "--to-model", MICRO, "--privacy", "redact", "-o", "out.jsonl"])

    assert "anna.schmidt" not in (folder / "out.jsonl").read_text()
    assert "Write to [EMAIL_1]" in (folder / "out.jsonl").read_text()


def test_more_records_than_the_model_takes_are_not_cut_off_in_silence(
    folder: Path, capsys: Captured
) -> None:
    record = b'{"prompt": "a question", "completion": "a reply"}\n'
    (folder / "many.jsonl").write_bytes(record * 50_000)

    assert 1 == main(["convert", "many.jsonl", "--to-model", MICRO, "-o", "out.jsonl"])
    said = capsys.readouterr().err
    assert "many.jsonl: TOO_MANY_RECORDS 50,000 records for Nova Micro are more than 20,000" in said
    assert "--skip-bad" not in said
    assert not (folder / "out.jsonl").exists()


def test_what_is_nearly_json_is_mended_when_asked_for(good: Path, capsys: Captured) -> None:
    bad = good.parent / "bad.jsonl"
    bad.write_text("// export\n{'prompt': 'q', 'completion': 'a',}\n")

    assert 0 == main(
        ["convert", str(bad), "--to", "prompt_completion", "--repair", "-o", "o.jsonl"]
    )
    assert '{"prompt":"q","completion":"a"}\n' == (good.parent / "o.jsonl").read_text()
    assert "mended 4 times: single quotes" in capsys.readouterr().err


def test_only_json_is_mended(good: Path, capsys: Captured) -> None:
    assert 2 == main(["convert", "train.csv", "--to", "converse", "--repair"])
    assert "--repair mends files that end .jsonl" in capsys.readouterr().err


BAD = '{"prompt": "q", "completion": ""}'


def test_bad_records_are_left_out_when_asked_for_and_written_beside(
    good: Path, capsys: Captured
) -> None:
    bad = good.parent / "bad.jsonl"
    bad.write_text(f'{{"prompt": "q", "completion": "a"}}\n{BAD}\n')

    assert 1 == main(["convert", str(bad), "--to", "converse", "-o", "o.jsonl"])
    assert "nothing was written" in capsys.readouterr().err
    assert 0 == main(["convert", str(bad), "--to", "converse", "--skip-bad", "-o", "o.jsonl"])
    assert 1 == (good.parent / "o.jsonl").read_text().count("\n")
    left = json.loads((good.parent / "o.jsonl.left-out.jsonl").read_text())
    assert (2, BAD) == (left["line"], left["text"])
    assert left["problems"][0].startswith("EMPTY_TEXT")


@pytest.mark.parametrize("way", ["itself", "symlink", "hard link", "another way"])
def test_what_is_left_out_never_takes_the_place_of_what_is_read(
    way: str, folder: Path, capsys: Captured
) -> None:
    there = folder / "o.jsonl.left-out.jsonl"
    there.write_text(f'{{"prompt": "q", "completion": "a"}}\n{BAD}\n')
    before = there.read_bytes()
    file = Path("in.jsonl") if "link" in way else there
    if way == "symlink":
        file.symlink_to(there)
    elif way == "hard link":
        file.hardlink_to(there)
    elif way == "another way":
        file = Path("..", folder.name, there.name)

    given = ["convert", str(file), "--to", "converse", "--skip-bad", "--force", "-o", "o.jsonl"]
    assert 2 == main(given)

    assert before == there.read_bytes()
    assert not Path("o.jsonl").exists()
    assert "is the file that is read" in capsys.readouterr().err


def test_no_more_bad_records_are_left_out_than_may_be(good: Path, capsys: Captured) -> None:
    bad = good.parent / "bad.jsonl"
    bad.write_text('{"prompt": "q", "completion": "a"}\n' + f"{BAD}\n" * 21)

    assert 2 == main(["convert", str(bad), "--to", "converse", "--skip-bad", "-o", "o.jsonl"])
    assert "21 records are bad, and --skip-bad leaves out at most 20" in capsys.readouterr().err
    assert not (good.parent / "o.jsonl").exists()


ROWS = "".join(f"question {n},answer {n}\n" for n in range(30))

OF_THE_WHOLE_FILE = {
    "columns of no known form": ("t.csv", b"nr,q1,a1\n" + b"1,x,y\n" * 3),
    "a column that is not known": ("t.csv", b"prompt,completion,mood\n" + b"x,y,5\n" * 3),
    "a column twice": ("t.csv", b"prompt,completion,prompt\n" + b"x,y,z\n" * 3),
    "an open quote": ("t.csv", f'prompt,completion\na,b\nc,"d\n{ROWS}'.encode()),
    "a quote that closes later": (
        "t.csv",
        f'prompt,completion\na,b\nc,"d\n{ROWS}e,f" g\n{ROWS}'.encode(),
    ),
    "a quote that takes rows into one cell": (
        "t.csv",
        f'prompt,completion\na,b\nc,d,"e\n{ROWS}e,f"\n{ROWS}'.encode(),
    ),
    "UTF-16 cut in a character": (
        "t.jsonl",
        ('{"prompt": "q", "completion": "a"}\n' * 2000).encode("utf-16")[:-1],
    ),
    "a key that is not known, in several records": (
        "t.jsonl",
        b'{"prompt": "q", "completion": "a"}\n'
        + b'{"prompt": "q", "completion": "a", "mood": 5}\n' * 3,
    ),
}


@pytest.mark.parametrize("fault", OF_THE_WHOLE_FILE)
def test_only_single_records_are_left_out(fault: str, folder: Path, capsys: Captured) -> None:
    name, content = OF_THE_WHOLE_FILE[fault]
    (folder / name).write_bytes(content)

    assert 1 == main(["convert", name, "-o", "o.jsonl"])
    hint = capsys.readouterr().err.splitlines()[-1]
    assert f"{name}: nothing was written" == hint
    assert 2 == main(["convert", name, "--skip-bad", "-o", "o.jsonl"])
    assert "not only single records are wrong" in capsys.readouterr().err
    assert [name] == [file.name for file in folder.iterdir()]


def test_marks_of_a_merge_are_named_and_never_left_out(folder: Path, capsys: Captured) -> None:
    record = '{"prompt": "Refund days?", "completion": "%d days"}\n'
    marked = f"<<<<<<< HEAD\n{record % 14}=======\n{record % 30}>>>>>>> main\n"
    (folder / "t.jsonl").write_text(record % 1 + marked + record % 2)

    assert 1 == main(["convert", "t.jsonl", "-o", "o.jsonl"])
    told = capsys.readouterr().err
    assert "t.jsonl:2: NOT_JSON" in told
    assert "a mark of a git merge" in told
    assert "--skip-bad" not in told
    assert 2 == main(["convert", "t.jsonl", "--skip-bad", "-o", "o.jsonl"])


def test_nothing_is_left_out_where_no_record_is_good(folder: Path, capsys: Captured) -> None:
    (folder / "t.jsonl").write_text(f"{BAD}\n" * 3)

    assert 1 == main(["convert", "t.jsonl", "-o", "o.jsonl"])
    assert "t.jsonl: nothing was written" == capsys.readouterr().err.splitlines()[-1]
    assert 2 == main(["convert", "t.jsonl", "--skip-bad", "-o", "o.jsonl"])
    assert "no record is good" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("train.docx", "a Word document, not text (copy the questions and answers into a table"),
        ("train.odt", "a Word document, not text"),
        ("train.ods", "an OpenDocument table, not text (save it as .xlsx, or as CSV"),
    ],
)
def test_documents_of_an_office_are_called_by_their_name(
    name: str, words: str, folder: Path, capsys: Captured
) -> None:
    (folder / name).write_bytes(b"PK\x03\x04" + bytes(60))

    assert 2 == main(["check", name])
    assert words in capsys.readouterr().err


def test_blank_lines_count_against_what_may_be_left_out(folder: Path) -> None:
    record = '{"prompt": "q", "completion": "a"}\n'
    (folder / "t.jsonl").write_text(record + "\n" * 21 + record)

    assert 2 == main(["convert", "t.jsonl", "--skip-bad", "-o", "o.jsonl"])


PRIVATE = '{"prompt": "my password is hK9$wq2LmZ7p", "completion": ""}'


@pytest.mark.parametrize("privacy", ["redact", "refuse"])
def test_what_is_left_out_repeats_no_text_where_values_must_not_stay(
    privacy: str, folder: Path, capsys: Captured
) -> None:
    (folder / "t.jsonl").write_text(f'{{"prompt": "q", "completion": "a"}}\n{PRIVATE}\n')

    given = ["convert", "t.jsonl", "--skip-bad", "--privacy", privacy, "-o", "o.jsonl"]
    assert 0 == main(given)

    left = json.loads((folder / "o.jsonl.left-out.jsonl").read_text())
    assert {"line", "problems"} == left.keys()
    assert "without its text, which may hold private values" in capsys.readouterr().err


OVER_ITSELF = {
    "as it is": [],
    "--skip-bad": ["--skip-bad"],
    "--lossy": ["--lossy"],
    "--privacy": ["--privacy", "redact"],
}


@pytest.mark.parametrize("way", ["itself", "symlink", "hard link"])
@pytest.mark.parametrize("asked", OVER_ITSELF)
def test_a_file_is_never_converted_over_itself(
    asked: str, way: str, folder: Path, capsys: Captured
) -> None:
    there = folder / "t.jsonl"
    there.write_text('{"prompt": "q", "completion": "a"}\n')
    before, target = there.read_bytes(), Path("o.jsonl")
    if way == "symlink":
        target.symlink_to(there)
    elif way == "hard link":
        target.hardlink_to(there)
    else:
        target = there

    assert 2 == main(["convert", "t.jsonl", "--force", *OVER_ITSELF[asked], "-o", str(target)])

    assert before == there.read_bytes()
    assert "is the file that is read" in capsys.readouterr().err


def test_nothing_is_replaced_when_what_is_left_out_has_no_place(folder: Path) -> None:
    (folder / "t.jsonl").write_text(f'{{"prompt": "q", "completion": "a"}}\n{BAD}\n')
    (folder / "o.jsonl.left-out.jsonl").write_text("of last time")

    assert 2 == main(["convert", "t.jsonl", "--skip-bad", "-o", "o.jsonl"])

    assert not (folder / "o.jsonl").exists()


@pytest.mark.parametrize("name", ["o.jsonl.gz", "o.csv", "O.PARQUET", "o.zip"])
def test_json_lines_get_no_name_of_something_else(name: str, good: Path, capsys: Captured) -> None:
    assert 2 == main(["convert", "train.jsonl", "-o", name])

    assert "convert writes JSON Lines, not " in capsys.readouterr().err
    assert not (good.parent / name).exists()


SPLITS = {
    "train": [{"prompt": f"Where is parcel {n}?", "completion": "On its way."} for n in range(3)],
    "test": [{"prompt": "May I cancel?", "completion": "Until it is shipped."}],
    "held_out": [{"prompt": "May I pay later?", "completion": "Within a week."}],
}


@pytest.mark.parametrize("name", SPLITS)
def test_of_several_lists_in_one_file_the_one_that_is_named_is_written(
    name: str, folder: Path, capsys: Captured
) -> None:
    (folder / "all.json").write_text(json.dumps(SPLITS, indent=1))

    assert 0 == main(["convert", "all.json", "--list", name, "-o", "out.jsonl"])

    written = (folder / "out.jsonl").read_text()
    assert len(SPLITS[name]) == written.count("\n")
    for record in SPLITS[name]:
        assert record["prompt"] in written
    assert "SPLIT_NOT_READ" not in capsys.readouterr().err


DOCUMENTS = {
    "languages": ("de", {"de": SPLITS["train"], "en": SPLITS["test"]}),
    "the second language": ("en", {"de": SPLITS["test"], "en": SPLITS["train"]}),
    "what a service answers": (
        "results",
        {"status": "ok", "next": None, "results": SPLITS["train"], "count": 3},
    ),
    "capitals": ("Items", {"Items": SPLITS["train"], "Count": 3, "More": False}),
    "one that holds no examples first": ("rows", {"errors": [], "n": 1, "rows": SPLITS["train"]}),
}


@pytest.mark.parametrize("layout", [None, 1])
@pytest.mark.parametrize("case", DOCUMENTS)
def test_a_list_of_any_name_is_read_where_a_person_names_it(
    case: str, layout: int | None, folder: Path, capsys: Captured
) -> None:
    name, document = DOCUMENTS[case]
    (folder / "all.json").write_text(json.dumps(document, indent=layout))

    assert 1 == main(["convert", "all.json", "-o", "out.jsonl"])
    assert "convert FILE --list " in capsys.readouterr().err
    assert 0 == main(["convert", "all.json", "--list", name, "-o", "out.jsonl"])

    assert 3 == (folder / "out.jsonl").read_text().count("\n")


def test_an_array_has_no_list_of_a_name(folder: Path, capsys: Captured) -> None:
    (folder / "all.json").write_text(json.dumps(SPLITS["train"]))

    assert 2 == main(["convert", "all.json", "--list", "train", "-o", "out.jsonl"])
    assert "has no list 'train'" in capsys.readouterr().err


def test_a_list_that_is_not_there_is_said_and_nothing_is_written(
    folder: Path, capsys: Captured
) -> None:
    (folder / "all.json").write_text(json.dumps(SPLITS))

    assert 2 == main(["convert", "all.json", "--list", "dev", "-o", "out.jsonl"])

    assert "has no list 'dev'" in capsys.readouterr().err
    assert not (folder / "out.jsonl").exists()


@pytest.mark.parametrize("content", ["[]", '{"train": []}', '{"data": []}'])
def test_what_holds_no_record_is_not_converted(
    content: str, folder: Path, capsys: Captured
) -> None:
    (folder / "train.json").write_text(content)

    assert 1 == main(["convert", "train.json", "-o", "out.jsonl"])

    assert "train.json: it holds no record: nothing was written" in capsys.readouterr().err
    assert not (folder / "out.jsonl").exists()


def test_what_is_left_out_of_a_file_in_utf_16_is_shown_as_it_was_written(folder: Path) -> None:
    lines = pairs(12).decode() + '{"prompt": "Größe?", "completion": ""}\n'
    (folder / "t.jsonl").write_bytes(lines.encode("utf-16"))

    assert 0 == main(["convert", "t.jsonl", "--skip-bad", "-o", "o.jsonl"])
    (left,) = map(json.loads, (folder / "o.jsonl.left-out.jsonl").read_text("utf-8").splitlines())
    assert 13 == left["line"]
    assert '{"prompt": "Größe?", "completion": ""}' == left["text"]


@pytest.mark.parametrize(("codec", "asked"), [("cp1251", ["--encoding", "cp1251"]), ("utf-16", [])])
def test_what_is_mended_may_be_written_in_any_encoding(
    folder: Path, codec: str, asked: list[str]
) -> None:
    lines = "".join(f'{{"prompt": "Где {n}?", "completion": "Там {n}.",}}\n' for n in range(9))
    (folder / "t.jsonl").write_bytes(lines.encode(codec))

    assert 0 == main(
        ["convert", "t.jsonl", "--repair", *asked, "-o", "o.jsonl", "--to", "converse"]
    )
    assert "Где 3?" in (folder / "o.jsonl").read_text("utf-8")


def test_a_file_that_is_cut_is_not_said_to_be_mended(folder: Path, capsys: Captured) -> None:
    (folder / "t.json").write_bytes(b'[\n  {\n    "prompt": "a",\n    "completio\n')

    assert 1 == main(["convert", "t.json", "--repair", "-o", "o.jsonl"])
    said = capsys.readouterr().err
    assert "TRUNCATED_JSON" in said
    assert "--repair mends it" not in said


def test_what_repair_cannot_mend_is_not_sent_to_repair(folder: Path, capsys: Captured) -> None:
    broken = b'[{"prompt":"a","completion":"b"} {"prompt":"c","completion":"d"},,{"prompt":"e"}]'
    (folder / "t.json").write_bytes(broken)

    assert 1 == main(["convert", "t.json", "-o", "o.jsonl"])
    assert "a comma is missing between two records (write it; python -m" in capsys.readouterr().err
    assert 1 == main(["convert", "t.json", "--repair", "-o", "o.jsonl"])
    said = capsys.readouterr().err
    assert "a comma is missing between two records (write it)" in said
    assert "--repair" not in said


def test_an_empty_file_has_no_bad_records_to_leave_out(folder: Path, capsys: Captured) -> None:
    (folder / "t.jsonl").write_bytes(b"")

    assert 1 == main(["convert", "t.jsonl", "-o", "o.jsonl"])
    assert "--skip-bad" not in capsys.readouterr().err
