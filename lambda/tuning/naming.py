"""Every name that this project gives, and the limit that each obeys.

The patterns are those of the Bedrock service model (botocore 1.44.5). botocore checks neither
patterns nor enums, so a name is checked here, before a request can fail in an account.
"""

import hashlib
import re
import unicodedata
from typing import Final, TypedDict

PROJECT: Final = "bedrock-finetune"

INCOMING: Final = "incoming"
"""The only prefix that people write: ``incoming/<task>/<file>`` in the datasets bucket."""

SNAPSHOTS: Final = "snapshots"
"""``snapshots/<task>/<sha256>/`` there: all that the customization role can read."""

APPROVALS: Final = "approvals"
"""Begins the keys of tokens with which people answer runs: only who approves reads them."""

RUNS: Final = "runs"
"""``runs/<task>/<run-id>/`` in the artifacts bucket: what a run leaves behind."""

REJECTED: Final = "rejected"
"""``rejected/<task>/<run-id>/`` in the artifacts bucket: why a dataset was refused."""

PIECES: Final = "pieces"
"""``pieces/<task>/<run-id>/<number>/`` there: what was read of one segment of a drop."""

UPLOADER: Final = "uploader"
"""The value of the tag by which a principal may drop datasets; see ``uploader_tag``."""

TASK_TAG: Final = f"{PROJECT}-task"
"""The tag of a principal that may drop the datasets of one task: its value is the task's name."""

TASK = re.compile(r"[a-z0-9](-?[a-z0-9])*")
TASK_LENGTH: Final = 32

ENVIRONMENT = re.compile(r"[a-z](-?[a-z0-9])*")

JOB_NAME = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9\+\-\.])*")
"""CreateModelCustomizationJob.jobName, 1 to 63 characters."""

CUSTOM_MODEL_NAME = re.compile(r"([0-9a-zA-Z][_-]?){1,63}")
"""CreateModelCustomizationJob.customModelName, 1 to 63 characters."""

PROVISIONED_MODEL_NAME = re.compile(r"([0-9a-zA-Z][_-]?)+")
"""CreateProvisionedModelThroughput.provisionedModelName, 1 to 63 characters."""

EVALUATION_JOB_NAME = re.compile(r"[a-z0-9](-*[a-z0-9]){0,62}")
"""CreateEvaluationJob.jobName, 1 to 63 characters, lower case only."""

CLIENT_REQUEST_TOKEN = re.compile(r"[a-zA-Z0-9]([-a-zA-Z0-9]{0,254}[a-zA-Z0-9])?")
"""clientRequestToken of every Create call, 1 to 256 characters."""

NAME_LENGTH: Final = 63
ENVIRONMENT_LENGTH: Final = 9
"""What is left for an environment beside a run's id (45) and the longest part (``-serving``)."""

RUN_DIGEST_LENGTH: Final = 12


def is_task(name: str) -> bool:
    """Say whether ``name`` can be a task: 1 to 32 lower-case letters, digits, single hyphens."""
    return len(name) <= TASK_LENGTH and TASK.fullmatch(name) is not None


def is_environment(name: str) -> bool:
    """Say whether ``name`` can be an environment: as a task, but shorter, and a letter first."""
    return len(name) <= ENVIRONMENT_LENGTH and ENVIRONMENT.fullmatch(name) is not None


def slug(text: str) -> str:
    """Return ``text`` as a task name could be: lower case, hyphens for the rest, at most 32.

    Letters lose their accents: Größe becomes grosse.
    """
    plain = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFKD", text.casefold()))
    hyphened = re.sub(r"[^a-z0-9]+", "-", plain)
    return hyphened.strip("-")[:TASK_LENGTH].strip("-") or "unnamed"


def run_id(*, task: str, bucket: str, key: str, version: str) -> str:
    """Name the one run of one dataset version: a readable slug and 48 bits of its identity.

    At most 32 + 1 + 12 characters, so that every name made from it stays within 63.
    """
    identity = "\0".join((bucket, key, version)).encode()
    return f"{slug(task)}-{hashlib.sha256(identity).hexdigest()[:RUN_DIGEST_LENGTH]}"


def task_folder(kind: str, task: str) -> str:
    """Return where the artifacts bucket keeps one kind of thing of a task: ``<kind>/<task>/``.

    A policy for one task ends its prefix with the slash: ``runs/faq-*`` would open the runs of
    another task whose name begins alike.
    """
    return f"{kind}/{task}/"


def run_folder(kind: str, run: str) -> str:
    """Return where the artifacts bucket keeps one kind of thing of a run, under that of its task.

    Args:
        kind: for example ``runs``.
        run: its id, which begins with its task.
    """
    return f"{task_folder(kind, task_of(run))}{run}/"


def task_of(run: str) -> str:
    """Return the task of a run that was registered, by the run's name."""
    return run.rpartition("-")[0]


def resource_name(environment: str, run: str, part: str) -> str:
    """Name something that a run makes in Bedrock: ``<environment>-<run id>-<part>``.

    The name satisfies the patterns of customization jobs, custom models, provisioned models and
    evaluation jobs alike, and serves as the client request token too: the same run asks for the
    same thing by the same token, however often it asks.

    Raises:
        ValueError: the parts do not make a name that Bedrock accepts.
    """
    name = f"{environment}-{run}-{part}"
    patterns = (JOB_NAME, CUSTOM_MODEL_NAME, PROVISIONED_MODEL_NAME, EVALUATION_JOB_NAME)
    if len(name) > NAME_LENGTH or not all(pattern.fullmatch(name) for pattern in patterns):
        raise ValueError(f"{name!r} is not a name that every Bedrock resource may have")
    return name


def aliases(environment: str) -> str:
    """Return what the names of an environment's aliases begin with, as a path with its slash."""
    return f"/{PROJECT}/{environment}/"


def alias(environment: str, task: str) -> str:
    """Name the SSM parameter whose value is the ARN of what serves a task.

    At most 65 characters in four levels; Systems Manager takes 1,011 in 15 (PutParameter).
    """
    return f"{aliases(environment)}{task}/model"


def task_of_alias(environment: str, name: str) -> str:
    """Return the task that an alias is of."""
    return name.removeprefix(aliases(environment)).partition("/")[0]


def stack_name(environment: str, part: str) -> str:
    """Name a stack, so that environments live side by side in one account."""
    return f"{PROJECT}-{environment}-{part}"


def uploader_tag(environment: str) -> str:
    """Return the key of the tag by which a principal may drop datasets into an environment."""
    return f"{PROJECT}-{environment}"


def role_path(environment: str, state: str) -> str:
    """Return the IAM path of a state's role, by which a policy can name a role yet to be made.

    A path is at most 512 characters and begins and ends with a slash (IAM quotas); the role's own
    name is CloudFormation's to give.
    """
    return f"/{PROJECT}/{environment}/{state}/"


class Tag(TypedDict):
    """A tag, as Bedrock's calls take it."""

    key: str
    value: str


def tags(environment: str, *, task: str, run: str, **more: str) -> list[Tag]:
    """Return the tags of everything that a run makes: permissions and cost reports go by them."""
    values = {"project": PROJECT, "environment": environment, "task": task, "run": run, **more}
    return [{"key": key, "value": value} for key, value in values.items()]
