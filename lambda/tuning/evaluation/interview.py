"""The interview: held-out records put to both models, each at its pace, until the time is up."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from tuning.evaluation.answers import HeldOut
from tuning.evaluation.participant import Participant
from tuning.evaluation.sitting import Sitting

AT_ONCE: Final = 8
"""Records in flight; how fast they follow each other is the pace's to say."""


def hold(
    sitting: Sitting, records: Sequence[tuple[int, HeldOut]], *participants: Participant
) -> None:
    """Put every record to every model that has not replied to it yet, a few records at a time.

    Records are asked whole, so that what time was left for was asked of both. Those on which a
    model broke, in this sitting or an earlier one, come last, and once more.

    Raises:
        ServiceRefused: a model may not be asked, or whatever it is asked is invalid; the
            message is the service's.
    """

    def first(numbered: tuple[int, HeldOut]) -> None:
        for participant in participants:
            if numbered[0] not in participant.failed:
                participant.ask(*numbered, sitting)

    def second(numbered: tuple[int, HeldOut]) -> None:
        for participant in participants:
            participant.ask(*numbered, sitting)

    for ask in (first, second):
        with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
            for _ in pool.map(ask, records):
                pass
        for participant in participants:
            participant.settle(sitting)
