import pytest

from tests.unit.evaluation.conftest import Time
from tuning.evaluation.pacing import SHARE, Pace, Rate

FOREVER = 1e9


def taken(pace: Pace, time: Time, *, tokens: int, times: int) -> list[float]:
    moments = []
    for _ in range(times):
        assert pace.take(tokens, until=FOREVER)
        moments.append(time.seconds)
    return moments


def most_in_a_minute(moments: list[float]) -> int:
    most = first = 0
    for number, moment in enumerate(moments, start=1):
        while moment - moments[first] >= 60:
            first += 1
        most = max(most, number - first)
    return most


@pytest.mark.parametrize("requests", [1, 10, 60, 200, 2000])
def test_no_minute_holds_more_requests_than_the_quota(time: Time, requests: int) -> None:
    pace = Pace(Rate(requests=requests), time.clock)

    moments = taken(pace, time, tokens=1, times=3 * requests)

    assert most_in_a_minute(moments) <= requests
    assert moments[-1] - moments[0] == pytest.approx(60 / SHARE * (3 - 1 / requests), rel=1e-6)


def test_tokens_are_taken_for_the_longest_answer_and_given_back(time: Time) -> None:
    pace = Pace(Rate(tokens=6000), time.clock)

    assert pace.take(5400, until=FOREVER)
    pace.give_back(5310)
    assert pace.take(90, until=FOREVER)

    assert time.seconds == pytest.approx(1001)


def test_a_request_larger_than_a_minutes_quota_goes_out_and_is_paid_for_afterwards(
    time: Time,
) -> None:
    pace = Pace(Rate(tokens=1000), time.clock)

    assert [1000, 1120] == taken(pace, time, tokens=1800, times=2)


def test_nothing_goes_out_whose_turn_comes_after_the_end(time: Time) -> None:
    pace = Pace(Rate(requests=10), time.clock)

    assert [True, False, False] == [pace.take(1, until=1010) for _ in range(3)]
    assert time.seconds < 1010


def test_a_throttle_is_waited_for_longer_each_time_until_an_answer_comes(time: Time) -> None:
    pace = Pace(Rate(), time.clock)

    def rests() -> float:
        pace.rest()
        before = time.seconds
        assert pace.take(1, until=FOREVER)
        return time.seconds - before

    waits = [rests() for _ in range(9)]

    for number, wait in enumerate(waits):
        longest = min(2**number, 60)
        assert longest / 2 <= wait <= longest
    pace.give_back(0)
    assert rests() <= 1
