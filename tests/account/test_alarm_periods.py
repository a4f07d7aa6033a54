"""An alarm looks back no further than CloudWatch lets it.

"Period multiplied by EvaluationPeriods can't be more than 604,800 seconds. For alarms with a period
of less than one hour (3,600 seconds), the total evaluation period can't be longer than one day
(86,400 seconds)." (PutMetricAlarm, Period)
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

import pytest

from tests.stacks.conftest import Resource, Resources

HOUR: Final = 3_600
MOST_OF_A_SHORT_PERIOD: Final = 86_400
MOST: Final = 604_800


def periods(alarm: Resource) -> Iterator[int]:
    """Yield the period of an alarm's metric, or those of the metrics in its expression."""
    if "Period" in alarm.properties:
        yield alarm.properties["Period"]
    for metric in alarm.properties.get("Metrics", ()):
        if "MetricStat" in metric:
            yield metric["MetricStat"]["Period"]


def too_long(alarms: Iterable[Resource]) -> list[str]:
    return [
        str(alarm)
        for alarm in alarms
        for period in periods(alarm)
        if period * alarm.properties["EvaluationPeriods"]
        > (MOST_OF_A_SHORT_PERIOD if period < HOUR else MOST)
    ]


def test_no_alarm_looks_back_further_than_it_may(resources: Resources) -> None:
    alarms = resources.of("AWS::CloudWatch::Alarm")

    assert all(list(periods(alarm)) for alarm in alarms)
    assert [] == too_long(alarms)


@pytest.mark.parametrize(("period", "most"), [(86_400, 7), (3_600, 168), (900, 96), (60, 1_440)])
def test_an_alarm_that_looks_back_too_far_is_found(
    resources: Resources, period: int, most: int
) -> None:
    alarm = resources.of("AWS::CloudWatch::Alarm")[0]
    of_one = {"Period": period}
    of_expression = {"Metrics": [{"Expression": "a"}, {"MetricStat": {"Period": period}}]}
    bare = {name: value for name, value in alarm.properties.items() if name != "Period"}

    for its in (of_one, of_expression):
        longest, longer = (
            replace(alarm, properties=bare | its | {"EvaluationPeriods": count})
            for count in (most, most + 1)
        )
        assert [str(alarm)] == too_long([longest, longer])
        assert [] == too_long([longest])
