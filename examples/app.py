"""An app of your own with a pipeline that fine-tunes models; a role of yours drops the datasets."""

from aws_cdk import App, Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from bedrock_finetune import Environment, FineTuningPipeline


class Support(Stack):
    """What you have already."""

    def __init__(self, scope: Construct, id_: str) -> None:
        super().__init__(scope, id_)
        dev = Environment(name="dev", notify=("you@corp.com",), uploaders=("role/ticket-export",))
        tuning = FineTuningPipeline(self, "FineTuning", environment=dev)
        lambda_ = iam.ServicePrincipal("lambda.amazonaws.com")
        export = iam.Role(self, "Export", role_name="ticket-export", assumed_by=lambda_)
        export.add_managed_policy(tuning.uploader_policy)


app = App()
Support(app, "Support")
app.synth()
