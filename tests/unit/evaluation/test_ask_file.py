"""`ask TASK --file prompts.jsonl`: a line for each record, and nothing paid for is lost."""

import json
import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.unit.evaluation.conftest import Quotas, Time, refusal
from tests.unit.evaluation.test_ask import CUSTOM, Ask, ask, kept, known
from tests.unit.evaluation.test_compare import BASE
from tuning.cli.ask import many, questions, target
from tuning.cli.evaluate import answer_file
from tuning.evaluation.pacing import Clock
from tuning.run.run import Run
from tuning.text import printable

__all__ = ["ask", "kept", "known"]  # fixtures of the one question


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the commands run; nobody waits for a pace."""
    monkeypatch.chdir(tmp_path)
    clock = Time().clock
    monkeypatch.setattr(many, "Clock", lambda **_: clock)
    return tmp_path


def prompts(number: int) -> Path:
    file = Path("prompts.jsonl")
    file.write_text("".join(json.dumps({"prompt": f"question {n}"}) + "\n" for n in range(number)))
    return file


def read(text: str) -> list[dict[str, Any]]:
    return sorted((json.loads(line) for line in text.splitlines()), key=lambda one: one["record"])


def test_each_record_is_answered_by_a_line(ask: Ask) -> None:
    prompts(20)

    code, out, err = ask("faq", "--file", "prompts.jsonl")

    lines = read(out)
    assert (0, 20) == (code, len(lines)), err
    assert [*range(1, 21)] == [line["record"] for line in lines]
    assert "Q: question 3\nA:" == lines[3]["prompt"]
    assert {"On Monday."} == {line["custom"]["text"] for line in lines}
    assert {None} == {line["base"] for line in lines}
    assert "faq-0123456789ab: 20 of 20 prompts answered" in err
    assert "custom: 330 tokens in, 200 out; 0.04 s each; $" in err


@pytest.mark.parametrize(
    ("name", "content", "system"),
    [
        ("a.jsonl", '{"prompt": "Where?"}\n', "Be kind."),
        ("a.jsonl", '{"prompt": "Where?", "completion": "There."}\n', "Be kind."),
        ("a.jsonl", '{"messages": [{"role": "user", "content": "Where?"}]}\n', "Be kind."),
        (
            "a.jsonl",
            '{"schemaVersion": "bedrock-conversation-2024", "system": [{"text": "Own."}], '
            '"messages": [{"role": "user", "content": [{"text": "Where?"}]}]}\n',
            "Own.",
        ),
        ("a.csv", "question,answer\nWhere?,There.\n", "Be kind."),
    ],
)
def test_any_form_that_is_checked_is_asked(
    ask: Ask, models: Any, name: str, content: str, system: str
) -> None:
    Path(name).write_text(content)

    code, _, err = ask("faq", "--file", name)

    assert 0 == code, err
    [request] = models.requests
    assert [{"text": system}] == request["system"]
    assert ["Q: Where?\nA:"] == [text for _, text in models.asked()]


def test_standard_output_has_the_form_that_evaluate_reads(ask: Ask) -> None:
    Path("set.jsonl").write_text(
        "".join(
            json.dumps({"prompt": f"question {n}", "completion": "On Monday."}) + "\n"
            for n in range(20)
        )
    )
    Path("answers.jsonl").write_text(ask("faq", "--file", "set.jsonl", "--both")[1])

    [*entries] = answer_file.read("answers.jsonl")
    assert {"On Monday."} == {entry.answer for entry in entries}
    assert {"I cannot say"} == {entry.base for entry in entries}
    assert {"On Monday."} == {entry.reference for entry in entries}


def test_both_models_are_asked_at_the_pace_of_their_quotas(
    known: dict[str, Run], quotas: Quotas, models: Any
) -> None:
    quotas.applied = {"On-demand model inference requests per minute for Amazon Nova Micro": 60}
    models.says = {BASE: lambda _: "b", CUSTOM: lambda _: "c"}
    time, asked = Time(), target.find("faq")
    began = time.seconds

    code = many.ask(
        asked,
        questions.read(str(prompts(10)), asked.recipe),
        ("custom", "base"),
        "a.jsonl",
        time.clock,
    )

    assert 0 == code
    assert 9 * 60 / (0.9 * 60) <= time.seconds - began


def test_a_file_that_has_answers_is_gone_on_with(ask: Ask, models: Any) -> None:
    prompts(10)
    out = Path("answers.jsonl")
    assert 0 == ask("faq", "--file", "prompts.jsonl", "-o", "answers.jsonl")[0]
    lines = out.read_text().splitlines(keepends=True)
    out.write_text("".join(lines[:6]) + lines[6][:20])
    models.requests.clear()

    code, _, err = ask("faq", "--file", "prompts.jsonl", "-o", "answers.jsonl")

    assert 0 == code, err
    assert 4 == len(models.requests)
    assert [*range(1, 11)] == [line["record"] for line in read(out.read_text())]


def test_with_both_a_base_answer_alone_is_kept_and_not_asked_again(ask: Ask, models: Any) -> None:
    prompts(3)
    out = Path("answers.jsonl")
    ask("faq", "--file", "prompts.jsonl", "-o", "answers.jsonl")
    models.requests.clear()

    assert 0 == ask("faq", "--file", "prompts.jsonl", "-o", "answers.jsonl", "--both")[0]

    assert [BASE] * 3 == [model for model, _ in models.asked()]
    assert ["On Monday."] * 3 == [line["custom"]["text"] for line in read(out.read_text())]
    assert ["I cannot say"] * 3 == [line["base"]["text"] for line in read(out.read_text())]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("no JSON\n", "answers.jsonl:1 is no answer of `ask`"),
        ('{"prompt": "mine"}\n', "answers.jsonl:1 is no answer of `ask`"),
        ("faq-ffffffffffff", "answers.jsonl:1 is an answer of faq-ffffffffffff"),
        ("other", "answers.jsonl:1 answers another prompt"),
        ("base", "answers.jsonl:1 has answers of the base model: add --both"),
    ],
)
def test_a_file_with_something_else_is_left_as_it_is(
    ask: Ask, models: Any, content: str, said: str
) -> None:
    prompts(2)
    both = ("--both",) if content == "base" else ()
    ask("faq", "--file", "prompts.jsonl", "-o", "answers.jsonl", *both)
    out = Path("answers.jsonl")
    whole = out.read_text()
    if content.startswith("faq-"):
        content = whole.replace("faq-0123456789ab", content)
    content = {"other": whole.replace("question", "problem"), "base": whole}.get(content, content)
    out.write_text(content)
    models.requests.clear()

    code, _, err = ask("faq", "--file", "prompts.jsonl", "-o", "answers.jsonl")

    assert (2, 1) == (code, err.count("\n"))
    assert said in err
    assert content == out.read_text()
    assert [] == models.requests


@pytest.mark.parametrize(
    "content",
    [
        "my notes",
        '{"prompt": "Where?"}',
        '{"run":"faq-ffffffffffff","record":1',
        "faq-0123456789ab",
    ],
)
def test_a_file_without_a_last_line_feed_is_no_answer_that_broke_off(
    ask: Ask, models: Any, content: str
) -> None:
    prompts(2)
    out = Path("answers.jsonl")
    out.write_text(content)

    code, _, err = ask("faq", "--file", "prompts.jsonl", "-o", "answers.jsonl")

    assert (2, 1, content, []) == (code, err.count("\n"), out.read_text(), models.requests)
    assert "answers.jsonl:1 is no answer of `ask`: name another file with -o" in err


@pytest.mark.parametrize("length", [1, 9, 40])
def test_an_answer_that_broke_off_anywhere_is_asked_again(ask: Ask, length: int) -> None:
    prompts(2)
    out = Path("answers.jsonl")
    ask("faq", "--file", "prompts.jsonl", "-o", "answers.jsonl")
    first, second = out.read_text().splitlines(keepends=True)
    out.write_text(first + second[:length])

    assert 0 == ask("faq", "--file", "prompts.jsonl", "-o", "answers.jsonl")[0]
    assert [1, 2] == [line["record"] for line in read(out.read_text())]


@pytest.mark.parametrize(
    "content",
    [b'{"x":' + b"[" * 200_000 + b"]" * 200_000 + b"}\n", b'{"run":"\xff"}\n'],
    ids=["brackets without end", "no UTF-8"],
)
def test_a_file_that_no_reader_can_take_is_one_line(ask: Ask, content: bytes) -> None:
    prompts(1)
    out = Path("answers.jsonl")
    out.write_bytes(content)

    code, _, err = ask("faq", "--file", "prompts.jsonl", "-o", "answers.jsonl")

    assert (2, 1, content) == (code, err.count("\n"), out.read_bytes())
    assert "answers.jsonl:1 is no answer of `ask`" in err


def test_what_a_model_says_does_nothing_to_whatever_shows_the_lines(ask: Ask, models: Any) -> None:
    acts = "a\x9b2J\x9d0;t\x9c\x7f\u202eb\x85\u200b\u2028\U000e0041"
    models.says[CUSTOM] = lambda _: acts
    prompts(1)

    _, out, _ = ask("faq", "--file", "prompts.jsonl")
    ask("faq", "--file", "prompts.jsonl", "-o", "answers.jsonl")
    ask("faq", "--file", "prompts.jsonl", "-o", "answers.jsonl", "--both")

    for text in (out, Path("answers.jsonl").read_text()):
        assert printable(text) == text
        assert [acts] == [line["custom"]["text"] for line in read(text)]


def test_every_error_of_a_file_is_named_and_nothing_is_asked(ask: Ask, models: Any) -> None:
    Path("a.jsonl").write_text('{"prompt": "Where?"}\n{"prompt": ""}\n{"prompt": "x"\n')

    code, out, err = ask("faq", "--file", "a.jsonl", "-o", "answers.jsonl")

    assert (2, "") == (code, out)
    assert "a.jsonl:2: EMPTY_TEXT" in err
    assert "a.jsonl:3: TRUNCATED_JSON" in err
    assert err.endswith("a.jsonl: nothing was asked\n")
    assert [] == models.requests
    assert not Path("answers.jsonl").exists()


def test_a_prompt_that_is_refused_is_a_line_with_the_reason(ask: Ask, models: Any) -> None:
    def third(prompt: str) -> str:
        if "question 2" in prompt:
            raise refusal("ValidationException", "The prompt is blocked")
        return "On Monday."

    prompts(5)
    models.says[CUSTOM] = third

    code, out, err = ask("faq", "--file", "prompts.jsonl")

    lines = read(out)
    assert (1, 5) == (code, len(lines))
    assert "The prompt is blocked" in lines[2]["custom"]["error"]
    assert "custom: 1 prompt got no answer; error in the line says why" in err


def test_a_model_that_breaks_leaves_the_rest_to_the_same_command(ask: Ask, models: Any) -> None:
    prompts(30)

    def breaks(_: str) -> str:
        if len(models.requests) > 10:
            raise refusal("ModelErrorException", "broke")
        return "On Monday."

    models.says[CUSTOM] = breaks
    code, _, err = ask("faq", "--file", "prompts.jsonl", "-o", "answers.jsonl")

    assert 1 == code
    assert "the model does not answer: " in err
    assert "left: the same command asks the rest" in err
    before = len(Path("answers.jsonl").read_text().splitlines())
    assert 0 < before < 30

    models.says[CUSTOM] = lambda _: "On Monday."
    models.requests.clear()
    assert 0 == ask("faq", "--file", "prompts.jsonl", "-o", "answers.jsonl")[0]
    assert 30 - before == len(models.requests)


def test_throttles_are_waited_for(ask: Ask, models: Any) -> None:
    prompts(5)
    models.says[CUSTOM] = lambda _: _throttled() if len(models.requests) % 2 else "On Monday."

    code, out, _ = ask("faq", "--file", "prompts.jsonl")

    assert (0, 5) == (code, len(out.splitlines()))


def _throttled() -> str:
    raise refusal("ThrottlingException")


def test_ctrl_c_loses_no_answer_and_asks_no_more(ask: Ask, models: Any) -> None:
    prompts(200)

    def interrupted(_: str) -> str:
        if len(models.requests) == 20:
            os.kill(os.getpid(), signal.SIGINT)
        return "On Monday."

    models.says[CUSTOM] = interrupted
    before = signal.getsignal(signal.SIGINT)

    code, _, err = ask("faq", "--file", "prompts.jsonl", "-o", "answers.jsonl")

    answered = len(Path("answers.jsonl").read_text().splitlines())
    assert 130 == code
    assert answered == len(models.requests) < 200
    assert f"{answered} of 200 prompts answered" in err
    assert f"{200 - answered} prompts left: the same command asks the rest" in err
    assert before == signal.getsignal(signal.SIGINT)


def test_ctrl_c_wakes_who_waits_for_a_pace(
    known: dict[str, Run], models: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock that is taken where nobody gives one sleeps no longer than the sitting lasts."""
    models.says = {CUSTOM: lambda _: "c"}
    asked, made = target.find("faq"), list[Clock]()

    def clock(**given: Any) -> Clock:
        made.append(Clock(**given))
        return replace(made[0], sleep=lambda _: None)

    monkeypatch.setattr(many, "Clock", clock)
    many.ask(asked, questions.read(str(prompts(1)), asked.recipe), ("custom",), "a.jsonl")

    [taken] = made
    waits = taken.sleep.__self__  # type: ignore[attr-defined]
    waits.set()
    assert taken.sleep(3600)


def test_a_run_of_throughput_is_asked_without_a_pace_and_paid_by_the_hour(
    ask: Ask, known: dict[str, Run], kept: Run
) -> None:
    assert kept.lease
    known[kept.run_id] = replace(
        kept, lease=replace(kept.lease, kind="throughput", units=1, unit_hour_usd=None)
    )
    prompts(3)

    code, out, err = ask("faq", "--file", "prompts.jsonl")

    assert 0 == code
    assert {0.0} == {line["custom"]["usd"] for line in read(out)}
    assert "; paid by the hour" in err
