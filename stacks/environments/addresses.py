"""The addresses that are told how runs end: what is none is refused before CloudFormation does."""

import re
from collections.abc import Iterable
from typing import Final

from stacks.environments.environment import BadEnvironment

ADDRESS: Final = re.compile(
    r"(?=.{1,64}@)[^\s@,;<>\"()\[\]\\.]+(\.[^\s@,;<>\"()\[\]\\.]+)*"
    r"@([a-z0-9](-*[a-z0-9])*\.)+([a-z]{2,}|xn--[a-z0-9](-*[a-z0-9])*)",
    re.IGNORECASE,
)
"""One @, no blanks or commas, single dots within, a domain with a dot: what AWS can send to (RFC
5321, without quotes).

The last part has letters only, or is the ASCII form of another script (RFC 5890): it is no number,
so that ``a@10.0.0.1`` is no address.
"""

MOST_LENGTH: Final = 254
"""Of a whole address (RFC 5321, 4.5.3.1.3)."""

RESERVED: Final = re.compile(
    r"@(.*\.)?(example\.(com|net|org)|[a-z0-9-]+\.(example|invalid|test|localhost))$", re.I
)
"""Domains that nobody reads (RFC 2606): an address there is still to be filled in."""


def addresses(given: Iterable[str]) -> tuple[str, ...]:
    """Return the addresses without blanks around them, each once.

    Raises:
        BadEnvironment: one is no address, or at a domain that nobody reads.
    """
    found = dict.fromkeys(text.strip() for text in given)
    for address in found:
        if not ADDRESS.fullmatch(address) or len(address) > MOST_LENGTH:
            raise BadEnvironment(
                f"notify: {address!r} is no e-mail address; write one like you@corp.com"
            )
        if RESERVED.search(address):
            raise BadEnvironment(
                f"notify: nobody can read {address}; write the address of a person or a team"
            )
    return tuple(found)
