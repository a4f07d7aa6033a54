"""The stage: both stacks of an environment, for CDK Pipelines."""

from aws_cdk import Environment as Destination
from aws_cdk import Stage
from constructs import Construct

from bedrock_finetune.fine_tuning_pipeline import FineTuningPipeline
from stacks.environments.environment import Environment


class FineTuningStage(Stage):
    """What ``CodePipeline.add_stage`` deploys: one environment.

    Attributes:
        fine_tuning: the construct within.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        environment: Environment,
        env: Destination | None = None,
    ) -> None:
        """Build the pipeline of one environment in a stage of its own.

        Args:
            scope: the stack that holds the CodePipeline, or the app.
            id_: the stage's own, by which CDK Pipelines shows it.
            environment: what ``FineTuningPipeline`` takes, and refuses.
            env: account and region; None leaves them to what deploys.
        """
        super().__init__(scope, id_, env=env)
        self.fine_tuning = FineTuningPipeline(self, "FineTuning", environment=environment)
