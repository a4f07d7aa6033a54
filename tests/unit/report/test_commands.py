"""A command that a person pastes does what it says, whatever the ledger holds."""

import shlex
from collections.abc import Callable

import pytest

from tuning.report import commands
from tuning.settings import Settings

HOSTILE = "s3://artifacts/report.html; sh ~/x 'a' $(id) #"


@pytest.mark.parametrize(
    "command",
    [commands.converse, commands.delete, commands.job, commands.history, commands.read],
)
def test_what_somebody_wrote_is_one_word_of_it(
    command: Callable[[str], str], settings: Settings
) -> None:
    assert HOSTILE in shlex.split(command(HOSTILE))
