"""Whatever came from outside is one printable line wherever people see it, and does nothing."""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from tests.unit.conftest import Served
from tests.unit.costs.test_repeats import PLAN
from tests.unit.hostile import EVERY, HOSTILE, acting, lines
from tests.unit.report.conftest import ARN, FOLDER, RELEASE, RUN, answers, dataset_report
from tuning.__main__ import main
from tuning.admission import rejection
from tuning.cli import cancel, environment
from tuning.costs import approvals
from tuning.dataset.samples import Sample, Samples, to_json
from tuning.hosting import capacity, keeping
from tuning.ledger import items, runs
from tuning.registration import answers as beside
from tuning.report import publish as publishing
from tuning.report.publish import publish
from tuning.run.approval import Approval, ApprovalRequest
from tuning.run.registration import Registration
from tuning.run.run import Run
from tuning.seals import Seal

TOGETHER = pytest.mark.parametrize(
    "hostile",
    ["".join(HOSTILE), "".join(reversed(HOSTILE[:-1])), "".join(HOSTILE[4:9])],
    ids=["all", "backwards", "some"],
)
"""For what has a run of every ending: what is cut of one is not cut of another."""

FROM_OUTSIDE = set(
    """advice cause figures intended_use job_name key licence message owner reason reasons source
    summary uploader warnings who why""".split()  # noqa: SIM905  words, and not a list of them
)
"""Fields of a run that a person, a service or a file's name fills."""


def poisoned(value: Any, hostile: str, name: str = "") -> Any:
    """Return a run with a text behind every one of it that comes from outside."""
    if isinstance(value, str):
        return f"{value}{hostile}" if name in FROM_OUTSIDE and type(value) is str else value
    if isinstance(value, tuple):
        return tuple(poisoned(each, hostile, name) for each in value)
    if isinstance(value, Seal):  # the pipeline names what it seals
        return value
    if isinstance(value, msgspec.Struct):
        changes = {f: poisoned(getattr(value, f), hostile, f) for f in value.__struct_fields__}
        return msgspec.structs.replace(value, **changes)
    if is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in fields(value)]
        return replace(value, **{n: poisoned(getattr(value, n), hostile, n) for n in names})
    return value


@pytest.fixture
def here(
    settings: object, monkeypatch: pytest.MonkeyPatch, served: Served, left: Any
) -> pytest.MonkeyPatch:
    """A deployed environment in which every call is answered."""
    monkeypatch.setattr(environment, "enter", lambda _: None)
    served(sts=SimpleNamespace(get_caller_identity=lambda: {"Arn": "arn:aws:iam::1:user/ada"}))
    monkeypatch.setattr(capacity, "now", lambda: datetime(2026, 11, 21, 11, tzinfo=UTC))
    return monkeypatch


def waiting(run: Run, hostile: str) -> Run:
    return replace(
        run,
        state="AwaitApproval",
        approval_request=ApprovalRequest(
            figures=(f"training is expected to cost $120{hostile}",),
            asked_at="2026-11-21T08:00:00.000+00:00",
            deadline="2026-11-22T08:00:00.000+00:00",
        ),
    )


