"""What `evaluate` cannot use is named, line by line, and no verdict is made of the rest."""

import json
from pathlib import Path

import pytest

from tests.unit.cli.test_evaluate import RECORDS, asked, often_wrong, plain, right, write
from tests.unit.conftest import RECIPE
from tuning.__main__ import main

GOOD = b"".join(json.dumps(row).encode() + b"\n" for row in plain(right))


def refusal(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    """The lines of a refusal."""
    assert 2 == main(["evaluate", *words])
    printed = capsys.readouterr()
    assert "" == printed.out
    return printed.err.splitlines()


SPOILED = {
    "empty": (b"", "custom.jsonl is empty: write one JSON object"),
    "blank": (b"\n \n", "custom.jsonl is empty"),
    "UTF-16": (GOOD.decode().encode("utf-16"), "UTF-16, not UTF-8 text: save it as UTF-8"),
    "gzip": (b"\x1f\x8b" + GOOD, "custom.jsonl is gzip"),
    "latin-1": (
        GOOD + '{"prompt": "caf\u00e9"}\n'.encode("latin-1"),
        "custom.jsonl:61: not UTF-8: save the file as UTF-8",
    ),
    "cut short": (GOOD[:-20], "custom.jsonl:60: the JSON ends too early: complete the record"),
    "half a pair": (
        GOOD + b'{"prompt": "a", "answer": "\\ud800x"}\n',
        "custom.jsonl:61: half of a surrogate pair is missing near byte 28: write both halves",
    ),
    "half a pair at the end": (
        GOOD + b'{"prompt": "a", "answer": "\\ud83d"}\n',
        "custom.jsonl:61: half of a surrogate pair is missing near byte 28",
    ),
    "half a pair in a document": (
        b'[\n{"prompt": "a", "answer": "\\udc00"}\n]\n',
        "custom.jsonl: half of a surrogate pair is missing near byte",
    ),
    "no number": (GOOD + b'{"prompt": NaN}\n', "custom.jsonl:61: NaN and Infinity are not JSON"),
    "numbers on one line": (b"[1]\n", "custom.jsonl, record 1: a number instead of an object"),
    "a document": (
        b'[\n\n\n{"prompt": "a", "reference": "b", "answer": "b"},\n{"reply": "b"}]\n',
        "custom.jsonl, record 2: no prompt and no id",
    ),
    "no JSON": (GOOD + b"prompt: x\n", "custom.jsonl:61: not JSON"),
    "no object": (GOOD + b"[1]\n", "custom.jsonl:61: a list instead of an object"),
    "too deep": (b"[" * 100_000, "custom.jsonl:1: nested too deeply: write a prompt"),
    "a number": (
        b'{"prompt": "a", "reference": "1", "answer": 1}\n' + GOOD,
        "custom.jsonl:1: the answer is a number, not text: write it as text, in quotes",
    ),
    "an object": (
        b'{"prompt": "a", "reference": "1", "answer": {"a": 1}}\n',
        "custom.jsonl:1: the answer is an object, not text",
    ),
    "null": (
        b'{"prompt": "a", "reference": "1", "answer": null}\n',
        'custom.jsonl:1: the answer is null, not text: write ""',
    ),
    "no reference": (
        GOOD + b'{"prompt": "a", "answer": "b"}\n',
        "custom.jsonl:61: no reference, so nobody knows what is right: add it, or name the set",
    ),
    "no answer": (
        GOOD + b'{"prompt": "a", "reference": "b"}\n',
        "custom.jsonl:61: no answer: add the key answer",
    ),
    "nothing asked": (b'{"said": "a", "reply": "b"}\n', "(keys here: reply, said)"),
    "half of a shape": (
        b'{"prompt": "a", "modelResponses": []}\n',
        "custom.jsonl:1: it has the keys modelResponses, prompt, and not what belongs to them",
    ),
    "a score beyond": (
        b'{"record": 1, "system": "", "prompt": "a", "reference": "b", "base": {"text": "b"}, '
        b'"custom": {"text": "b"}, "base_scores": {"chrf": 1.7}, "custom_scores": {}}\n',
        "custom.jsonl:1: base_scores has 1.7 for chrf, and a score is from 0 to 1",
    ),
}


@pytest.mark.parametrize("spoiled", SPOILED)
def test_a_line_that_cannot_be_used_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str], spoiled: str
) -> None:
    content, said = SPOILED[spoiled]
    (folder / "custom.jsonl").write_bytes(content)

    lines = refusal(capsys, "custom.jsonl")

    assert said in lines[0]
    assert len(lines) <= 2


def test_a_cell_that_no_table_has_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cell = "x" * 200_000
    (folder / "custom.csv").write_text(f"prompt,reference,answer\na,b,b\na,b,{cell}\n")

    (line,) = refusal(capsys, "custom.csv")

    assert "custom.csv:3: field larger than field limit (131072): write it as JSON Lines" in line


def test_records_of_a_document_are_no_lines(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "custom.jsonl").write_bytes(b"[1,2]\n")

    first, second, last = refusal(capsys, "custom.jsonl")

    assert "custom.jsonl, record 1: a number instead of an object" == first
    assert "custom.jsonl, record 2: a number instead of an object" == second
    assert "custom.jsonl: 2 problems; nothing was judged" == last


