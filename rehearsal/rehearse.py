"""The acts of a rehearsal, in their order: set the stage, deploy, drop, follow, conclude."""

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
from rehearsal.outcome import BROKEN, Outcome, conclude
from rehearsal.papers import Papers, collect
from rehearsal.reaper import await_reaper
from rehearsal.stage import SCALE, Stage, scratch, stage
from rehearsal.summary import STAND_IN, summary, told
from rehearsal.walk import NAMES, SHAPE
from tuning.cli.following.show import show
from tuning.cli.following.view import View
from tuning.cli.following.walk import StateEntered, Walk

OUTPUT: Final = ROOT / "build" / "rehearsal"
"""Where the papers of each run are brought to, in a folder of its own; git ignores it."""

LOGS: Final = OUTPUT / "logs"
"""What the last rehearsal that broke had logged."""

STAGE: Final = "embedded AWS"
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
                view.expect(STAGE, BOOTSTRAP, DEPLOY, DROP, *NAMES)
                view.begin(STAGE)
                theatre = contexts.enter_context(stage(work, self._faults(state=None)))
                view.end(STAGE, "succeeded", theatre.aws.endpoint_url)
                deployment = self._deploy(theatre)
                walk = self._follow(theatre, deployment, self._drop(theatre, deployment))
                if walk.run_id and walk.ended and walk.ended.status == "ABORTED":
                    self._await_reaper(theatre, deployment, walk.run_id)
                outcome = self._conclude(theatre, deployment, walk)
                trouble = self._check(theatre)
                left = theatre.bedrock.held().serves or theatre.bedrock.stored()
                outcome = replace(outcome, trouble=trouble, torn_down=not left)
            first, *others = summary(outcome)
            self._view.say(first, style="bold")
            for line in others:
                self._view.say(line)
            if self._arguments.json:
                self._arguments.json.write_text(json.dumps(outcome.document(), indent=2) + "\n")
            if self._arguments.keep:
                self._keep(theatre)
        return outcome

    def _deploy(self, theatre: Stage) -> Deployment:
        view = self._view
        view.begin(BOOTSTRAP)
        deploy.bootstrap(theatre.aws, work=theatre.work)
        view.end(BOOTSTRAP, "succeeded")
        view.begin(DEPLOY)
        view.note(DEPLOY, "synthesising, with all checks")

        def show(line: str) -> None:
            resource = RESOURCE.match(line)
            if resource:
                view.note(DEPLOY, f"{resource[1]} {resource[2]}")

        deployment = deploy.deploy(
            theatre.aws, self._arguments.environment, work=theatre.work, on_line=show
        )
        view.end(DEPLOY, "succeeded", deployment.settings.environment)
        return deployment

    def _drop(self, theatre: Stage, deployment: Deployment) -> str:
        """Drop the dataset, and return the execution that it started."""
        self._view.begin(DROP)
        states = theatre.aws.client("stepfunctions")
        before = follow.executions(states, deployment.state_machine)
        bucket = deployment.settings.datasets_bucket
        s3, hosting = theatre.aws.client("s3"), self._arguments.hosting
        keys = drop(s3, bucket, self._dataset, hosting=hosting)
        self._view.note(DROP, ", ".join(keys))
        execution = follow.started_by(
            states, deployment.state_machine, key=self._dataset.key, before=before
        )
        self._view.end(DROP, "succeeded", f"{len(keys)} files, the last one {keys[-1]}")
        return execution

    def _follow(self, theatre: Stage, deployment: Deployment, execution: str) -> Walk:
        states = theatre.aws.client("stepfunctions")
        walk = Walk(shape=SHAPE)
        for event in follow.follow(states, execution):
            if event is None:
                self._view.spend(priced(theatre.bedrock.bill()).sentence)
                continue
            walk.see(event)
            show(event, walk, self._view)
            if isinstance(event, StateEntered):
                self._strike(event.name, theatre, execution)
        return walk

    def _strike(self, state: str, theatre: Stage, execution: str) -> None:
        """Let go wrong what shall go wrong from the entry of this state."""
        due = [mishap for mishap in self._arguments.mishaps if mishap.state == state]
        if any(mishap.aborts for mishap in due):
            states = theatre.aws.client("stepfunctions")
            follow.stop(states, execution, cause="--fault asked for it")
        if any(not mishap.aborts for mishap in due):
            theatre.bedrock.faults = self._faults(state=state)

    def _await_reaper(self, theatre: Stage, deployment: Deployment, run_id: str) -> None:
        """Wait for who ends a run that was stopped: nothing may bill after it."""
        self._view.begin(REAPER)
        reaped = await_reaper(
            theatre.aws.client("dynamodb"),
            deployment.settings.runs_table,
            run_id,
            holding=lambda: theatre.bedrock.held().serves,
            period_seconds=float(deployment.settings.reaper_minutes) * 60 / SCALE,
        )
        self._view.end(REAPER, "succeeded", reaped.sentence)

    def _faults(self, state: str | None) -> Faults:
        """Return what is on from the start, and from a state's entry once that is reached."""
        on = (m.fault for m in self._arguments.mishaps if m.fault and m.state in (None, state))
        return Faults(*on)

    def _conclude(self, theatre: Stage, deployment: Deployment, walk: Walk) -> Outcome:
        papers, struck = Papers(), theatre.bedrock.struck
        if walk.run_id:
            bucket = deployment.settings.artifacts_bucket
            folder = OUTPUT / walk.run_id
            papers = collect(
                theatre.aws.client("s3"), bucket, walk.run_id, folder, faults=tuple(told(struck))
            )
        metered = priced(theatre.bedrock.bill())
        held = theatre.bedrock.held()
        return conclude(
            walk,
            papers=papers,
            metered=metered,
            held=held,
            stored=theatre.bedrock.stored(),
            struck=struck,
        )

    def _check(self, theatre: Stage) -> tuple[str, ...]:
        """Have the doctor look and take everything away; return what they do not like."""
        theatre.bedrock.faults = Faults()  # what was to go wrong has gone wrong
        trouble: list[str] = []
        acts = {DOCTOR: checkup.doctor, TEARDOWN: checkup.teardown}
        if self._arguments.keep:
            del acts[TEARDOWN]
        for name, act in acts.items():
            self._view.begin(name)
            done = act(theatre, self._arguments.environment)
            self._view.end(name, "succeeded" if done.well else "failed", done.sentence)
            if not done.well:
                trouble += done.lines
        return tuple(trouble)

    def _keep(self, theatre: Stage) -> None:
        """Leave the embedded AWS running until somebody ends it."""
        self._view.say("The embedded AWS keeps running. To talk to it from another terminal:")
        for name, value in theatre.environment().items():
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
