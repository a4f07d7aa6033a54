"""The state machine that walks a dropped dataset to a verdict, built from the table of the walk."""

from collections.abc import Mapping
from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks
from constructs import Construct

from stacks.environments.environment import Environment
from stacks.walk import retries
from stacks.walk.steps import (
    FAILURE,
    TASK_TOKEN,
    THROUGH_AN_OUTAGE,
    Fail,
    Fork,
    Keep,
    Map,
    Notify,
    Question,
    Recall,
    Step,
    Succeed,
    Target,
    Unseen,
    Wait,
)
from stacks.walk.walk import WALK
from stacks.walk.workflow_log import WorkflowLog
from stacks.walk.workflow_role import WorkflowRole
from tuning import naming
from tuning.handlers.publish_report import publish_report
from tuning.handlers.register_run import register_run
from tuning.state import State, literals

UNSEEN: Final = "$.unseen"
"""Where the error of a look travels that is made again; past its deadline it is a failure."""

DATA_LIMIT: Final = "States.DataLimitExceeded"

NOW: Final = "$$.State.EnteredTime"


class Workflow(Construct):
    """A Standard state machine with one Lambda task for each state of the walk.

    Every state gets the whole document and adds its result to it; what a handler needs of it is
    what its signature names. A Choice that leaves out an outcome of its state stops the synth.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        environment: Environment,
        functions: Mapping[str, lambda_.Function],
        topic: sns.ITopic,
        undelivered: sqs.IQueue,
        operations_key: kms.IKey,
    ) -> None:
        super().__init__(scope, id_)
        self._environment = environment
        self._functions = functions
        self._topic = topic
        self._undelivered = undelivered
        self._steps = {step.state.name: self._step(step) for step in WALK}
        self._states: dict[str, sfn.State] = dict(self._steps)
        for step in WALK:
            self._connect(step)
        machine = naming.stack_name(environment.name, "walk")
        role = WorkflowRole(
            self,
            "Role",
            machine=machine,
            functions=functions,
            topic=topic,
            undelivered=undelivered,
            operations_key=operations_key,
        )
        log = WorkflowLog(self, "Log", environment=environment, key=operations_key)
        self.state_machine = sfn.StateMachine(
            self,
            "Machine",
            state_machine_name=machine,
            definition_body=sfn.DefinitionBody.from_chainable(
                sfn.Chain.start(self._steps[register_run.name])
            ),
            role=role.role,
            timeout=Duration.hours(environment.execution_deadline_hours),
            tracing_enabled=True,
            logs=sfn.LogOptions(
                destination=log.log_group, level=sfn.LogLevel.ALL, include_execution_data=False
            ),
        )
        self.state_machine.node.add_dependency(role.policy)
        role.run_maps_of(self.state_machine)

    def _step(self, step: Step) -> tasks.LambdaInvoke | sfn.DistributedMap:
        match step:
            case Map():
                return self._map(step)
            case Question():
                return self._question(step)
            case Recall():
                return self._task(step, result_path="$")
            case _:
                return self._task(step, result_path=f"$.{step.gives}")

    def _map(self, step: Map) -> sfn.DistributedMap:
        earlier, items = step.items
        shared = [need for need in step.state.needs if need != step.item]
        each = sfn.DistributedMap(
            self,
            step.name,
            label=step.name,
            # Express executions end after five minutes; reading a segment may take longer.
            map_execution_type=sfn.StateMachineType.STANDARD,
            max_concurrency=step.at_once,
            items_path=f"$.{earlier.gives}.{items}",
            item_selector={
                **{need: sfn.JsonPath.object_at(f"$.{need}") for need in shared},
                step.item: sfn.JsonPath.object_at("$$.Map.Item.Value"),
            },
            result_path=sfn.JsonPath.DISCARD,
        )
        return each.item_processor(self._task(step, result_path="$"))

    def _task(self, step: Step, *, result_path: str) -> tasks.LambdaInvoke:
        function = self._functions[step.state.name]
        timeout = function.timeout or Duration.seconds(3)
        task = tasks.LambdaInvoke(
            self,
            step.state.name,
            lambda_function=function,
            payload=_payload(step),
            payload_response_only=True,
            result_path=result_path,
            retry_on_service_exceptions=False,
            task_timeout=sfn.Timeout.duration(timeout.plus(Duration.seconds(30))),
        )
        retries.add(task, step)
        return task

    def _question(self, step: Question) -> tasks.LambdaInvoke:
        needs = [need for need in step.state.needs if need != TASK_TOKEN]
        task = tasks.LambdaInvoke(
            self,
            step.state.name,
            lambda_function=self._functions[step.state.name],
            integration_pattern=sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN,
            payload=sfn.TaskInput.from_object(
                {
                    **{need: sfn.JsonPath.object_at(f"$.{need}") for need in needs},
                    TASK_TOKEN: sfn.JsonPath.task_token,
                }
            ),
            result_path=f"$.{step.gives}",
            retry_on_service_exceptions=False,
            task_timeout=sfn.Timeout.duration(
                Duration.hours(getattr(self._environment, step.deadline_hours))
            ),
        )
        retries.add(task, step)
        return task

    def _connect(self, step: Step) -> None:
        state = self._steps[step.state.name]
        if isinstance(step, Question):
            late = self._target(step.late)
            state.add_catch(late, errors=[sfn.Errors.TIMEOUT], result_path=sfn.JsonPath.DISCARD)
        path = UNSEEN if isinstance(step.caught, Unseen) else f"$.{step.failure}"
        # "All" leaves out a document that grew too large, and must stand alone.
        state.add_catch(self._target(step.caught), errors=[DATA_LIMIT], result_path=path)
        state.add_catch(self._target(step.caught), result_path=path)
        if isinstance(step.then, Mapping):
            if step.then.keys() != step.outcomes:
                raise ValueError(f"the walk must map each outcome of {step.state.name}, no other")
            outcome = f"$.{step.gives}.outcome"
            state.next(self._choice(f"{step.state.name}Outcome", outcome, step.then))
        else:
            state.next(self._target(step.then))

    def _choice(self, name: str, path: str, by: Mapping[str, Target]) -> sfn.Choice:
        choice = sfn.Choice(self, name)
        for value, target in by.items():
            choice.when(sfn.Condition.string_equals(path, value), self._target(target))
        return choice

    def _target(self, target: Target) -> sfn.State:
        """Return the state that a target of the walk names, made when first led to."""
        if target.name not in self._states:
            self._states[target.name] = self._made(target)
        return self._states[target.name]

    def _made(self, target: Target) -> sfn.State:
        match target:
            case Wait():
                return self._wait(target)
            case Fork():
                return self._fork(target)
            case Unseen():
                return self._unseen(target)
            case Notify():
                return self._notify(target)
            case Keep():
                return self._keep(target)
            case Succeed():
                return sfn.Succeed(self, target.name)
            case Fail():
                error = target.name
                if target.cause.startswith("$"):
                    return sfn.Fail(self, target.name, error=error, cause_path=target.cause)
                return sfn.Fail(self, target.name, error=error, cause=target.cause)
            case State():
                raise ValueError(f"{target.name} is no step of the walk")

    def _wait(self, wait: Wait) -> sfn.Wait:
        if wait.state:
            pause = sfn.WaitTime.seconds_path(f"$.{wait.state.gives}.{wait.seconds}")
        else:
            seconds = Duration.seconds(getattr(self._environment, wait.seconds))
            pause = sfn.WaitTime.duration(seconds)
        waits = sfn.Wait(self, wait.name, time=pause)
        waits.next(self._target(wait.then))
        return waits

    def _fork(self, fork: Fork) -> sfn.Choice:
        if fork.by.keys() != literals(fork.state.hints["return"], fork.field):
            raise ValueError(f"{fork.name} must map each value of {fork.field}, no other")
        return self._choice(fork.name, f"$.{fork.state.gives}.{fork.field}", fork.by)

    def _unseen(self, unseen: Unseen) -> sfn.Choice:
        until = f"$.{unseen.state.gives}.look_until"
        failed = sfn.Pass(
            self,
            f"{unseen.name}TooLong",
            input_path=UNSEEN,
            result_path=f"$.{unseen.failure}",
        )
        return (
            sfn.Choice(self, unseen.name)
            .when(
                sfn.Condition.timestamp_less_than_json_path(NOW, until), self._target(unseen.then)
            )
            .otherwise(failed.next(self._target(unseen.late)))
        )

    def _notify(self, notify: Notify) -> sfn.Choice:
        """Tell people where they are told now; then end as the run did."""
        publication = publish_report.gives
        publish = tasks.SnsPublish(
            self,
            notify.name,
            topic=self._topic,
            subject=sfn.JsonPath.string_at(f"$.{publication}.subject"),
            message=sfn.TaskInput.from_json_path_at(f"$.{publication}.message"),
            result_path=sfn.JsonPath.DISCARD,
            task_timeout=sfn.Timeout.duration(Duration.minutes(1)),
        )
        retries.again(publish, [sfn.Errors.TASKS_FAILED, sfn.Errors.TIMEOUT], THROUGH_AN_OUTAGE)
        publish.add_catch(
            self._target(notify.caught), errors=[DATA_LIMIT], result_path=f"$.{FAILURE}"
        )
        publish.add_catch(self._target(notify.caught), result_path=f"$.{FAILURE}")
        outcome = f"$.{publication}.outcome"
        ends = self._choice(f"{notify.name}Outcome", outcome, notify.by)
        now = sfn.Condition.string_equals(f"$.{publication}.told", "now")
        return sfn.Choice(self, f"{notify.name}Now").when(now, publish.next(ends)).otherwise(ends)

    def _keep(self, keep: Keep) -> tasks.SqsSendMessage:
        """Send what started the execution, and nothing that became of it, to the queue."""
        send = tasks.SqsSendMessage(
            self,
            keep.name,
            queue=self._undelivered,
            message_body=sfn.TaskInput.from_json_path_at("$$.Execution.Input"),
            result_path=sfn.JsonPath.DISCARD,
            task_timeout=sfn.Timeout.duration(Duration.minutes(1)),
        )
        retries.again(send, [sfn.Errors.TASKS_FAILED, sfn.Errors.TIMEOUT], THROUGH_AN_OUTAGE)
        send.add_catch(self._target(keep.caught), errors=[DATA_LIMIT], result_path=f"$.{FAILURE}")
        send.add_catch(self._target(keep.caught), result_path=f"$.{FAILURE}")
        send.next(self._target(keep.then))
        return send


def _payload(step: Step) -> sfn.TaskInput | None:
    """Tell the states that claim a run which execution they run in; others get the document.

    The first one comes again after a pause, and reads what it said before it in the whole document,
    which has nothing of that at first. A path that leads to nothing would end the execution.
    """
    asks = {
        "detail": sfn.JsonPath.object_at("$.detail"),
        "execution": sfn.JsonPath.execution_id,
    }
    if step.state is register_run:
        return sfn.TaskInput.from_object(asks | {"so_far": sfn.JsonPath.entire_payload})
    return sfn.TaskInput.from_object(asks) if isinstance(step, Recall) else None
