"""Records worth a look, as the page of a dataset shows them: redacted and cut.

People look at records before they believe figures. So a few are kept for the page: beside the
answers of the evaluation, under the same key and lifecycle, and apart from the report's figures,
which go to logs, tools and notifications. Personal data and secrets are replaced in them whatever
the dataset's privacy mode is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from tuning.dataset.figures import Place

SAMPLES: Final = "samples.json"

SHOWN: Final = 5

LONGEST: Final = 300
"""Characters of each text that are kept."""


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A record: where it stands, and its texts, each redacted and cut to ``LONGEST``.

    Attributes:
        system: nothing where the record has no system text.
        asked: the turns before the answer.
        answer: nothing where the format has none.
    """

    place: Place
    system: str
    asked: str
    answer: str


def to_json(samples: Sequence[Sample]) -> bytes:
    """Write samples for the page of a run."""
    return msgspec.json.encode(samples)
