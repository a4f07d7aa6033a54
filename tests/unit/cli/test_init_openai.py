"""What people have who leave OpenAI's fine-tuning becomes a folder that check takes."""

import json
import re
import shlex
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from tuning.__main__ import main

Captured = pytest.CaptureFixture[str]
Line = dict[str, Any]

SAID = ("--intended-use", "To answer.", "--source", "Ours.", "--licence", "Ours.")
MOVE = ("init", "chats.jsonl", "--from", "openai", "-o", "moved", *SAID)


def write(path: Path, lines: Iterable[Line]) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def lines(path: Path) -> list[Line]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def asked(n: int) -> list[Line]:
    return [
        {"role": "system", "content": "You are the desk of a library."},
        {"role": "user", "content": f"Is volume {n} of shelf {n % 11} there, and until when?"},
    ]


def said(text: str, **others: Any) -> Line:
    return {"role": "assistant", "content": text, **others}


def chat(n: int) -> Line:
    return {"messages": [*asked(n), said(f"It is on loan until day {n % 29}, reader {n}.")]}


def call(n: int) -> Line:
    tools = [{"type": "function", "function": {"name": "look_up", "parameters": {}}}]
    function = {"name": "look_up", "arguments": "{}"}
    called = said("", tool_calls=[{"id": "1", "type": "function", "function": function}])
    return {"messages": [*asked(n), {**called, "content": None}], "tools": tools}


def preference(n: int) -> Line:
    return {
        "input": {"messages": asked(n), "tools": [], "parallel_tool_calls": True},
        "preferred_output": [said(f"Until day {n % 29}, reader {n}.")],
        "non_preferred_output": [said(f"No idea about {n}.")],
    }


def weighted(n: int) -> Line:
    wrong = said(f"Perhaps, number {n}.", weight=0)
    again = {"role": "user", "content": f"Look again for {n}.", "name": "reader"}
    return {"messages": [*asked(n), wrong, again, said(f"It is there, {n}.", weight=1)]}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "chats.jsonl", map(chat, range(120)))
    return tmp_path


def recipe(folder: Path) -> Line:
    return tomllib.loads((folder / "task.toml").read_text())


def prompts(path: Path) -> set[str]:
    return {line["messages"][0]["content"][0]["text"] for line in lines(path)}


def test_chats_become_files_of_their_own_for_each_part(here: Path, capsys: Captured) -> None:
    assert 0 == main([*MOVE])

    moved = here / "moved"
    assert {"train.jsonl", "validation.jsonl", "evaluation.jsonl", "task.toml"} == {
        file.name for file in moved.iterdir()
    }
    sizes = [len(lines(moved / name)) for name in ("train.jsonl", "evaluation.jsonl")]
    assert [84, 24] == sizes
    assert "evaluation.jsonl" == recipe(moved)["dataset"]["evaluation"]
    capsys.readouterr()
    assert 0 == main(["check", "moved"])
    assert "84 records" in capsys.readouterr().out


def test_answers_of_weight_0_are_left_out_and_that_is_said(here: Path, capsys: Captured) -> None:
    write(here / "chats.jsonl", map(weighted, range(120)))

    assert 0 == main([*MOVE])
    out = capsys.readouterr().out
    assert "weight 0" in out
    assert "name beside" in out
    learned = (here / "moved" / "train.jsonl").read_text()
    assert "It is there" in learned
    assert "Perhaps" not in learned


def test_a_key_that_nobody_knows_is_not_lost_with_the_weights(here: Path) -> None:
    write(here / "chats.jsonl", ({**weighted(n), "mood": "calm"} for n in range(120)))

    assert 1 == main([*MOVE])
    assert not (here / "moved").exists()


def test_records_with_tools_are_left_out_only_when_asked_for(here: Path, capsys: Captured) -> None:
    write(here / "chats.jsonl", [chat(n) if n % 3 else call(n) for n in range(180)])

    assert 1 == main([*MOVE])
    assert "--text-only" in capsys.readouterr().out
    assert not (here / "moved").exists()

    assert 0 == main([*MOVE, "--text-only"])
    out = capsys.readouterr().out
    assert "60 records" in out
    left = lines(here / "moved.left-out.jsonl")
    assert [1, 4, 7] == [each["line"] for each in left[:3]]
    assert "look_up" in left[0]["text"]
    kept = sum(len(lines(here / "moved" / f"{part}.jsonl")) for part in ("train", "validation"))
    assert 120 == kept + len(lines(here / "moved" / "evaluation.jsonl"))


def test_preferences_are_taken_only_when_asked_for(here: Path, capsys: Captured) -> None:
    write(here / "chats.jsonl", map(preference, range(120)))

    assert 1 == main([*MOVE])
    assert "--preferred" in capsys.readouterr().out
    assert not (here / "moved").exists()

    assert 0 == main([*MOVE, "--preferred"])
    learned = (here / "moved" / "train.jsonl").read_text()
    assert "Until day" in learned
    assert "No idea" not in learned


