"""`python -m tuning`: check a dataset on this machine, and run the pipeline from a terminal."""

import os
import sys
from collections.abc import Sequence
from typing import Final

from botocore.exceptions import BotoCoreError

from tuning import refusals
from tuning.cli import commands
from tuning.cli.output import printer
from tuning.errors import TuningError, translated

INTERRUPTED: Final = 130
NOBODY_READS: Final = 141
"""What a shell reports of a command that a closed pipe ended."""


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    try:
        command, chosen = commands.parse(list(sys.argv[1:] if words is None else words))
        if region := os.environ.get("AWS_REGION"):
            os.environ["AWS_DEFAULT_REGION"] = region  # boto3 reads this one, the CDK the other
        with translated():
            code = command.run(chosen)
        sys.stdout.flush()
    except (TuningError, BotoCoreError) as error:
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


if __name__ == "__main__":
    sys.exit(main())
