"""Addresses in S3."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class S3Uri:
    """A bucket and a key, or a prefix without a slash at its end."""

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
