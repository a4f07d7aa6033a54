"""``python -m stacks.credentials ARGS``: whether there are credentials, before the CDK takes long.

``cdk deploy`` synthesises for most of a minute before it says that it has none.
"""

import argparse
import sys
from collections.abc import Sequence
from typing import Final

from botocore.exceptions import BotoCoreError, NoCredentialsError
from botocore.session import Session

from tuning import refusals

UNUSABLE: Final = 2


def found(profile: str | None = None) -> bool:
    """Return whether there are credentials; ones that a login gave are brought up to date.

    Raises:
        BotoCoreError: there is no such profile, or its login is over.
    """
    credentials = Session(profile=profile).get_credentials()
    if credentials is None:
        return False
    credentials.get_frozen_credentials()
    return True


def main(words: Sequence[str]) -> int:
    """Return 0, or 2 with one line that says how to log in; ``words`` are those for the CDK."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--profile")
    profile = parser.parse_known_args(words)[0].profile
    try:
        if found(profile):
            return 0
        raise NoCredentialsError
    except BotoCoreError as error:
        sys.stderr.write(f"{refusals.words(error)}\n")
        return UNUSABLE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
