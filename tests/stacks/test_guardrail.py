"""The guardrail of an environment: what a settings file says is what Bedrock gets, pinned."""

from typing import Any, Final

import pytest
from aws_cdk import App, Stack
from aws_cdk.assertions import Template
from botocore.model import ListShape
from botocore.session import get_session
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from stacks.environments import guardrail
from stacks.environments.environment import BadEnvironment, Environment
from stacks.environments.guardrail import BadPolicy, GuardrailPolicy, Topic
from stacks.guardrail.guardrail import PolicyGuardrail, digest
from tests.stacks.conftest import Resources, Statement, holders

GUARDRAIL: Final = "AWS::Bedrock::Guardrail"
VERSION: Final = "AWS::Bedrock::GuardrailVersion"

ADVICE: Final = Topic(name="Legal advice", definition="What a lawyer is asked.", examples=("Sue?",))
EVERYTHING: Final = GuardrailPolicy(
    hate="low",
    prompt_attack="high",
    personal_data={"email": "anonymise", "pin": "block"},
    topics=(ADVICE,),
    blocked_words=("bluebird",),
    profanity=True,
    message="No.",
)
KEY: Final = "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000"


def template(policy: GuardrailPolicy) -> dict[str, Any]:
    stack = Stack(App(), "Any")
    PolicyGuardrail(stack, "Guardrail", environment="dev", policy=policy, key_arn=KEY)
    found: dict[str, Any] = Template.from_stack(stack).to_json()["Resources"]
    return {resource["Type"]: resource for resource in found.values()}


def test_every_part_of_a_policy_reaches_bedrock() -> None:
    made = template(EVERYTHING)[GUARDRAIL]["Properties"]

    assert ("bedrock-finetune-dev-guardrail", KEY) == (made["Name"], made["KmsKeyArn"])
    assert ("No.", "No.") == (made["BlockedInputMessaging"], made["BlockedOutputsMessaging"])
    assert [
        {"Type": "HATE", "InputStrength": "LOW", "OutputStrength": "LOW"},
        {"Type": "PROMPT_ATTACK", "InputStrength": "HIGH", "OutputStrength": "NONE"},
    ] == made["ContentPolicyConfig"]["FiltersConfig"]
    assert [
        {"Type": "EMAIL", "Action": "ANONYMIZE"},
        {"Type": "PIN", "Action": "BLOCK"},
    ] == made["SensitiveInformationPolicyConfig"]["PiiEntitiesConfig"]
    assert [
        {
            "Name": "Legal advice",
            "Definition": "What a lawyer is asked.",
            "Examples": ["Sue?"],
            "Type": "DENY",
        }
    ] == made["TopicPolicyConfig"]["TopicsConfig"]
    assert {
        "WordsConfig": [{"Text": "bluebird"}],
        "ManagedWordListsConfig": [{"Type": "PROFANITY"}],
    } == made["WordPolicyConfig"]


def test_another_policy_makes_another_version_and_the_earlier_one_stays() -> None:
    first, same, other = (
        template(policy)[VERSION]
        for policy in (EVERYTHING, EVERYTHING, GuardrailPolicy(hate="high", message="No."))
    )

    description = first["Properties"]["Description"]
    assert description == same["Properties"]["Description"]
    assert description != other["Properties"]["Description"]
    assert "Retain" == first["UpdateReplacePolicy"]
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", VERSION).schema
    assert "/properties/Description" in schema["createOnlyProperties"]


@pytest.mark.parametrize(
    "policy",
    [
        GuardrailPolicy(profanity=True, message="A"),
        GuardrailPolicy(hate="low"),
        GuardrailPolicy(hate="medium"),
        GuardrailPolicy(personal_data={"email": "block"}),
        GuardrailPolicy(personal_data={"email": "anonymise"}),
        GuardrailPolicy(topics=(ADVICE,)),
    ],
)
def test_the_digest_of_a_policy_is_its_own(policy: GuardrailPolicy) -> None:
    assert digest(policy) != digest(GuardrailPolicy(profanity=True))