def test_of_many_lines_with_one_fault_the_first_are_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "custom.jsonl").write_bytes(b"x\n" * 30 + b"[]\n")

    *lines, last = refusal(capsys, "custom.jsonl")

    assert ["1", "2", "3", "31"] == [line.split(":")[1] for line in lines]
    assert "custom.jsonl: 31 problems (27 more than are shown); nothing was judged" == last


def test_answers_of_another_set_are_told_with_counts(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    others = [{"prompt": f"Something else, {n}", "answer": "x"} for n in range(50)]
    custom, base = write(folder / "custom.jsonl", plain(right)), write(folder / "b.jsonl", others)

    line, _ = refusal(capsys, custom, "--base", base)

    assert line.startswith("b.jsonl: none of its 50 answers is to one of the 60 prompts of custom")


def test_ids_that_happen_to_be_alike_do_not_make_two_sets_one(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    custom = [{"id": n, **row} for n, row in enumerate(plain(right))]
    others = [{"id": n, "prompt": f"Else, {n}", "answer": "x"} for n in range(RECORDS)]

    line, _ = refusal(
        capsys,
        write(folder / "custom.jsonl", custom),
        *("--base", write(folder / "base.jsonl", others)),
    )

    assert "none of its 60 answers" in line


def test_missing_answers_are_told_and_nothing_is_judged(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    custom = write(folder / "custom.jsonl", plain(right))
    base = write(folder / "base.jsonl", plain(often_wrong)[:-7])

    line, _ = refusal(capsys, custom, "--base", base)

    assert line.startswith("base.jsonl: 7 of 60 records of custom.jsonl have no answer")
    assert "custom.jsonl:54, custom.jsonl:55" in line


def test_answers_to_more_than_was_asked_are_left_out_and_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    custom = write(folder / "custom.jsonl", plain(right))
    more = [*plain(often_wrong), {"prompt": "What else?", "answer": "nothing"}]

    assert 0 == main(["evaluate", custom, "--base", write(folder / "base.jsonl", more)])

    assert (
        "1 answer of base.jsonl is to prompts that custom.jsonl does not have (first: "
        "base.jsonl:61), and left out" in capsys.readouterr().out
    )


def test_two_answers_to_one_prompt_that_differ_are_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    custom = write(folder / "custom.jsonl", plain(right))
    twice = [*plain(often_wrong), {"prompt": asked(3), "answer": "another"}]

    line, _ = refusal(capsys, custom, "--base", write(folder / "base.jsonl", twice))

    assert line == "base.jsonl:61: answers what base.jsonl:4 answers otherwise: keep one of them"


def test_another_reference_than_that_of_the_set_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    custom = write(folder / "custom.jsonl", plain(right))
    other = plain(often_wrong)
    other[4]["reference"] = "something else"

    line, _ = refusal(capsys, custom, "--base", write(folder / "base.jsonl", other))

    assert line.startswith("base.jsonl:5: its reference is not that of custom.jsonl:5")


def test_one_distinct_prompt_proves_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [{"prompt": "The same", "reference": "x", "answer": "x"}] * 50
    base = [{"prompt": "The same", "answer": "y"}]

    code = main(
        [
            *("evaluate", write(folder / "custom.jsonl", rows)),
            *("--base", write(folder / "base.jsonl", base)),
        ]
    )

    assert 1 == code
    assert "50 held-out records of 1 distinct prompt" in capsys.readouterr().out


def test_an_unknown_metric_names_the_nearest(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [line] = refusal(capsys, "custom.jsonl", "--metric", "rougel")

    assert "no metric is called 'rougel'; did you mean rouge_l?" in line


@pytest.mark.parametrize(
    ("says", "said"),
    [
        ('metrics = ["json_schema"]\njson_schema = "{"', "it is no JSON"),
        ('metrics = ["json_schema"]\njson_schema = \'{"type": "nope"}\'', "evaluation.json_schema"),
        ("min_gain = 2", "evaluation.min_gain must be from 0 to 1"),
        ("metric = 1", "did you mean evaluation.metrics?"),
    ],
)
def test_the_faults_of_a_recipe_are_those_of_check(
    folder: Path, capsys: pytest.CaptureFixture[str], says: str, said: str
) -> None:
    (folder / "task.toml").write_text(f"{RECIPE}\n[evaluation]\n{says}\n")

    [line] = refusal(capsys, write(folder / "custom.jsonl", plain(right)), "--recipe", "task.toml")

    assert said in line


def test_a_metric_that_needs_a_recipe_says_so(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [line] = refusal(
        capsys, write(folder / "custom.jsonl", plain(right)), "--metric", "json_schema"
    )

    assert 'must be there for the metric "json_schema"' in line


def test_a_held_out_set_with_errors_is_refused_in_its_own_words(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    custom = write(folder / "custom.jsonl", plain(right))
    reference = write(
        folder / "evaluation.jsonl",
        [{"prompt": asked(0), "completion": right(0)}, {"prompt": "x", "completion": ""}],
    )

    lines = refusal(capsys, custom, "--reference", reference)

    assert lines[0].startswith("evaluation.jsonl:2: ")
    assert "evaluation.jsonl: nothing was judged" == lines[-1]
