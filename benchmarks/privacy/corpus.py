"""All sentences that need nothing but the project's own environment: a test draws them too."""

from collections.abc import Iterator
from itertools import chain

from benchmarks.privacy.accounts import accounts
from benchmarks.privacy.identities import identities
from benchmarks.privacy.keys import keys
from benchmarks.privacy.names import named
from benchmarks.privacy.passwords import passwords
from benchmarks.privacy.planted import Sentence
from benchmarks.privacy.services import services
from benchmarks.privacy.spellings import spelt


def sentences() -> Iterator[Sentence]:
    """Yield every sentence but those with telephone numbers, which Faker draws."""
    for planted in chain(identities(), accounts(), services(), named(), passwords()):
        yield from spelt(planted)
    yield from keys()
