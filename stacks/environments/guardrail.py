"""What an environment blocks or masks in questions and answers, held against Bedrock's limits."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final, Literal, get_args

import msgspec

Strength = Literal["none", "low", "medium", "high"]
"""How sure the service must be: ``high`` blocks at the slightest sign, ``none`` never."""

Action = Literal["block", "anonymise"]
"""What happens where personal data are found: all is blocked, or a placeholder stands there."""

Filter = Literal["hate", "insults", "sexual", "violence", "misconduct", "prompt_attack"]

FILTERS: Final[tuple[Filter, ...]] = get_args(Filter)
"""Every content filter (GuardrailContentFilterType)."""

PERSONAL_DATA: Final = frozenset(
    {"address", "age", "aws_access_key", "aws_secret_key", "ca_health_number"}
    | {"ca_social_insurance_number", "credit_debit_card_cvv", "credit_debit_card_expiry"}
    | {"credit_debit_card_number", "driver_id", "email", "international_bank_account_number"}
    | {"ip_address", "license_plate", "mac_address", "name", "password", "phone", "pin"}
    | {"swift_code", "uk_national_health_service_number", "uk_national_insurance_number"}
    | {"uk_unique_taxpayer_reference_number", "url", "us_bank_account_number", "username"}
    | {"us_bank_routing_number", "us_individual_tax_identification_number"}
    | {"us_passport_number", "us_social_security_number", "vehicle_identification_number"}
)
"""Every kind of personal data that a guardrail finds (GuardrailPiiEntityType)."""

MOST_TOPICS: Final = 30
"""Of one guardrail (GuardrailTopicsConfig)."""

TOPIC_NAME: Final = re.compile(r"[0-9a-zA-Z-_ !?.]{1,100}")
"""GuardrailTopicName."""

LONGEST_DEFINITION: Final = 200
"""GuardrailTopicDefinition in characters; the standard tier would take 1,000."""

MOST_EXAMPLES: Final = 5
"""Of one topic (GuardrailTopicExamples)."""

LONGEST_EXAMPLE: Final = 100
"""GuardrailTopicExample in characters."""

MOST_WORDS: Final = 10_000
"""Of one guardrail (GuardrailWordsConfig)."""

LONGEST_WORD: Final = 100
"""GuardrailWordConfig in characters."""

LONGEST_MESSAGE: Final = 500
"""GuardrailBlockedMessaging in characters."""


class BadPolicy(ValueError):
    """A table of a settings file is no policy; the message goes on after its name."""


class Topic(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A topic about which nothing is asked or answered.

    Attributes:
        name: by which reports and traces name it.
        definition: what it is about, in a sentence that a model understands.
        examples: questions of that topic.
    """

    name: str
    definition: str
    examples: tuple[str, ...] = ()


