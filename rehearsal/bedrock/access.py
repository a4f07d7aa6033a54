"""Which models of other makers an account has access to."""

from typing import Final

from rehearsal.bedrock.faults import Fault, Faults

ANTHROPIC: Final = "anthropic."
"""How the identifiers begin of the models that ask for a form about their use, once an account."""


def available(model_id: str, faults: Faults) -> bool:
    """Say whether the account may ask a model, by the model's own identifier.

    A new account has Amazon's own models; others need a subscription in the Marketplace, and
    Anthropic's a form besides.
    """
    maker, _, _ = model_id.partition(".")
    return maker == "amazon" or not faults.strikes(Fault.NEW_ACCOUNT, model_id)


def may_judge(model_id: str, faults: Faults) -> bool:
    """Say whether the account may have a model judge in an evaluation job."""
    return available(model_id, faults) and not faults.strikes(Fault.JUDGE_DENIED, model_id)


def has_form(faults: Faults) -> bool:
    """Say whether the account has told Anthropic what it wants the models for."""
    return not (
        faults.strikes(Fault.NEW_ACCOUNT, ANTHROPIC)
        or faults.strikes(Fault.JUDGE_DENIED, ANTHROPIC)
    )
