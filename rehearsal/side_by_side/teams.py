"""Teams that try to reach what other tasks have, with the policies that people really get."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from rehearsal import people
from rehearsal.embedded_aws import EmbeddedAws
from tuning import naming
from tuning.errors import code_of
from tuning.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

POLICIES: Final = ("TaskUploaderPolicy", "TaskReportReaderPolicy")
"""What a team has that works on one task: outputs of the pipeline stack."""

REFUSED: Final = ("AccessDenied", "AccessDeniedException", "403")


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One thing that a team tried.

    Attributes:
        of: the task whose team tries.
        at: the task whose things they are.
        what: a few words.
        allowed: whether it went through.
    """

    of: str
    at: str
    what: str
    allowed: bool

    @property
    def is_right(self) -> bool:
        """Whether it went as it must: what is one's own is allowed, what is another's is not."""
        return self.allowed == (self.of == self.at)


def attempts(
    aws: EmbeddedAws, settings: Settings, runs: Mapping[str, str], outputs: Mapping[str, str]
) -> Iterator[Attempt]:
    """Have each task's team try its own things, and those of the next task.

    Args:
        aws: the embedded AWS.
        settings: of the environment.
        runs: by task the run whose report is read.
        outputs: of the pipeline stack, which name the policies.
    """
    tasks = list(runs)
    for of, other in zip(tasks, (*tasks[1:], tasks[0]), strict=True):
        s3 = _team(aws, settings.environment, of, [outputs[name] for name in POLICIES])
        for at in dict.fromkeys((of, other)):
            report = naming.run_folder(naming.RUNS, runs[at]) + "report.html"
            note = f"{naming.INCOMING}/{at}/a-note-of-{of}.md"
            yield Attempt(of=of, at=at, what="read a report", allowed=_reads(s3, settings, report))
            yield Attempt(of=of, at=at, what="drop a file", allowed=_drops(s3, settings, note))


def _team(aws: EmbeddedAws, environment: str, task: str, policies: list[str]) -> "S3Client":
    """Return S3 as the team of a task has it."""
    tags = {naming.uploader_tag(environment): naming.UPLOADER, naming.TASK_TAG: task}
    keys = people.credentials(aws, f"team-of-{task}", policies=policies, tags=tags)
    s3: S3Client = people.client(aws, "s3", keys)
    return s3


def _reads(s3: "S3Client", settings: Settings, key: str) -> bool:
    try:
        s3.get_object(Bucket=settings.artifacts_bucket, Key=key)
    except ClientError as error:
        return _refused(error)
    return True


def _drops(s3: "S3Client", settings: Settings, key: str) -> bool:
    try:
        s3.put_object(Bucket=settings.datasets_bucket, Key=key, Body=b"A note.")
    except ClientError as error:
        return _refused(error)
    return True


def _refused(error: ClientError) -> bool:
    """Return False for a refusal; anything else went wrong otherwise, and is no answer."""
    if code_of(error) not in REFUSED:
        raise error
    return False
