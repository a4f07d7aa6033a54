"""A rehearsal from start to end: start the sandbox, deploy, drop, follow, conclude."""

import json
import re
import shlex
import shutil
import signal
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Final

from rehearsal import checkup, dataset, deploy, follow
from rehearsal.arguments import DATASETS, Arguments
from rehearsal.bedrock import Faults
from rehearsal.bill import priced
from rehearsal.deploy import ROOT, Deployment
from rehearsal.drop import drop
from rehearsal.injection import Injection
from rehearsal.outcome import BROKEN, Outcome, conclude
from rehearsal.papers import Papers, collect
from rehearsal.reaper import await_reaper
from rehearsal.stage import SCALE, Stage, scratch, stage
from rehearsal.summary import STAND_IN, summary
from rehearsal.walk import NAMES, SHAPE
from tuning.cli.following.show import show
from tuning.cli.following.view import View
from tuning.cli.following.walk import StateEntered, Walk

OUTPUT: Final = ROOT / "build" / "rehearsal"
"""Where the papers of each run are brought to, in a folder of its own; git ignores it."""

LOGS: Final = OUTPUT / "logs"
"""What the last rehearsal that broke had logged."""

SANDBOX: Final = "embedded AWS"
BOOTSTRAP: Final = "cdk bootstrap"
DEPLOY: Final = "cdk deploy"
DROP: Final = "drop"
REAPER: Final = "the reaper"
DOCTOR: Final = "doctor"
TEARDOWN: Final = "teardown"

