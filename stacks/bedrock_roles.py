"""The two roles under which Bedrock itself works for the pipeline."""

from collections.abc import Sequence

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from stacks import bedrock_arns, bedrock_rights, storage_rights
from stacks.customization_network import network_rights
from stacks.environment import Environment
from stacks.policy import Policy, Right
from tuning import naming


class BedrockRoles(Construct):
    """A role that trains and a role that evaluates; neither can do the other's work.

    Whoever may pass a role to Bedrock gets what the role may do, so each is as narrow as its jobs:
    both read nothing but snapshots, which ValidateDataset alone writes.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        environment: Environment,
        artifacts: s3.IBucket,
        data_key: kms.IKey,
        model_key: kms.IKey,
    ) -> None:
        super().__init__(scope, id_)
        self._artifacts = artifacts.bucket_arn
        self._data_key = data_key.key_arn
        self.customization = self._role(
            "Customization",
            bedrock_rights.JOBS,
            [
                *self._works_in("training"),
                # The key of the model that the job leaves: the documentation of Nova names this
                # role beside the one that starts the job.
                storage_rights.lends(model_key.key_arn, "bedrock"),
                *network_rights(environment),
            ],
        )
        self.evaluation = self._role(
            "Evaluation",
            bedrock_rights.EVALUATIONS,
            [
                *self._works_in("evaluation"),
                *_evaluates(environment.name),
                storage_rights.encrypts(model_key.key_arn, "s3", "bedrock"),
                Right(
                    actions=("s3:GetBucketLocation", "s3:ListBucketMultipartUploads"),
                    resources=(self._artifacts,),
                ),
            ],
        )

    def _works_in(self, folder: str) -> tuple[Right, ...]:
        """Read snapshots, and write and reread the folder of each run that is this role's own."""
        snapshots, own = storage_rights.SNAPSHOTS, f"{naming.RUNS}/*/{folder}/*"
        return (
            storage_rights.lists(self._artifacts),
            storage_rights.reads(self._artifacts, snapshots),
            storage_rights.reads(self._artifacts, own),
            storage_rights.writes(self._artifacts, own),
            storage_rights.encrypts(self._data_key, "s3"),
        )

    def _role(self, id_: str, job: str, rights: Sequence[Right]) -> iam.IRole:
        role = iam.Role(
            self,
            id_,
            description=f"Assumed by Bedrock for a {job}",
            assumed_by=iam.ServicePrincipal(
                "bedrock.amazonaws.com",
                conditions={
                    "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
                    "ArnLike": {"aws:SourceArn": bedrock_arns.owned(job)},
                },
            ),
        )
        Policy(self, f"{id_}Policy", role=role, rights=rights)
        return role.without_policy_updates()


def _evaluates(environment: str) -> tuple[Right, ...]:
    """Ask the models under test, one by one or as a batch, and the judge of their answers."""
    asks = ("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream")
    return (
        *bedrock_rights.asks_models(environment, *asks),
        *bedrock_rights.asks_judges(*asks),
        *bedrock_rights.runs_batches(),
        *bedrock_rights.looks_at_asked(environment, bedrock_arns.evaluating()),
    )
