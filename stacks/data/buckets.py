"""The buckets: what people drop, what the pipeline leaves behind, and who looked at either."""

from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from stacks.data.artifact_guard import guards
from stacks.data.incoming_guard import uploaders_only
from stacks.data.perimeter import own_account_only, own_key_only
from stacks.data.retention import removal
from stacks.environments.environment import Environment
from tuning import naming

TLS: Final = 1.2
ABANDONED_UPLOAD_DAYS: Final = 7
NONCURRENT_DAYS: Final = 30


class Buckets(Construct):
    """Private, versioned, encrypted buckets that answer over TLS only.

    People write the datasets bucket and the pipeline writes the artifacts bucket, so that nothing
    that a run leaves behind can start another run.
    """

    def __init__(
        self, scope: Construct, id_: str, *, environment: Environment, key: kms.IKey
    ) -> None:
        super().__init__(scope, id_)
        self._removal = removal(environment)
        self._key = key
        retention = Duration.days(environment.artifact_retention_days)
        self.access_logs = self._access_log_bucket(retention)
        # A run pins the version that was dropped, so a replaced version is kept as long as the
        # artifacts that were made from it. What people dropped never expires by itself.
        self.datasets = self._bucket(
            "Datasets", s3.LifecycleRule(noncurrent_version_expiration=retention)
        )
        self.artifacts = self._bucket(
            "Artifacts",
            s3.LifecycleRule(
                expiration=retention,
                noncurrent_version_expiration=Duration.days(NONCURRENT_DAYS),
            ),
            # Pieces of a dataset are put together in the same run; then nobody needs them.
            s3.LifecycleRule(
                prefix=f"{naming.PIECES}/",
                expiration=Duration.days(1),
                noncurrent_version_expiration=Duration.days(1),
            ),
            lockable=environment.snapshot_lock_days > 0,
        )
        _tell_event_bridge(self.datasets)
        self.datasets.add_to_resource_policy(uploaders_only(self.datasets, environment))
        for statement in guards(self.artifacts, environment):
            self.artifacts.add_to_resource_policy(statement)
        for bucket in (self.datasets, self.artifacts):
            for statement in own_key_only(bucket, key):
                bucket.add_to_resource_policy(statement)
        for bucket in (self.datasets, self.artifacts, self.access_logs):
            bucket.add_to_resource_policy(own_account_only(bucket))

    def _access_log_bucket(self, retention: Duration) -> s3.Bucket:
        return s3.Bucket(
            self,
            "AccessLogs",
            # S3's log delivery cannot write to a bucket whose default is a customer managed key
            # ("Enabling Amazon S3 server access logging": SSE-S3 only).
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            minimum_tls_version=TLS,
            versioned=True,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            lifecycle_rules=[
                s3.LifecycleRule(
                    expiration=retention,
                    noncurrent_version_expiration=Duration.days(NONCURRENT_DAYS),
                )
            ],
            removal_policy=self._removal,
        )

    def _bucket(self, id_: str, *retention: s3.LifecycleRule, lockable: bool = False) -> s3.Bucket:
        return s3.Bucket(
            self,
            id_,
            encryption=s3.BucketEncryption.KMS,
            encryption_key=self._key,
            bucket_key_enabled=True,
            enforce_ssl=True,
            minimum_tls_version=TLS,
            versioned=True,
            # Without a default retention: each snapshot is locked as it is written, and what a run
            # writes for itself stays replaceable.
            object_lock_enabled=lockable or None,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            server_access_logs_bucket=self.access_logs,
            server_access_logs_prefix=f"{id_.lower()}/",
            lifecycle_rules=[
                *retention,
                s3.LifecycleRule(
                    abort_incomplete_multipart_upload_after=Duration.days(ABANDONED_UPLOAD_DAYS)
                ),
            ],
            removal_policy=self._removal,
        )


def _tell_event_bridge(bucket: s3.Bucket) -> None:
    """Send the bucket's events to EventBridge.

    Set on the resource itself: the construct's own switch brings a Lambda function along that may
    write the notifications of every bucket of the account.
    """
    resource = bucket.node.default_child
    assert isinstance(resource, s3.CfnBucket)  # noqa: S101 - narrows the type for mypy
    resource.notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(
        event_bridge_configuration=s3.CfnBucket.EventBridgeConfigurationProperty(
            event_bridge_enabled=True
        )
    )
