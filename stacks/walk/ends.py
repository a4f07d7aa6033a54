"""How the walk ends, and who hears of it."""

from typing import Final

from stacks.walk.steps import Fail, Keep, Notify, Succeed

NOTIFY: Final = Notify(
    name="Notify",
    by={
        "kept": Succeed(name="Kept"),
        "discarded": Succeed(name="Discarded"),
        "undecided": Succeed(name="Undecided"),
        "not_needed": Succeed(name="NotNeeded"),
        "cannot_be_proved": Succeed(name="CannotBeProved"),
        "rejected": Succeed(name="Rejected"),
        "cancelled": Succeed(name="Cancelled"),
        "went_on": Succeed(name="WentOn"),
        "failed": Fail(name="RunFailed", cause="$.publication.subject"),
    },
    caught=Fail(name="NotNotified", cause="The run ended, but its notification was not sent."),
)

NOT_RESUMED: Final = Fail(
    name="NotResumed",
    cause="The run did not go on, and stands as it stood; its function's log says why.",
)

KEEP_THE_DROP: Final = Keep(
    name="KeepTheDrop",
    then=Fail(
        name="NotRegistered",
        cause="The drop could not be registered as a run. It is kept: python -m tuning redrive "
        "sends it again.",
    ),
    caught=Fail(
        name="NotKept",
        cause="The drop could not be registered as a run, nor kept: upload its training file "
        "again.",
    ),
)
