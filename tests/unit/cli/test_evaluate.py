"""`evaluate`: the gate of a run over answers that people bring, in the shapes that they have."""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.unit.conftest import RECIPE
from tuning.__main__ import main

LABELS = ("refund", "card lost", "top up")
RECORDS = 60

Row = Mapping[str, Any]
Judged = Callable[..., dict[str, Any]]


def asked(n: int) -> str:
    return f"Case {n}: what is {n * 7919 % 1000} about?"


def right(n: int) -> str:
    return LABELS[n * 31 % 7 % 3]


def often_wrong(n: int) -> str:
    return right(n) if n % 3 else "no idea"


def plain(answer: Callable[[int], str], *, reference: bool = True) -> list[dict[str, Any]]:
    return [
        {"prompt": asked(n), "answer": answer(n)} | ({"reference": right(n)} if reference else {})
        for n in range(RECORDS)
    ]


def write(path: Path, rows: Sequence[Row]) -> str:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    return path.name


@pytest.fixture
def judged(folder: Path, capsys: pytest.CaptureFixture[str]) -> Judged:
    """What `evaluate … --json` prints, and its exit code."""

    def judge(*words: str) -> dict[str, Any]:
        code = main(["evaluate", *words, "--json"])
        printed = capsys.readouterr()
        assert code in (0, 1), printed.err
        return {"code": code, **json.loads(printed.out)}

    return judge


def test_a_better_model_is_kept(folder: Path, judged: Judged) -> None:
    custom = write(folder / "custom.jsonl", plain(right))
    base = write(folder / "base.jsonl", plain(often_wrong, reference=False))

    found = judged(custom, "--base", base)

    assert ("keep", True, 0) == (found["verdict"], found["passed"], found["code"])
    assert "exact_match" == found["scores"][0]["metric"]
    assert (20, 0) == (found["scores"][0]["wins"], found["scores"][0]["losses"])
    assert 1.0 == found["custom_classes"]["macro_f1"]


def test_a_model_that_is_no_better_is_not_kept(folder: Path, judged: Judged) -> None:
    custom = write(folder / "custom.jsonl", plain(often_wrong))
    base = write(folder / "base.jsonl", plain(often_wrong))

    found = judged(custom, "--base", base)

    assert ("discard", False, 1) == (found["verdict"], found["passed"], found["code"])


def test_without_a_base_nothing_is_said_of_one(folder: Path, judged: Judged) -> None:
    custom = write(folder / "custom.jsonl", plain(right))

    found = judged(custom)

    assert (None, (), 0) == (found["verdict"], tuple(found["scores"]), found["code"])
    assert "cannot be told without" in found["reason"]
    assert {"constant", "echo"} == {each["name"] for each in found["baselines"]}
    assert 1.0 == found["metrics"][0]["score"]


def test_a_constant_fails_without_a_base_too(folder: Path, judged: Judged) -> None:
    custom = write(folder / "custom.jsonl", plain(lambda _: "refund"))

    found = judged(custom)

    assert (False, 1) == (found["passed"], found["code"])
    assert "not certainly better than the most frequent answer" in found["reason"]


def test_a_model_that_is_certainly_worse_than_what_costs_nothing_is_called_so(
    folder: Path, judged: Judged
) -> None:
    custom = write(folder / "custom.jsonl", plain(lambda _: "no idea"))

    assert (
        "is 0.000 on 60 held-out records, certainly worse than the most frequent answer"
        in (judged(custom)["reason"])
    )


def test_with_training_records_the_nearest_answer_is_compared(folder: Path, judged: Judged) -> None:
    custom = write(folder / "custom.jsonl", plain(right))
    base = write(folder / "base.jsonl", plain(often_wrong))
    known = [{"prompt": asked(n) + " Please.", "completion": right(n)} for n in range(RECORDS)]
    train = write(folder / "train.jsonl", known)

    found = judged(custom, "--base", base, "--train", train)

    assert "discard" == found["verdict"]
    assert "nearest training prompt" in found["reason"]


