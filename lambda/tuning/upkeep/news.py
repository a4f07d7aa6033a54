"""News: what has gone wrong since people were told last, by name.

An alarm tells people when it begins to ring, and nothing while it rings: what goes wrong after that
would be heard of by nobody. So each thing is told once, and again when it comes back.
"""

from collections.abc import Mapping
from typing import Final

from tuning import clients
from tuning.ledger import known
from tuning.report.announcement import MOST_SUBJECT
from tuning.settings import deployed
from tuning.text import count, shown

MOST_TOLD: Final = 20
"""Things that one message names; it says how many more there are."""

MOST_SENTENCE: Final = 1_000


def tell(wrong: Mapping[str, str]) -> None:
    """Tell people of what is wrong now and was not when they were told last.

    Args:
        wrong: a sentence for each thing, by a name that it keeps while it lasts.
    """
    before = known.read()
    new = [sentence for name, sentence in wrong.items() if name not in before]
    if new:
        environment = deployed().environment
        named = [f"- {shown(sentence, MOST_SENTENCE)}" for sentence in new[:MOST_TOLD]]
        if more := len(new) - len(named):
            named.append(f"- and {more:,} more, in the reaper's log")
        earlier = len(wrong) - len(new)
        clients.sns().publish(
            TopicArn=deployed().topic_arn,
            Subject=f"Needs a person: {count(len(new), 'thing')} ({environment})"[:MOST_SUBJECT],
            Message="The reaper cannot set this right by itself:\n"
            + "\n".join(named)
            + f"\n\nIt tries again in {deployed().reaper_minutes} minutes. See what bills:\n"
            f"  python -m tuning doctor --env {environment}\n"
            + (
                f"\n{count(earlier, 'earlier thing')} of which you know is still so.\n"
                * bool(earlier)
            ),
        )
    if before != wrong.keys():
        known.write(wrong.keys())
