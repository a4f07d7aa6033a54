"""Teardown: what it ends, in which order, and that it never says 0 when something is left."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from tests.unit.cli.test_commands import LEASE, RUN
from tuning import clients
from tuning.__main__ import main
from tuning.cli.stacks import Resource, Stack
from tuning.cli.teardown import emptying, teardown
from tuning.cli.teardown.destroying import destroy
from tuning.cli.teardown.leftovers import Leftovers, look
from tuning.errors import Transient, UnreadableRun
from tuning.hosting import capacity
from tuning.hosting.capacity import Capacity
from tuning.ledger import items, runs
from tuning.run.run import RunStatus
from tuning.settings import Settings

Stubbed = Callable[[str], Stubber]

ARN = "arn:aws:bedrock:us-east-1:123456789012"
OURS = {"project": "bedrock-finetune", "environment": "dev", "task": "faq", "run": "faq-1"}
SERVED = Capacity(
    kind="throughput",
    arn=f"{ARN}:provisioned-model/a",
    name="n",
    units=1,
    model_arn=f"{ARN}:custom-model/a",
    created_at=LEASE.ends,
    bound_until=None,
    tags=OURS,
)


def refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "m"}}, "Operation")


def stack(part: str, *, stays: bool = False, protected: bool = False) -> Stack:
    bucket = Resource(type="AWS::S3::Bucket", name=f"{part}-bucket", stays=stays)
    return Stack(
        name=f"bedrock-finetune-dev-{part}",
        status="CREATE_COMPLETE",
        reason="",
        protected=protected,
        resources=(bucket,),
    )


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)


@dataclass
class World:
    """An environment, of which each act of the teardown takes something away.

    Attributes:
        acts: what was done, in order.
        stubborn: what cannot be taken away.
    """

    stacks: dict[str, Stack] = field(
        default_factory=lambda: {part: stack(part) for part in ("pipeline", "foundation")}
    )
    things: list[str] = field(default_factory=list)
    acts: list[str] = field(default_factory=list)
    stubborn: set[str] = field(default_factory=set)

    def enter(self, _: str) -> dict[str, Stack]:
        return self.stacks

    def look(self, machine: str | None, task: str | None) -> Any:
        del machine, task
        return SimpleNamespace(
            lines=tuple(self.things), can_end=bool(set(self.things) - self.stubborn), end=self.end
        )

    def end(self) -> Iterator[str]:
        for thing in set(self.things) - self.stubborn:
            self.things.remove(thing)
            self.acts.append(f"end {thing}")
            yield thing

    def empty(self, bucket: str) -> str | None:
        self.acts.append(f"empty {bucket}")
        return f"{bucket} is locked" if bucket in self.stubborn else None

    def destroy(self, doomed: Stack) -> str | None:
        self.acts.append(f"destroy {doomed.name.rpartition('-')[2]}")
        return f"{doomed.name} is there" if doomed.name in self.stubborn else None


@pytest.fixture
def world(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> World:
    del settings
    made = World()
    monkeypatch.setattr(teardown, "_enter", made.enter)
    for name in ("look", "empty", "destroy"):
        monkeypatch.setattr(teardown, name, getattr(made, name))
    monkeypatch.setattr(runs, "every", lambda **_: iter(()))
    account = SimpleNamespace(
        get_caller_identity=lambda: {"Account": "123456789012", "Arn": "arn:me"}
    )
    monkeypatch.setattr(clients, "sts", lambda: account)
    return made


class TestCommand:
    def test_what_bills_goes_first_and_the_buckets_once_nothing_writes_to_them(
        self, world: World, capsys: pytest.CaptureFixture[str]
    ) -> None:
        world.things = ["throughput"]

        assert 0 == main(["teardown", "--env", "dev", "--yes"])
        assert [
            "end throughput",
            "empty pipeline-bucket",
            "destroy pipeline",
            "empty foundation-bucket",
            "destroy foundation",
        ] == world.acts
        assert "billing resources: 0" == capsys.readouterr().out.splitlines()[-1]

    @pytest.mark.parametrize(
        "left", ["throughput", "foundation-bucket", "bedrock-finetune-dev-foundation"]
    )
    def test_what_is_left_is_named_and_is_a_failure(
        self,
        world: World,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
        left: str,
    ) -> None:
        monkeypatch.setattr(teardown, "ENDING_MINUTES", 0.0)
        world.things = ["throughput"]
        world.stubborn = {left}

        assert 1 == main(["teardown", "--env", "dev", "--yes"])
        *_, counted, named = capsys.readouterr().out.splitlines()
        assert "billing resources: 1" == counted
        assert left in named

    def test_a_stack_that_stays_keeps_the_one_below_it(
        self, world: World, capsys: pytest.CaptureFixture[str]
    ) -> None:
        world.stubborn = {"bedrock-finetune-dev-pipeline"}

        assert 1 == main(["teardown", "--env", "dev", "--yes"])
        assert "destroy foundation" not in world.acts
        counted, _, below = capsys.readouterr().out.splitlines()[-3:]
        assert ("billing resources: 2", "  stack bedrock-finetune-dev-foundation") == (
            counted,
            below,
        )

    def test_a_protected_environment_is_not_touched_at_all(
        self, world: World, capsys: pytest.CaptureFixture[str]
    ) -> None:
        world.stacks["foundation"] = stack("foundation", protected=True)
        world.things = ["throughput"]

        assert 2 == main(["teardown", "--env", "dev", "--yes"])
        assert ([], ["throughput"]) == (world.acts, world.things)
        assert "--no-enable-termination-protection" in capsys.readouterr().err

    def test_what_the_environment_keeps_is_not_emptied_and_is_said(
        self, world: World, capsys: pytest.CaptureFixture[str]
    ) -> None:
        world.stacks["foundation"] = stack("foundation", stays=True)

        assert 0 == main(["teardown", "--env", "dev", "--yes"])
        assert "empty foundation-bucket" not in world.acts
        assert "AWS::S3::Bucket foundation-bucket" in capsys.readouterr().out

    def test_of_one_task_neither_data_nor_stacks_are_taken(self, world: World) -> None:
        world.stacks["foundation"] = stack("foundation", protected=True)
        world.things = ["throughput"]

        assert 0 == main(["teardown", "--env", "dev", "--task", "faq", "--yes"])
        assert ["end throughput"] == world.acts

    def test_a_task_that_there_never_was_is_refused_with_the_nearest(
        self, world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        done = replace(RUN, status=RunStatus.DISCARDED)
        monkeypatch.setattr(runs, "every", lambda **_: iter([done, replace(done, task="tickets")]))

        assert 0 == main(["teardown", "--env", "dev", "--task", "faq", "--yes"])
        capsys.readouterr()
        assert 2 == main(["teardown", "--env", "dev", "--task", "faqs", "--yes"])
        assert capsys.readouterr().err == (
            "no run was ever of task 'faqs'; did you mean faq? tasks are: faq, tickets\n"
        )

    @pytest.mark.parametrize("task", [[], ["--task", "faq"]])
    def test_an_environment_of_which_nothing_is_found_is_refused_with_those_that_are_there(
        self,
        world: World,
        stubbed: Stubbed,
        capsys: pytest.CaptureFixture[str],
        task: list[str],
    ) -> None:
        world.stacks = {}
        prod = {
            "StackName": "bedrock-finetune-prod-pipeline",
            "CreationTime": 0,
            "StackStatus": "CREATE_COMPLETE",
        }
        stubbed("cloudformation").add_response("describe_stacks", {"Stacks": [prod]})

        assert 2 == main(["teardown", "--env", "prd", *task, "--yes"])
        said = capsys.readouterr()
        assert "" == said.out
        assert said.err.startswith(
            "bedrock-finetune-prd-pipeline was not found in this account in us-east-1: "
            "did you mean prod? deployed here: prod; nothing there carries its tags either"
        )

    def test_what_outlived_its_stacks_is_still_ended(
        self, world: World, capsys: pytest.CaptureFixture[str]
    ) -> None:
        world.stacks, world.things = {}, ["throughput"]

        assert 0 == main(["teardown", "--env", "dev", "--yes"])
        assert ["end throughput"] == world.acts
        assert "billing resources: 0" == capsys.readouterr().out.splitlines()[-1]

    @pytest.mark.parametrize(("terminal", "typed"), [(False, "dev"), (True, "yes"), (True, "")])
    def test_nothing_is_touched_before_somebody_says_so(
        self, world: World, monkeypatch: pytest.MonkeyPatch, terminal: object, typed: str
    ) -> None:
        monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: terminal))
        monkeypatch.setattr("builtins.input", lambda _: typed)

        assert 2 == main(["teardown", "--env", "dev"])
        assert [] == world.acts

    def test_who_types_its_name_means_it(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))
        monkeypatch.setattr("builtins.input", lambda _: "dev")

        assert 0 == main(["teardown", "--env", "dev"])
        assert "destroy foundation" in world.acts

    def test_runs_that_go_on_or_hold_something_are_cancelled_again_while_they_are_busy(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cancelled: list[str] = []

        def cancel(run_id: str, _: object, *, who: str, why: str) -> None:
            assert ("arn:me", "torn down") == (who, why)
            cancelled.append(run_id)
            if len(cancelled) == 1:
                raise Transient("still being made")

        done = replace(RUN, run_id="done", status=RunStatus.KEPT)
        other = replace(RUN, run_id="other", task="other")
        serving = replace(done, run_id="serving", lease=LEASE)
        monkeypatch.setattr(teardown, "cancel", cancel)
        monkeypatch.setattr(runs, "every", lambda **_: iter([RUN, done, other, serving]))

        main(["teardown", "--env", "dev", "--task", "faq", "--yes"])

        assert [RUN.run_id, RUN.run_id, "serving"] == cancelled


class Bedrock:
    """The lists of the service, foreign things in them, and what was asked to end."""

    def __init__(self) -> None:
        self.tags = {
            "arn:job": OURS,
            "arn:eval": OURS,
            "arn:model": OURS,
            "arn:model-of-another-task": {**OURS, "task": "other"},
            "arn:model-of-another-environment": {**OURS, "environment": "dev-2"},
            "arn:model-of-somebody-else": {},
        }
        self.ended: list[str] = []
        self.refuses: dict[str, str] = {}

    def get_paginator(self, operation: str) -> Any:
        pages = {
            "list_model_customization_jobs": {
                "modelCustomizationJobSummaries": [{"jobArn": "arn:job"}]
            },
            "list_evaluation_jobs": {"jobSummaries": [{"jobArn": "arn:eval"}]},
            "list_custom_models": {
                "modelSummaries": [{"modelArn": arn} for arn in self.tags if "model" in arn]
            },
        }

        def paginate(*, statusEquals: str = "InProgress", **_: object) -> Iterator[Any]:  # noqa: N803  boto3's name
            if statusEquals == "InProgress":
                yield pages[operation]

        return SimpleNamespace(paginate=paginate)

    def list_tags_for_resource(self, *, resourceARN: str) -> dict[str, Any]:  # noqa: N803  boto3's name
        tags = self.tags[resourceARN]
        return {"tags": [{"key": key, "value": value} for key, value in tags.items()]}

    def stop_model_customization_job(self, **arguments: str) -> None:
        self._end(*arguments.values())

    stop_evaluation_job = stop_model_customization_job
    delete_custom_model = stop_model_customization_job

    def _end(self, arn: str) -> None:
        if arn in self.refuses:
            raise refused(self.refuses[arn])
        self.ended.append(arn)


NAMES = ["/bedrock-finetune/dev/faq/model", "/bedrock-finetune/dev/other/model"]


class Names:
    """The parameters of Systems Manager, one of which goes while it is looked at."""

    def __init__(self, ended: list[str]) -> None:
        self.ended = ended

    def get_paginator(self, operation: str) -> Any:
        assert "get_parameters_by_path" == operation

        def paginate(*, Path: str, Recursive: bool) -> Iterator[Any]:  # noqa: N803  boto3's names
            assert ("/bedrock-finetune/dev/", True) == (Path, Recursive)
            yield from ({"Parameters": [{"Name": name}]} for name in NAMES)

        return SimpleNamespace(paginate=paginate)

    def delete_parameter(self, *, Name: str) -> None:  # noqa: N803  boto3's name
        self.ended.append(Name)
        raise refused("ParameterNotFound")


@pytest.fixture
def bedrock(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Bedrock:
    del settings
    made = Bedrock()
    monkeypatch.setattr(clients, "bedrock", lambda: made)
    monkeypatch.setattr(clients, "ssm", lambda: Names(made.ended))
    foreign = replace(SERVED, arn="arn:foreign", tags={})
    monkeypatch.setattr(capacity, "everything", lambda: iter([SERVED, foreign]))
    monkeypatch.setattr(capacity, "delete", lambda each: made.ended.append(each.arn))
    monkeypatch.setattr(runs, "find", lambda _: None)
    return made


class TestLeftovers:
    def test_only_what_carries_the_tags_is_found(self, bedrock: Bedrock) -> None:
        everything, of_faq = look(None, None), look(None, "faq")

        assert ("arn:model", "arn:model-of-another-task") == everything.models
        assert ("arn:model",) == of_faq.models
        assert (SERVED,) == everything.capacity
        assert [] == bedrock.ended

    def test_all_of_it_is_ended_the_models_last(self, bedrock: Bedrock) -> None:
        done = list(look(None, "faq").end())

        assert ["arn:job", "arn:eval", SERVED.arn, "arn:model", NAMES[0]] == bedrock.ended
        assert [f"stopped {arn}" for arn in bedrock.ended[:2]] == done[:2]
        assert [f"deleted {arn}" for arn in bedrock.ended[2:]] == done[2:]

    def test_a_model_that_is_deleted_bills_no_more_by_its_runs_account(
        self, bedrock: Bedrock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        noted: dict[str, dict[str, str]] = {}
        bedrock.tags["arn:model"] |= {"run": RUN.run_id}
        monkeypatch.setattr(runs, "find", {RUN.run_id: RUN}.get)
        monkeypatch.setattr(items, "note", lambda run, **what: noted.update({run: what}))

        list(look(None, "faq").end())

        assert {RUN.run_id} == set(noted)
        assert {"model_deleted_at"} == set(noted[RUN.run_id])

    @pytest.mark.parametrize(
        "trouble", [refused("ResourceNotFoundException"), UnreadableRun("it cannot be read")]
    )
    def test_a_ledger_that_is_gone_or_unreadable_keeps_no_model(
        self, bedrock: Bedrock, monkeypatch: pytest.MonkeyPatch, trouble: Exception
    ) -> None:
        def find(_: str) -> None:
            raise trouble

        bedrock.tags["arn:model"] |= {"run": RUN.run_id}
        monkeypatch.setattr(runs, "find", find)

        assert "deleted arn:model" in list(look(None, "faq").end())

    def test_a_model_that_is_still_served_waits_for_the_next_time(self, bedrock: Bedrock) -> None:
        bedrock.refuses = {"arn:model": "ConflictException"}

        assert "deleted arn:model" not in list(look(None, "faq").end())

    def test_a_model_that_may_not_be_deleted_is_no_small_matter(self, bedrock: Bedrock) -> None:
        bedrock.refuses = {"arn:model": "AccessDeniedException"}

        with pytest.raises(ClientError, match="AccessDenied"):
            list(look(None, "faq").end())

    def test_throughput_that_is_being_made_waits_for_the_next_time(
        self, bedrock: Bedrock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def busy(_: Capacity) -> None:
            raise Transient("busy")

        monkeypatch.setattr(capacity, "delete", busy)

        assert "deleted arn:model" in list(look(None, "faq").end())

    def test_a_commitment_is_left_and_says_until_when(self, bedrock: Bedrock) -> None:
        del bedrock
        bound = replace(SERVED, bound_until=datetime.fromisoformat("2027-05-01T00:00:00+00:00"))
        left = Leftovers(executions=(), jobs=(), evaluations=(), capacity=(bound,), models=())

        assert not left.can_end
        assert [] == list(left.end())
        assert "cannot be deleted before 2027-05-01" in left.lines[0]

    def test_executions_of_another_task_go_on(
        self, bedrock: Bedrock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        del bedrock
        found = [{"executionArn": RUN.execution}, {"executionArn": "arn:other"}]
        pages = SimpleNamespace(paginate=lambda **_: iter([{"executions": found}]))
        machine = SimpleNamespace(get_paginator=lambda _: pages)
        monkeypatch.setattr(clients, "stepfunctions", lambda: machine)
        monkeypatch.setattr(runs, "every", lambda **_: iter([RUN]))

        assert (RUN.execution,) == look("arn:machine", "faq").executions
        assert (RUN.execution, "arn:other") == look("arn:machine", None).executions


class Versions:
    """A bucket of S3 in memory, with versions, delete markers and locks."""

    def __init__(self, *, locked: bool = False, may_bypass: bool = True) -> None:
        self.locked, self.may_bypass = locked, may_bypass
        self.entries = [
            {"Key": f"k{n}", "VersionId": str(n), "marker": n % 2 == 1} for n in range(2500)
        ]

    def get_object_lock_configuration(self, **_: str) -> None:
        if not self.locked:
            raise refused("ObjectLockConfigurationNotFoundError")

    def get_paginator(self, _: str) -> Any:
        def paginate(**_: str) -> Iterator[Any]:
            entries = list(self.entries)
            for start in range(0, len(entries), 1000):
                page = entries[start : start + 1000]
                yield {
                    "Versions": [each for each in page if not each["marker"]],
                    "DeleteMarkers": [each for each in page if each["marker"]],
                }

        return SimpleNamespace(paginate=paginate)

    def delete_objects(
        self,
        *,
        Bucket: str,  # noqa: N803  boto3's names
        Delete: dict[str, Any],  # noqa: N803
        BypassGovernanceRetention: bool,  # noqa: N803
    ) -> Any:
        assert "b" == Bucket
        doomed = {each["VersionId"] for each in Delete["Objects"]}
        assert len(doomed) <= 1000
        assert BypassGovernanceRetention == self.locked
        kept = {"0"} & doomed if self.locked and not self.may_bypass else set()
        self.entries = [each for each in self.entries if each["VersionId"] not in doomed - kept]
        errors = [{"Key": "k0", "VersionId": "0", "Code": "AccessDenied", "Message": "m"}]
        return {"Errors": errors} if kept else {}

    def get_object_retention(self, **_: str) -> Any:
        return {"Retention": {"RetainUntilDate": datetime.fromisoformat("2027-01-01T00:00:00Z")}}


class TestEmptying:
    @pytest.mark.parametrize("locked", [False, True])
    def test_every_version_and_every_marker_goes(
        self, monkeypatch: pytest.MonkeyPatch, locked: object
    ) -> None:
        bucket = Versions(locked=bool(locked))
        monkeypatch.setattr(clients, "s3", lambda: bucket)

        assert emptying.empty("b") is None
        assert [] == bucket.entries

    def test_what_is_locked_says_until_when_and_which_right_it_takes(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        bucket = Versions(locked=True, may_bypass=False)
        monkeypatch.setattr(clients, "s3", lambda: bucket)

        why = str(emptying.empty("b"))

        assert ["0"] == [each["VersionId"] for each in bucket.entries]
        assert "1 objects of bucket b stay" in why
        assert "2027-01-01" in why
        assert "s3:BypassGovernanceRetention" in why


class TestDestroying:
    STACK = stack("pipeline")

    def told(self, stubbed: Stubbed, status: str, **more: str) -> None:
        told = {
            "StackName": self.STACK.name,
            "StackId": "arn:id",
            "CreationTime": "2026-11-21T08:00:00Z",
            "StackStatus": status,
        }
        stubbed("cloudformation").add_response("describe_stacks", {"Stacks": [{**told, **more}]})

    @pytest.mark.parametrize("gone", ["DELETE_COMPLETE", ""])
    def test_it_waits_until_the_stack_is_gone(self, stubbed: Stubbed, gone: str) -> None:
        self.told(stubbed, "CREATE_COMPLETE")
        stubbed("cloudformation").add_response("delete_stack", {}, {"StackName": self.STACK.name})
        self.told(stubbed, "DELETE_IN_PROGRESS")
        if gone:
            self.told(stubbed, gone)
        else:
            stubbed("cloudformation").add_client_error("describe_stacks", "ValidationError")

        assert destroy(self.STACK) is None
        stubbed("cloudformation").assert_no_pending_responses()

    def test_a_stack_that_stays_says_why(self, stubbed: Stubbed) -> None:
        self.told(stubbed, "CREATE_COMPLETE")
        stubbed("cloudformation").add_response("delete_stack", {})
        self.told(stubbed, "DELETE_FAILED", StackStatusReason="The bucket is not empty")

        assert "The bucket is not empty" in str(destroy(self.STACK))