@pytest.mark.parametrize("shuffled", [True, False])
def test_answers_are_found_by_their_prompts_in_any_order(
    folder: Path, judged: Judged, *, shuffled: bool
) -> None:
    """A prompt is known whatever its case and spacing, and a held-out set has any known format."""
    rows = [{"prompt": f"  {asked(n).upper()} ", "answer": right(n)} for n in range(RECORDS)]
    if shuffled:
        random.Random(3).shuffle(rows)
    custom = write(folder / "custom.jsonl", rows)
    base = write(folder / "base.jsonl", plain(often_wrong, reference=False))
    chats = [
        {
            "messages": [
                {"role": "system", "content": "Name the intent."},
                {"role": "user", "content": asked(n)},
                {"role": "assistant", "content": right(n)},
            ]
        }
        for n in range(RECORDS)
    ]
    reference = write(folder / "evaluation.jsonl", chats)

    found = judged(custom, "--base", base, "--reference", reference)

    assert ("keep", 1.0) == (found["verdict"], found["scores"][0]["custom"])


def harness(n: int, answer: str) -> Row:
    """A line of lm-evaluation-harness 0.4's samples_….jsonl."""
    return {
        "doc_id": n,
        "doc": {"question": asked(n)},
        "target": right(n),
        "arguments": {"gen_args_0": {"arg_0": f"Q: {asked(n)}\nA:", "arg_1": {"until": ["\n"]}}},
        "resps": [[answer]],
        "filtered_resps": [answer],
        "filter": "none",
        "exact_match": 0.0,
    }


def of_inspect(n: int, answer: str) -> Row:
    """A sample of a log of inspect_ai, as JSON."""
    return {
        "id": n,
        "epoch": 1,
        "input": [{"role": "user", "content": asked(n)}],
        "target": right(n),
        "output": {"choices": [{"message": {"role": "assistant", "content": answer}}]},
        "scores": {"match": {"value": "C"}},
    }


def brought(n: int, answer: str) -> Row:
    """A line of a Bedrock evaluation job with answers that people bring."""
    return {
        "prompt": asked(n),
        "referenceResponse": right(n),
        "modelResponses": [{"response": answer, "modelIdentifier": "mine"}],
    }


@pytest.mark.parametrize("shape", [harness, of_inspect, brought])
def test_the_shapes_of_others_are_taken(
    folder: Path, judged: Judged, shape: Callable[[int, str], Row]
) -> None:
    custom = write(folder / "custom.jsonl", [shape(n, right(n)) for n in range(RECORDS)])
    base = write(folder / "base.jsonl", [shape(n, often_wrong(n)) for n in range(RECORDS)])

    found = judged(custom, "--base", base)

    assert ("keep", RECORDS) == (found["verdict"], found["records"])


def test_a_whole_log_is_one_document(folder: Path, judged: Judged) -> None:
    samples = [of_inspect(n, right(n)) for n in range(RECORDS)]
    (folder / "log.json").write_text(json.dumps({"status": "success", "samples": samples}))

    assert RECORDS == judged("log.json")["records"]


def test_answers_of_a_run_have_both_models(folder: Path, judged: Judged) -> None:
    rows = [
        {
            "record": n,
            "system": "",
            "prompt": asked(n),
            "reference": right(n),
            "base": {"text": "", "error": "the answer is empty"},
            "custom": {"text": right(n)},
            "base_scores": {"exact_match": 0.0},
            "custom_scores": {"exact_match": 1.0},
        }
        for n in range(RECORDS)
    ]

    found = judged(write(folder / "answers.jsonl", rows))

    assert ("keep", 0.0) == (found["verdict"], found["scores"][0]["base"])


def test_a_table_is_taken(folder: Path, judged: Judged) -> None:
    rows = "".join(f'"{asked(n)}",{right(n)},{right(n)}\r\n' for n in range(RECORDS))
    (folder / "custom.csv").write_text("prompt,reference,answer\r\n" + rows)

    assert 1.0 == judged("custom.csv")["metrics"][0]["score"]


def test_ids_are_enough_where_lines_have_no_prompt(folder: Path, judged: Judged) -> None:
    custom = [{"id": f"q{n}", **row} for n, row in enumerate(plain(right))]
    base = [{"id": f"q{n}", "output": often_wrong(n)} for n in reversed(range(RECORDS))]

    found = judged(
        write(folder / "custom.jsonl", custom), "--base", write(folder / "base.jsonl", base)
    )

    assert "keep" == found["verdict"]


