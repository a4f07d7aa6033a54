"""A load test: hundreds of drops at once, and a few functions at a time to serve them.

``python -m rehearsal.load --drops 500`` deploys to the embedded AWS, drops, and waits until every
run stands in line for a training slot and as many slots were given as there are tasks. Then it says
what was lost, doubled or served out of order. It takes up to an hour on two cores, so it is no test
of the gate.

On 2026-11-28, 500 drops with three functions at a time, while two cores ran tests beside it: all
500 were registered and stood in line after 809 s, none was lost or doubled. When it was cut after
1,174 s, 30 slots had gone to 26 of 50 tasks, two at most to one, and none out of order.
"""

import json
import sys
import time
from argparse import ArgumentParser
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

import tomlkit

from rehearsal import deploy
from rehearsal.arguments import TICKETS
from rehearsal.errors import DeployFailed
from rehearsal.interruption import Interrupted, interruptible
from rehearsal.sandbox import Sandbox, open_sandbox, scratch
from tuning.ledger.items import KEY, REGISTERED

RECORDS: Final = 40
"""Of each drop: enough to be admitted."""

HELD_OUT: Final = 10
POLL_SECONDS: Final = 15.0
AT_ONCE: Final = 16
"""Uploads at the same moment."""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A run as its item tells it.

    Attributes:
        joined, taken: when it first looked for a slot, and when it got one; None if it did not.
        failure: why it failed, if it did.
    """

    run: str
    task: str
    key: str
    status: str
    registered: str
    joined: str | None
    taken: str | None
    failure: str


@dataclass(frozen=True, kw_only=True)
class Load:
    """What became of the drops."""

    drops: int
    executions: Counter[str]
    runs: tuple[Waiting, ...]
    kept: int

    @property
    def in_line(self) -> int:
        """Runs that stand in line, or got their slot."""
        return sum(run.joined is not None for run in self.runs)

    @property
    def lost(self) -> int:
        """Drops that no run has and no queue keeps; the queue also keeps files beside them."""
        registered = len({run.key for run in self.runs if run.key})
        return max(0, self.drops - registered - self.kept)

    @property
    def doubled(self) -> int:
        """Runs beyond the first of a drop."""
        keys = [run.key for run in self.runs if run.key]
        return len(keys) - len(set(keys))

    @property
    def served(self) -> list[Waiting]:
        """The runs that got a slot, in that order."""
        return sorted((run for run in self.runs if run.taken), key=lambda run: str(run.taken))

    @property
    def out_of_order(self) -> int:
        """Pairs of runs of one task of which the one registered later was served first.

        Only while both stood in line: who is not there yet lets others go first.
        """
        by_task: defaultdict[str, list[Waiting]] = defaultdict(list)
        for run in self.runs:
            by_task[run.task].append(run)
        pairs = (
            sorted(pair, key=lambda run: run.registered)
            for runs in by_task.values()
            for pair in combinations((run for run in runs if run.joined), 2)
        )
        return sum(
            later.taken is not None
            and str(earlier.joined) < later.taken
            and (earlier.taken is None or later.taken < earlier.taken)
            for earlier, later in pairs
        )

    @property
    def sentence(self) -> str:
        """All of it in a line."""
        ends = ", ".join(f"{count} {status.lower()}" for status, count in self.executions.items())
        tasks = Counter(run.task for run in self.served)
        return (
            f"{self.drops} drops: {len(self.runs)} runs, {self.in_line} in line, {self.lost} lost, "
            f"{self.kept} kept to be sent again, {self.doubled} doubled; {len(self.served)} slots "
            f"to {len(tasks)} tasks (at most {max(tasks.values(), default=0)} to one), "
            f"{self.out_of_order} out of order; executions: {ends or 'none'}"
        )


def main(words: Sequence[str]) -> int:
    """Load the pipeline and return 0 if nothing was lost, doubled or served out of order."""
    parser = ArgumentParser(prog="python -m rehearsal.load", description=__doc__)
    parser.add_argument("--drops", type=int, default=500)
    parser.add_argument("--tasks", type=int, default=50)
    parser.add_argument("--functions", type=int, default=3, help="Lambda's limit")
    parser.add_argument(
        "--scale",
        type=float,
        default=4.0,
        help="how fast time goes; retries have that much less time, and functions do not",
    )
    parser.add_argument("--minutes", type=float, default=90.0, help="after which it gives up")
    given = parser.parse_args(words)
    with (
        interruptible(),
        scratch() as work,
        open_sandbox(work, scale=given.scale, functions=given.functions) as sandbox,
    ):
        deploy.bootstrap(sandbox.aws, work=work)
        deployment = deploy.deploy(sandbox.aws, "local", work=work)
        began = time.monotonic()
        _drop(sandbox, deployment.settings.datasets_bucket, given.drops, given.tasks)
        _say(f"{given.drops} drops in {time.monotonic() - began:.0f} s")
        while True:
            seen = _look(sandbox, deployment, given.drops)
            _say(f"{time.monotonic() - began:5.0f} s  {seen.sentence}")
            all_there = seen.in_line + seen.kept == given.drops
            if all_there and len(seen.served) >= min(given.drops, given.tasks):
                break
            if time.monotonic() - began > given.minutes * 60:
                break
            time.sleep(POLL_SECONDS)
    for why, runs in Counter(run.failure for run in seen.runs if run.failure).items():
        _say(f"{runs} failed: {why}")
    wrong = seen.lost or seen.doubled or seen.out_of_order or seen.in_line < given.drops
    return 1 if wrong else 0


def _drop(sandbox: Sandbox, bucket: str, drops: int, tasks: int) -> None:
    s3 = sandbox.aws.client("s3")
    recipe = tomlkit.parse((TICKETS / "task.toml").read_text())
    recipe["dataset"].remove("validation")
    recipe["evaluation"]["train_anyway"] = True
    recipe["probes"] = {"refusals": False, "abilities": False}
    held_out = b"\n".join((TICKETS / "evaluation.jsonl").read_bytes().splitlines()[:HELD_OUT])
    for task in range(tasks):
        folder = f"incoming/load-{task:03}"
        s3.put_object(Bucket=bucket, Key=f"{folder}/task.toml", Body=tomlkit.dumps(recipe).encode())
        s3.put_object(Bucket=bucket, Key=f"{folder}/evaluation.jsonl", Body=held_out)
    records = [json.loads(line) for line in (TICKETS / "train.jsonl").read_text().splitlines()]

    def put(number: int) -> None:
        own = [dict(record) for record in records[:RECORDS]]
        own[0]["prompt"] += f" (ticket {number})"
        body = "".join(json.dumps(record) + "\n" for record in own).encode()
        key = f"incoming/load-{number % tasks:03}/train-{number:04}.jsonl"
        s3.put_object(Bucket=bucket, Key=key, Body=body)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(put, range(drops)))


def _look(sandbox: Sandbox, deployment: deploy.Deployment, drops: int) -> Load:
    states, sqs = sandbox.aws.client("stepfunctions"), sandbox.aws.client("sqs")
    pages = states.get_paginator("list_executions").paginate(
        stateMachineArn=deployment.state_machine
    )
    kept = 0
    for url in sqs.list_queues().get("QueueUrls", ()):
        asked = sqs.get_queue_attributes(
            QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"]
        )
        kept += int(asked["Attributes"]["ApproximateNumberOfMessages"])
    return Load(
        drops=drops,
        executions=Counter(each["status"] for page in pages for each in page["executions"]),
        runs=tuple(_runs(sandbox, deployment.settings.runs_table)),
        kept=kept,
    )


def _runs(sandbox: Sandbox, table: str) -> Iterator[Waiting]:
    dynamodb: Any = sandbox.aws.client("dynamodb")
    for page in dynamodb.get_paginator("scan").paginate(TableName=table):
        for item in page["Items"]:
            if "task" not in item or "timeline" not in item:
                continue
            registration, slot = (
                json.loads(item.get(name, {}).get("S", "{}")) for name in ("registration", "slot")
            )
            taken = slot.get("outcome") == "taken"
            timeline = {name: moment["S"] for name, moment in item["timeline"]["M"].items()}
            yield Waiting(
                run=item[KEY]["S"],
                task=item["task"]["S"],
                key=(registration.get("training") or {}).get("key", ""),
                status=item["status"]["S"],
                registered=item[REGISTERED]["S"],
                joined=timeline.get("TakeSlot.started"),
                taken=timeline["TakeSlot.ended"] if taken else None,
                failure=item.get("failure", {}).get("S", ""),
            )


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Interrupted as interruption:
        sys.exit(interruption.exit_code)
    except DeployFailed as failure:
        _say("\n".join((str(failure), *failure.lines)))
        sys.exit(1)
