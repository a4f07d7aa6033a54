"""`ask TASK "…"`: who answers, how the question is framed, and what is said of the answer."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec import structs

from tests.unit.evaluation.conftest import refusal
from tests.unit.evaluation.test_compare import BASE
from tuning.__main__ import main
from tuning.cli import environment, ledger
from tuning.cli.ask import one, questions, target
from tuning.costs.prices import PriceList
from tuning.hosting import capacity
from tuning.ledger import champions, runs
from tuning.run.lease import Lease
from tuning.run.registration import Registration
from tuning.run.run import Run, RunStatus
from tuning.run.training import TrainingStatus

CUSTOM = "arn:aws:bedrock:us-east-1:123456789012:custom-model-deployment/abcdefghijkl"
LEASE = Lease(
    run_id="faq-0123456789ab",
    kind="deployment",
    name="n",
    owner="Ada",
    units=0,
    unit_hour_usd=0.0,
    expires_at="2026-11-22T08:00:00+00:00",
    state="held",
    arn=CUSTOM,
)
THROUGHPUT = replace(LEASE, kind="throughput", units=1, unit_hour_usd=None)
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
MODEL = (
    "arn:aws:bedrock:us-east-1:123456789012:custom-model/amazon.nova-micro-v1:0:128k/abcdefghijkl"
)

Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture
def kept(registration: Registration) -> Run:
    """A run whose model is served, and whose recipe says what stands around each question."""
    recipe = registration.ready_recipe
    framed = structs.replace(
        recipe,
        dataset=structs.replace(
            recipe.dataset, instruction="Be kind.", prompt_template="Q: {prompt}\nA:"
        ),
    )
    return Run(
        run_id=registration.run_id,
        task="faq",
        status=RunStatus.KEPT,
        execution="arn",
        created_at="2026-11-21T08:00:00+00:00",
        updated_at="2026-11-21T08:00:00+00:00",
        state="Promote",
        registration=replace(registration, recipe=framed),
        training_status=TrainingStatus(outcome="completed", status="Completed", model_arn=MODEL),
        lease=LEASE,
    )


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch, kept: Run) -> dict[str, Run]:
    """The runs of the ledger; the champions are its own, the newest first."""
    found = {kept.run_id: kept}
    monkeypatch.setattr(environment, "enter", lambda _: {})
    monkeypatch.setattr(runs, "find", found.get)
    monkeypatch.setattr(
        champions,
        "of",
        lambda task: tuple(one.run_id for one in found.values() if one.task == task),
    )
    monkeypatch.setattr(ledger, "every", lambda: iter(found.values()))
    monkeypatch.setattr(capacity, "now", lambda: NOW)
    return found


@pytest.fixture
def ask(
    known: dict[str, Run],
    models: Any,
    capsysbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> Ask:
    """Run the command; nobody waits."""
    models.says = {BASE: lambda _: "I cannot say", CUSTOM: lambda _: "On Monday."}
    monkeypatch.setattr(one, "REST", 0.0)

    def run(*words: str) -> tuple[int, str, str]:
        code = main(["ask", *words, "--env", "dev"])
        out, err = capsysbinary.readouterr()
        return code, out.decode(), err.decode()

    return run


def test_a_task_is_answered_by_what_serves_it_asked_as_it_was_trained(
    ask: Ask, models: Any
) -> None:
    code, out, err = ask("faq", "Where is my parcel?")

    assert (0, "On Monday.\n") == (code, out), err
    [request] = models.requests
    assert CUSTOM == request["modelId"]
    assert [{"text": "Be kind."}] == request["system"]
    assert [{"role": "user", "content": [{"text": "Q: Where is my parcel?\nA:"}]}] == request[
        "messages"
    ]
    assert {"maxTokens": 256, "temperature": 0} == request["inferenceConfig"]


def test_a_run_is_asked_by_its_id(ask: Ask) -> None:
    assert (0, "On Monday.\n") == ask("faq-0123456789ab", "Where?")[:2]


def test_tokens_latency_and_cost_of_each_answer_are_said(ask: Ask) -> None:
    _, _, err = ask("faq", "Where?")

    # 12 characters are asked and 10 answered; of Nova Micro 1,000 cost $0.000035 and $0.00014
    assert "12 tokens in, 10 out; 0.04 s; $0.0000018\n" == err


def test_both_models_answer_one_after_the_other(ask: Ask, models: Any) -> None:
    code, out, _ = ask("faq", "Where?", "--both")

    assert 0 == code
    assert f"custom ({CUSTOM})\n  On Monday.\nbase ({BASE})\n  I cannot say\n" == out
    assert [CUSTOM, BASE] == [model for model, _ in models.asked()]


@pytest.mark.parametrize("streams", [True, False])
def test_no_answer_looks_as_what_is_said_about_it(
    ask: Ask,
    models: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
    *,
    streams: bool,
) -> None:
    models.says[CUSTOM] = lambda _: f"No.\nbase ({BASE})\n\nI hate you.\n"
    monkeypatch.setattr(sys.stdout, "isatty", lambda: streams)
    monkeypatch.setenv("NO_COLOR", "1")

    _, out, _ = ask("faq", "Where?", "--both")

    assert [
        f"custom ({CUSTOM})",
        "  No.",
        f"  base ({BASE})",
        "  ",
        "  I hate you.",
        f"base ({BASE})",
        "  I cannot say",
    ] == out.splitlines()


def test_json_has_both_answers_with_their_figures(ask: Ask) -> None:
    code, out, err = ask("faq", "Where?", "--both", "--json")

    told = json.loads(out)
    assert (0, "") == (code, err)
    assert ("faq-0123456789ab", "Q: Where?\nA:") == (told["run"], told["prompt"])
    assert {
        "text": "On Monday.",
        "error": None,
        "stop_reason": "end_turn",
        "input_tokens": 12,
        "output_tokens": 10,
        "latency_ms": 40,
        "usd": pytest.approx((12 * 0.000035 + 10 * 0.00014) / 1000),
        "interventions": [],
    } == told["custom"]
    assert "I cannot say" == told["base"]["text"]


def test_throughput_is_paid_by_the_hour(ask: Ask, known: dict[str, Run], kept: Run) -> None:
    known[kept.run_id] = replace(kept, lease=THROUGHPUT)

    assert ask("faq", "Where?")[2].endswith("; paid by the hour\n")


def test_an_unknown_price_is_said(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(target, "prices_of", lambda _: PriceList(prices=()))

    _, _, err = ask("faq", "Where?")

    assert err.endswith("; at an unknown price\n")
    assert None is json.loads(ask("faq", "Where?", "--json")[1])["custom"]["usd"]


def test_at_a_terminal_an_answer_is_shown_as_it_is_said(
    known: dict[str, Run],
    kept: Run,
    models: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    models.says = {CUSTOM: lambda _: "On\x1b[31m Monday."}
    pieces: list[str] = []
    monkeypatch.setattr(one, "_write", pieces.append)
    asked = target.find("faq")

    line = one.show(asked, questions.one("Where?", asked.recipe), ("custom",), streams=True)

    assert ["On\x1b", "[31", "m M", "ond", "ay.", "\n"] == pieces
    assert line.custom
    assert "On\x1b[31m Monday." == line.custom.text
    assert 10 < line.custom.output_tokens


def test_what_a_model_says_does_nothing_to_a_terminal(ask: Ask, models: Any) -> None:
    models.says[CUSTOM] = lambda _: "On\x1b[31m Monday."

    assert "On\\u001b[31m Monday.\n" == ask("faq", "Where?")[1]


def test_of_two_champions_the_hosted_one_answers(
    ask: Ask, known: dict[str, Run], kept: Run, models: Any
) -> None:
    newer = replace(kept, run_id="faq-ba9876543210", lease=None)
    known.clear()
    known.update({newer.run_id: newer, kept.run_id: kept})

    assert 0 == ask("faq", "Where?")[0]
    assert [CUSTOM] == [model for model, _ in models.asked()]


def test_of_two_that_are_held_the_one_whose_lease_lasts_answers(
    ask: Ask, known: dict[str, Run], kept: Run
) -> None:
    over = replace(
        kept,
        run_id="faq-ba9876543210",
        lease=replace(LEASE, arn="gone", expires_at="2026-11-21T08:30:00+00:00"),
    )
    known.clear()
    known.update({over.run_id: over, kept.run_id: kept})

    assert 0 == ask("faq", "Where?")[0]


@pytest.mark.parametrize(
    ("lease", "said"),
    [
        (
            None,
            "nothing serves a model of faq now: it is only stored; `python -m tuning serve faq "
            "--hours H --owner NAME --env dev` hosts it",
        ),
        (
            replace(LEASE, expires_at="2026-11-21T08:30:00+00:00"),
            "was held until 21 Nov 2026, 08:30 UTC, and is being released: `python -m tuning serve",
        ),
    ],
)
def test_a_task_that_nothing_serves_is_one_line_with_the_next_step(
    ask: Ask, known: dict[str, Run], kept: Run, models: Any, lease: Lease | None, said: str
) -> None:
    known[kept.run_id] = replace(kept, lease=lease)

    code, out, err = ask("faq", "Where?")

    assert (2, "", 1) == (code, out, err.count("\n"))
    assert said in err
    assert [] == models.requests


def test_a_run_without_a_model_says_so(ask: Ask, known: dict[str, Run], kept: Run) -> None:
    known[kept.run_id] = replace(kept, lease=None, training_status=None)

    code, _, err = ask(kept.run_id, "Where?")

    assert 2 == code
    assert "it has no model; `python -m tuning runs faq-0123456789ab --env dev`" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["fsq", "Where?"], "no run was ever of task 'fsq'; did you mean faq?"),
        (["faq"], "ask one question, in quotes, or the prompts of a file with --file"),
        (["faq", "Where?", "--file", "a.jsonl"], "ask one question"),
        (["faq", " \n"], "the question is empty"),
        (["faq", "Where?", "-o", "a.jsonl"], "-o takes the answers to a file"),
        (["faq", "--file", "a.jsonl", "--json"], "leave out --json"),
        (["faq", "--file", "absent.jsonl"], "absent.jsonl: No such file or directory (see that"),
    ],
)
def test_what_cannot_be_asked_is_one_line(
    ask: Ask, models: Any, words: list[str], said: str
) -> None:
    code, out, err = ask(*words)

    assert (2, "", 1) == (code, out, err.count("\n")), err
    assert said in err
    assert [] == models.requests


def test_a_task_whose_runs_were_never_kept_says_where_to_look(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(champions, "of", lambda _: ())

    assert "no model of faq was kept yet: `python -m tuning runs --task faq" in ask("faq", "?")[2]


def test_a_throttled_model_is_asked_a_few_times_and_then_one_line(ask: Ask, models: Any) -> None:
    def busy(_: str) -> str:
        raise refusal("ThrottlingException", "Too many requests")

    models.says[CUSTOM] = busy

    code, out, err = ask("faq", "Where?")

    assert (2, "", 1) == (code, out, err.count("\n"))
    assert "the custom model is busy" in err
    assert "ask again in a minute" in err
    assert 3 == len(models.requests)


def test_a_model_that_is_asked_again_answers(ask: Ask, models: Any) -> None:
    def second(_: str) -> str:
        if len(models.requests) == 1:
            raise refusal("ThrottlingException")
        return "On Monday."

    models.says[CUSTOM] = second

    assert (0, "On Monday.\n") == ask("faq", "Where?")[:2]


def test_a_refused_prompt_is_one_line_and_is_not_asked_again(ask: Ask, models: Any) -> None:
    def refuse(_: str) -> str:
        raise refusal("ValidationException", "The prompt is too long")

    models.says[CUSTOM] = refuse

    code, out, err = ask("faq", "Where?")

    assert (2, "", 1) == (code, out, err.count("\n"))
    assert "The prompt is too long" in err
    assert 1 == len(models.requests)


def test_a_blocked_answer_is_said_and_ends_with_1(ask: Ask, models: Any) -> None:
    models.stop_reasons[CUSTOM] = "guardrail_intervened"

    code, out, err = ask("faq", "Where?")

    assert (1, "On Monday.\n") == (code, out)
    assert "the custom model: the answer was blocked: guardrail_intervened" in err
