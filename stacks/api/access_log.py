"""Who called the API, and with what result: a line for each request, without a word of it."""

from typing import Final

from aws_cdk import Aws
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kinesisfirehose as firehose
from constructs import Construct

from stacks.environments.holdings import Holdings
from stacks.rights import of_api
from stacks.rights.policy import Policy
from tuning import naming

FOLDER: Final = "api/"
"""Where the lines lie in the bucket of access logs, whose rules encrypt and expire them."""

NAME_BEGINS: Final = "amazon-apigateway-"
"""Of a stream that API Gateway may write to (apigateway/latest/developerguide,
apigateway-logging-to-kinesis)."""

FORMAT: Final = {
    "requestId": "$context.requestId",
    "time": "$context.requestTimeEpoch",
    "caller": "$context.identity.userArn",
    "ip": "$context.identity.sourceIp",
    "method": "$context.httpMethod",
    "route": "$context.resourcePath",
    "status": "$context.status",
    "refusal": "$context.error.responseType",
    "bytes": "$context.responseLength",
    "milliseconds": "$context.responseLatency",
}
"""Neither the path nor a header or body: a caller writes those."""


class AccessLog(Construct):
    """A stream into the bucket of access logs.

    Not a log group: API Gateway writes to one by a role that is the account's only one for every
    API in the region, which no stack may set without overwriting what others rely on.

    Attributes:
        stream: what the stage writes to.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        environment: str,
        holdings: Holdings,
    ) -> None:
        super().__init__(scope, id_)
        role = iam.Role(
            self,
            "Role",
            description="Delivers the access log of the API",
            path=naming.role_path(environment, "AccessLog"),
            assumed_by=iam.ServicePrincipal(
                "firehose.amazonaws.com",
                conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
            ),
        )
        policy = Policy(
            self,
            "Policy",
            role=role,
            rights=of_api.delivers(holdings.access_logs_arn, FOLDER),
        )
        self.stream = firehose.CfnDeliveryStream(
            self,
            "Stream",
            delivery_stream_name=f"{NAME_BEGINS}{naming.stack_name(environment, 'api')}",
            delivery_stream_type="DirectPut",
            delivery_stream_encryption_configuration_input=(
                firehose.CfnDeliveryStream.DeliveryStreamEncryptionConfigurationInputProperty(
                    key_type="CUSTOMER_MANAGED_CMK", key_arn=holdings.operations_key_arn
                )
            ),
            extended_s3_destination_configuration=(
                firehose.CfnDeliveryStream.ExtendedS3DestinationConfigurationProperty(
                    bucket_arn=holdings.access_logs_arn,
                    role_arn=role.without_policy_updates().role_arn,
                    prefix=FOLDER,
                    error_output_prefix=f"{FOLDER}undelivered/",
                    compression_format="GZIP",
                )
            ),
        )
        self.stream.node.add_dependency(policy)

    @property
    def destination(self) -> apigateway.IAccessLogDestination:
        """What a stage is given."""
        return apigateway.FirehoseLogDestination(self.stream)
