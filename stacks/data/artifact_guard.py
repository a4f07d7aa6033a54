"""What the artifacts bucket itself refuses, whatever anybody's own policies allow."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3

from stacks.environments.environment import Environment
from stacks.rights import storage
from stacks.rights.of_data import PROMOTIONS
from stacks.rights.of_evaluation import EVALUATION, RESPONSES
from stacks.rights.of_training import TRAINING
from tuning import naming
from tuning.handlers.ask_models import ask_models
from tuning.handlers.judge_training import judge_training
from tuning.handlers.measure_baselines import measure_baselines
from tuning.handlers.register_run import register_run
from tuning.handlers.validate_dataset import validate_dataset
from tuning.handlers.validate_segment import validate_segment
from tuning.state import State


@dataclass(frozen=True, kw_only=True)
class Guard:
    """Who alone writes some objects of the bucket.

    Attributes:
        name: ends the id of the statement.
        patterns: of their keys.
        writers: the states whose functions write them.
        once: those of the patterns of which nothing may be overwritten.
    """

    name: str
    patterns: tuple[str, ...]
    writers: tuple[State[Any], ...]
    once: tuple[str, ...] = ()


VALIDATED: Final = (
    storage.SNAPSHOTS,
    storage.of_runs("dataset.json"),
    storage.of_runs("samples.json"),
)
CURVES: Final = (storage.of_runs("curves.json"),)
ANSWERS: Final = (
    storage.of_runs("answers.jsonl"),
    storage.of_runs("answers/probes.jsonl"),
    storage.of_runs("guardrail.jsonl"),
    RESPONSES,
)

GUARDS: Final = (
    Guard(
        name="Datasets",
        patterns=(*VALIDATED, storage.REJECTED),
        writers=(validate_dataset,),
        once=VALIDATED,
    ),
    Guard(name="Promotions", patterns=(PROMOTIONS,), writers=(register_run,), once=(PROMOTIONS,)),
    Guard(name="Pieces", patterns=(storage.PIECES,), writers=(validate_segment,)),
    Guard(name="Curves", patterns=CURVES, writers=(judge_training,), once=CURVES),
    Guard(name="Answers", patterns=ANSWERS, writers=(ask_models,), once=ANSWERS),
    Guard(
        name="Replies",
        patterns=(storage.of_runs("answers/*"),),
        writers=(ask_models, measure_baselines),
    ),
)
"""What decides, and what it is made of. What Bedrock writes is guarded where its roles are made;
reports are written again as long as a run is looked after, by those who may."""


def guards(bucket: s3.IBucket, environment: Environment) -> Iterator[iam.PolicyStatement]:
    """Yield what keeps artifacts what they were when they were written.

    A customization job names its files by key and never by version, and a verdict rests on answers
    that were written hours before: whoever replaced an object would choose what is trained, or
    kept. The writers' roles belong to another stack, which is made later: they are known by their
    paths.
    """
    for guard in GUARDS:
        roles = [state_role(environment, state) for state in guard.writers]
        yield one_writer(bucket, guard.name, guard.patterns, roles)
    once = [pattern for guard in GUARDS for pattern in guard.once]
    # Uploads in parts begin without the header and are refused with it: what decides is written in
    # one piece, of which S3 takes up to 5 GB.
    yield _denies(bucket, "WrittenOnce", once, {"Null": {"s3:if-none-match": "true"}})


def guards_of_jobs(
    bucket: s3.IBucket, environment: Environment, *, trains: str, evaluates: str
) -> Iterator[iam.PolicyStatement]:
    """Yield what keeps what Bedrock's jobs wrote: each folder is written under their role alone.

    Bedrock overwrites as it likes, so nothing here is written once; what an evaluation job wrote is
    hashed when it has ended.

    Args:
        bucket: of artifacts.
        environment: whose.
        trains: the ARN of the role of customization jobs.
        evaluates: of that of evaluation jobs.
    """
    asks = state_role(environment, ask_models)
    yield one_writer(bucket, "Training", (TRAINING,), [trains])
    yield one_writer(bucket, "Judgements", (EVALUATION,), [evaluates, asks])


def one_writer(
    bucket: s3.IBucket, name: str, patterns: Sequence[str], roles: Sequence[str]
) -> iam.PolicyStatement:
    """Refuse every write of some objects that is not under one of these roles."""
    writers = {"ArnNotLike": {"aws:PrincipalArn": list(roles)}}
    return _denies(bucket, f"OneWriterOf{name}", patterns, writers)


def state_role(environment: Environment, state: State[Any]) -> str:
    """Return by which ARN the role of a state is known before it is made."""
    path = naming.role_path(environment.name, state.name)
    return f"arn:{Aws.PARTITION}:iam::{Aws.ACCOUNT_ID}:role{path}*"


def _denies(
    bucket: s3.IBucket, sid: str, patterns: Sequence[str], conditions: dict[str, dict[str, Any]]
) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        sid=sid,
        effect=iam.Effect.DENY,
        principals=[iam.AnyPrincipal()],
        actions=["s3:PutObject"],
        resources=[bucket.arn_for_objects(pattern) for pattern in patterns],
        conditions=conditions,
    )