def test_a_recipe_says_what_decides_and_by_how_much(folder: Path, judged: Judged) -> None:
    (folder / "task.toml").write_text(
        f'{RECIPE}\n[evaluation]\nmetrics = ["token_f1"]\nmin_gain = 0.9\n'
    )
    custom = write(folder / "custom.jsonl", plain(right))
    base = write(folder / "base.jsonl", plain(often_wrong))

    found = judged(custom, "--base", base, "--recipe", "task.toml")

    assert ("discard", "token_f1") == (found["verdict"], found["scores"][0]["metric"])


def test_a_prompt_may_be_recorded_as_the_recipe_frames_it(folder: Path, judged: Judged) -> None:
    (folder / "task.toml").write_text(
        f'{RECIPE}\n[dataset]\nprompt_template = "Intent of: {{prompt}} ->"\n'
    )
    rows = [{"prompt": f"Intent of: {asked(n)} ->", "answer": right(n)} for n in range(RECORDS)]
    pairs = [{"prompt": asked(n), "completion": right(n)} for n in range(RECORDS)]

    found = judged(
        write(folder / "custom.jsonl", rows),
        *("--reference", write(folder / "evaluation.jsonl", pairs)),
        *("--recipe", "task.toml"),
    )

    assert RECORDS == found["records"]


@pytest.mark.parametrize(
    ("answers", "metric"),
    [
        (lambda n: LABELS[n % 3], "exact_match"),
        (lambda n: f"In the year {1000 + n}", "token_f1"),
        (
            lambda n: (
                f"\u7b54\u3048\u306f{n}\u756a\u306e\u7a93\u53e3\u3067\u3054\u3056\u3044\u307e\u3059"
            ),
            "chrf",
        ),
        (lambda n: json.dumps({"year": n}), "json_fields"),
        (lambda n: f"In the year {n}, when many a thing was said of it, all was well.", "chrf"),
    ],
)
def test_without_a_recipe_the_references_say_what_decides(
    folder: Path, judged: Judged, answers: Callable[[int], str], metric: str
) -> None:
    rows = [
        {"prompt": asked(n), "reference": answers(n), "answer": answers(n)} for n in range(RECORDS)
    ]

    found = judged(write(folder / "custom.jsonl", rows))

    assert metric == found["metrics"][0]["metric"]
    assert found["notes"][0].startswith("Without --recipe and --metric")


def as_xml(n: int, *, written: str = '<case id="{n}" of="{of}">{name}</case>') -> str:
    return written.format(n=n % 4, of=LABELS[n % 2], name=right(n))


@pytest.mark.parametrize("recipe", ["", 'task_type = "Classification"', "metrics = []"])
def test_xml_is_compared_by_what_it_holds_and_not_by_how_it_is_written(
    folder: Path, judged: Judged, recipe: str
) -> None:
    otherwise = "<case of='{of}'\n   id = '{n}' > {name}\n</case>"
    rows = [
        {"prompt": asked(n), "reference": as_xml(n), "answer": as_xml(n, written=otherwise)}
        for n in range(RECORDS)
    ]
    base = [{**row, "answer": f'<case id="{n}" of="x">?</case>'} for n, row in enumerate(rows)]
    (folder / "task.toml").write_text(f"{RECIPE}\n[evaluation]\n{recipe}\n")

    found = judged(
        write(folder / "custom.jsonl", rows),
        *("--base", write(folder / "base.jsonl", base)),
        *(("--recipe", "task.toml") if recipe else ()),
    )

    assert ("keep", "xml_fields", 1.0) == (
        found["verdict"],
        found["scores"][0]["metric"],
        found["scores"][0]["custom"],
    )
    assert "xml_structure" in {score["metric"] for score in found["scores"]}


@pytest.mark.parametrize(
    ("said", "metric", "why"),
    [
        ('task_type = "Summarization"', "rouge_l", "evaluation.task_type is Summarization"),
        ("", "chrf", "evaluation.task_type is Generation"),
        ("min_gain = 0.01", "chrf", "with a gain of more than 0.010"),
    ],
)
def test_a_recipe_without_metrics_says_what_decides_and_why(
    folder: Path, judged: Judged, said: str, metric: str, why: str
) -> None:
    (folder / "task.toml").write_text(f"{RECIPE}\n[evaluation]\n{said}\n")

    found = judged(write(folder / "custom.jsonl", plain(right)), "--recipe", "task.toml")

    assert metric == found["metrics"][0]["metric"]
    assert found["notes"][0].startswith("The recipe names no metrics")
    assert why in found["notes"][0]


