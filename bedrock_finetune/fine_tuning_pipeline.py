"""The construct: a pipeline that fine-tunes models, in an app of your own."""

import json
from dataclasses import replace
from typing import Any

from aws_cdk import Annotations, Stack, Stage, Token
from aws_cdk import Environment as Destination
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from bedrock_finetune.own_events import OwnEvents
from stacks.checkout import ROOT
from stacks.environment_stacks import compose
from stacks.environments.addresses import addresses
from stacks.environments.environment import LOCAL, BadEnvironment, Environment
from tuning.costs import foresight


class FineTuningPipeline(Construct):
    """A dataset dropped into a bucket becomes a fine-tuned model, with a verdict on it.

    It brings two stacks of its own, ``bedrock-finetune-NAME-foundation`` and ``-pipeline``, which
    ``cdk deploy --all`` deploys with yours: the data outlive the pipeline, and ``python -m tuning
    … --env NAME`` finds and tears down these two and nothing of yours. Put it into a stack, a stage
    or the app; account and region are those of what it is put into.
    """

    def __init__(self, scope: Construct, id_: str, *, environment: Environment) -> None:
        """Build the pipeline of one environment.

        Args:
            scope: a stack, a stage or the app.
            id_: the construct's own.
            environment: its name, whom to notify, the base model, the ceilings and the deadlines;
                the name is the only one of its account and region.

        Raises:
            BadEnvironment: nobody would be notified, or a limit of a service is contradicted.
            TuningError: the base model cannot be used, or not in that region.
            LayerFailed: pip could not build what the functions depend on.
        """
        super().__init__(scope, id_)
        for flag, value in _flags().items():
            self.node.set_context(flag, value)
        if not isinstance(environment, Environment):
            raise BadEnvironment(
                f"environment must be an Environment, as Environment(name=…, notify=…), not "
                f"{environment!r}"
            )
        account, region = _around(self)
        self._environment = _checked(environment, region)
        for sentence in foresight.warnings(self._environment):
            Annotations.of(self).add_info(sentence)
        if twin := _twin(self):
            raise BadEnvironment(
                f"{self.node.path} and {twin.node.path} are both the environment "
                f"{environment.name!r}, and would deploy over each other: give each a name of its "
                "own"
            )
        stacks = compose(
            self,
            environment=self._environment,
            destination=Destination(account=account, region=self._environment.region),
        )
        self._foundation, self._pipeline = stacks.foundation, stacks.pipeline
        self.node.add_validation(OwnEvents(self._foundation.buckets.datasets))

    @property
    def environment(self) -> Environment:
        """The settings it was built from; the region is filled in where it is known."""
        return self._environment

    @property
    def datasets_bucket(self) -> s3.IBucket:
        """Where datasets are dropped, under `incoming/<task>/`; only uploaders may."""
        return self._foundation.buckets.datasets

    @property
    def artifacts_bucket(self) -> s3.IBucket:
        """What runs leave behind: snapshots, reports and the trained model's figures."""
        return self._foundation.buckets.artifacts

    @property
    def runs_table(self) -> dynamodb.ITable:
        """One item for each run: what was claimed, decided and held."""
        return self._foundation.runs

    @property
    def state_machine(self) -> sfn.IStateMachine:
        """Takes each drop to its verdict, one execution for each."""
        return self._pipeline.state_machine

    @property
    def topic(self) -> sns.ITopic:
        """Sends how runs end and what went wrong; subscribe whatever else needs to know."""
        return self._pipeline.topic

    @property
    def uploader_policy(self) -> iam.IManagedPolicy:
        """For people who drop datasets and are also tagged or named as uploaders."""
        return self._pipeline.policies["Uploader"]

    @property
    def approver_policy(self) -> iam.IManagedPolicy:
        """For people who approve or deny runs that are over a ceiling."""
        return self._pipeline.policies["Approver"]

    @property
    def operator_policy(self) -> iam.IManagedPolicy:
        """For people who see, cancel and extend runs."""
        return self._pipeline.policies["Operator"]

    @property
    def customization_role(self) -> iam.IRole:
        """The role that Bedrock assumes to train; nothing can be added to its policies."""
        return self._foundation.customization_role


def _twin(construct: FineTuningPipeline) -> FineTuningPipeline | None:
    """Return another pipeline of the same name that goes to the same place; None without one."""
    return next(
        (
            other
            for other in construct.node.root.node.find_all()
            if isinstance(other, FineTuningPipeline)
            and other is not construct
            and other.environment.name == construct.environment.name
            and _around(other) == _around(construct)
        ),
        None,
    )


def _flags() -> dict[str, Any]:
    """Return the CDK's feature flags that the stacks are tested with, whatever the app around says.

    Without them the CDK would, for example, set an ACL on a bucket that takes none.
    """
    flags: dict[str, Any] = json.loads((ROOT / "cdk.json").read_text())["context"]
    return flags


def _around(construct: Construct) -> tuple[str | None, str | None]:
    """Return the account and the region of the nearest stack or stage, None where not known."""
    home = next(
        each for each in reversed(construct.node.scopes) if isinstance(each, (Stack, Stage))
    )
    return _known(home.account), _known(home.region)


def _known(text: str | None) -> str | None:
    return None if text is None or Token.is_unresolved(text) else text


def _checked(environment: Environment, region: str | None) -> Environment:
    if environment.name == LOCAL:
        raise BadEnvironment(f"{LOCAL} is the rehearsal's own name; choose another")
    if not environment.notify:
        raise BadEnvironment(
            "nobody would be notified how runs end and what bills: "
            'Environment(notify=("you@corp.com",))'
        )
    return replace(
        environment,
        notify=addresses(environment.notify),
        region=environment.region or region,
    )
