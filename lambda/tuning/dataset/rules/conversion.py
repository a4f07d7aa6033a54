"""What of a record a base model's format has no room for: refused, or left out when asked to."""

from collections.abc import Iterator
from typing import Final

from tuning.dataset.codes import Code
from tuning.dataset.formats.beside import key_name
from tuning.dataset.formats.capabilities import capabilities_of
from tuning.dataset.problems import Fault
from tuning.dataset.record import EXCHANGE_TURNS, REFERENCE_ANSWER, Record
from tuning.dataset.wording import Wording
from tuning.run.handling import Handling

ADMITTED: Final = {
    Code.LOSSY_SYSTEM: Code.SYSTEM_MERGED,
    Code.LOSSY_TURNS: Code.TURNS_MERGED,
    Code.LOSSY_REFERENCE: Code.REFERENCE_TAKEN,
    Code.LOSSY_METADATA: Code.METADATA_LEFT_OUT,
}
"""What a refusal becomes when losing something was asked for."""


def faults(record: Record, handling: Handling) -> Iterator[Fault]:
    """Yield what writing a record loses: errors, or warnings once it was asked for."""
    capabilities = capabilities_of(handling)
    if record.system and not capabilities.system:
        yield loss(Code.LOSSY_SYSTEM, handling)
    if len(record.turns) > EXCHANGE_TURNS and not capabilities.turns:
        yield loss(Code.LOSSY_TURNS, handling, turns=len(record.turns))
    if record.grading and not capabilities.grading:
        yield loss(Code.LOSSY_REFERENCE, handling)
        if further := [key_name(key) for key in record.grading if key != REFERENCE_ANSWER]:
            yield loss(Code.LOSSY_METADATA, handling, keys=", ".join(further))


def loss(code: Wording, handling: Handling, **figures: object) -> Fault:
    """Return the fault of a loss, by whether it was asked for."""
    return Fault.of(
        ADMITTED[code] if handling.lossy else code, model=handling.model.name, **figures
    )
