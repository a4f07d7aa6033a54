"""What the terminal command says and how it exits, whatever happens."""

import sys
from collections.abc import Sequence
from io import TextIOWrapper

from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console
from rich.text import Text

from rehearsal.arguments import parse
from rehearsal.errors import DeployFailed, NotInstalled, RehearsalError, UnusableArgument
from rehearsal.outcome import BROKEN, REFUSED
from rehearsal.output import LOGS
from rehearsal.rehearse import Rehearsal
from rehearsal.side_by_side import SideBySide
from tuning.cli.following.view import view

QUIET_SECONDS = 8.0
"""Whoever waits at plain lines hears within ten seconds what still goes on."""


def rehearse(words: Sequence[str]) -> int:
    """Rehearse as the command line says, and return the exit code."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a file's name may be in any script
    errors = Console(stderr=True, highlight=False, soft_wrap=True)
    try:
        arguments, shown = parse(words), view(quiet_seconds=QUIET_SECONDS)
        if arguments.tasks:
            return SideBySide(arguments, shown).run().exit_code
        return Rehearsal(arguments, shown).run().exit_code
    except (UnusableArgument, NotInstalled) as error:
        errors.print(Text(str(error)))
        return REFUSED if isinstance(error, UnusableArgument) else BROKEN
    except DeployFailed as error:
        errors.print(Text("\n".join((*error.lines, str(error)))))
    except RehearsalError as error:
        errors.print(Text(str(error)))
    except (BotoCoreError, ClientError) as error:
        errors.print(Text(f"The embedded AWS failed: {error}"))
    errors.print(Text(f"Logs: {LOGS}"))
    return BROKEN
