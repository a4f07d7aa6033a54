"""Presidio: five pattern recognisers, each asked for every text; no language model behind them."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import tldextract
from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer,
    EmailRecognizer,
    IbanRecognizer,
    IpRecognizer,
    UsSsnRecognizer,
)

tldextract.extract = tldextract.TLDExtract(suffix_list_urls=())
"""Judges e-mail domains by the list that it ships, and fetches none while it is measured."""

RECOGNISERS: Final = (
    CreditCardRecognizer(),
    EmailRecognizer(),
    IbanRecognizer(),
    IpRecognizer(),
    UsSsnRecognizer(),
)


def pairs(path: Path) -> Callable[[], int]:
    """Look for personal data in prompts and completions."""
    return partial(_search, path)


def _search(path: Path) -> int:
    records = found = 0
    with path.open("rb") as file:
        for line in file:
            records += 1
            try:
                texts = json.loads(line).values()
            except ValueError:
                continue
            for text in texts:
                for recogniser in RECOGNISERS:
                    found += len(recogniser.analyze(text, recogniser.supported_entities, None))
    return records
