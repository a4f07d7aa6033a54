"""The terminal's way in: ``python -m rehearsal``."""

import sys
from collections.abc import Sequence

from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console
from rich.text import Text

from rehearsal.arguments import parse
from rehearsal.errors import DeployFailed, RehearsalError, Unusable
from rehearsal.interruption import Interrupted, interruptible
from rehearsal.outcome import BROKEN, REFUSED
from rehearsal.rehearse import LOGS, Rehearsal
from rehearsal.view import view


def main(words: Sequence[str]) -> int:
    """Rehearse as the command line says, and return the exit code."""
    errors = Console(stderr=True, highlight=False, soft_wrap=True)
    try:
        with interruptible():
            return Rehearsal(parse(words), view()).run().exit_code
    except Unusable as error:
        errors.print(Text(str(error)))
        return REFUSED
    except Interrupted as interruption:
        errors.print(Text(f"Stopped by {interruption}; nothing is left running."))
        return interruption.exit_code
    except DeployFailed as error:
        errors.print(Text("\n".join((*error.lines, str(error)))))
    except RehearsalError as error:
        errors.print(Text(str(error)))
    except (BotoCoreError, ClientError) as error:
        errors.print(Text(f"The embedded AWS did not do what it was asked: {error}"))
    errors.print(Text(f"Logs: {LOGS}"))
    return BROKEN


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
