"""Smoke test: one short question to what is about to be named, before anybody depends on it."""

import time
from collections.abc import Iterator
from typing import Any, Final

from botocore.exceptions import BotoCoreError

from tuning import clients, guarding
from tuning.errors import Transient, TuningError, refusal, translated, words
from tuning.settings import deployed

QUESTION: Final = "Answer with one word: are you there?"
"""It is ours, and no record of anybody's dataset."""

MOST_TOKENS: Final = 256
"""Room for a model that thinks before it answers."""

PAUSES: Final = (2.0, 5.0, 15.0, 30.0, 60.0)
"""Seconds between attempts: a model may still load where its endpoint says that it serves
(``ModelNotReadyException`` of Converse). Six attempts that hang end before their function does."""


class Silent(TuningError):
    """What serves a model did not answer; the message says how."""


def ask(arn: str) -> None:
    """Put one question to what serves a model; an answer with text must come back.

    It is asked again while the service is busy or the model still loads, and no longer than that.
    Where the environment has a guardrail it is asked through it, as callers are to.

    Raises:
        Silent: no answer came, or one without text, or one that the guardrail would not let pass.
    """
    guardrail = deployed().guardrail
    through: dict[str, Any] = {}
    if guardrail:
        through = {"guardrailConfig": guarding.config(guardrail)}
    last: TuningError | None = None
    for pause in (0.0, *PAUSES):
        time.sleep(pause)
        try:
            with translated():
                answer = clients.bedrock_runtime().converse(
                    modelId=arn,
                    messages=[{"role": "user", "content": [{"text": QUESTION}]}],
                    inferenceConfig={"maxTokens": MOST_TOKENS, "temperature": 0},
                    **through,
                )
        except Transient as error:
            last = error
            continue
        except TuningError as error:
            raise Silent(f"{arn} refused a test question: {refusal(error)}") from error
        except BotoCoreError as error:
            raise Silent(f"{arn} could not be asked: {words(str(error))}") from error
        found = guarding.interventions(answer.get("trace", {}))
        if answer["stopReason"] == guarding.INTERVENED:
            did = guarding.words(found) or "intervened"
            raise Silent(
                f"{arn} was asked a test question, and the guardrail {did}: mend [guardrail] in "
                f"settings/{deployed().environment}.toml"
            )
        if not any(text.strip() for text in _texts(answer)):
            raise Silent(f"{arn} answered a test question without text ({answer['stopReason']})")
        return
    attempts = len(PAUSES) + 1
    raise Silent(f"{arn} did not answer {attempts} test questions: {refusal(last or Transient())}")


def _texts(answer: Any) -> Iterator[str]:
    yield from (block.get("text", "") for block in answer["output"]["message"]["content"])