RESOURCE: Final = re.compile(r"(\S+) \|\s*(\d+/\d+) \|")
"""How the CDK CLI tells of a resource: ``stack | 12/60 | time | CREATE_COMPLETE | ...``."""


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
        self._dataset = dataset.find(arguments.path, task=arguments.task, datasets=DATASETS)
        deploy.check_tools()

    def run(self) -> Outcome:
        """Rehearse; what broke leaves its logs in ``build/rehearsal/logs``.

        Raises:
            RehearsalError: something ended it before the run could end.
        """
        if self._arguments.json:
            self._arguments.json.unlink(missing_ok=True)
        self._view.say(STAND_IN, style="yellow")
        with scratch() as work:
            broken = True
            try:
                outcome = self._on_stage(work)
                broken = outcome.exit_code == BROKEN
            finally:
                if broken:
                    _keep_logs(work)
        if broken:
            self._view.say(f"Logs: {LOGS}")
        return outcome

    def _on_stage(self, work: Path) -> Outcome:
        with ExitStack() as contexts:
            with self._view as view:
                view.expect(SANDBOX, BOOTSTRAP, DEPLOY, DROP, *NAMES, DOCTOR)
                if not self._arguments.keep:
                    view.expect(TEARDOWN)
                view.begin(SANDBOX)
                sandbox = contexts.enter_context(stage(work, self._injection.faults()))
                view.end(SANDBOX, "succeeded", sandbox.aws.endpoint_url)
                deployment = self._deploy(sandbox)
                walk = self._follow(sandbox, deployment, self._drop(sandbox, deployment))
                if walk.run_id and walk.ended and walk.ended.status == "ABORTED":
                    self._await_reaper(sandbox, deployment, walk.run_id)
                outcome = self._conclude(sandbox, deployment, walk)
                trouble = self._check(sandbox)
                left = sandbox.bedrock.held().serves or sandbox.bedrock.stored()
                outcome = replace(outcome, trouble=trouble, torn_down=not left)
            first, *others = summary(outcome)
            self._view.say(first, style="bold")
            for line in others:
                self._view.say(line)
            if self._arguments.json:
                self._arguments.json.write_text(json.dumps(outcome.document(), indent=2) + "\n")
            if self._arguments.keep:
                self._keep(sandbox)
        return outcome

    def _deploy(self, sandbox: Stage) -> Deployment:
        view = self._view
        view.begin(BOOTSTRAP)
        deploy.bootstrap(sandbox.aws, work=sandbox.work)
        view.end(BOOTSTRAP, "succeeded")
        view.begin(DEPLOY)
        view.note(DEPLOY, "synthesising, with all checks")

        def show(line: str) -> None:
            resource = RESOURCE.match(line)
            if resource:
                view.note(DEPLOY, f"{resource[1]} {resource[2]}")

        deployment = deploy.deploy(
            sandbox.aws, self._arguments.environment, work=sandbox.work, on_line=show
        )
        view.end(DEPLOY, "succeeded", deployment.settings.environment)
        return deployment

    def _drop(self, sandbox: Stage, deployment: Deployment) -> str:
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

    def _follow(self, sandbox: Stage, deployment: Deployment, execution: str) -> Walk:
        states = sandbox.aws.client("stepfunctions")
        walk = Walk(shape=SHAPE)
        for event in follow.follow(states, execution):
            self._injection.watch(sandbox.bedrock)
            if event is None:
                self._view.spend(priced(sandbox.bedrock.bill()).sentence)
                continue
            walk.see(event)
            show(event, walk, self._view)
            if isinstance(event, StateEntered):
                self._injection.enter(event.name, sandbox, execution)
        return walk

    def _await_reaper(self, sandbox: Stage, deployment: Deployment, run_id: str) -> None:
        """Wait for who ends a run that was stopped: nothing may bill after it."""
        self._view.begin(REAPER)
        reaped = await_reaper(
            sandbox.aws.client("dynamodb"),
            deployment.settings.runs_table,
            run_id,
            holding=lambda: sandbox.bedrock.held().serves,
            period_seconds=float(deployment.settings.reaper_minutes) * 60 / SCALE,
        )
        self._view.end(REAPER, "succeeded", reaped.sentence)

    def _conclude(self, sandbox: Stage, deployment: Deployment, walk: Walk) -> Outcome:
        self._injection.watch(sandbox.bedrock)
        papers, faults = Papers(), self._injection.played(sandbox.bedrock)
        if walk.run_id:
            bucket = deployment.settings.artifacts_bucket
            folder = OUTPUT / walk.run_id
            sentences = tuple(fault.sentence for fault in faults)
            papers = collect(
                sandbox.aws.client("s3"), bucket, walk.run_id, folder, faults=sentences
            )
        metered = priced(sandbox.bedrock.bill())
        held = sandbox.bedrock.held()
        return conclude(
            walk,
            papers=papers,
            metered=metered,
            held=held,
            stored=sandbox.bedrock.stored(),
            faults=faults,
        )

    def _check(self, sandbox: Stage) -> tuple[str, ...]:
        """Have the doctor look and take everything away; return what they do not like."""
        sandbox.bedrock.faults = Faults()  # what was to go wrong has gone wrong
        trouble: list[str] = []
        commands = {DOCTOR: checkup.doctor, TEARDOWN: checkup.teardown}
        if self._arguments.keep:
            del commands[TEARDOWN]
        for name, command in commands.items():
            self._view.begin(name)
            done = command(sandbox, self._arguments.environment)
            self._view.end(name, "succeeded" if done.well else "failed", done.sentence)
            if not done.well:
                trouble += done.lines
        return tuple(trouble)

    def _keep(self, sandbox: Stage) -> None:
        """Leave the embedded AWS running until somebody ends it."""
        self._view.say("The embedded AWS keeps running. To talk to it from another terminal:")
        for name, value in sandbox.environment().items():
            self._view.say(f"  export {name}={shlex.quote(value)}")
        self._view.say("Ctrl-C here ends it.")
        try:
            while True:
                signal.pause()
        except KeyboardInterrupt:
            self._view.say("Ending it.")


def _keep_logs(work: Path) -> None:
    shutil.rmtree(LOGS, ignore_errors=True)
    LOGS.mkdir(parents=True, exist_ok=True)
    for log in work.glob("*.log"):
        shutil.copy(log, LOGS)
