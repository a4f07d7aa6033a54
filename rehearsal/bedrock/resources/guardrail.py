"""A guardrail: a policy that may change, and numbered copies of it that never do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from rehearsal.bedrock.resources.names import id_of

DRAFT: Final = "DRAFT"

POLICIES: Final = {
    "topicPolicyConfig": "topicPolicy",
    "contentPolicyConfig": "contentPolicy",
    "wordPolicyConfig": "wordPolicy",
    "sensitiveInformationPolicyConfig": "sensitiveInformationPolicy",
}
"""Each part of a policy as it is given, and as it is shown."""

SHOWN: Final = {
    "topicsConfig": "topics",
    "filtersConfig": "filters",
    "wordsConfig": "words",
    "managedWordListsConfig": "managedWordLists",
    "piiEntitiesConfig": "piiEntities",
    "regexesConfig": "regexes",
}
"""The same of the lists within them."""

Policy = Mapping[str, Any]
"""What a request gives of it: the parts above, and what is answered instead."""


@dataclass(kw_only=True, eq=False)
class Guardrail:
    """A guardrail of the account.

    Attributes:
        draft: the policy of now.
        key_arn: under which it is kept; None: a key of the service's own.
        versions: the policy as it was when each was made.
        described: the description of each version.
    """

    arn: str
    name: str
    created: datetime
    updated: datetime
    draft: Policy
    key_arn: str | None = None
    versions: dict[str, Policy] = field(default_factory=dict)
    described: dict[str, str] = field(default_factory=dict)
    made: int = 0

    @property
    def id(self) -> str:
        """What ends its ARN."""
        return id_of(self.arn)

    def policy(self, version: str) -> Policy | None:
        """Return the policy of a version; None where there is no such version."""
        return self.draft if version == DRAFT else self.versions.get(version)

    def publish(self, description: str | None) -> str:
        """Make a version of the policy of now; a number is never used again."""
        self.made += 1
        version = str(self.made)
        self.versions[version] = self.draft
        self.described[version] = description or ""
        return version

    def detail(self, version: str, policy: Policy) -> dict[str, Any]:
        """Return a version as GetGuardrail shows it."""
        parts = {
            shown: {SHOWN[name]: each for name, each in policy[given].items()}
            for given, shown in POLICIES.items()
            if given in policy
        }
        return {
            "name": self.name,
            "description": self.described.get(version) or policy.get("description"),
            "guardrailId": self.id,
            "guardrailArn": self.arn,
            "version": version,
            "status": "READY",
            "createdAt": self.created,
            "updatedAt": self.updated,
            "blockedInputMessaging": policy["blockedInputMessaging"],
            "blockedOutputsMessaging": policy["blockedOutputsMessaging"],
            "kmsKeyArn": self.key_arn,
            **parts,
        }
