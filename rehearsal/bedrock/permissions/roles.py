"""The role that a job is handed, checked before the job runs as the service checks it.

Bedrock assumes the role itself. The embedded AWS rightly refuses that to everybody but Bedrock, so
what the role may do is judged by its policies, for each object by name, and the objects are then
read and written as root.
"""

from dataclasses import dataclass
from typing import Final

from botocore.exceptions import ClientError

from rehearsal.bedrock.errors import ServiceError, invalid
from rehearsal.bedrock.permissions.judge import Judge
from rehearsal.bedrock.permissions.policies import Decision

WRITE_CHECK: Final = ".write_access_check_file.tmp"
"""The object whose name appears in the service's message when it cannot write."""

NO_KEY: Final = frozenset({"ServerSideEncryptionConfigurationNotFoundError"})


@dataclass(frozen=True, kw_only=True)
class S3Uri:
    """An address in S3: a bucket and a key or a prefix without slashes at its end."""

    bucket: str
    key: str

    @classmethod
    def parse(cls, uri: str) -> "S3Uri":
        """Read ``s3://bucket/key``."""
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        return cls(bucket=bucket, key=key.rstrip("/"))

    def __truediv__(self, name: str) -> "S3Uri":
        return S3Uri(bucket=self.bucket, key=f"{self.key}/{name}" if self.key else name)

    @property
    def arn(self) -> str:
        """The object's ARN."""
        return f"{self.bucket_arn}/{self.key}"

    @property
    def bucket_arn(self) -> str:
        """The bucket's ARN."""
        return f"arn:aws:s3:::{self.bucket}"


class HandedRole:
    """A role that the service can assume for one job."""

    def __init__(self, judge: Judge, *, role_arn: str, source_arn: str) -> None:
        """Take the role for the job whose ARN is ``source_arn``.

        Raises:
            ServiceError: the role is not there, or it does not trust the service with this job.
        """
        self.judge = judge
        self.arn = role_arn
        if self._trusts(source_arn) is not Decision.ALLOWED:
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

    def check_invoke(self, *model_arns: str) -> None:
        """Refuse models that the role may not ask."""
        for arn in model_arns:
            decision = self.judge.role(self.arn, "bedrock:InvokeModel", arn)
            if decision is not Decision.ALLOWED:
                raise invalid(
                    f"The provided role {self.arn} is not authorized to perform "
                    f"bedrock:InvokeModel on resource: {arn}"
                )

    def _trusts(self, source_arn: str) -> Decision:
        try:
            role = self.judge.aws.client("iam").get_role(RoleName=self.arn.rpartition("/")[2])
        except ClientError:
            return Decision.NOT_ALLOWED
        if role["Role"]["Arn"] != self.arn:
            return Decision.NOT_ALLOWED
        context = {"aws:SourceArn": source_arn, "aws:SourceAccount": self.judge.aws.account}
        return self.judge.assume(role["Role"]["AssumeRolePolicyDocument"], self.arn, context)

    def _require(
        self, action: str, resource: str, context: dict[str, str], refusal: ServiceError
    ) -> None:
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
                "kms:ViaService": f"s3.{self.judge.aws.region}.amazonaws.com",
                "kms:CallerAccount": self.judge.aws.account,
                "kms:EncryptionContext:aws:s3:arn": encrypted,
            }
            self._require(action, key, context, refusal)
