"""A rehearsal from start to end: start the sandbox, deploy, drop, follow, conclude."""

import json
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Final

from rehearsal import checkup, dataset, follow, output
from rehearsal.approval import Approval
from rehearsal.arguments import DATASETS, Arguments
from rehearsal.artifacts import Artifacts, collect
from rehearsal.bedrock import Faults
from rehearsal.bill import MeteredBill, priced
from rehearsal.deploy import Deployment, check_tools
from rehearsal.deploying import BOOTSTRAP, DEPLOY, SANDBOX, deployed
from rehearsal.drop import drop
from rehearsal.injection import Injection
from rehearsal.outcome import Outcome, conclude
from rehearsal.reaper import await_reaper
from rehearsal.sandbox import SCALE, Sandbox, open_sandbox
from rehearsal.shell import sourced, sourcing
from rehearsal.staying import stay
from rehearsal.summary import STAND_IN, summary
from rehearsal.walk import NAMES
from tuning.cli.following.show import show
from tuning.cli.following.view import View, saying
from tuning.cli.following.walk import Shape, StateEntered, Walk

SHELL: Final = output.OUTPUT / "env.sh"
"""What a shell sources to talk to the embedded AWS, while that can be talked to."""

DROP: Final = "drop"
REAPER: Final = "the reaper"

TRAINS: Final = "CheckCustomization"
"""The state that waits for the training."""


