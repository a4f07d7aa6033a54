"""Start the walk once more for a run that has ended, where it can go on."""

import json
import secrets
from collections.abc import Mapping
from typing import Final

import msgspec

from tuning import clients
from tuning.cli import environment
from tuning.registration.register import Bucket, Object
from tuning.resumption.resume import begins
from tuning.run.resumption import Where, Wish
from tuning.run.run import Run
from tuning.settings import deployed

WORDS: Final[Mapping[Where, str]] = {
    "validate": "its dataset is validated",
    "plan": "its expense is planned, and asked about again where it is over a ceiling",
    "look": "its training job is looked at, and is not started again",
    "judge": "the loss curves are judged; nothing is trained again",
    "host": "its model is hosted again; nothing is trained, and no answer is asked for, again",
    "evaluate": "its answers are compared; nothing is trained or asked again",
    "release": "what it holds is released, and its report is written",
    "serve": "its model is hosted again",
}
"""What happens first, by where a run goes on."""


def number() -> str:
    """Return what tells one wish from all others."""
    return secrets.token_hex(8)


def go_on(run: Run, wish: Wish, outputs: Mapping[str, str]) -> Where:
    """Have an execution go on with a run, and return where it does.

    Args:
        run: as the ledger holds it.
        wish: what is asked for.
        outputs: the pipeline stack's, which name its state machine.

    Raises:
        NotResumable: the run cannot go on; the message says what to do instead.
        NotDeployed: the stack is of an older version.
    """
    where = begins(run, wish)
    training = run.registration.training if run.registration else None
    about = {
        "bucket": Bucket(name=deployed().datasets_bucket),
        "object": Object(
            key=training.key if training else "",
            version_id=training.version_id if training else "",
        ),
    }
    clients.stepfunctions().start_execution(
        stateMachineArn=environment.output(outputs, "StateMachineArn"),
        name=f"resume-{wish.number}",
        input=json.dumps({"detail": msgspec.to_builtins(about | {"resume": wish})}),
    )
    return where
