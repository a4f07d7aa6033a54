"""One line for each way in which AWS cannot be asked, or says no."""

from typing import Final

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    InvalidRegionError,
    NoCredentialsError,
    NoRegionError,
    ProfileNotFound,
    TokenRetrievalError,
    UnauthorizedSSOTokenError,
)

from tuning.errors import code_of

DENIED: Final = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})

STALE: Final = frozenset(
    {
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidClientTokenId",
        "RequestExpired",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)
"""What services answer to credentials that are over, or were never theirs."""

LOG_IN: Final = "log in (`aws sso login` or `aws configure`), or choose a profile with AWS_PROFILE"

FIRST_REGION: Final = "us-east-1"
"""Where most base models can be customised."""


def chooses(region: str) -> str:
    """Return the command that chooses a region, for boto3 and for the CDK, which read another."""
    return f"export AWS_REGION={region} AWS_DEFAULT_REGION={region}"


def words(error: Exception) -> str:
    """Return an error in one line, with what fixes it where that is known."""
    first = " ".join(str(error).split())
    of_aws = error if isinstance(error, (BotoCoreError, ClientError)) else error.__cause__
    if isinstance(of_aws, ClientError):
        code = code_of(of_aws)
        if code in DENIED:
            return f"{first}; ask your account's administrator for this right"
        return f"{first}; {LOG_IN}" if code in STALE else first
    if isinstance(of_aws, NoRegionError):
        return f"AWS was not called: no region is chosen; {chooses(FIRST_REGION)}"
    if isinstance(of_aws, InvalidRegionError):
        return f"AWS was not called: {first}; {chooses(FIRST_REGION)}"
    if isinstance(of_aws, NoCredentialsError):
        return f"AWS was not called: there are no credentials; {LOG_IN}"
    if isinstance(of_aws, ProfileNotFound):
        return f"{first}; `aws configure list-profiles` lists them"
    if isinstance(of_aws, (TokenRetrievalError, UnauthorizedSSOTokenError)):
        return f"{first}; {LOG_IN}"
    return first