class Rehearsal:
    """One rehearsal, as a person asked for it, shown in a view."""

    def __init__(self, arguments: Arguments, view: View) -> None:
        """Find the files to drop, before anything is started.

        Raises:
            Unusable: there are none that can be dropped.
            NotInstalled: a tool is missing.
        """
        self._arguments = arguments
        self._view = view
        self._injection = Injection(arguments.mishaps, view)
        self._approval = arguments.approval and Approval(
            arguments.approval, arguments.environment, view, source=sourcing(SHELL)
        )
        self._dataset = dataset.find(arguments.path, task=arguments.task, datasets=DATASETS)
        check_tools()

    def run(self) -> Outcome:
        """Rehearse; what broke leaves its logs in ``build/rehearsal/logs``.

        Raises:
            RehearsalError: something ended it before the run could end.
        """
        if self._arguments.json:
            self._arguments.json.unlink(missing_ok=True)
        self._view.say(STAND_IN, style="yellow")
        for note in self._dataset.notes:
            self._view.say(note)
        return output.logged(self._watched, self._view)

    def _watched(self, work: Path) -> Outcome:
        contexts = ExitStack()
        try:
            outcome = self._shown(work, contexts)
            for number, line in enumerate(summary(outcome)):
                self._view.say(line, style="" if number else "bold")
            if self._approval and self._approval.unasked:
                self._view.say(self._approval.unasked)
            if self._arguments.json:
                self._arguments.json.write_text(json.dumps(outcome.document(), indent=2) + "\n")
            if self._arguments.keep:
                stay(outcome, self._view, shell=SHELL, environment=self._arguments.environment)
        finally:
            with saying(self._view, "Ending the embedded AWS"):
                contexts.close()
        return outcome

    def _shown(self, work: Path, contexts: ExitStack) -> Outcome:
        try:
            with self._view:
                return self._rehearsed(work, contexts)
        except KeyboardInterrupt:
            if self._view.covers:  # what the signal's handler wrote is gone with the table
                self._view.say("Stopping ...")
            raise

    def _rehearsed(self, work: Path, contexts: ExitStack) -> Outcome:
        """Rehearse in a sandbox that stays until the contexts are closed."""
        view = self._view
        view.expect(SANDBOX, BOOTSTRAP, DEPLOY, DROP, *NAMES)
        view.expect(*checkup.commands(keep=self._arguments.keep))
        view.begin(SANDBOX)
        sandbox = contexts.enter_context(open_sandbox(work, self._injection.faults()))
        view.end(SANDBOX, "succeeded", sandbox.aws.endpoint_url)
        if self._arguments.keep or self._arguments.approval == "wait":
            contexts.enter_context(sourced(sandbox.environment(), SHELL))
        deployment = deployed(
            sandbox,
            self._arguments.environment,
            view,
            asking=self._arguments.approval is not None,
        )
        walk = self._follow(sandbox, deployment, self._drop(sandbox, deployment))
        if walk.run_id and walk.ended and walk.ended.status == "ABORTED":
            self._await_reaper(sandbox, deployment, walk.run_id)
        outcome = self._conclude(sandbox, deployment, walk)
        sandbox.bedrock.faults = Faults()  # what was to go wrong has gone wrong
        trouble = checkup.check_up(
            sandbox, self._arguments.environment, view, keep=self._arguments.keep
        )
        left = sandbox.bedrock.held().serves or sandbox.bedrock.stored()
        return replace(outcome, trouble=trouble, torn_down=not left)

    def _drop(self, sandbox: Sandbox, deployment: Deployment) -> str:
        """Drop the dataset, and return the execution that it started."""
        self._view.begin(DROP)
        states = sandbox.aws.client("stepfunctions")
        before = follow.executions(states, deployment.state_machine)
        bucket = deployment.settings.datasets_bucket
        s3, hosting = sandbox.aws.client("s3"), self._arguments.hosting
        keys = drop(s3, bucket, self._dataset, hosting=hosting)
        self._view.note(DROP, ", ".join(keys))
        execution = follow.started_by(
            states, deployment.state_machine, key=self._dataset.key, before=before
        )
        self._view.end(DROP, "succeeded", f"{len(keys)} files, the last one {keys[-1]}")
        return execution

    def _follow(self, sandbox: Sandbox, deployment: Deployment, execution: str) -> Walk:
        states = sandbox.aws.client("stepfunctions")
        described = states.describe_state_machine(stateMachineArn=deployment.state_machine)
        walk = Walk(shape=Shape.of(json.loads(described["definition"])))
        table = deployment.settings.runs_table
        for event in follow.follow(states, execution):
            self._injection.watch(sandbox.bedrock)
            if event is None:
                self._view.spend(_metered(sandbox, walk).sentence)
            else:
                walk.see(event)
                show(event, walk, self._view)
            if walk.current == TRAINS and (trains := sandbox.bedrock.trains()):
                self._view.note(TRAINS, f"{trains}, by the stand-in's own log")
            if self._approval:
                self._approval.look(walk.current, walk.run_id, table, sandbox)
            if isinstance(event, StateEntered):
                self._injection.enter(event.name, sandbox, execution)
        return walk

    def _await_reaper(self, sandbox: Sandbox, deployment: Deployment, run_id: str) -> None:
        """Wait for who ends a run that was stopped: nothing may bill after it."""
        self._view.expect(REAPER, before=checkup.DOCTOR)
        self._view.begin(REAPER)
        reaped = await_reaper(
            sandbox.aws.client("dynamodb"),
            deployment.settings.runs_table,
            run_id,
            holding=lambda: sandbox.bedrock.held().serves,
            period_seconds=deployment.settings.reaper_minutes * 60 / SCALE,
        )
        self._view.end(REAPER, "succeeded", reaped.sentence)

    def _conclude(self, sandbox: Sandbox, deployment: Deployment, walk: Walk) -> Outcome:
        self._injection.watch(sandbox.bedrock)
        artifacts, faults = Artifacts(), self._injection.played(sandbox.bedrock)
        if walk.run_id:
            bucket = deployment.settings.artifacts_bucket
            folder = output.OUTPUT / walk.run_id
            sentences = tuple(fault.sentence for fault in faults)
            artifacts = collect(
                sandbox.aws.client("s3"), bucket, walk.run_id, folder, faults=sentences
            )
        metered = _metered(sandbox, walk)
        held = sandbox.bedrock.held()
        return conclude(
            walk,
            artifacts=artifacts,
            metered=metered,
            held=held,
            stored=sandbox.bedrock.stored(),
            faults=faults,
        )


def _metered(sandbox: Sandbox, walk: Walk) -> MeteredBill:
    """Return what the stand-in metered, at the prices that the run itself goes by."""
    planned = walk.document.get("hosting_plan") or {}
    return priced(sandbox.bedrock.bill(), planned.get("prices", ()))
