from collections.abc import Callable

import pytest

from tests.unit.conftest import Bucket
from tests.unit.hosting.conftest import RUN
from tests.unit.hosting.world import MODEL, StoredModel, World
from tuning.hosting import alias
from tuning.hosting.keeping import prolong
from tuning.ledger import items, runs
from tuning.run.hosting import Serving
from tuning.run.lease import Lease
from tuning.run.run import RunStatus
from tuning.upkeep.reaper import sweep

Buy = Callable[[], Serving]
Serve = Callable[[str], Lease]
Store = Callable[..., str]

OURS = {"project": "bedrock-finetune", "environment": "dev", "task": "faq"}
MONTH = 30 * 24
"""Hours that the environment of these tests keeps a model that nothing serves."""


@pytest.fixture(autouse=True)
def _artifacts(bucket: Bucket) -> None:
    """Reports are written into a bucket in memory."""


@pytest.fixture
def store(world: World) -> Store:
    """Have the service keep a custom model, by default the one of the run."""

    def stored(arn: str = MODEL, **tags: str) -> str:
        owner = tags or OURS | {"run": RUN}
        world.models[arn] = StoredModel(arn=arn, created=world.now, tags=owner)
        return arn

    return stored


def end(world: World, status: RunStatus = RunStatus.KEPT) -> None:
    world.end_execution(RUN, "SUCCEEDED")
    items.note(RUN, status=status)


def test_a_model_is_deleted_recorded_and_told_once_it_is_older_than_the_retention(
    world: World, store: Store
) -> None:
    model = store()
    end(world)
    world.pass_hours(MONTH)
    assert [] == sweep().retired
    world.pass_hours(1)

    assert sweep().retired == [model]
    assert [] == sweep().retired
    assert {} == world.models
    assert runs.get(RUN).model_deleted_at
    ((subject, message),) = world.told
    assert subject.startswith("Deleted: 1 custom model")
    assert model in message


def test_the_oldest_is_deleted_first(world: World, store: Store) -> None:
    end(world)
    younger = store(f"{MODEL}young", **OURS)
    world.now = world.now.replace(year=2025)
    older = store(f"{MODEL}older", **OURS)
    world.now = world.now.replace(year=2027)

    assert sweep().retired == [older, younger]


@pytest.mark.parametrize("tags", [{}, OURS | {"environment": "prod"}, OURS | {"project": "x"}])
def test_a_model_that_is_not_ours_is_never_touched(
    world: World, store: Store, tags: dict[str, str]
) -> None:
    store(**(tags or {"run": RUN}))
    end(world)
    world.pass_hours(2 * MONTH)

    assert [] == sweep().retired
    assert "DeleteCustomModel" not in world.calls


@pytest.mark.parametrize("tags", [{}, OURS])
@pytest.mark.parametrize("kind", ["throughput", "deployment"])
def test_a_model_that_anybody_serves_stays(
    world: World, store: Store, kind: str, tags: dict[str, str]
) -> None:
    store()
    end(world)
    world.pass_hours(2 * MONTH)
    world.hold(kind, "arn:aws:bedrock:us-east-1:123456789012:thing/1", name="n", tags=tags)

    assert [] == sweep().retired


def test_the_model_of_a_run_that_goes_on_stays(world: World, store: Store) -> None:
    store()
    world.pass_hours(2 * MONTH)

    assert [] == sweep().retired


@pytest.mark.parametrize("named", ["never", "last", "long ago"])
def test_a_model_that_was_hosted_stays_for_as_long_after_its_lease_and_twice_as_the_way_back(
    world: World, store: Store, buy: Buy, serve: Serve, named: str
) -> None:
    model = store()
    buy()
    prolong(RUN, task="faq", hours=MONTH, owner="Ada", who="arn", why="a demo")
    for run_id in {"never": [], "last": [RUN], "long ago": [RUN, "faq-1", "faq-2"]}[named]:
        serve(run_id)
        alias.switch("faq", run_id, who="arn", why="a test")
        if run_id != RUN:
            world.end_execution(run_id, "SUCCEEDED")
            items.note(run_id, status=RunStatus.KEPT)
    end(world)
    sweep()
    world.pass_hours(MONTH + 1)
    first = sweep()
    assert (1, []) == (len(first.released), first.retired)
    world.pass_hours(MONTH - 2)
    assert [] == sweep().retired
    world.pass_hours(2)
    if named == "last":
        assert [] == sweep().retired
        world.pass_hours(MONTH)

    assert sweep().retired == [model]


def test_a_model_that_is_in_use_again_stays_and_keeps_no_other(world: World, store: Store) -> None:
    end(world)
    world.models[store()].busy = True
    other = store(f"{MODEL}other", **OURS)
    world.pass_hours(2 * MONTH)

    done = sweep()

    assert (done.retired, done.failures) == ([other], [])
    assert runs.get(RUN).model_deleted_at is None


def test_a_model_whose_run_the_ledger_does_not_know_goes_too(world: World, store: Store) -> None:
    model = store(**OURS, run="chat-0123456789ab")
    world.pass_hours(2 * MONTH)

    assert sweep().retired == [model]