class GuardrailPolicy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is blocked or masked, in questions and in answers.

    Attributes:
        hate, insults, sexual, violence, misconduct: how strictly each is blocked.
        prompt_attack: the same of attempts to have the model forget what it was told; of questions
            only, because an answer attacks nobody.
        personal_data: what happens to each kind of personal data that is found.
        topics: about which nothing is asked or answered.
        blocked_words: words or phrases that block what holds them.
        profanity: whether the service's own list of swear words blocks, too.
        message: what is answered instead.
    """

    hate: Strength = "none"
    insults: Strength = "none"
    sexual: Strength = "none"
    violence: Strength = "none"
    misconduct: Strength = "none"
    prompt_attack: Strength = "none"
    personal_data: Mapping[str, Action] = {}
    topics: tuple[Topic, ...] = ()
    blocked_words: tuple[str, ...] = ()
    profanity: bool = False
    message: str = "This question or its answer was blocked by a guardrail."

    @property
    def strengths(self) -> dict[Filter, Strength]:
        """The content filters that block anything."""
        every: dict[Filter, Strength] = {name: getattr(self, name) for name in FILTERS}
        return {name: strength for name, strength in every.items() if strength != "none"}


def read(table: Any) -> GuardrailPolicy:
    """Read the table of a settings file.

    Raises:
        BadPolicy: a key or a value cannot be used; the message says where, and what is valid.
    """
    if not isinstance(table, Mapping):
        raise BadPolicy("must be a table [guardrail]")
    _check_keys(table, GuardrailPolicy, "guardrail")
    for topic in table.get("topics", ()) if isinstance(table.get("topics"), list) else ():
        if isinstance(topic, Mapping):
            _check_keys(topic, Topic, "guardrail.topics")
    try:
        return msgspec.convert(table, GuardrailPolicy)
    except msgspec.ValidationError as error:
        raise BadPolicy(_where(str(error))) from error


def problem(policy: GuardrailPolicy) -> str | None:
    """Return the first thing that Bedrock would refuse, in words; None where it takes all."""
    return next(_problems(policy), None)


def _problems(policy: GuardrailPolicy) -> Iterator[str]:
    blocks = (policy.strengths, policy.personal_data, policy.topics, policy.blocked_words)
    if not any(blocks) and not policy.profanity:
        yield "blocks nothing: leave the table out, or name what is blocked"
    for kind in policy.personal_data:
        if kind not in PERSONAL_DATA:
            near = get_close_matches(kind, PERSONAL_DATA, n=1)
            hint = f"did you mean {near[0]}? " if near else ""
            valid = ", ".join(sorted(PERSONAL_DATA))
            yield f"has personal_data.{kind}, which is no kind; {hint}valid are: {valid}"
    yield from _of_topics(policy.topics)
    yield from _of_words(policy.blocked_words)
    message = policy.message
    if not (message.strip() and message.isprintable() and len(message) <= LONGEST_MESSAGE):
        yield f"has a message that must be one line of 1 to {LONGEST_MESSAGE} characters"


def _of_topics(topics: tuple[Topic, ...]) -> Iterator[str]:
    if len(topics) > MOST_TOPICS:
        yield f"has {len(topics)} topics, and Bedrock takes {MOST_TOPICS} (GuardrailTopicsConfig)"
    names = [topic.name for topic in topics]
    for number, topic in enumerate(topics, 1):
        if not TOPIC_NAME.fullmatch(topic.name):
            yield (
                f"names topic {number} {topic.name!r}: take 1 to 100 letters, digits, blanks and "
                "-_!?. (GuardrailTopicName)"
            )
        if names.count(topic.name) > 1:
            yield f"has the topic {topic.name!r} twice"
        if not 1 <= len(topic.definition.strip()) <= LONGEST_DEFINITION:
            yield (
                f"defines the topic {topic.name!r} in {len(topic.definition)} characters: take 1 "
                f"to {LONGEST_DEFINITION} (GuardrailTopicDefinition)"
            )
        examples = topic.examples
        if len(examples) > MOST_EXAMPLES or not all(
            1 <= len(each.strip()) <= LONGEST_EXAMPLE for each in examples
        ):
            yield (
                f"must have at most {MOST_EXAMPLES} examples of the topic {topic.name!r}, each of "
                f"1 to {LONGEST_EXAMPLE} characters (GuardrailTopicExamples)"
            )


def _of_words(words: tuple[str, ...]) -> Iterator[str]:
    if len(words) > MOST_WORDS:
        yield (
            f"has {len(words):,} blocked words, and Bedrock takes {MOST_WORDS:,} "
            "(GuardrailWordsConfig)"
        )
    for number, word in enumerate(words, 1):
        if not 1 <= len(word.strip()) <= LONGEST_WORD:
            yield (
                f"has a blocked word, number {number}, of {len(word)} characters: take 1 to "
                f"{LONGEST_WORD} (GuardrailWordConfig)"
            )


def _check_keys(table: Mapping[str, Any], of: type[msgspec.Struct], place: str) -> None:
    for key in table:
        if key not in of.__struct_fields__:
            near = get_close_matches(key, of.__struct_fields__, n=1)
            hint = f"did you mean {near[0]}? " if near else ""
            valid = ", ".join(sorted(of.__struct_fields__))
            raise BadPolicy(f"has an unknown key {place}.{key}; {hint}valid are: {valid}")


def _where(error: str) -> str:
    """Return msgspec's words with the place as it is called in the file."""
    what, _, place = error.partition(" - at `$")
    key = place.rstrip("`").removeprefix(".").replace("[...]", "")
    valid = f"; valid are: {', '.join(get_args(choice))}" if (choice := _choice(key)) else ""
    what = what.replace("`", "").removeprefix("Invalid enum value ")
    return f"cannot be used at {key or 'the table'}: {what}{valid}"


def _choice(key: str) -> Any:
    if key.startswith("personal_data"):
        return Action
    return Strength if key in FILTERS else None
