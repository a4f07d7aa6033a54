"""What can break, as a tree; what a Retry or a Catch names is a class of this module.

TuningError
├── Transient        the service was busy or unreachable: try again soon
├── QuotaExceeded    the account's quota is used up: try again later
├── ServiceRefused   the service understood and said no: trying again changes nothing
├── SnapshotChanged  what would be trained is not what was judged: nothing is started
├── ArtifactChanged  what decides is not what was written: it is not used
├── UnknownRun       no run has that id
└── UnreadableRun    what the ledger holds of a run is not what this code writes

A property of the data (a malformed line, a model worse than its base) is not here: it is a value
that a Choice reads.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from botocore.exceptions import ClientError, ConnectionError, HTTPClientError  # noqa: A004
from msgspec import MsgspecError

TRANSIENT_CODES: Final = frozenset(
    {
        "ConditionalRequestConflict",
        "InternalError",
        "InternalFailure",
        "InternalServerError",
        "InternalServerException",
        "LimitExceededException",
        "ModelErrorException",
        "ModelNotReadyException",
        "ModelStreamErrorException",
        "ModelTimeoutException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestTimeout",
        "ServiceUnavailable",
        "ServiceUnavailableException",
        "SlowDown",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TooManyUpdates",
        "TransactionInProgressException",
    }
)
ABSENT_CODES: Final = frozenset({"404", "NoSuchKey", "NoSuchVersion", "NotFound"})
"""What S3 answers for an object, or a version of one, that is not there."""

WRITTEN_BEFORE: Final = frozenset({"412", "PreconditionFailed"})
"""What S3 answers to a write on condition that nothing is there, where something is."""

CHANGED_MEANWHILE: Final = WRITTEN_BEFORE | {"ConditionalRequestConflict", "NoSuchKey"}
"""What it answers to a write on condition that something is there still, where that has changed."""

OVER_QUOTA: Final = "ServiceQuotaExceededException"
"""What a service answers when the account has, or runs, as many as it may."""

MOST_WORDS: Final = 1000
"""Characters of one message that a run carries along: a job may give 20 messages of 2,048 (its
ErrorMessages), and a state holds 256 KiB in all (step-functions/latest/dg/service-quotas)."""

QUOTA_CODES: Final = frozenset({OVER_QUOTA, "TooManyTagsException"})


UNREADABLE: Final = (MsgspecError, UnicodeDecodeError, RecursionError)
"""What reading JSON of others may raise: also of brackets in each other without end."""


class TuningError(Exception):
    """The root: everything that this package raises on purpose."""


class Transient(TuningError):
    """The service was busy or unreachable."""


class QuotaExceeded(TuningError):
    """A quota of the account is used up; the message says which call met it."""


class ServiceRefused(TuningError):
    """The service refused the request; the message is the service's own."""


class TooLong(TuningError):
    """What a state says is longer than the ledger has room for; the message says which result."""


class SnapshotChanged(TuningError):
    """A file of a snapshot is gone or is not what was judged; the message says which."""


class ArtifactChanged(TuningError):
    """An artifact that decides is not what was written; the message says which."""


class UnknownRun(TuningError):
    """No run in the ledger has this id."""


class UnreadableRun(TuningError):
    """What the ledger holds of a run is not what this code writes; the message names the run."""


def code_of(error: ClientError) -> str:
    """Return the service's error code, for example ``ThrottlingException``.

    An event that breaks a stream off has the same name with a small letter at its beginning.
    """
    code = error.response.get("Error", {}).get("Code", "")
    return code[:1].upper() + code[1:]


def passes(error: ClientError) -> bool:
    """Say whether the service was only busy or broken, so that the same request may succeed."""
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return code_of(error) in TRANSIENT_CODES or status >= 500


def words(text: str) -> str:
    """Return a service's words in one line, cut to what a run's state has room for."""
    line = " ".join(text.split())
    return line if len(line) <= MOST_WORDS else line[: MOST_WORDS - 1] + "\N{HORIZONTAL ELLIPSIS}"


def refusal(error: TuningError) -> str:
    """Return a refusal in one line: the service's own name for it, and its words."""
    cause = error.__cause__
    if not isinstance(cause, ClientError):
        return words(str(error))
    message = cause.response.get("Error", {}).get("Message", "")
    return words(f"{code_of(cause)}: {message}")


@contextmanager
def translated() -> Iterator[None]:
    """Turn botocore's errors into this tree, keeping the service's own words.

    botocore makes its exception classes at run time and names only some of them, so a state
    machine that retried by their names would miss the rest.
    """
    try:
        yield
    except ClientError as error:
        kind = (
            QuotaExceeded
            if code_of(error) in QUOTA_CODES
            else Transient
            if passes(error)
            else ServiceRefused
        )
        raise kind(str(error)) from error
    except (ConnectionError, HTTPClientError) as error:
        raise Transient(str(error)) from error
