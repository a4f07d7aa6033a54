"""`python -m tuning redrive [RUN]`: go on with a run that broke, or send drops again."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import msgspec
from botocore.exceptions import ClientError

from tuning import clients
from tuning.cli import arguments as options
from tuning.cli import environment
from tuning.cli.output import Print, printer
from tuning.cli.resuming.finish import finish
from tuning.errors import UNREADABLE, UnreadableRun, code_of
from tuning.ledger import executions, runs
from tuning.registration import register
from tuning.registration.register import ObjectCreated
from tuning.settings import deployed

OUT_OF_SIGHT_SECONDS: Final = 60
"""For so long nobody else sees a message that is being sent again."""

MOST_AT_ONCE: Final = 10
"""Messages of one answer (SQS ReceiveMessage)."""

STARTED: Final = "ExecutionAlreadyExists"
"""What Step Functions says of a message that was sent again before, and whose execution is over."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """An event of a drop, as far as it says which object it is about."""

    detail: ObjectCreated


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message of the queue; ``event`` is None where it is no drop's."""

    id: str
    handle: str
    body: str
    event: Event | None


def arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "run",
        nargs="?",
        metavar="RUN",
        help="a run that broke, to go on with (default: the drops that started none)",
    )
    options.add_environment(parser)


def run(chosen: Namespace) -> int:
    """Go on with a run; without one send every kept drop again, and return 1 when some are left.

    Raises:
        NotDeployed: the environment is not deployed here.
        UnknownRun: the ledger has no run of this id.
        NotResumable: the run cannot go on.
    """
    outputs = environment.enter(chosen.env)
    if chosen.run:
        finish(chosen.run, printer(sys.stdout), outputs)
        return 0
    return redrive(printer(sys.stdout), outputs)


def redrive(say: Print, outputs: Mapping[str, str]) -> int:
    """Send every kept drop again, and return 0 when none is left, else 1.

    The same event starts the walk again: a version that a run has registered meanwhile ends as a
    duplicate, so sending twice trains once. A message is deleted when its execution has started.

    Args:
        say: prints a line for each drop.
        outputs: the pipeline stack's, which name its queue and its state machine.

    Raises:
        NotDeployed: the stack is of an older version, which has no such queue.
    """
    queue, machine = (
        environment.output(outputs, key) for key in ("UndeliveredUrl", "StateMachineArn")
    )
    started, left = 0, list[Message]()
    for message in _messages(queue):
        why = _why_not(message)
        key = (message.event and message.event.detail.object.key) or f"message {message.id}"
        if why:
            left.append(message)
            say(f"left     {key}: {why}")
            continue
        _start(machine, message)
        clients.sqs().delete_message(QueueUrl=queue, ReceiptHandle=message.handle)
        started += 1
        say(f"started  {key}")
    for message in left:
        _show(queue, message)
    if started or left:
        follow = f"python -m tuning runs --open --env {deployed().environment}"
        say(f"{started} sent again, {len(left)} left. Follow: {follow}")
    else:
        say(f"No drop of {deployed().environment} waits to be sent again.")
    return 1 if left else 0


def _messages(queue: str) -> Iterator[Message]:
    """Yield each message once; those that are left are out of sight until this is over."""
    drops_sent: set[str] = set()
    while True:
        answer = clients.sqs().receive_message(
            QueueUrl=queue,
            MaxNumberOfMessages=MOST_AT_ONCE,
            WaitTimeSeconds=2,  # asks all servers of the queue, and not some
            VisibilityTimeout=OUT_OF_SIGHT_SECONDS,
        )
        found = [each for each in answer.get("Messages", ()) if each["MessageId"] not in drops_sent]
        if not found:
            return
        for each in found:
            drops_sent.add(each["MessageId"])
            yield Message(
                id=each["MessageId"],
                handle=each["ReceiptHandle"],
                body=each["Body"],
                event=_event(each["Body"]),
            )


def _show(queue: str, message: Message) -> None:
    """Bring a message back into sight at once, where it is still out of it.

    After ``OUT_OF_SIGHT_SECONDS`` it comes back by itself, and SQS refuses what is not in flight.
    """
    with suppress(ClientError):
        clients.sqs().change_message_visibility(
            QueueUrl=queue, ReceiptHandle=message.handle, VisibilityTimeout=0
        )


def _event(body: str) -> Event | None:
    try:
        return msgspec.json.decode(body, type=Event)
    except UNREADABLE:
        return None


def _why_not(message: Message) -> str | None:
    """Say why a drop is not sent again yet; None when it can be."""
    if message.event is None:
        return "it is no event of a drop; read it in the queue, and delete it there"
    if because := register.why_foreign(message.event.detail):
        return f"{because}; read it in the queue, and delete it there"
    try:
        run = runs.find(register.run_of(message.event.detail))
    except UnreadableRun as error:
        return str(error)
    if run is None or run.is_registered or not run.unfinished or executions.alive(run.execution):
        return None
    return (
        f"its run {run.run_id} broke off and is being closed, within "
        f"{deployed().reaper_minutes} minutes; send it again then"
    )


def _start(machine: str, message: Message) -> None:
    """Start the walk under the message's own name, so that sending it twice starts it once."""
    try:
        clients.stepfunctions().start_execution(
            stateMachineArn=machine, name=f"redrive-{message.id}", input=message.body
        )
    except ClientError as error:
        if code_of(error) != STARTED:
            raise
