"""Bring a drop into an intake: what is read here, and what was read in segments elsewhere."""

import hashlib

from tuning.admission.segments import pieces
from tuning.admission.source import Gone, name_of, opened
from tuning.dataset.codes import Code
from tuning.dataset.inspection import MOST_KEPT
from tuning.dataset.intake import Intake
from tuning.dataset.piece import Piece
from tuning.dataset.problems import Fault
from tuning.dataset.reading.lines import chunks
from tuning.dataset.rules import capacity
from tuning.run.parts import PartName
from tuning.run.registration import Registration, Source
from tuning.run.validation import Segment, ValidationPlan


def gather(intake: Intake, registration: Registration, plan: ValidationPlan) -> None:
    """Take in every file of a drop.

    Of what is beyond the base model's capacity nothing is read, here or elsewhere.

    Raises:
        Transient: the connection broke off.
    """
    dropped = registration.dropped
    sizes = {part: [source.size for source in sources] for part, sources in dropped.items()}
    beyond = dict(capacity.faults(sizes, intake.handling))
    for part, sources in dropped.items():
        for place, source in enumerate(sources):
            segments = [each for each in plan.segments if (each.part, each.file) == (part, place)]
            if beyond:
                intake.hold(part, Piece(name_of(source.key)))
            elif segments:
                intake.hold(part, _merged(segments, source, registration, intake))
            else:
                _take(intake, part, source)
    for name, source in registration.extras.items():
        file = name_of(source.key)
        try:
            with opened(source.key, version_id=source.version_id) as stream:
                intake.bring(name, stream, file=file)
        except Gone:
            intake.problems.add(Fault.of(Code.SOURCE_GONE), file=file)
    for part, fault in beyond.items():
        intake.problems.add(fault, file=intake.file_of(part))


def _take(intake: Intake, part: PartName, source: Source) -> None:
    file = name_of(source.key)
    try:
        with opened(source.key, version_id=source.version_id) as stream:
            intake.take(part, stream, file=file)
    except Gone:
        intake.miss(part, file=file)


def _merged(
    segments: list[Segment], source: Source, registration: Registration, intake: Intake
) -> Piece:
    """Put the pieces of a file together, as if it had been read in one go."""
    first, *others = segments
    whole = pieces.load(run_id=registration.run_id, number=first.number)
    for segment in others:
        with pieces.load(run_id=registration.run_id, number=segment.number) as piece:
            whole.append(piece, most=MOST_KEPT * intake.handling.rules.max_records)
    if others:
        whole.facts.sha256 = _sha256(source)
    return whole


def _sha256(source: Source) -> str | None:
    """Return the hash of a file that was read in segments, which their hashes do not tell."""
    digest = hashlib.sha256()
    try:
        with opened(source.key, version_id=source.version_id) as stream:
            for chunk in chunks(stream):
                digest.update(chunk)
    except Gone:
        return None
    return digest.hexdigest()
