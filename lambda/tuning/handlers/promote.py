"""Record the decision to keep: hosted on until its lease ends, or stored and released."""

from tuning.hosting import keeping
from tuning.run.hosting import Promotion
from tuning.run.registration import Registration
from tuning.state import State


@State
def promote(registration: Registration) -> Promotion:
    """Keep the custom model, and what serves it as long as its recipe asks."""
    return keeping.promote(registration)
