"""How a guardrail is named when a model is asked, and what it says that it did.

What it found stays with the service: of a blocked word or of personal data only the kind is kept,
never the text.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal

import msgspec

from tuning.settings import Guardrail

INTERVENED: Final = "guardrail_intervened"
"""The stop reason of an answer that was blocked or masked, or that no model was asked for."""

Of = Literal["question", "answer"]
Action = Literal["blocked", "masked"]

ACTIONS: Final[Mapping[str, Action]] = {"BLOCKED": "blocked", "ANONYMIZED": "masked"}
"""The service's words; with any other it found something and let it pass."""

POLICIES: Final[Mapping[tuple[str, str], tuple[str, str]]] = {
    ("topicPolicy", "topics"): ("topic", "name"),
    ("contentPolicy", "filters"): ("content", "type"),
    ("wordPolicy", "customWords"): ("blocked words", ""),
    ("wordPolicy", "managedWordLists"): ("swear words", ""),
    ("sensitiveInformationPolicy", "piiEntities"): ("personal data", "type"),
    ("sensitiveInformationPolicy", "regexes"): ("pattern", "name"),
    ("contextualGroundingPolicy", "filters"): ("grounding", "type"),
}
"""Each list of an assessment: what people call the policy, and the member that names its rule."""


class Intervention(msgspec.Struct, frozen=True, kw_only=True):
    """One rule that a question or an answer broke.

    Attributes:
        of: what broke it.
        policy: of the guardrail, as people call it.
        rule: the topic, filter or kind of data; empty where that would be the text itself.
        action: what became of it.
    """

    of: Of
    policy: str
    rule: str = ""
    action: Action

    def __str__(self) -> str:
        rule = f": {self.rule}" if self.rule else ""
        return f"{self.policy}{rule}"


def config(guardrail: Guardrail) -> dict[str, str]:
    """Return what Converse takes of a guardrail: it tells what it did."""
    return {
        "guardrailIdentifier": guardrail.identifier,
        "guardrailVersion": guardrail.version,
        "trace": "enabled",
    }


def interventions(trace: Mapping[str, Any]) -> tuple[Intervention, ...]:
    """Return what a guardrail did, by the trace of an answer; each rule once."""
    told = trace.get("guardrail", {})
    questions = told.get("inputAssessment", {}).values()
    answers = (each for found in told.get("outputAssessments", {}).values() for each in found)
    every = (*_of("question", questions), *_of("answer", answers))
    return tuple(dict.fromkeys(every))


def words(found: Iterable[Intervention]) -> str:
    """Say what a guardrail did, for example ``blocked the question (topic: Legal advice)``."""
    by_act: dict[tuple[Action, Of], list[str]] = {}
    for each in found:
        by_act.setdefault((each.action, each.of), []).append(str(each))
    blocked = [act for act in by_act if act[0] == "blocked"]
    # What is blocked as a whole was masked for nobody.
    told = (f"{act} the {of} ({', '.join(by_act[act, of])})" for act, of in blocked or by_act)
    return " and ".join(told)


def _of(of: Of, assessments: Iterable[Mapping[str, Any]]) -> Iterator[Intervention]:
    for assessment in assessments:
        for (policy, name), (called, rule) in POLICIES.items():
            for each in assessment.get(policy, {}).get(name, ()):
                if action := ACTIONS.get(each["action"]):
                    said = _plain(each.get(rule, "")) if rule else ""
                    yield Intervention(of=of, policy=called, rule=said, action=action)


def _plain(rule: str) -> str:
    """Return a kind as people write it; the name of a topic is somebody's own words."""
    return rule.lower().replace("_", " ") if rule.isupper() else rule
