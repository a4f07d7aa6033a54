"""ARNs and the twelve characters that end them."""

import secrets
import string
from dataclasses import dataclass

ALPHABET = string.ascii_lowercase + string.digits


def new_id() -> str:
    """Return twelve characters of ``[a-z0-9]``, never used before for all that anybody can tell."""
    return "".join(secrets.choice(ALPHABET) for _ in range(12))


def id_of(arn: str) -> str:
    """Return the characters after an ARN's last slash."""
    return arn.rpartition("/")[2]


@dataclass(frozen=True, kw_only=True)
class Arns:
    """Makes the ARNs of one account and region."""

    region: str
    account: str

    def foundation_model(self, model_id: str, region: str | None = None) -> str:
        """Return a foundation model's ARN; it belongs to no account."""
        return f"arn:aws:bedrock:{region or self.region}::foundation-model/{model_id}"

    def of(self, kind: str, name: str) -> str:
        """Return the ARN of something of the account, for example an ``inference-profile``."""
        return f"arn:aws:bedrock:{self.region}:{self.account}:{kind}/{name}"

    def new(self, kind: str) -> str:
        """Return the ARN of something new, for example a ``provisioned-model``."""
        return self.of(kind, new_id())
