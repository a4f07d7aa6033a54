"""The same in CDK Pipelines: a push deploys dev, and prod after a person's yes."""

from aws_cdk import App, Stack, pipelines
from constructs import Construct

from bedrock_finetune import Environment, FineTuningStage

CONNECTION = "arn:aws:codeconnections:us-east-1:111122223333:connection/your-connection"
TEAM = ("you@corp.com",)


class Delivery(Stack):
    """A CodePipeline that builds itself, then each environment."""

    def __init__(self, scope: Construct, id_: str) -> None:
        super().__init__(scope, id_)
        source = pipelines.CodePipelineSource.connection(
            "you/your-app", "main", connection_arn=CONNECTION
        )
        commands = ["pip install -r requirements.txt", "npx cdk synth"]
        delivery = pipelines.CodePipeline(
            self,
            "Pipeline",
            synth=pipelines.ShellStep("Synth", input=source, commands=commands),
        )
        dev = Environment(name="dev", notify=TEAM)
        prod = Environment(name="prod", notify=TEAM, retain=True, termination_protection=True)
        delivery.add_stage(FineTuningStage(self, "Dev", environment=dev))
        delivery.add_stage(
            FineTuningStage(self, "Prod", environment=prod),
            pre=[pipelines.ManualApprovalStep("Release")],
        )


app = App()
Delivery(app, "Delivery")
app.synth()