def old(n: int) -> str:
    return f"Old answer {n}."


def as_chat(n: int) -> Line:
    return {"messages": [*asked(n), said(old(n))]}


def as_pair(n: int) -> Line:
    return {"prompt": asked(n)[1]["content"], "completion": old(n)}


@pytest.mark.parametrize("shape", [as_chat, as_pair])
def test_answers_of_the_old_model_are_matched_by_what_was_asked(
    here: Path, capsys: Captured, shape: Callable[[int], Line]
) -> None:
    write(here / "old.jsonl", map(shape, reversed(range(120))))

    assert 0 == main([*MOVE, "--answers", "old.jsonl"])

    assert "old model" in capsys.readouterr().out
    assert "recorded.jsonl" == recipe(here / "moved")["dataset"]["recorded"]
    held_out, recorded = (
        lines(here / "moved" / f"{name}.jsonl") for name in ("evaluation", "recorded")
    )
    assert len(held_out) == len(recorded) == 24
    for line, answer in zip(held_out, recorded, strict=True):
        number = line["messages"][0]["content"][0]["text"].split()[2]
        assert line["messages"][0] == answer["messages"][0]
        assert f"Old answer {number}." == answer["messages"][-1]["content"][0]["text"]
    assert 0 == main(["check", "moved"])
    assert "RECORDED" not in capsys.readouterr().out


def batch(n: int) -> Line:
    body = {"id": "c", "choices": [{"index": 0, "message": said(old(n)), "finish_reason": "stop"}]}
    response = {"status_code": 200, "request_id": "r", "body": body}
    return {"id": f"batch_{n}", "custom_id": f"question-{n}", "response": response, "error": None}


def responses(n: int) -> Line:
    content = [{"type": "output_text", "text": old(n), "annotations": []}]
    output = [{"type": "reasoning", "summary": []}, {"type": "message", "content": content}]
    return {
        "custom_id": f"question-{n}",
        "response": {"status_code": 200, "body": {"output": output}},
    }


def request(n: int) -> Line:
    body = {"model": "ft:gpt-4o-mini-2024-07-18:us::abc", "messages": asked(n)}
    return {
        "custom_id": f"question-{n}",
        "method": "POST",
        "url": "/v1/chat/completions",
        "body": body,
    }


@pytest.mark.parametrize("shape", [batch, responses])
def test_the_output_of_a_batch_is_matched_through_its_input(
    here: Path, capsys: Captured, shape: Callable[[int], Line]
) -> None:
    write(here / "output.jsonl", map(shape, reversed(range(120))))
    write(here / "input.jsonl", map(request, range(120)))

    assert 2 == main([*MOVE, "--answers", "output.jsonl"])
    assert "--asked" in capsys.readouterr().err
    assert not (here / "moved").exists()

    assert 0 == main([*MOVE, "--answers", "output.jsonl", "--asked", "input.jsonl"])
    recorded = lines(here / "moved" / "recorded.jsonl")
    assert 24 == len(recorded)
    for line in recorded:
        number = line["messages"][0]["content"][0]["text"].split()[2]
        assert f"Old answer {number}." == line["messages"][-1]["content"][0]["text"]


def test_the_held_out_prompts_are_written_as_a_batch_whose_output_comes_back(here: Path) -> None:
    write(here / "job.json", [{"fine_tuned_model": "ft:gpt-4.1-mini:us:desk:1"}])
    assert 0 == main([*MOVE, "--job", "job.json", "--ask", "ask.jsonl"])

    sent = lines(here / "ask.jsonl")
    assert 24 == len(sent) == len({line["custom_id"] for line in sent})
    assert {"ft:gpt-4.1-mini:us:desk:1"} == {line["body"]["model"] for line in sent}
    assert {"/v1/chat/completions"} == {line["url"] for line in sent}
    assert [["system", "user"]] * 24 == [
        [message["role"] for message in line["body"]["messages"]] for line in sent
    ]
    came = ({**batch(n), "custom_id": line["custom_id"]} for n, line in enumerate(sent))
    write(here / "came.jsonl", came)

    again = ["again" if word == "moved" else word for word in MOVE]
    assert 0 == main([*again, "--answers", "came.jsonl"])
    for n, line in enumerate(lines(here / "again" / "recorded.jsonl")):
        assert (
            sent[n]["body"]["messages"][1]["content"] == line["messages"][0]["content"][0]["text"]
        )
        assert old(n) == line["messages"][-1]["content"][0]["text"]


