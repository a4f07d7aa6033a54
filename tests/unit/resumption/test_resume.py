from dataclasses import fields, replace
from typing import Any

import msgspec
import pytest

from tests.unit.hosting.world import World
from tests.unit.resumption.conftest import RUN, without
from tuning.handlers.resume_run import resume_run
from tuning.ledger import runs
from tuning.resumption import resume
from tuning.resumption.where import RESULTS, NotResumable
from tuning.run.keys import KEYS
from tuning.run.resumption import Wish
from tuning.run.run import Run, RunStatus

WISH = Wish(of=RUN, number="0123456789abcdef", purpose="finish", who="arn:people/ada")
EXECUTION = "arn:after"


def write(world: World, run: Run) -> None:
    """Put a run into the ledger as its states would have left it."""
    world.claim(RUN, run.status.value)
    item = world.items[RUN]
    item["execution"] = {"S": run.execution}
    for name in (field.name for field in fields(Run)):
        value = getattr(run, name)
        if value is not None and (name in KEYS.values() or name == "failure"):
            item[name] = {"S": msgspec.json.encode(value).decode()}


@pytest.fixture
def broken(world: World, whole: Run) -> World:
    """A world in which a run broke when its model had been hosted and nothing was asked yet."""
    write(world, without(whole, "answers", RESULTS))
    return world


def test_an_execution_goes_on_with_a_run_that_another_one_left(broken: World) -> None:
    said = resume.resume(WISH, execution=EXECUTION)

    run = runs.get(RUN)
    assert ("host", "failed") == (said.outcome, said.before)
    assert (RunStatus.RUNNING, EXECUTION) == (run.status, run.execution)
    assert (said, None, None) == (run.resumption, run.failure, run.serving)
    assert run.training_status is not None


def test_asking_again_brings_the_same_answer_and_changes_nothing(broken: World) -> None:
    first = resume.resume(WISH, execution=EXECUTION)
    left = dict(broken.items[RUN])

    assert first == resume.resume(WISH, execution=EXECUTION)
    assert left == broken.items[RUN]


def test_of_two_that_go_on_at_once_one_does(broken: World) -> None:
    def other() -> None:
        resume.resume(replace_wish("fedcba9876543210"), execution="arn:other")

    broken.meanwhile["UpdateItem"] = other
    with pytest.raises(NotResumable, match="gone on meanwhile"):
        resume.resume(WISH, execution=EXECUTION)

    assert "arn:other" == runs.get(RUN).execution


def replace_wish(number: str) -> Wish:
    return msgspec.structs.replace(WISH, number=number)


def test_a_run_that_goes_on_is_left_to_its_execution(world: World, whole: Run) -> None:
    write(world, replace(whole, status=RunStatus.RUNNING))

    with pytest.raises(NotResumable, match="goes on"):
        resume.resume(WISH, execution=EXECUTION)
    assert "arn:before" == runs.get(RUN).execution


def test_the_state_hands_on_all_that_was_said_and_still_stands(broken: World) -> None:
    event: dict[str, Any] = {
        "detail": {
            "bucket": {"name": "datasets-bucket"},
            "object": {"key": "incoming/faq/train.jsonl"},
            "resume": msgspec.to_builtins(WISH),
        },
        "execution": EXECUTION,
    }

    document = resume_run(event, None)

    before = RESULTS[: RESULTS.index("serving")]
    assert {"registration", "resumption", "admission", "training_status"} <= {*document}
    assert {*document} <= {"registration", "resumption", *before}
    assert "host" == document["resumption"]["outcome"]
    assert runs.get(RUN).timeline["ResumeRun"]


@pytest.mark.parametrize("number", ["", "a#b", "0\n", "\x1b", "g"])
def test_a_number_that_no_command_makes_is_no_wish(number: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({**msgspec.to_builtins(WISH), "number": number}, Wish)


def test_a_wish_is_granted_once(broken: World) -> None:
    resume.resume(WISH, execution=EXECUTION)
    broken.items[RUN]["status"] = {"S": "failed"}

    with pytest.raises(NotResumable, match="went on with this wish"):
        resume.resume(WISH, execution="arn:later")
