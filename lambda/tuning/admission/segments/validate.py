"""Read one segment of a drop, and keep what it is until the whole is judged."""

from tuning.admission.segments import pieces
from tuning.admission.segments.own_lines import OwnLines
from tuning.admission.source import Gone, name_of, opened
from tuning.dataset.codes import Code
from tuning.dataset.inspection import inspect
from tuning.dataset.piece import Piece
from tuning.dataset.problems import Fault
from tuning.run.registration import Registration
from tuning.run.validation import Segment, ValidatedSegment


def validate(registration: Registration, segment: Segment) -> ValidatedSegment:
    """Judge and convert the records of one segment, and store them as a piece.

    Running it again stores the same piece again.

    Raises:
        Transient: the connection broke off.
    """
    with _read(registration, segment) as piece:
        pieces.store(piece, run_id=registration.run_id, number=segment.number)
        return ValidatedSegment(
            number=segment.number, records=piece.facts.records, problems=piece.problems.errors
        )


def _read(registration: Registration, segment: Segment) -> Piece:
    source = registration.dropped[segment.part][segment.file]
    file = name_of(source.key)
    try:
        with opened(source.key, version_id=source.version_id, start=segment.start) as stream:
            own = OwnLines(
                stream, length=segment.end - segment.start, begins_file=segment.start == 0
            )
            handling = registration.ready_recipe.handling
            return inspect(own, handling, file=file, goes_on_as=segment.goes_on_as)
    except Gone:
        piece = Piece(file)
        piece.problems.add(Fault.of(Code.SOURCE_GONE), file=file)
        return piece
