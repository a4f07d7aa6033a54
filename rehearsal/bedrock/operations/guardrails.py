"""Guardrails: create, update, publish a version, get, delete, and apply to a text."""

from collections.abc import Mapping
from typing import Any, Final

from rehearsal.bedrock.account import Account, Call
from rehearsal.bedrock.errors import conflict, invalid, not_found, over_quota
from rehearsal.bedrock.guarding import REASON, Look, look
from rehearsal.bedrock.operations import tags
from rehearsal.bedrock.operations.registry import serves
from rehearsal.bedrock.permissions import keys
from rehearsal.bedrock.resources.guardrail import DRAFT, POLICIES, Guardrail, Policy

MOST_VERSIONS: Final = 20
"""Versions per guardrail ("Versions per guardrail", Bedrock endpoints and quotas)."""

GIVEN: Final = (*POLICIES, "description", "blockedInputMessaging", "blockedOutputsMessaging")
UNIT: Final = 1000
"""Characters of a text unit, by which the service counts what it looks at (Bedrock pricing)."""

UNITS: Final = {
    "topicPolicyConfig": "topicPolicyUnits",
    "contentPolicyConfig": "contentPolicyUnits",
    "wordPolicyConfig": "wordPolicyUnits",
    "sensitiveInformationPolicyConfig": "sensitiveInformationPolicyUnits",
}


@serves("CreateGuardrail")
def create_guardrail(account: Account, call: Call) -> Mapping[str, Any]:
    """Make a guardrail, whose policy is a draft."""
    return account.once(call, lambda: _create(account, call))


def _create(account: Account, call: Call) -> Mapping[str, Any]:
    request, now = call.request, account.clock.now()
    arn = account.arns.new("guardrail")
    requested = tags.read(request.get("tags"))
    call.demand(arn, requested=requested)
    if account.guardrails.called(request["name"]):
        raise conflict(f"Another guardrail in your account already has the name {request['name']}")
    tags.give(account, call, arn, requested)
    made = Guardrail(
        arn=arn,
        name=request["name"],
        created=now,
        updated=now,
        draft=_policy(request),
        key_arn=request.get("kmsKeyId"),
    )
    account.guardrails.add(made)
    return {"guardrailId": made.id, "guardrailArn": arn, "version": DRAFT, "createdAt": now}


@serves("UpdateGuardrail")
def update_guardrail(account: Account, call: Call) -> Mapping[str, Any]:
    """Put another policy in the draft's place; versions stay as they are."""
    found, request = find(account, call), call.request
    found.draft, found.name, found.updated = _policy(request), request["name"], account.clock.now()
    found.key_arn = request.get("kmsKeyId")
    return {
        "guardrailId": found.id,
        "guardrailArn": found.arn,
        "version": DRAFT,
        "updatedAt": found.updated,
    }


@serves("CreateGuardrailVersion")
def create_guardrail_version(account: Account, call: Call) -> Mapping[str, Any]:
    """Make a version of the draft."""

    def create() -> Mapping[str, Any]:
        found = find(account, call)
        if len(found.versions) >= MOST_VERSIONS:
            raise over_quota(f"The guardrail has {MOST_VERSIONS} versions, the most that it can")
        version = found.publish(call.request.get("description"))
        return {"guardrailId": found.id, "version": version}

    return account.once(call, create)


@serves("GetGuardrail")
def get_guardrail(account: Account, call: Call) -> Mapping[str, Any]:
    """Return a version of a guardrail; without a number, the draft."""
    found, version = find(account, call), call.request.get("guardrailVersion", DRAFT)
    return found.detail(version, policy_of(found, version))


@serves("DeleteGuardrail")
def delete_guardrail(account: Account, call: Call) -> Mapping[str, Any]:
    """Delete a version; without a number, the guardrail with all its versions."""
    found, version = find(account, call), call.request.get("guardrailVersion")
    if version is None:
        account.guardrails.remove(found)
        del account.tags[found.arn]
    else:
        policy_of(found, version)
        del found.versions[version]
    return {}


@serves("ApplyGuardrail")
def apply_guardrail(account: Account, call: Call) -> Mapping[str, Any]:
    """Look at texts by a guardrail, without a model."""
    request = call.request
    found = applied(account, call, request["guardrailIdentifier"])
    policy = policy_of(found, request["guardrailVersion"])
    texts = [block["text"]["text"] for block in request["content"] if "text" in block]
    if len(texts) < len(request["content"]):
        raise invalid("This stand-in for Bedrock looks at text only")
    looks = [look(policy, request["source"], text) for text in texts]
    intervened = any(each.intervened for each in looks)
    characters = sum(map(len, texts))
    return {
        "usage": _usage(policy, texts),
        "action": "GUARDRAIL_INTERVENED" if intervened else "NONE",
        "actionReason": REASON,
        "outputs": _outputs(policy, request["source"], looks) if intervened else [],
        "assessments": [each.assessment for each in looks if each.intervened],
        "guardrailCoverage": {"textCharacters": {"guarded": characters, "total": characters}},
    }


def _outputs(policy: Policy, source: str, looks: list[Look]) -> list[Mapping[str, str]]:
    if any(each.blocked for each in looks):
        instead = "blockedInputMessaging" if source == "INPUT" else "blockedOutputsMessaging"
        return [{"text": policy[instead]}]
    return [{"text": each.text} for each in looks]


def _usage(policy: Policy, texts: list[str]) -> Mapping[str, int]:
    units = sum(-(-len(text) // UNIT) for text in texts)
    return {
        **{counted: units if given in policy else 0 for given, counted in UNITS.items()},
        "sensitiveInformationPolicyFreeUnits": 0,
        "contextualGroundingPolicyUnits": 0,
    }


def find(account: Account, call: Call) -> Guardrail:
    """Return the guardrail that a request names by id or ARN, to a caller who may see it."""
    named = call.request["guardrailIdentifier"]
    arn = named if named.startswith("arn:") else account.arns.of("guardrail", named)
    return account.find(call, account.guardrails, arn)


def policy_of(found: Guardrail, version: str) -> Policy:
    """Return the policy of a version.

    Raises:
        ServiceError: there is no such version.
    """
    policy = found.policy(version)
    if policy is None:
        raise not_found(f"Could not find version {version} of the guardrail {found.arn}")
    return policy


def applied(account: Account, call: Call, named: str) -> Guardrail:
    """Return the guardrail by which a request has texts looked at, to a caller who may.

    Raises:
        ServiceError: there is none, or the caller may not apply it or use its key.
    """
    arn = named if named.startswith("arn:") else account.arns.of("guardrail", named)
    call.demand(arn, action="bedrock:ApplyGuardrail", has=account.tags.get(arn, {}))
    found = account.guardrails.find(arn)
    if found.key_arn:
        keys.demand(call.caller, found.key_arn, "kms:Decrypt")
    return found


def _policy(request: Mapping[str, Any]) -> Policy:
    return {name: request[name] for name in GIVEN if request.get(name) is not None}
