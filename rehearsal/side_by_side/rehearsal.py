"""Deploy once, drop the datasets of many tasks at the same moment, and follow them all."""

import json
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from rehearsal import checkup, follow, output
from rehearsal.arguments import DATASETS, Arguments
from rehearsal.artifacts import Artifacts, collect
from rehearsal.bedrock import Quotas
from rehearsal.bill import priced
from rehearsal.dataset import RehearsedDataset, known_tasks
from rehearsal.deploy import Deployment, check_tools, outputs_of
from rehearsal.deploying import BOOTSTRAP, DEPLOY, SANDBOX, deployed
from rehearsal.drop import drop
from rehearsal.outcome import conclude
from rehearsal.sandbox import Sandbox, open_sandbox
from rehearsal.side_by_side.results import TaskResult, Together, Turn
from rehearsal.side_by_side.tasks import brought
from rehearsal.side_by_side.teams import Attempt, attempts
from rehearsal.summary import STAND_IN
from tuning.cli.following.follow import follow as events
from tuning.cli.following.view import View, saying
from tuning.cli.following.walk import Shape, Walk
from tuning.handlers.take_slot import take_slot

TRAINED_AT_ONCE: Final = 3
"""Training slots of the account: fewer than tasks, so that there is a line."""

SCALE: Final = 60.0
"""Simulated seconds in a real one: functions take their real time, and many share two cores."""

POLL_SECONDS: Final = 2.0
BOUND_SECONDS: Final = 3600.0
TEAMS: Final = "teams"
"""The row of those who try what they may not."""

LINE: Final = "TakeSlot"
"""The state that waits for a training slot."""


class SideBySide:
    """A rehearsal of several tasks at once, shown in a view with a row for each."""

    def __init__(self, arguments: Arguments, view: View) -> None:
        """Take the arguments, before anything is started.

        Raises:
            NotInstalled: a tool is missing.
        """
        self._arguments = arguments
        self._view = view
        check_tools()

    def run(self) -> Together:
        """Rehearse; what broke leaves its logs in ``build/rehearsal/logs``.

        Raises:
            RehearsalError: something ended it before the runs could end.
        """
        self._view.say(STAND_IN, style="yellow")
        return output.logged(self._watched, self._view)

    def _watched(self, work: Path) -> Together:
        contexts = ExitStack()
        try:
            with self._view:
                together = self._rehearsed(work, contexts)
            for line in together.lines():
                self._view.say(line)
            self._view.say(STAND_IN)
            if self._arguments.json:
                self._arguments.json.write_text(json.dumps(together.document(), indent=2) + "\n")
        finally:
            with saying(self._view, "Ending the embedded AWS"):
                contexts.close()
        return together

    def _rehearsed(self, work: Path, contexts: ExitStack) -> Together:
        view, environment = self._view, self._arguments.environment
        folders = [DATASETS / name for name in known_tasks(DATASETS)]
        drops = brought(folders, self._arguments.tasks, work=work)
        view.expect(SANDBOX, BOOTSTRAP, DEPLOY, *(each.task for each in drops), TEAMS)
        view.expect(*checkup.commands(keep=False))
        view.begin(SANDBOX)
        sandbox = contexts.enter_context(open_sandbox(work, scale=SCALE))
        sandbox.bedrock.quotas = Quotas(customization_jobs=TRAINED_AT_ONCE)
        view.end(SANDBOX, "succeeded", sandbox.aws.endpoint_url)
        deployment = deployed(sandbox, environment, view)
        walks = self._walks(sandbox, deployment, drops)
        results = tuple(self._result(sandbox, deployment, *each) for each in walks.items())
        runs = {each.task: each.outcome.run_id for each in results if each.outcome.artifacts.report}
        tried = self._tried(sandbox, deployment, {task: str(run) for task, run in runs.items()})
        return Together(
            slots=TRAINED_AT_ONCE,
            results=results,
            attempts=tried,
            trouble=checkup.check_up(sandbox, environment, view, keep=False),
        )

    def _walks(
        self, sandbox: Sandbox, deployment: Deployment, drops: Sequence[RehearsedDataset]
    ) -> Mapping[str, Walk]:
        """Drop everything, and follow each execution to its end, all of them at once."""
        s3, states = sandbox.aws.client("s3"), sandbox.aws.client("stepfunctions")
        bucket, machine = deployment.settings.datasets_bucket, deployment.state_machine
        described = states.describe_state_machine(stateMachineArn=machine)
        shape = Shape.of(json.loads(described["definition"]))

        def walked(dropped: RehearsedDataset) -> Walk:
            self._view.begin(dropped.task)
            drop(s3, bucket, dropped)
            execution = follow.started_by(
                states, machine, key=dropped.key, before=set(), bound_seconds=BOUND_SECONDS
            )
            return self._walked(sandbox, dropped.task, Walk(shape=shape), execution)

        with ThreadPoolExecutor(len(drops)) as pool:
            return dict(zip((each.task for each in drops), pool.map(walked, drops), strict=True))

    def _walked(self, sandbox: Sandbox, task: str, walk: Walk, execution: str) -> Walk:
        states = sandbox.aws.client("stepfunctions")
        ends = time.monotonic() + BOUND_SECONDS
        for event in events(states, execution, poll_seconds=POLL_SECONDS):
            if event is not None:
                walk.see(event)
                if walk.current in walk.visits:  # what chooses and waits in between says nothing
                    self._view.note(task, walk.current)
            elif time.monotonic() > ends:
                follow.stop(states, execution, cause=f"not over after {BOUND_SECONDS:.0f} s")
        return walk

    def _result(
        self, sandbox: Sandbox, deployment: Deployment, task: str, walk: Walk
    ) -> TaskResult:
        artifacts = Artifacts()
        if walk.run_id:
            bucket, folder = deployment.settings.artifacts_bucket, output.OUTPUT / walk.run_id
            artifacts = collect(sandbox.aws.client("s3"), bucket, walk.run_id, folder)
        held, metered = sandbox.bedrock.held(), priced(())
        outcome = conclude(walk, artifacts=artifacts, metered=metered, held=held)
        well = not outcome.exit_code
        self._view.end(task, "succeeded" if well else "failed", outcome.reason)
        slot, visit = walk.result(take_slot), walk.visits.get(LINE)
        turn = (
            Turn(registered=slot["since"], joined=visit.entered, taken=visit.left)
            if slot and visit and slot["outcome"] == "taken"
            else None
        )
        return TaskResult(task=task, outcome=outcome, turn=turn)

    def _tried(
        self, sandbox: Sandbox, deployment: Deployment, runs: Mapping[str, str]
    ) -> tuple[Attempt, ...]:
        self._view.begin(TEAMS)
        outputs = outputs_of(sandbox.aws.client("cloudformation"), deployment.settings.environment)
        tried = tuple(attempts(sandbox.aws, deployment.settings, runs, outputs)) if runs else ()
        right = sum(each.is_right for each in tried)
        self._view.end(
            TEAMS,
            "succeeded" if right == len(tried) else "failed",
            f"{right} of {len(tried)} attempts went as they must",
        )
        return tried
