"""No function takes concurrency from its account for itself.

A new account may run as few as 10 functions at once, and AWS Lambda refuses a reservation that does
not "leave at least 100 simultaneous executions unreserved" (PutFunctionConcurrency): with one in a
template such an account cannot deploy.
"""

from collections.abc import Iterable
from dataclasses import replace

from tests.stacks.conftest import Resource, Resources


def reserving(functions: Iterable[Resource]) -> list[str]:
    return [str(each) for each in functions if "ReservedConcurrentExecutions" in each.properties]


def test_no_function_reserves_concurrency(resources: Resources) -> None:
    assert [] == reserving(resources.of("AWS::Lambda::Function"))


def test_a_function_that_reserves_concurrency_is_found(resources: Resources) -> None:
    function = resources.of("AWS::Lambda::Function")[0]
    reserved = dict(function.properties) | {"ReservedConcurrentExecutions": 1}

    assert [str(function)] == reserving([replace(function, properties=reserved)])