def test_a_held_out_file_is_taken_as_it_is_and_its_answers_may_be_few(
    here: Path, capsys: Captured
) -> None:
    write(here / "held.jsonl", map(chat, range(900, 960)))
    write(here / "old.jsonl", map(as_chat, range(900, 920)))

    words = [*MOVE, "--evaluation", "held.jsonl", "--answers", "old.jsonl"]
    assert 0 == main(words)
    assert 60 == len(lines(here / "moved" / "evaluation.jsonl"))
    assert 20 == len(lines(here / "moved" / "recorded.jsonl"))
    assert "20 of 60" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ([as_chat(n) for n in range(500, 530)], "0 of the prompts of 24 held-out records"),
        ([*map(as_chat, range(120)), *map(chat, range(120))], "answers what"),
        ([{"messages": asked(n)} for n in range(120)], "no answer"),
    ],
)
def test_answers_that_cannot_be_used_write_nothing(
    here: Path, capsys: Captured, answers: list[Line], why: str
) -> None:
    write(here / "old.jsonl", answers)

    assert 2 == main([*MOVE, "--answers", "old.jsonl"])
    assert why in capsys.readouterr().err
    assert not (here / "moved").exists()


@pytest.mark.parametrize(
    ("job", "epochs", "reason"),
    [
        ({"hyperparameters": {"n_epochs": 3, "batch_size": 1}}, 3, "the old job's n_epochs"),
        ({"hyperparameters": {"n_epochs": 12}}, 5, "12"),
        ({"hyperparameters": {"n_epochs": "auto"}}, 5, "Fewer than 1,000"),
        (
            {"method": {"type": "supervised", "supervised": {"hyperparameters": {"n_epochs": 4}}}},
            4,
            "the old job's n_epochs",
        ),
        ({}, 5, "Fewer than 1,000"),
    ],
)
def test_the_epochs_of_the_old_job_are_those_of_the_recipe_as_far_as_the_model_takes_them(
    here: Path, capsys: Captured, job: Line, epochs: int, reason: str
) -> None:
    write(here / "job.json", [{"object": "fine_tuning.job", **job}])

    assert 0 == main([*MOVE, "--job", "job.json"])
    assert epochs == recipe(here / "moved")["hyperparameters"]["epochCount"]
    assert reason in capsys.readouterr().out


@pytest.mark.parametrize("key", ["user_provided_suffix", "suffix"])
def test_the_suffix_of_the_old_job_names_the_task(here: Path, key: str) -> None:
    write(here / "job.json", [{key: "Library Desk"}])

    assert 0 == main(["init", "chats.jsonl", "--from", "openai", "--job", "job.json"])
    assert (here / "library-desk" / "task.toml").is_file()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--answers", "old.jsonl"], "--answers is for --from openai"),
        (["--preferred"], "--preferred is for --from openai"),
        (["--job", "job.json"], "--job is for --from openai"),
        (["--from", "openai", "--answers", "nowhere.jsonl"], "nowhere.jsonl"),
        (["--from", "openai", "--job", "broken.json"], "broken.json: a job is one JSON object"),
        (["--from", "openai", "--job", "list.json"], "list.json: a job is one JSON object"),
        (["--from", "openai", "--asked", "chats.jsonl"], "--asked is for --answers"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    here: Path, capsys: Captured, words: list[str], why: str
) -> None:
    (here / "broken.json").write_text("{")
    (here / "list.json").write_text("[]")

    assert 2 == main(["init", "chats.jsonl", "-o", "moved", *words])
    refused = capsys.readouterr().err
    assert why in refused
    assert 1 == len(refused.splitlines())
    assert not (here / "moved").exists()


def test_a_folder_is_moved_into_another_one(here: Path, capsys: Captured) -> None:
    folder = here / "old"
    folder.mkdir()
    write(folder / "train.jsonl", map(chat, range(90)))
    write(folder / "test.jsonl", map(chat, range(300, 340)))

    assert 2 == main(["init", "old", "--from", "openai"])
    assert "-o" in capsys.readouterr().err
    assert 0 == main(["init", "old", "--from", "openai", "-o", "moved"])
    assert 40 == len(lines(here / "moved" / "evaluation.jsonl"))
    assert prompts(here / "moved" / "train.jsonl").isdisjoint(
        prompts(here / "moved" / "evaluation.jsonl")
    )


def test_the_steps_of_the_page_lead_from_old_files_to_a_folder_that_is_ready(
    here: Path, capsys: Captured
) -> None:
    page = (Path(__file__).parents[3] / "docs" / "moving-from-openai.md").read_text()
    typed = re.findall(r"^python -m tuning (.*)$", page, flags=re.MULTILINE)
    first, second, *others = map(shlex.split, typed)
    write(here / "job.json", [{"fine_tuned_model": "ft:x", "hyperparameters": {"n_epochs": 3}}])

    assert 0 == main([*first, *SAID])
    sent = lines(here / "ask-old-model.jsonl")
    came = ({**batch(n), "custom_id": line["custom_id"]} for n, line in enumerate(sent))
    write(here / "output.jsonl", came)
    assert [0, 0, 0] == [main([*second, *SAID]), *map(main, others)]

    made = here / "support-answers"
    assert 3 == recipe(made)["hyperparameters"]["epochCount"]
    assert len(sent) == len(lines(made / "recorded.jsonl"))
    assert "RECORDED" not in capsys.readouterr().out
