from tuning.run.run import Failure


def test_a_cause_that_is_nested_without_end_is_told_as_it_is() -> None:
    cause = '{"a":' * 6000

    assert cause == Failure(error="Unknown", cause=cause).reason
