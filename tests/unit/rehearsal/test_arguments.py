from pathlib import Path

import pytest

from rehearsal.__main__ import main
from rehearsal.arguments import parse
from rehearsal.bedrock import Fault
from rehearsal.errors import UnusableArgument


def test_nothing_said_means_the_sample_in_the_local_environment() -> None:
    arguments = parse([])

    assert ("datasets", "support-tickets") == arguments.path.parts[-2:]
    assert "local" == arguments.environment
    assert () == arguments.mishaps
    assert not arguments.keep
    assert arguments.approval is None
    assert arguments.hosting is None


def test_a_mode_of_hosting_is_one_that_a_recipe_may_name() -> None:
    assert "on_demand" == parse(["--hosting", "on_demand"]).hosting
    with pytest.raises(UnusableArgument, match="invalid choice"):
        parse(["--hosting", "elsewhere"])


def test_a_fault_is_on_from_the_start_or_from_a_state() -> None:
    first, second = parse(
        ["--fault", "job_fails", "--fault", "throughput_fails@BuyThroughput"]
    ).mishaps

    assert (first.fault, first.state) == (Fault.JOB_FAILS, None)
    assert (second.fault, second.state) == (Fault.THROUGHPUT_FAILS, "BuyThroughput")


def test_an_abort_belongs_to_a_state() -> None:
    (mishap,) = parse(["--fault", "abort@CheckEvaluation"]).mishaps

    assert mishap.aborts
    assert "CheckEvaluation" == mishap.state


@pytest.mark.parametrize("fault", list(Fault))
def test_every_fault_is_in_the_help(fault: Fault, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--help"])

    assert f"{fault} " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--fault", "gremlins"], "unknown fault 'gremlins': faults are job_fails, "),
        (["--fault", "job_fails@Nowhere"], "unknown state 'Nowhere'"),
        (["--fault", "abort"], "abort@STATE"),
        (["--hosting", "elsewhere"], "invalid choice: 'elsewhere'"),
        (["--env", "prod"], "invalid choice: 'prod'"),
        (["--json", "/nowhere/at/all.json"], "not a file in a folder that exists"),
        (["--approval", "perhaps"], "invalid choice: 'perhaps'"),
        (["--bogus"], "--bogus"),
    ],
)
def test_words_that_cannot_be_followed_are_unusable(words: list[str], says: str) -> None:
    with pytest.raises(UnusableArgument) as caught:
        parse(words)

    assert says in str(caught.value)


def test_a_folder_is_no_file_to_write_json_to(tmp_path: Path) -> None:
    with pytest.raises(UnusableArgument, match="not a file"):
        parse(["--json", str(tmp_path)])


@pytest.mark.parametrize(
    "words",
    [["no/such/path"], ["--fault", "gremlins"], ["--bogus"], ["datasets", "--task", "no-such"]],
)
def test_what_cannot_be_used_ends_with_2_and_one_line(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert 2 == main(words)

    said = capsys.readouterr()
    assert 1 == len(said.err.splitlines())
    assert "" == said.out
