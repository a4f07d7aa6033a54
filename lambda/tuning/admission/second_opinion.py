"""A second opinion on personal data: what Amazon Comprehend finds that our own search did not."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from heapq import nsmallest
from itertools import accumulate, islice
from typing import Final, NamedTuple

from botocore.exceptions import ClientError, ConnectionError, HTTPClientError  # noqa: A004

from tuning import clients
from tuning.dataset.codes import Code
from tuning.dataset.figures import SecondOpinion
from tuning.dataset.intake import Intake
from tuning.dataset.privacy.guard import Guard
from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.placeholders import Numbers
from tuning.dataset.problems import Fault
from tuning.dataset.record import Record
from tuning.dataset.sheet import Sheet
from tuning.errors import code_of
from tuning.run.handling import Language

CALL_BYTES: Final = 100_000
"""Longest text of one call: 100 KB of UTF-8 (DetectPiiEntities, Text)."""

MOST_CALLS: Final = 5
"""Bounds what an opinion costs: half a dollar for ASCII text, less for other scripts."""

MOST_RECORDS: Final = 1000

UNIT_CHARACTERS: Final = 100
LEAST_UNITS: Final = 3
UNIT_USD: Final = 0.0001
"""Detect PII is billed by 100 characters and by 3 of these at least for a call (Amazon Comprehend
pricing, first 10 million units a month, us-east-1, seen in November 2026)."""

SURE: Final = 0.9
"""Confidence from which a finding is told; below it about every capitalised word is a name."""

ABOUT_NOBODY: Final = frozenset({"AGE", "DATE_TIME", "URL"})
"""Types that point at nobody when they stand alone; they are counted, and not warned of."""

BETWEEN: Final = "\n\n"

PLACEHOLDER: Final = re.compile(rf"\[(?:{'|'.join(Kind.__members__)})_\d+\]")
"""What stands in the place of what our own search found."""


class Passage(NamedTuple):
    """The text of one record and where it stands."""

    line: int
    text: str


class Suspicion(NamedTuple):
    """A line in which something was found, and the types that may point at somebody."""

    line: int
    types: tuple[str, ...]


def consult(intake: Intake, *, language: Language) -> SecondOpinion:
    """Ask about a sample of the training file, and add what comes of it to the drop's problems.

    The same data has the same sample. Of each record the text is sent in which our own search has
    replaced what it found: that goes nowhere, and whatever is found then our search has missed.
    """
    rows = sample(intake.sheet("training"))
    opinion, suspicions = ask(_redacted(intake.texts("training", rows)), language=language)
    for line, types in suspicions:
        fault = Fault.of(Code.PERSONAL_DATA_SUSPECTED, types=", ".join(types))
        file, own = intake.place("training", line)
        intake.problems.add(fault, file=file, line=own)
    if opinion.unavailable:
        fault = Fault.of(
            Code.SECOND_OPINION_MISSING, reason=opinion.unavailable, records=opinion.records
        )
        intake.problems.add(fault, file=intake.file_of("training"))
    return opinion


def _redacted(records: Iterable[Record]) -> Iterator[Passage]:
    redact, numbers = Guard("redact"), Numbers()
    for record in records:
        kept, _ = redact.treat(record)
        text = numbers.settle(f"{kept.prompt}\n{kept.answer}".encode())
        yield Passage(record.line, text.decode())


def sample(sheet: Sheet) -> frozenset[int]:
    """Choose the rows of a sheet to ask about: the same for the same records, in any order."""
    room = MOST_CALLS * CALL_BYTES
    chosen = set()
    for row in nsmallest(MOST_RECORDS, range(len(sheet)), key=sheet.prompts.__getitem__):
        room -= min(CALL_BYTES, sheet.prompt_characters[row] + sheet.answer_characters[row])
        if room < 0:
            break
        chosen.add(row)
    return frozenset(chosen)


def ask(
    passages: Iterable[Passage], *, language: Language
) -> tuple[SecondOpinion, list[Suspicion]]:
    """Ask about as many records as a few calls take.

    A service that does not answer costs the run nothing but the opinion.
    """
    records = characters = 0
    cost = 0.0
    found: Counter[str] = Counter()
    suspicions: list[Suspicion] = []
    unavailable = None
    for call in islice(_calls(passages), MOST_CALLS):
        try:
            types = _answer(call, language)
        except ClientError as error:
            unavailable = code_of(error)
            break
        except (ConnectionError, HTTPClientError) as error:
            unavailable = type(error).__name__
            break
        length = len(BETWEEN.join(passage.text for passage in call))
        records += len(call)
        characters += length
        cost += UNIT_USD * max(LEAST_UNITS, -(-length // UNIT_CHARACTERS))
        for passage, seen in zip(call, types, strict=True):
            found.update(seen)
            if telling := sorted(set(seen) - ABOUT_NOBODY):
                suspicions.append(Suspicion(passage.line, tuple(telling)))
    opinion = SecondOpinion(
        language=language,
        records=records,
        characters=characters,
        cost_usd=round(cost, 4),
        found=dict(found.most_common()),
        unavailable=unavailable,
    )
    return opinion, suspicions


def _calls(passages: Iterable[Passage]) -> Iterator[list[Passage]]:
    """Put as many records into a call as it takes; one that is longer than a call is cut."""
    call: list[Passage] = []
    room = CALL_BYTES
    for line, text in passages:
        encoded = text.encode()[:CALL_BYTES]
        if call and len(encoded) > room:
            yield call
            call, room = [], CALL_BYTES
        call.append(Passage(line, encoded.decode(errors="ignore")))
        room -= len(encoded) + len(BETWEEN)
    if call:
        yield call


def _answer(call: list[Passage], language: Language) -> list[list[str]]:
    """Return the types that were found in each record of a call."""
    text = BETWEEN.join(passage.text for passage in call)
    ours = [match.span() for match in PLACEHOLDER.finditer(text)]
    ends = accumulate(len(passage.text) + len(BETWEEN) for passage in call)
    starts = [0, *ends][: len(call)]
    types: list[list[str]] = [[] for _ in call]
    answer = clients.comprehend().detect_pii_entities(Text=text, LanguageCode=language)
    for entity in answer["Entities"]:
        begin, end = entity["BeginOffset"], entity["EndOffset"]
        if entity["Score"] < SURE or any(begin < last and first < end for first, last in ours):
            continue
        types[bisect_right(starts, begin) - 1].append(entity["Type"])
    return types
