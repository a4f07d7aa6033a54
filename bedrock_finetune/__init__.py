"""From examples to a better model on Amazon Bedrock, as a construct for any CDK app."""

from bedrock_finetune.fine_tuning_pipeline import FineTuningPipeline
from bedrock_finetune.fine_tuning_stage import FineTuningStage
from stacks.environments.environment import BadEnvironment, Environment

__all__ = ["BadEnvironment", "Environment", "FineTuningPipeline", "FineTuningStage"]
