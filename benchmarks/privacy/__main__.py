"""Measure what is found beside peers, and keep it: ``python -m benchmarks.privacy``."""

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Final

from benchmarks.peers import detect_secrets_files, presidio_engine
from benchmarks.privacy import clean, corpus, ours, record, telephones
from benchmarks.privacy.planted import Sentence
from benchmarks.privacy.scoring import Find, Score
from benchmarks.privacy.spellings import spelt

TOOLS: Final[dict[str, Find]] = {
    record.OURS: ours.found,
    record.PRESIDIO: presidio_engine.found,
    record.SECRETS: detect_secrets_files.found,
}
LIBRARIES: Final = (
    *("presidio-analyzer", "detect-secrets", "Faker", "phonenumbers", "python-stdnum"),
)


def main() -> int:
    """Let every tool look at every text, once."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.privacy", description=__doc__)
    parser.add_argument("--banking77", type=Path, help="the folder of all its questions")
    asked = parser.parse_args()
    score = Score(TOOLS)
    for sentence in chain(_telephones(), corpus.sentences()):
        score.plant(sentence)
    share = "" if asked.banking77 else ", the share of this repository"
    score.sift(f"questions of banking77{share}", clean.questions(asked.banking77))
    score.sift("figures of every day", clean.lookalikes())
    record.write(
        record.Record(
            day=f"{datetime.now(UTC):%Y-%m-%d}",
            versions={name: version(name) for name in LIBRARIES},
            rows=[*score.rows()],
            ways=[*score.ways()],
            claims=[*score.claims()],
            clean=score.clean,
        )
    )
    return 0


def _telephones() -> Iterator[Sentence]:
    for planted in telephones.telephones():
        yield from spelt(planted)


if __name__ == "__main__":
    sys.exit(main())
