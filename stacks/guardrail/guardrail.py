"""The guardrail: an environment's policy as Bedrock takes it, with a version that never changes."""

import hashlib
from typing import Final

import msgspec
from aws_cdk import CfnDeletionPolicy
from aws_cdk import aws_bedrock as bedrock
from constructs import Construct

from stacks.environments.environment import Environment
from stacks.environments.guardrail import GuardrailPolicy
from stacks.environments.holdings import Holdings
from tuning import naming
from tuning.settings import Guardrail

DIGEST: Final = 16
"""Hexadecimal digits by which policies are told apart."""

ACTIONS: Final = {"block": "BLOCK", "anonymise": "ANONYMIZE"}

QUESTIONS_ONLY: Final = "prompt_attack"
"""The filter that looks at no answer: its strength for answers must be NONE
(bedrock/latest/userguide/guardrails-prompt-attack)."""


def pinned(
    scope: Construct, environment: Environment, holdings: Holdings, *, part: str = "guardrail"
) -> Guardrail | None:
    """Build the guardrail of a stack and return what callers name; None where there is no policy.

    Args:
        scope: the stack.
        environment: whose policy it is.
        holdings: with the key under which Bedrock keeps it.
        part: of its name; a stack that imports nothing of another has one of its own.
    """
    if not environment.guardrail:
        return None
    return PolicyGuardrail(
        scope,
        "Guardrail",
        environment=environment.name,
        policy=environment.guardrail,
        key_arn=holdings.model_key_arn,
        part=part,
    ).pinned


class PolicyGuardrail(Construct):
    """One guardrail and its version for the policy of now.

    A version's description is all that CloudFormation knows of its content, and it cannot be
    changed: with the policy's digest in it, another policy makes another version. The earlier one
    stays at Bedrock, for runs and applications that go on with it; see docs/guardrail.md.

    Attributes:
        pinned: what callers name.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        environment: str,
        policy: GuardrailPolicy,
        key_arn: str,
        part: str = "guardrail",
    ) -> None:
        """Build it.

        Args:
            scope, id_: its place.
            environment: whose it is.
            policy: what it blocks or masks.
            key_arn: under which Bedrock keeps it.
            part: of its name; a stack that imports nothing of another has one of its own.
        """
        super().__init__(scope, id_)
        guardrail = bedrock.CfnGuardrail(
            self,
            "Guardrail",
            name=naming.stack_name(environment, part),
            description=f"{naming.PROJECT} {environment}: what is blocked or masked",
            blocked_input_messaging=policy.message,
            blocked_outputs_messaging=policy.message,
            content_policy_config=_content(policy),
            topic_policy_config=_topics(policy),
            word_policy_config=_words(policy),
            sensitive_information_policy_config=_personal_data(policy),
            kms_key_arn=key_arn,
        )
        version = bedrock.CfnGuardrailVersion(
            self,
            "Version",
            guardrail_identifier=guardrail.attr_guardrail_arn,
            description=f"Policy {digest(policy)}",
        )
        version.cfn_options.update_replace_policy = CfnDeletionPolicy.RETAIN
        version.cfn_options.deletion_policy = CfnDeletionPolicy.DELETE
        self.pinned = Guardrail(
            identifier=guardrail.attr_guardrail_arn, version=version.attr_version
        )


def digest(policy: GuardrailPolicy) -> str:
    """Return what tells a policy from every other."""
    content = msgspec.json.encode(policy, order="sorted")
    return hashlib.sha256(content).hexdigest()[:DIGEST]


def _content(policy: GuardrailPolicy) -> bedrock.CfnGuardrail.ContentPolicyConfigProperty | None:
    filters = [
        bedrock.CfnGuardrail.ContentFilterConfigProperty(
            type=name.upper(),
            input_strength=strength.upper(),
            output_strength="NONE" if name == QUESTIONS_ONLY else strength.upper(),
        )
        for name, strength in policy.strengths.items()
    ]
    if not filters:
        return None
    return bedrock.CfnGuardrail.ContentPolicyConfigProperty(filters_config=filters)


def _topics(policy: GuardrailPolicy) -> bedrock.CfnGuardrail.TopicPolicyConfigProperty | None:
    topics = [
        bedrock.CfnGuardrail.TopicConfigProperty(
            name=topic.name,
            definition=topic.definition,
            type="DENY",
            examples=list(topic.examples) or None,
        )
        for topic in policy.topics
    ]
    if not topics:
        return None
    return bedrock.CfnGuardrail.TopicPolicyConfigProperty(topics_config=topics)


def _words(policy: GuardrailPolicy) -> bedrock.CfnGuardrail.WordPolicyConfigProperty | None:
    words = [bedrock.CfnGuardrail.WordConfigProperty(text=word) for word in policy.blocked_words]
    lists = [bedrock.CfnGuardrail.ManagedWordsConfigProperty(type="PROFANITY")]
    if not words and not policy.profanity:
        return None
    return bedrock.CfnGuardrail.WordPolicyConfigProperty(
        words_config=words or None,
        managed_word_lists_config=lists if policy.profanity else None,
    )


def _personal_data(
    policy: GuardrailPolicy,
) -> bedrock.CfnGuardrail.SensitiveInformationPolicyConfigProperty | None:
    entities = [
        bedrock.CfnGuardrail.PiiEntityConfigProperty(type=kind.upper(), action=ACTIONS[action])
        for kind, action in policy.personal_data.items()
    ]
    if not entities:
        return None
    return bedrock.CfnGuardrail.SensitiveInformationPolicyConfigProperty(
        pii_entities_config=entities
    )
