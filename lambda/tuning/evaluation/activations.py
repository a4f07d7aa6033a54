"""Activations: what a guardrail did while models were asked, kept as evidence without any text."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from tuning import artifacts
from tuning.evaluation.answers import Answered, Reply
from tuning.guarding import Action, Of
from tuning.run.evaluation import Model
from tuning.run.registration import Registration
from tuning.settings import Guardrail

FILE: Final = "guardrail.jsonl"
"""Among what a run leaves."""


class Activation(msgspec.Struct, frozen=True, kw_only=True):
    """A line: one rule that one question or answer broke.

    Attributes:
        record: the number of the held-out record.
        model: who was asked.
        of, policy, rule, action: as of an intervention.
        guardrail, version: which.
        answered_at: when, ISO 8601 in UTC by the service's clock.
    """

    record: int
    model: Model
    of: Of
    policy: str
    rule: str
    action: Action
    guardrail: str
    version: str
    answered_at: str


def write(registration: Registration, answered: Sequence[Answered]) -> str:
    """Write once what the guardrail of a run did, also where that is nothing; none without one.

    Returns:
        The SHA-256 of what was written; empty for nothing.
    """
    if registration.guardrail is None:
        return ""
    lines = msgspec.json.Encoder().encode_lines([*_lines(answered, registration.guardrail)])
    key = artifacts.key_of(registration.run_id, FILE)
    return artifacts.seal(key, lines, content_type="application/jsonl").sha256


def _lines(answered: Sequence[Answered], guardrail: Guardrail) -> Iterator[Activation]:
    for record in answered:
        for model, reply in _replies(record).items():
            for each in reply.interventions:
                yield Activation(
                    record=record.record,
                    model=model,
                    of=each.of,
                    policy=each.policy,
                    rule=each.rule,
                    action=each.action,
                    guardrail=guardrail.identifier,
                    version=guardrail.version,
                    answered_at=reply.answered_at,
                )


def _replies(record: Answered) -> Mapping[Model, Reply]:
    both: dict[Model, Reply | None] = {"base": record.base, "custom": record.custom}
    return {model: reply for model, reply in {**both, **record.others}.items() if reply}