def test_people_read_a_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    custom = write(folder / "custom.jsonl", plain(right))
    base = write(folder / "base.jsonl", plain(often_wrong))

    main(["evaluate", custom, "--base", base])

    printed = capsys.readouterr().out
    assert printed.startswith("Keep the custom model: its exact match is 1.000 against 0.667")
    assert "60 records of 60 distinct prompts" in printed
    assert "p = 1.9e-06" in printed
    assert "macro F1 1.000" in printed


def test_a_champion_must_be_beaten_too(folder: Path, judged: Judged) -> None:
    custom = write(folder / "custom.jsonl", plain(right))
    base = write(folder / "base.jsonl", plain(often_wrong))

    found = judged(custom, "--base", base, "--champion", custom)

    assert "discard" == found["verdict"]
    assert "the champion" in found["reason"]
    assert "champion" in {each["name"] for each in found["baselines"]}


@pytest.mark.parametrize("beside", [True, False])
def test_a_page_shows_the_verdict_and_no_personal_datum(
    folder: Path, judged: Judged, *, beside: bool
) -> None:
    rows = plain(right)
    rows[0]["prompt"] = f"{asked(0)} Write to anna.smith@example.org & <b>me</b>"
    base = [{**row, "answer": "no idea"} for row in rows]
    custom = write(folder / "custom.jsonl", rows)
    more = ("--base", write(folder / "base.jsonl", base)) if beside else ()

    judged(custom, *more, "--html", "page.html")

    page = (folder / "page.html").read_text()
    assert ("<span>Keep</span>" if beside else "<span>No verdict</span>") in page
    assert "anna.smith@example.org" not in page
    assert "<b>me</b>" not in page
    assert ("macro F1" in page) == beside


def test_on_a_terminal_long_work_is_seen(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As long as it takes to begin to show it: the timer is told to fire at once."""
    shown: list[str] = []

    class AtOnce:
        def __init__(self, _seconds: float, begin: Callable[[], None]) -> None:
            self.begin = begin

        def start(self) -> None:
            shown.append("begun")
            self.begin()

        def cancel(self) -> None:
            shown.append("ended")

        def join(self) -> None:
            """It ran already."""

    monkeypatch.setattr("tuning.cli.progress.Timer", AtOnce)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)

    main(["evaluate", write(folder / "custom.jsonl", plain(right))])

    assert ["begun", "ended"] == shown
    assert "exact match is 1.000" in capsys.readouterr().out


def test_recorded_answers_need_only_not_be_better(folder: Path, judged: Judged) -> None:
    custom = write(folder / "custom.jsonl", plain(right))
    base = write(folder / "base.jsonl", plain(often_wrong, reference=False))

    (folder / "task.toml").write_text(f"{RECIPE}[evaluation]\nmay_trail = 0.1\n")
    found = judged(custom, "--base", base, "--recorded", custom, "--recipe", "task.toml")

    assert "keep" == found["verdict"]
    assert "trails the recorded answers (1.000) by no more than 0.100" in found["reason"]


@pytest.mark.parametrize("trained", [True, False])
def test_a_model_that_says_one_thing_to_everybody_is_discarded(
    folder: Path, judged: Judged, *, trained: bool
) -> None:
    """No two references are alike, so no answer is the most frequent one; a central one scores."""

    def parcel(n: int) -> str:
        if n % 10 < 3:
            return f"Please return the item with label {n * 7919 % 100_000}."
        return f"Order {n * 7919 % 100_000} left on {n % 28 + 1} May, it takes {n % 9 + 2} days."

    where = [f"Where is parcel {n * 31} now, please?" for n in range(100)]
    told = "Order 12345 left on 12 May, it takes 5 days."
    custom = [
        {"prompt": prompt, "answer": told, "reference": parcel(n)} for n, prompt in enumerate(where)
    ]
    base = [{"prompt": prompt, "answer": "I do not know."} for prompt in where]
    train = [
        {"prompt": f"Where is {n}?", "completion": parcel(n)}
        for n in (*range(200, 203), *range(310, 400))
    ]
    words = ["--train", write(folder / "train.jsonl", train)] if trained else []

    found = judged(
        write(folder / "custom.jsonl", custom), "--base", write(folder / "base.jsonl", base), *words
    )

    assert "discard" == found["verdict"], found["reason"]
    assert "the most frequent answer" in found["reason"]
