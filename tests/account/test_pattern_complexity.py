"""EventBridge refuses a rule that is too complex, and the whole stack with it.

The measured values are those of AWS's own MachineComplexityEvaluator (github.com/aws/event-ruler),
compiled from its source and run; our evaluator agreed with it on 400 patterns drawn at random too.
"""

import pytest

from rehearsal.ministack.launcher.event_patterns import MOST, complexity, fitted_at_once
from tests.stacks.conftest import Resources

REFUSED_IN_THE_DOCUMENTATION = "*:*:*:*:*:event-bus/*"


@pytest.mark.parametrize(
    ("measured", "wildcards"),
    [
        (17, [f"incoming/*/*train*{end}" for end in (".jsonl", ".jsonl.gz", ".json", ".csv")]),
        (10, ["incoming/*/*train*.json*", "incoming/*/*train*.csv*"]),
        (9, ["incoming/*/*train*.json*", "incoming/*/*train*.csv"]),
        (4, ["incoming/*/*train*"]),
        (3, ["incoming/*/train*"]),
        (3, ["incoming/*train*"]),
        (8, ["incoming/*train*", "incoming/*Train*", "incoming/*TRAIN*"]),
        (11, [REFUSED_IN_THE_DOCUMENTATION]),
        (9, [f"*:stack/{name}/*" for name in "XYZ"]),
        (12, [f"*:stack/{name}/*" for name in "WXYZ"]),
        (7, ["*a*a*a*"]),
    ],
)
def test_a_pattern_is_as_complex_as_aws_measures_it(measured: int, wildcards: list[str]) -> None:
    assert measured == fitted_at_once(set(wildcards))


@pytest.mark.parametrize(
    ("expected", "pattern"),
    [
        (0, {"source": ["aws.s3"], "detail": {"object": {"key": [{"prefix": "incoming/"}]}}}),
        (4, {"detail": {"key": [{"wildcard": "incoming/*/*train*"}], "name": ["*"]}}),
        (7, {"$or": [{"key": [{"wildcard": "*a*a*a*"}]}, {"name": [{"wildcard": "*"}]}]}),
        (12, {"$or": [{"arn": [{"wildcard": f"*:stack/{name}/*"}]} for name in "WXYZ"]}),
        (2, {"key": [{"anything-but": {"wildcard": ["a*"]}}]}),
        (1, {"key": [{"wildcard": r"a\*"}]}),
    ],
)
def test_the_most_complex_field_decides(expected: int, pattern: dict[str, object]) -> None:
    assert expected == complexity(pattern)


def test_every_rule_is_simple_enough_to_be_taken(resources: Resources) -> None:
    rules = [one for one in resources.of("AWS::Events::Rule") if "EventPattern" in one.properties]

    found = {str(rule): complexity(rule.properties["EventPattern"]) for rule in rules}
    assert found
    assert {} == {rule: much for rule, much in found.items() if much > MOST}
