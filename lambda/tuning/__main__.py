"""`python -m tuning`: check a dataset on this machine, and steer the pipeline from a terminal."""

import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from tuning.cli import arguments, refusals
from tuning.cli.output import printer
from tuning.errors import TuningError

INTERRUPTED: Final = 130
NOBODY_READS: Final = 141
"""What a shell reports of a command that a closed pipe ended."""


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    try:
        chosen = arguments.parse(words)
        if region := os.environ.get("AWS_REGION"):
            os.environ["AWS_DEFAULT_REGION"] = region  # boto3 reads this one, the CDK the other
        code = _run(chosen)
        sys.stdout.flush()
    except (TuningError, BotoCoreError, ClientError) as error:
        printer(sys.stderr)(refusals.words(error))
        return 2
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _give_up_output()
        return NOBODY_READS
    except OSError as error:
        _give_up_output()
        printer(sys.stderr)(f"{error.filename or 'the output'}: {error.strerror}")
        return 2
    return code


def _give_up_output() -> None:
    """Drop what is still buffered: it has nowhere to go, and must not be tried again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(chosen: Namespace) -> int:
    """Run a command; each loads only what it needs, because most files are small."""
    match chosen.command:
        case "check":
            return _check(chosen)
        case "convert":
            return _convert(chosen)
        case "split":
            return _split(chosen)
        case "estimate":
            from tuning.cli.estimate import estimate

            return estimate(chosen)
        case "prices":
            return _prices(chosen)
        case "doctor":
            from tuning.cli.doctor.examination import doctor

            return doctor(chosen)
        case "smoke":
            from tuning.cli.smoke.smoke import smoke

            return smoke(chosen)
        case "teardown":
            return _teardown(chosen)
        case _:
            return _steer(chosen)


def _check(chosen: Namespace) -> int:
    from tuning.cli import dataset_options
    from tuning.cli.check import check

    plan = dataset_options.plan(chosen)
    return check(
        dataset_options.files(chosen, plan),
        dataset_options.handling(chosen, plan),
        json=chosen.json,
        sarif=chosen.sarif,
        html=chosen.html,
    )


def _convert(chosen: Namespace) -> int:
    from tuning.cli import dataset_options
    from tuning.cli.convert import convert, to

    handling = dataset_options.handling(chosen, dataset_options.plan(chosen))
    if chosen.to:
        handling = to(handling, chosen.to)
    return convert(chosen.file, handling, output=chosen.output, force=chosen.force)


def _split(chosen: Namespace) -> int:
    from tuning.cli import dataset_options
    from tuning.cli.split import split

    return split(
        chosen.file,
        dataset_options.handling(chosen, dataset_options.plan(chosen)),
        folder=chosen.output,
        shares=dataset_options.shares(chosen),
        force=chosen.force,
    )


def _prices(chosen: Namespace) -> int:
    from tuning.cli import prices

    say = printer(sys.stdout)
    return prices.refresh(say) if chosen.refresh else prices.show(say)


def _teardown(chosen: Namespace) -> int:
    from tuning.cli.teardown.teardown import teardown
    from tuning.errors import translated

    with translated():
        return teardown(chosen)


def _steer(chosen: Namespace) -> int:
    from tuning import clients
    from tuning.cli import cancel, environment, runs
    from tuning.errors import translated

    say = printer(sys.stdout)
    with translated():
        outputs = environment.enter(chosen.env)
        if chosen.command == "redrive":
            from tuning.cli.redrive import redrive

            return redrive(say, outputs)
        if chosen.command == "cancel":
            who = clients.sts().get_caller_identity()["Arn"]
            cancel.cancel(chosen.run, say, who=who, why=chosen.reason)
        elif chosen.command == "approve":
            from tuning.cli.approve import approve

            approve(chosen.run, deny=chosen.deny, reason=chosen.reason, say=say)
        elif chosen.command == "extend":
            from tuning.cli.extend import extend

            extend(
                chosen.run,
                say,
                hours=chosen.hours,
                owner=chosen.owner,
                reason=chosen.reason,
            )
        elif chosen.run:
            runs.one(chosen.run, say)
        else:
            runs.every(say, only_open=chosen.open)
    return 0


if __name__ == "__main__":
    sys.exit(main())
