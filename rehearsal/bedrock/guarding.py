"""What a guardrail finds in a text: a stand-in's rules, by words and patterns alone.

The service has models for topics, for content and for personal data. Here

- a blocked word is found as a word, in either case;
- a topic by its name, or by two of the longer words of its definition and examples;
- a prompt attack by a few phrases that begin most of them, and no other content at all;
- personal data by the patterns below, and no other kind.

Whatever it answers says so (``REASON``).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from rehearsal.bedrock.resources.guardrail import Policy

Source = Literal["INPUT", "OUTPUT"]

REASON: Final = (
    "A stand-in for Bedrock looked for words and patterns; it has no model of topics or content."
)

PATTERNS: Final[Mapping[str, re.Pattern[str]]] = {
    "EMAIL": re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"),
    "PHONE": re.compile(
        r"(?<![\w.])\+?\d{1,3}[ -]?(\(\d{2,4}\)|\d{2,4})[ -]\d{3,4}([ -]?\d{2,4})?\b"
    ),
    "CREDIT_DEBIT_CARD_NUMBER": re.compile(r"\b\d(?:[ -]?\d){12,18}\b"),
    "US_SOCIAL_SECURITY_NUMBER": re.compile(r"\b\d{3}-\d{2}-\d{4}\b"),
    "AWS_ACCESS_KEY": re.compile(r"\bA[KS]IA[0-9A-Z]{16}\b"),
    "IP_ADDRESS": re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b"),
    "PASSWORD": re.compile(r"(?<=password: )\S+", re.IGNORECASE),
}
"""The kinds of personal data that are found."""

ATTACKS: Final = re.compile(
    r"(ignore|disregard|forget) (all |any |your )*(previous|prior|above|earlier)? ?"
    r"(instructions|rules|prompts)",
    re.IGNORECASE,
)

LONGER: Final = 6
"""Characters of a word that says what a topic is about."""

TELLING: Final = 2
"""So many of them, each another one, are taken for the topic."""

ACTIONS: Final = {"BLOCK": "BLOCKED", "ANONYMIZE": "ANONYMIZED"}


@dataclass(frozen=True, kw_only=True)
class Look:
    """What was found in a text.

    Attributes:
        assessment: as the service tells of it.
        blocked: whether the text is not to be passed on.
        text: the text to pass on: what is masked in it is masked.
    """

    assessment: Mapping[str, Any]
    blocked: bool
    text: str

    @property
    def intervened(self) -> bool:
        """Whether anything was blocked or masked."""
        return bool(self.assessment)


@dataclass(frozen=True, kw_only=True)
class Guarding:
    """The guardrail that a request names, and what it has found so far.

    Attributes:
        traced: whether the answer tells of it.
    """

    id: str
    policy: Policy
    traced: bool
    looks: dict[Source, Look] = field(default_factory=dict)

    def look(self, source: Source, text: str) -> Look:
        """Look at the question or at the answer."""
        self.looks[source] = look(self.policy, source, text)
        return self.looks[source]

    @property
    def intervened(self) -> bool:
        """Whether anything was blocked or masked."""
        return any(each.intervened for each in self.looks.values())

    @property
    def trace(self) -> Mapping[str, Any]:
        """What was found, as an answer tells of it."""
        found: dict[str, Any] = {}
        if question := self.looks.get("INPUT"):
            found["inputAssessment"] = {self.id: question.assessment}
        if answer := self.looks.get("OUTPUT"):
            found["outputAssessments"] = {self.id: [answer.assessment]}
        return {**found, "actionReason": REASON}


def look(policy: Policy, source: Source, text: str) -> Look:
    """Look at a text by a policy."""
    found = {
        "topicPolicy": {"topics": [*_topics(policy, text)]},
        "contentPolicy": {"filters": [*_content(policy, source, text)]},
        "wordPolicy": {"customWords": [*_words(policy, text)], "managedWordLists": []},
        "sensitiveInformationPolicy": {
            "piiEntities": [*_personal_data(policy, text)],
            "regexes": [],
        },
    }
    assessment = {name: part for name, part in found.items() if any(part.values())}
    actions = [each["action"] for part in assessment.values() for each in _all(part)]
    return Look(assessment=assessment, blocked="BLOCKED" in actions, text=masked(policy, text))


def masked(policy: Policy, text: str) -> str:
    """Return a text with what the policy masks replaced by its kind in braces."""
    for kind, action in _kinds(policy):
        if action == "ANONYMIZE" and kind in PATTERNS:
            text = PATTERNS[kind].sub(f"{{{kind}}}", text)
    return text


def _all(part: Mapping[str, Sequence[Mapping[str, Any]]]) -> Iterator[Mapping[str, Any]]:
    for found in part.values():
        yield from found


def _topics(policy: Policy, text: str) -> Iterator[Mapping[str, Any]]:
    words = _longer(text)
    for topic in policy.get("topicPolicyConfig", {}).get("topicsConfig", ()):
        about = _longer(" ".join((topic["definition"], *topic.get("examples", ()))))
        if topic["name"].lower() in text.lower() or len(words & about) >= TELLING:
            yield {"name": topic["name"], "type": "DENY", "action": "BLOCKED", "detected": True}


def _longer(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.lower()) if len(word) >= LONGER}


def _content(policy: Policy, source: Source, text: str) -> Iterator[Mapping[str, Any]]:
    strength = "inputStrength" if source == "INPUT" else "outputStrength"
    for each in policy.get("contentPolicyConfig", {}).get("filtersConfig", ()):
        if each["type"] == "PROMPT_ATTACK" and each[strength] != "NONE" and ATTACKS.search(text):
            yield {
                "type": "PROMPT_ATTACK",
                "confidence": "HIGH",
                "filterStrength": each[strength],
                "action": "BLOCKED",
                "detected": True,
            }


def _words(policy: Policy, text: str) -> Iterator[Mapping[str, Any]]:
    for each in policy.get("wordPolicyConfig", {}).get("wordsConfig", ()):
        if re.search(rf"(?<!\w){re.escape(each['text'])}(?!\w)", text, re.IGNORECASE):
            yield {"match": each["text"], "action": "BLOCKED", "detected": True}


def _personal_data(policy: Policy, text: str) -> Iterator[Mapping[str, Any]]:
    for kind, action in _kinds(policy):
        found = PATTERNS[kind].search(text) if kind in PATTERNS else None
        if found and action in ACTIONS:
            yield {
                "match": found[0],
                "type": kind,
                "action": ACTIONS[action],
                "detected": True,
            }


def _kinds(policy: Policy) -> Iterator[tuple[str, str]]:
    for each in policy.get("sensitiveInformationPolicyConfig", {}).get("piiEntitiesConfig", ()):
        yield each["type"], each["action"]
