"""Texts of a dataset worth a look, as its page shows them: redacted and cut.

People look at records before they believe figures, and know labels by their names. So a few texts
are kept for the page: beside the answers of the evaluation, under the same key and lifecycle, and
apart from the report's figures, which go to logs, tools and notifications. Personal data and
secrets are replaced in them whatever the dataset's privacy mode is.
"""

from dataclasses import dataclass, field
from typing import Final

import msgspec

from tuning.dataset.figures import Place

SAMPLES: Final = "samples.json"

SHOWN: Final = 5

LONGEST: Final = 300
"""Characters of each text that are kept."""

LABELS: Final = 20
"""Labels that are named, the most frequent."""

LONGEST_LABEL: Final = 60
HOSTS: Final = 20
"""Hosts that are named, those of most answers."""


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


@dataclass(frozen=True, kw_only=True)
class Samples:
    """What is shown of a dataset's texts.

    Attributes:
        records: some, in the order of their lines.
        labels: what the most frequent labels are called, by the place that the report names each
            by; redacted and cut to ``LONGEST_LABEL``.
        hosts: that answers link to, and in how many each stands; redacted and cut likewise.
    """

    records: tuple[Sample, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)
    hosts: dict[str, int] = field(default_factory=dict)


def to_json(samples: Samples) -> bytes:
    """Write samples for the page of a run."""
    return msgspec.json.encode(samples)
