"""The account's root user is known by the key of this rehearsal alone.

MiniStack takes ``test``, every number of twelve digits and no key at all for the root user too, so
that whoever reaches the port may do everything, with the rights of who started it.
"""

import hmac
import os

from ministack.core import iam_evaluator
from ministack.services import sts


def apply() -> None:
    """Compare with the configured key, wherever MiniStack asks."""
    iam_evaluator.is_root_access_key = _is_root_access_key
    sts.is_root_access_key = _is_root_access_key


def _is_root_access_key(access_key_id: str) -> bool:
    return hmac.compare_digest(access_key_id.encode(), os.environ["AWS_ACCESS_KEY_ID"].encode())
