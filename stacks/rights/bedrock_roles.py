"""The two roles under which Bedrock itself works for the pipeline."""

from collections.abc import Sequence

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from stacks.environments.environment import Environment
from stacks.rights import bedrock, bedrock_arns, storage
from stacks.rights.customization_network import network_rights
from stacks.rights.policy import Policy, Right


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
            bedrock.JOBS,
            [
                *self._works_in("training"),
                storage.writes(self._artifacts, storage.of_runs("training/*")),
                # The key of the model that the job leaves: the documentation of Nova names this
                # role beside the one that starts the job.
                storage.lends(model_key.key_arn, "bedrock"),
                *network_rights(environment),
            ],
        )
        self.evaluation = self._role(
            "Evaluation",
            bedrock.EVALUATIONS,
            [
                *self._works_in("evaluation"),
                storage.writes_in_parts(self._artifacts, storage.of_runs("evaluation/*")),
                *_evaluates(environment.name),
                storage.encrypts(model_key.key_arn, "s3", "bedrock"),
                Right(
                    actions=("s3:GetBucketLocation", "s3:ListBucketMultipartUploads"),
                    resources=(self._artifacts,),
                ),
            ],
        )

    def _works_in(self, folder: str) -> tuple[Right, ...]:
        """Read snapshots, and what was written into the folder of a run that is this role's own."""
        snapshots, own = storage.SNAPSHOTS, storage.of_runs(f"{folder}/*")
        return (
            storage.lists(self._artifacts),
            storage.reads(self._artifacts, snapshots),
            storage.reads(self._artifacts, own),
            storage.encrypts(self._data_key, "s3"),
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
        *bedrock.asks_models(environment, *asks),
        *bedrock.asks_judges(*asks),
        *bedrock.runs_batches(),
        *bedrock.looks_at_asked(environment, bedrock_arns.evaluating()),
    )
