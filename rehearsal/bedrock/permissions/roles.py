"""The role that a job is handed, checked before the job runs as the service checks it.

Bedrock assumes the role itself. The embedded AWS rightly refuses that to everybody but Bedrock, so
what the role may do is asked of the policy simulation, for each object by name, and the objects are
then read and written as root.
"""

from typing import Final

from botocore.exceptions import ClientError

from rehearsal.bedrock.errors import ServiceError, invalid
from rehearsal.bedrock.permissions import contexts
from rehearsal.bedrock.permissions.judge import Context, Decision, PolicyDecider
from rehearsal.bedrock.permissions.policies import service_may
from rehearsal.bedrock.s3 import S3Uri

WRITE_CHECK: Final = ".write_access_check_file.tmp"
"""The object whose name appears in the service's message when it cannot write."""

NO_KEY: Final = frozenset({"ServerSideEncryptionConfigurationNotFoundError"})


class HandedRole:
    """A role that the service can assume for one job."""

    def __init__(self, judge: PolicyDecider, *, role_arn: str, source_arn: str) -> None:
        """Take the role for the job whose ARN is ``source_arn``.

        Raises:
            ServiceError: the role is not there, or it does not trust the service with this job.
        """
        self.judge = judge
        self.arn = role_arn
        if not self._trusts(source_arn):
            raise invalid(
                "Could not assume provided IAM role. Please ensure that the role exists and "
                "grants the Amazon Bedrock service (bedrock.amazonaws.com) sts:AssumeRole "
                f"permissions: {role_arn}"
            )

    def check_read(self, place: S3Uri) -> None:
        """Refuse an object that the role cannot read, or that is not there."""
        refusal = invalid(
            f"Could not validate GetObject permissions to access Amazon S3 bucket: {place.bucket} "
            f"at key {place.key}"
        )
        listing = {"s3:prefix": place.key}
        self._require("s3:ListBucket", place.bucket_arn, listing, refusal)
        self._require("s3:GetObject", place.arn, {}, refusal)
        self._require_key("kms:Decrypt", place, refusal)
        try:
            self.judge.aws.client("s3").head_object(Bucket=place.bucket, Key=place.key)
        except ClientError as error:
            raise refusal from error

    def check_write(self, prefix: S3Uri) -> None:
        """Refuse a prefix under which the role cannot write."""
        place = prefix / WRITE_CHECK
        refusal = invalid(
            "Amazon S3 perms missing (PutObject): Could not validate PutObject permissions to "
            f"access S3 bucket: {place.bucket} at key {place.key}"
        )
        self._require("s3:PutObject", place.arn, {}, refusal)
        self._require_key("kms:GenerateDataKey", place, refusal)

    def check(self, action: str, resource: str, context: Context) -> None:
        """Refuse a role that may not do this to a model or with a key."""
        refusal = invalid(
            f"The provided role {self.arn} is not authorized to perform {action} on resource: "
            f"{resource}"
        )
        self._require(action, resource, context, refusal)

    def _trusts(self, source_arn: str) -> bool:
        name = self.arn.rpartition("/")[2]
        try:
            role = self.judge.aws.client("iam").get_role(RoleName=name)["Role"]
        except ClientError:
            return False
        trust = role["AssumeRolePolicyDocument"]
        context = {"aws:SourceArn": source_arn, "aws:SourceAccount": self.judge.aws.account}
        return bool(
            role["Arn"] == self.arn and service_may(trust, "sts:AssumeRole", self.arn, context)
        )

    def _require(self, action: str, resource: str, context: Context, refusal: ServiceError) -> None:
        try:
            decision = self.judge.role(self.arn, action, resource, context)
        except ClientError as error:
            raise refusal from error
        if decision is not Decision.ALLOWED:
            raise refusal

    def _require_key(self, action: str, place: S3Uri, refusal: ServiceError) -> None:
        """Require the key with which the bucket encrypts, when it is the customer's own."""
        try:
            answer = self.judge.aws.client("s3").get_bucket_encryption(Bucket=place.bucket)
        except ClientError as error:
            if error.response["Error"]["Code"] in NO_KEY:
                return
            raise refusal from error
        rule = answer["ServerSideEncryptionConfiguration"]["Rules"][0]
        key = rule["ApplyServerSideEncryptionByDefault"].get("KMSMasterKeyID")
        if key:
            encrypted = place.bucket_arn if rule.get("BucketKeyEnabled") else place.arn
            context = {
                "kms:EncryptionContext:aws:s3:arn": encrypted,
                **contexts.through("s3", self.judge.aws),
            }
            self._require(action, key, context, refusal)
