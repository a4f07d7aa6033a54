from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from botocore.stub import Stubber

from tests.unit.conftest import Outbox, Served
from tests.unit.hosting.conftest import RUN, TRAINED, Hosted
from tests.unit.hosting.world import ACCOUNT, START, Loss, Lost, World
from tuning.errors import Transient
from tuning.hosting import leases, throughput
from tuning.hosting import release as releasing
from tuning.hosting.release import release
from tuning.run.event import Kind
from tuning.run.hosting import Serving
from tuning.run.plan import HostingPlan
from tuning.settings import Settings

Buy = Callable[[], Serving]

CALLS = 15
"""What a release makes; a test counts them."""

OURS = {"project": "bedrock-finetune", "environment": "dev", "task": "faq", "run": RUN}


def test_what_was_bought_is_deleted_and_its_hours_are_counted_by_the_services_clock(
    world: World, buy: Buy
) -> None:
    bought = buy()
    world.pass_hours(1.5)

    released = release(RUN)

    assert (released.deleted, released.unit_hours) == ((bought.arn,), 1.5)
    assert released.hosting_usd == 1.5 * 60.5
    assert ({}, {}) == (world.held, world.schedules)
    lease = leases.of(RUN)
    assert lease is not None
    assert ("released", 1.5) == (lease.state, lease.unit_hours)


def test_releasing_again_changes_nothing_and_remembers_the_bill(world: World, buy: Buy) -> None:
    buy()
    world.pass_hours(2)
    release(RUN)
    world.pass_hours(5)

    again = release(RUN)

    assert ((), 2.0, 121.0) == (again.deleted, again.unit_hours, again.hosting_usd)


def test_what_was_deleted_is_told_outside_once(world: World, buy: Buy, outbox: Outbox) -> None:
    bought = buy()

    release(RUN)
    release(RUN)

    [(kind, told)] = outbox.events
    assert Kind.MODEL_RELEASED == kind
    assert [bought.arn] == told["released"]


def test_a_release_makes_as_many_calls_as_the_tests_lose(world: World, buy: Buy) -> None:
    buy()
    before = len(world.calls)

    release(RUN)

    assert len(world.calls) - before == CALLS


@pytest.mark.parametrize("loss", ["request", "reply"])
@pytest.mark.parametrize("number", range(CALLS))
def test_whatever_is_lost_on_the_way_a_second_release_ends_it_and_forgets_no_hour(
    world: World, buy: Buy, number: int, loss: Loss
) -> None:
    buy()
    world.pass_hours(2)
    world.loses = (len(world.calls) + number, loss)
    try:
        release(RUN)
    except Lost:
        world.pass_hours(0.25)
    world.loses = None
    released = release(RUN)

    assert ({}, {}) == (world.held, world.schedules)
    assert 2.0 <= released.unit_hours <= 2.25
    lease = leases.of(RUN)
    assert lease is not None
    assert "released" == lease.state


@pytest.mark.parametrize(
    "tags",
    [
        {},
        OURS | {"environment": "prod"},
        OURS | {"project": "another"},
        OURS | {"run": f"{RUN}0"},
        {key: value for key, value in OURS.items() if key != "project"},
    ],
    ids=["untagged", "environment", "project", "run", "incomplete"],
)
@pytest.mark.parametrize("kind", ["throughput", "deployment"])
def test_what_does_not_carry_exactly_the_runs_tags_is_left_alone(
    world: World, buy: Buy, tags: dict[str, str], kind: str
) -> None:
    bought = buy()
    foreign = f"{ACCOUNT}:provisioned-model/foreign"
    world.hold(kind, foreign, name=bought.name, tags=tags)

    release(RUN)

    assert list(world.held) == [foreign]


def test_what_the_ledger_does_not_know_is_released_by_its_tags(world: World) -> None:
    lost = f"{ACCOUNT}:provisioned-model/lost"
    world.hold("throughput", lost, name="any-name", tags=OURS)
    world.items.clear()
    world.pass_hours(2)

    released = release(RUN)

    assert (released.deleted, released.unit_hours) == ((lost,), 2.0)
    assert {} == world.held


def test_what_came_late_is_released_beside_what_was_leased(world: World, buy: Buy) -> None:
    buy()
    world.hold("throughput", f"{ACCOUNT}:provisioned-model/late", name="late", tags=OURS)

    assert 2 == len(release(RUN).deleted)
    assert {} == world.held


def test_a_busy_throughput_is_tried_again_and_does_not_keep_the_others(
    world: World, buy: Buy
) -> None:
    bought = buy()
    world.hold("deployment", f"{ACCOUNT}:custom-model-deployment/d", name="d", tags=OURS)
    world.held[bought.arn].busy = True

    with pytest.raises(Transient, match="cannot be deleted yet"):
        release(RUN)

    assert list(world.held) == [bought.arn]
    assert "held" == _state()
    world.held[bought.arn].busy = False
    assert release(RUN).deleted == (bought.arn,)


def test_the_lease_outlives_what_is_still_listed(world: World, buy: Buy) -> None:
    bought = buy()
    world.undead.add(bought.arn)

    with pytest.raises(Transient, match="still listed"):
        release(RUN)

    assert "held" == _state()
    assert world.schedules != {}


