"""What one caller may ask: nobody passes a quota, and each is told when to come back."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Lock

import pytest

from tests.unit.api.conftest import CUSTOM, SESSION, Ask, event
from tests.unit.evaluation.conftest import Models, refusal
from tests.unit.hosting.world import World
from tuning.api import quota, routes

OTHER = SESSION.replace("shop", "crm")
LATE = datetime(2026, 11, 28, 23, 59, 30, tzinfo=UTC)


class Clock:
    """What quotas are cut by."""

    moment = LATE

    @classmethod
    def now(cls, zone: object) -> datetime:
        assert UTC is zone
        return cls.moment


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Clock]]:
    """A clock that stands still."""
    monkeypatch.setattr(quota, "datetime", Clock)
    yield Clock
    Clock.moment = LATE


def retry_after(caller: str = SESSION) -> tuple[int, str | None]:
    """The status of a call, and when it may be repeated."""
    response = routes.respond(
        event("/tasks/{task}/answer", {"prompt": "Where?"}, task="faq", caller=caller)
    )
    return response["statusCode"], response["headers"].get("Retry-After")


def test_a_caller_asks_as_often_in_a_minute_as_it_may(
    world: World, limits: Callable[..., None], clock: type[Clock]
) -> None:
    limits(calls=3)

    assert [(200, None)] * 3 + [(429, "31")] == [retry_after() for _ in range(4)]
    assert (200, None) == retry_after(OTHER)
    clock.moment = datetime(2026, 11, 29, tzinfo=UTC)
    assert (200, None) == retry_after()


def test_two_sessions_of_a_role_are_one_caller(world: World, limits: Callable[..., None]) -> None:
    limits(calls=1)

    assert 200 == retry_after()[0]
    assert 429 == retry_after(SESSION.replace("ada", "bob"))[0]


def test_a_caller_uses_as_many_tokens_in_a_day_as_it_may(
    world: World, limits: Callable[..., None], clock: type[Clock], models: Models
) -> None:
    limits(tokens=300)  # 256 of an answer and some of a question are taken, and about 20 used

    first, second = retry_after(), retry_after()
    asked = len(models.requests)
    for _ in range(4):
        last = retry_after()

    assert [(200, None), (200, None)] == [first, second]
    assert asked == 2
    assert (429, "31") == last
    assert len(models.requests) < 4
    clock.moment = datetime(2026, 11, 29, tzinfo=UTC)
    assert (200, None) == retry_after()


def test_a_longer_answer_than_a_day_has_tokens_is_refused_for_good(
    ask: Ask, limits: Callable[..., None], models: Models
) -> None:
    limits(tokens=100)

    status, said = ask(prompt="Where?", max_tokens=101)

    assert (400, "max_tokens") == (status, said["error"]["param"])
    assert [] == models.requests


@pytest.mark.parametrize(
    ("code", "given_back"),
    [
        ("ThrottlingException", True),
        ("ValidationException", True),
        ("ResourceNotFoundException", True),
        ("ModelTimeoutException", False),
    ],
)
def test_what_was_surely_not_asked_takes_no_tokens(
    ask: Ask, models: Models, world: World, code: str, *, given_back: bool
) -> None:
    def says(_: str) -> str:
        raise refusal(code)

    models.says[CUSTOM] = says

    ask(prompt="Where?")

    [day] = [item for key, item in world.items.items() if key.endswith("#1")]
    assert given_back == (0 == int(day["counted"]["N"]))


def test_of_two_hundred_calls_at_once_as_many_pass_as_may(
    world: World, limits: Callable[..., None], models: Models
) -> None:
    limits(calls=60, tokens=10_000_000)
    one_at_a_time = Lock()  # as DynamoDB takes the writes of one item
    answer = world._answer

    def guarded(operation: str, request: dict[str, object]) -> object:
        with one_at_a_time:
            return answer(operation, request)

    world._answer = guarded  # type: ignore[assignment, method-assign]
    with ThreadPoolExecutor(16) as pool:
        said = list(pool.map(lambda _: retry_after(), range(200)))

    assert {200: 60, 429: 140} == {
        status: sum(1 for each, _ in said if each == status) for status in {one for one, _ in said}
    }
    assert all(after for status, after in said if status == 429)
    assert 60 == len(models.requests)
