"""Take one of the account's few training slots, or wait in line for it."""

from tuning.run.registration import Registration
from tuning.run.training import Customization, Slot
from tuning.state import State
from tuning.training import slots


@State
def take_slot(
    registration: Registration,
    slot: Slot | None = None,
    customization: Customization | None = None,
) -> Slot:
    """Take a slot when one is free and nobody waited longer; asking again takes no second one."""
    return slots.take(registration, slot, customization)