def test_what_somebody_deleted_a_moment_ago_is_released_all_the_same(
    world: World, buy: Buy
) -> None:
    bought = buy()
    world.pass_hours(2)
    world.meanwhile["DeleteProvisionedModelThroughput"] = world.held.clear

    released = release(RUN)

    assert (released.deleted, released.unit_hours) == ((bought.arn,), 2.0)
    assert {} == world.schedules


def test_committed_throughput_is_said_to_bill_until_its_term_and_then_is_deleted(
    world: World, hosted: Hosted, plan: HostingPlan
) -> None:
    said = hosted(commitment="OneMonth", commitment_binds_until_term=True)
    bought = throughput.buy(said, TRAINED, plan)
    term = START + timedelta(days=30)

    released = release(RUN)

    assert (released.deleted, released.bound_until) == ((), term.isoformat())
    lease = leases.of(RUN)
    assert lease is not None
    assert (lease.state, lease.ends) == ("held", term)
    assert lease.covers(bought.arn, world.now)
    world.pass_hours(30 * 24)
    assert not lease.covers(bought.arn, world.now)
    assert release(RUN).deleted == (bought.arn,)


def test_committed_throughput_that_a_release_did_not_find_is_leased_again(
    world: World, hosted: Hosted, plan: HostingPlan
) -> None:
    said = hosted(commitment="OneMonth", commitment_binds_until_term=True)
    bought = throughput.buy(said, TRAINED, plan)
    world.unlisted = True
    assert release(RUN).bound_until is None
    world.unlisted = False

    release(RUN)

    lease = leases.of(RUN)
    assert lease is not None
    assert (lease.arn, lease.since) == (bought.arn, START.isoformat())
    assert lease.covers(bought.arn, world.now)


def test_what_bills_is_deleted_even_when_a_job_cannot_be_stopped(
    world: World, buy: Buy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(_: str) -> Iterable[str]:
        raise PermissionError("AccessDenied")

    buy()
    monkeypatch.setattr(releasing, "_stop_evaluations", denied)

    with pytest.raises(PermissionError):
        release(RUN)

    assert {} == world.held


@pytest.mark.parametrize("number", [1, 2])
def test_either_job_of_a_run_whose_job_stalled_is_stopped(
    served: Served, settings: Settings, number: int
) -> None:
    assert settings
    running = "dev-faq-0123456789ab-job" + ("-2" if number == 2 else "")
    stopped: list[str] = []

    class Bedrock:
        def get_model_customization_job(self, *, jobIdentifier: str) -> dict[str, str]:  # noqa: N803  botocore's name
            status = "InProgress" if jobIdentifier == running else "Stopped"
            return {"jobArn": jobIdentifier, "status": status}

        def stop_model_customization_job(self, *, jobIdentifier: str) -> None:  # noqa: N803  botocore's name
            stopped.append(jobIdentifier)

    served(bedrock=Bedrock())

    assert [running] == list(releasing._stop_customization(RUN)) == stopped


def test_what_still_runs_is_stopped(stubbed: Callable[[str], Stubber]) -> None:
    job = f"{ACCOUNT}:model-customization-job/amazon.nova-micro-v1:0:128k/abcdefghijkl"
    evaluation = f"{ACCOUNT}:evaluation-job/abcdefghijkl"
    bedrock, dynamodb = stubbed("bedrock"), stubbed("dynamodb")
    bedrock.add_response(
        "get_model_customization_job",
        {
            "jobArn": job,
            "jobName": "j",
            "outputModelName": "m",
            "roleArn": "arn:aws:iam::123456789012:role/r",
            "status": "InProgress",
            "creationTime": START,
            "baseModelArn": "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0",
            "trainingDataConfig": {},
            "validationDataConfig": {"validators": []},
            "outputDataConfig": {"s3Uri": "s3://bucket/x"},
        },
        {"jobIdentifier": "dev-faq-0123456789ab-job"},
    )
    bedrock.add_response("stop_model_customization_job", {}, {"jobIdentifier": job})
    bedrock.add_client_error(
        "get_model_customization_job",
        "ResourceNotFoundException",
        expected_params={"jobIdentifier": "dev-faq-0123456789ab-job-2"},
    )
    summary = {
        "jobArn": evaluation,
        "jobName": "dev-faq-0123456789ab-base",
        "status": "InProgress",
        "creationTime": START,
        "jobType": "Automated",
        "evaluationTaskTypes": ["Summarization"],
    }
    bedrock.add_response(
        "list_evaluation_jobs",
        {"jobSummaries": [summary]},
        {"nameContains": "dev-faq-0123456789ab", "statusEquals": "InProgress"},
    )
    bedrock.add_response("stop_evaluation_job", {}, {"jobIdentifier": evaluation})
    dynamodb.add_response("get_item", {})
    clock = {"ResponseMetadata": {"HTTPHeaders": {}, "HTTPStatusCode": 200}}
    nothing = {"provisionedModelSummaries": [], **clock}
    bedrock.add_response("list_provisioned_model_throughputs", nothing)
    bedrock.add_response("list_provisioned_model_throughputs", nothing)
    bedrock.add_response("list_custom_model_deployments", {})

    assert release(RUN).stopped == (job, evaluation)
    bedrock.assert_no_pending_responses()


def _state() -> str:
    lease = leases.of(RUN)
    assert lease is not None
    return lease.state
