"""The answer to a drop that starts nothing: a file beside it that says why, and what to do.

It is taken back when a drop of the same task begins a run: that run's report names what it left.
"""

from collections.abc import Sequence
from typing import Final

from tuning import clients, naming
from tuning.registration.files import ANSWER
from tuning.registration.folder import listed
from tuning.settings import deployed
from tuning.text import shown

LONGEST_KEY: Final = 1024
"""Bytes of a key (S3 User Guide, "Object key naming guidelines")."""


def leave(key: str, reasons: Sequence[str]) -> None:
    """Write the reasons beside what was dropped, where the folder of drops is and a key has room.

    Nobody hears of the file that it writes: the rule that hears of drops leaves such names out.
    """
    answer = key + ANSWER
    if not key.startswith(f"{naming.INCOMING}/") or len(answer.encode()) > LONGEST_KEY:
        return
    clients.s3().put_object(
        Bucket=deployed().datasets_bucket,
        Key=answer,
        Body="".join(f"{shown(each)}\n" for each in ("No run was started.", *reasons)).encode(),
        ContentType="text/plain; charset=utf-8",
    )


def take_back(task: str) -> None:
    """Delete the answers in a task's folder; the bucket keeps their versions."""
    for answer in listed(f"{naming.INCOMING}/{task}/").answers:
        clients.s3().delete_object(Bucket=deployed().datasets_bucket, Key=answer)