@TOGETHER
def test_every_command_about_runs_prints_the_lines_of_a_harmless_run(
    hostile: str,
    endings: dict[str, Run],
    here: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def said(run: Run, *words: str) -> str:
        here.setattr(runs, "every", lambda **_: iter([run]))
        here.setattr(runs, "get", lambda _, **__: run)
        main([*words, "--env", "dev"])
        printed = capsys.readouterr()
        return printed.out + printed.err

    approval = Approval(outcome="denied", who="ada", when="2026-11-21T09:00:00", why="no")
    here.setattr(approvals, "answer", lambda *_, **__: None)
    here.setattr(items, "note", lambda *_, **__: None)
    for name, ending in endings.items():
        answered = replace(waiting(ending, ""), approval=approval)
        for plain, words in (
            (ending, ("runs",)),
            (ending, ("runs", RUN)),
            (ending, ("runs", RUN, "--json")),
            (waiting(ending, ""), ("runs", RUN)),
            (waiting(ending, ""), ("approve", RUN, "--reason", "x")),
            (answered, ("approve", RUN, "--reason", "x")),
        ):
            shown = said(poisoned(plain, hostile), *words)

            assert set() == acting(shown), (name, words)
            assert len(lines(said(plain, *words))) == len(lines(shown)), (name, words)


@TOGETHER
def test_every_message_has_the_lines_of_a_harmless_one(
    hostile: str, endings: dict[str, Run], ledger: Callable[[Run], Any], left: Any
) -> None:
    for name, run in endings.items():
        ledger(run)
        plain = publish(RUN, None)
        ledger(poisoned(run, hostile))
        said = publish(RUN, None)

        assert set() == acting(said.message), name
        assert len(lines(plain.message)) == len(lines(said.message)), name
        assert max(map(len, lines(said.message))) <= 2000, name
        assert said.subject.isascii(), name
        assert said.subject.isprintable(), name
        assert len(said.subject) <= 100, name


@TOGETHER
def test_every_page_shows_it_and_does_nothing(
    hostile: str, endings: dict[str, Run], ledger: Callable[[Run], Any], left: Any
) -> None:
    place = replace(dataset_report().labels[0].first, file=f"train{hostile}.jsonl")
    sample = Sample(place=place, system=hostile, asked=hostile, answer=hostile)
    left.objects[f"{FOLDER}/samples.json"] = to_json(
        Samples(records=(sample,), labels={"train.jsonl:1": hostile}, hosts={hostile: 1})
    )
    left.objects[f"{FOLDER}/answers.jsonl"] = answers(hostile)
    left.objects[f"{FOLDER}/dataset.json"] = msgspec.json.encode(poisoned_report(hostile))
    for name, run in endings.items():
        ledger(poisoned(run, hostile))
        publish(RUN, None)
        page = left.objects[f"{FOLDER}/report.html"].decode()

        assert set() == acting(page.replace("\t", "")), name
        assert "<script" not in page, name
        assert "<img" not in page, name
        if f"{FOLDER}/model-card.md" in left.objects:
            card = left.objects[f"{FOLDER}/model-card.md"].decode()
            assert set() == acting(card), name
            assert "\n# Ada" not in card, name
            assert all(json.loads(line.partition(": ")[2]) for line in front(card)), name


def front(card: str) -> list[str]:
    return card.split("---\n")[1].splitlines()


def poisoned_report(hostile: str) -> Any:
    report = dataset_report()
    named = f"train{hostile}.jsonl"
    return replace(
        report,
        files=tuple(replace(file, file=named) for file in report.files),
        problems=tuple(replace(problem, file=named) for problem in report.problems),
    )


@EVERY
def test_the_report_of_a_rejected_dataset_has_the_lines_of_a_harmless_one(
    hostile: str, left: Any
) -> None:
    counts = []
    for report in (dataset_report(), poisoned_report(hostile)):
        rejection.leave(report, b"{}", task="banking-intents", run_id=RUN)
        page = left.objects[f"rejected/banking-intents/{RUN}/report.md"].decode()
        counts.append(len(lines(page)))

        assert set() == acting(page)

    assert 1 == len(set(counts))


@EVERY
def test_an_answer_beside_a_drop_has_a_line_for_each_reason(
    hostile: str, settings: object, left: Any
) -> None:
    beside.leave("incoming/faq/Train.jsonl", (f"incoming/{hostile}: no task",))

    said = left.objects["incoming/faq/Train.jsonl.starts-nothing.txt"].decode()
    assert set() == acting(said)
    assert 2 == said.count("\n")


@EVERY
def test_the_question_of_an_approval_has_a_line_for_each_figure(
    hostile: str, bucket: object, served: Served, registration: Registration
) -> None:
    sent: list[dict[str, str]] = []
    served(sns=SimpleNamespace(publish=lambda **message: sent.append(message)))
    for figure in ("too much", hostile):
        approvals.ask(
            replace(registration, dropped_by=figure), replace(PLAN, reasons=(figure,)), "t"
        )

    plain, said = sent
    assert set() == acting(said["Message"])
    assert len(lines(plain["Message"])) == len(lines(said["Message"]))


def test_a_lease_that_is_extended_or_released_is_told_in_the_lines_of_a_harmless_one(
    endings: dict[str, Run], here: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = []
    for hostile in ("", "".join(HOSTILE)):
        run = poisoned(endings["kept"], hostile)
        here.setattr(runs, "get", lambda _, run=run, **__: run)
        here.setattr(keeping, "prolong", lambda *_, run=run, **__: run.lease)
        here.setattr(cancel, "_release", lambda _, h=hostile: replace(RELEASE, deleted=(ARN + h,)))
        here.setattr(cancel, "_stop", lambda _: None)
        here.setattr("tuning.ledger.ending.cancel", lambda *_: True)
        here.setattr(publishing, "end", lambda *_, **__: None)
        assert 0 == main(
            ["extend", RUN, "--hours", "48", "--owner", "x", "--reason", "x", "--env", "dev"]
        )
        assert 0 == main(["cancel", RUN, "--reason", "x", "--env", "dev"])
        told.append(capsys.readouterr().out)

        assert set() == acting(told[-1])

    assert len(lines(told[0])) == len(lines(told[1]))
    assert "evil.example" in told[1]
