"""Plan the reading of a drop: what is small is read whole, what is large in segments."""

from collections.abc import Iterator
from dataclasses import replace
from math import ceil
from typing import Final

from tuning.admission.segments.own_lines import OwnLines
from tuning.admission.source import Gone, name_of, opened
from tuning.dataset.problems import Problems
from tuning.dataset.reading import files
from tuning.dataset.reading.file import Facts, Reading
from tuning.dataset.reading.lines import MEBIBYTE
from tuning.dataset.rules import capacity
from tuning.run.formats import FormatName
from tuning.run.handling import Handling
from tuning.run.registration import Registration, Source
from tuning.run.validation import Segment, ValidationPlan
from tuning.settings import deployed

MOST_SEGMENTS: Final = 40
"""They travel in the execution's state, which holds 256 KiB: segments grow rather than multiply."""

CUT: Final = (".jsonl", ".ndjson")
"""The kind of file of which a line can be read without the lines before it: in CSV a line break
may stand in a cell, and gzip cannot be entered midway."""


def plan(registration: Registration) -> ValidationPlan:
    """Plan how the files of a run are read.

    Shards are segments of their own, and so are the parts of a file that is larger than a segment.
    A drop that is beyond what its base model takes has none: it is refused by its size, unread.
    """
    handling = registration.ready_recipe.handling
    dropped = registration.dropped
    sizes = {part: [source.size for source in sources] for part, sources in dropped.items()}
    if any(capacity.faults(sizes, handling)):
        return ValidationPlan(outcome="whole")
    length = segment_bytes(
        [source.size for sources in dropped.values() for source in sources],
        chosen=deployed().segment_mebibytes * MEBIBYTE,
    )
    segments: list[Segment] = []
    for part, sources in dropped.items():
        if len(sources) > 1 or sources[0].size > length:
            for file, source in enumerate(sources):
                first = Segment(
                    number=len(segments), part=part, file=file, start=0, end=source.size
                )
                segments += _segments(first, source, length, handling)
    return ValidationPlan(outcome="in_segments" if segments else "whole", segments=tuple(segments))


def segment_bytes(sizes: list[int], *, chosen: int) -> int:
    """Return how large a segment may be: as chosen, or larger if they would be too many.

    Cutting adds at most one segment for each file to what the bytes alone come to.
    """
    return max(chosen, ceil(sum(sizes) / (MOST_SEGMENTS - len(sizes))))


def _segments(whole: Segment, source: Source, length: int, handling: Handling) -> Iterator[Segment]:
    """Cut the segment that a file is by itself into as many as its length asks for."""
    form = _form(source, length, handling) if source.size > length else None
    starts = range(0, source.size, length) if form else (0,)
    for number, start in enumerate(starts, start=whole.number):
        yield replace(
            whole,
            number=number,
            start=start,
            end=min(start + length, source.size) if form else source.size,
            goes_on_as=form if start else None,
        )


def _form(source: Source, length: int, handling: Handling) -> FormatName | None:
    """Return the record format of a file that can be cut; None when it cannot be.

    It is that of the first record that is recognised, whoever reads the file. What comes before
    that record is not judged by it, so that record begins in the first segment. In UTF-16 a line
    does not end where an LF byte stands, so what is not written in UTF-8 is not cut.
    """
    if not source.key.lower().endswith(CUT):
        return None
    facts = Facts(file=name_of(source.key))
    reading = Reading(facts=facts, problems=Problems(), handling=handling)
    try:
        with opened(source.key, version_id=source.version_id) as stream:
            first = OwnLines(stream, length=length, begins_file=True)
            for _ in files.read(first, reading):
                if facts.form:
                    break
    except Gone:
        return None
    return facts.form if facts.lines and not facts.encoding else None