def test_the_order_of_a_table_changes_no_version() -> None:
    one = GuardrailPolicy(personal_data={"email": "block", "pin": "block"})
    other = GuardrailPolicy(personal_data={"pin": "block", "email": "block"})

    assert digest(one) == digest(other)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (3, "must be a table [guardrail]"),
        ({}, "blocks nothing: leave the table out, or name what is blocked"),
        ({"hate": "none"}, "blocks nothing"),
        ({"hat": "low"}, "has an unknown key guardrail.hat; did you mean hate? valid are: "),
        ({"hate": "hi"}, "cannot be used at hate: 'hi'; valid are: none, low, medium, high"),
        ({"hate": 3}, "cannot be used at hate: Expected str, got int; valid are: none, low"),
        ({"personal_data": {"email": "mask"}}, "'mask'; valid are: block, anonymise"),
        ({"personal_data": {"emal": "block"}}, "personal_data.emal, which is no kind; did you"),
        ({"topics": [{"nam": "x"}]}, "an unknown key guardrail.topics.nam; did you mean name?"),
        ({"topics": [{"name": "x"}]}, "at topics[0]: Object missing required field definition"),
        ({"topics": [{"name": "ä", "definition": "y"}]}, "names topic 1 'ä': take 1 to 100"),
        ({"topics": [{"name": "x", "definition": " "}]}, "'x' in 1 characters: take 1 to 200"),
        ({"topics": [{"name": "x", "definition": "y" * 201}]}, "in 201 characters: take 1 to 200"),
        ({"topics": [{"name": "x", "definition": "y"}] * 2}, "has the topic 'x' twice"),
        (
            {"topics": [{"name": "x", "definition": "y", "examples": ["z"] * 6}]},
            "at most 5 examples of the topic 'x', each of 1 to 100 characters",
        ),
        (
            {"topics": [{"name": f"x{n}", "definition": "y"} for n in range(31)]},
            "has 31 topics, and Bedrock takes 30",
        ),
        ({"blocked_words": ["w" * 101]}, "a blocked word, number 1, of 101 characters: take 1"),
        ({"blocked_words": ["ok", " "]}, "a blocked word, number 2, of 1 characters"),
        ({"blocked_words": ["w"] * 10_001}, "has 10,001 blocked words, and Bedrock takes 10,000"),
        ({"profanity": True, "message": "a\nb"}, "one line of 1 to 500 characters"),
        ({"profanity": True, "message": "a" * 501}, "one line of 1 to 500 characters"),
    ],
)
def test_what_bedrock_would_refuse_is_one_line(table: Any, message: str) -> None:
    with pytest.raises((BadPolicy, BadEnvironment)) as refused:
        Environment(name="team", guardrail=guardrail.read(table))

    assert message in str(refused.value)
    assert "\n" not in str(refused.value)


def shape(name: str) -> Any:
    return get_session().get_service_model("bedrock").shape_for(name)


def test_the_limits_are_those_of_the_service_model() -> None:
    for name, most in (
        ("GuardrailTopicsConfig", guardrail.MOST_TOPICS),
        ("GuardrailTopicExamples", guardrail.MOST_EXAMPLES),
        ("GuardrailTopicExample", guardrail.LONGEST_EXAMPLE),
        ("GuardrailTopicDefinition", guardrail.LONGEST_DEFINITION),
        ("GuardrailWordsConfig", guardrail.MOST_WORDS),
        ("GuardrailWordConfigTextString", guardrail.LONGEST_WORD),
        ("GuardrailBlockedMessaging", guardrail.LONGEST_MESSAGE),
    ):
        assert most == shape(name).metadata["max"], name
    told = shape("GuardrailTopicName").metadata
    assert guardrail.TOPIC_NAME.pattern == told["pattern"].removesuffix("+") + "{1,100}"
    assert 100 == told["max"]
    assert guardrail.PERSONAL_DATA == {
        each.lower() for each in shape("GuardrailPiiEntityType").enum
    }
    assert {*guardrail.FILTERS} == {
        each.lower() for each in shape("GuardrailContentFilterType").enum
    }
    filters = shape("GuardrailContentFiltersConfig")
    assert isinstance(filters, ListShape)
    assert len(guardrail.FILTERS) <= filters.metadata["max"]


def test_a_guardrail_is_encrypted_under_a_key_of_the_environments(resources: Resources) -> None:
    for each in resources.of(GUARDRAIL):
        assert "Fn::ImportValue" in each.properties["KmsKeyArn"], str(each)


def test_whoever_asks_applies_this_guardrail_and_no_other(
    resources: Resources, statements: list[Statement]
) -> None:
    guarded = {
        (each.environment.name, each.stack): each.logical_id for each in resources.of(GUARDRAIL)
    }
    applying = [each for each in statements if "bedrock:ApplyGuardrail" in each.actions]

    assert {"prod", "staging"} <= {environment for environment, _ in guarded}
    asking = {"Answer/Policy", "AskModels", "MeasureBaselines", "Promote"}
    assert asking == holders(applying, "bedrock:ApplyGuardrail")
    for each in applying:
        logical_id = guarded[each.policy.environment.name, each.policy.stack]
        assert (f"<{logical_id}.GuardrailArn>",) == each.resources


def test_an_environment_without_a_policy_has_no_guardrail(resources: Resources) -> None:
    assert "dev" not in {each.environment.name for each in resources.of(GUARDRAIL)}
