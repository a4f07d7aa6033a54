"""The largest legal run fits the state of its execution and its item, with room to spare.

Every type that a state returns is walked and filled: each text at its longest, each list at its
longest. A text or a list that has no limit here makes the walk fail: give it one where it is made.
"""

from collections.abc import Mapping
from dataclasses import is_dataclass
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest

from tests.unit.upkeep.test_largest import CAUSE, ITEM_BYTES, STATE_BYTES
from tuning.admission.segments.plan import MOST_SEGMENTS
from tuning.costs.approvals import MOST_FACTS
from tuning.errors import MOST_WORDS
from tuning.ledger.items import MOST_BYTES, MOST_OF
from tuning.naming import (
    ENVIRONMENT_LENGTH,
    NAME_LENGTH,
    RUN_DIGEST_LENGTH,
    TASK_LENGTH,
    alias,
)
from tuning.registration import shards
from tuning.registration.files import LONGEST_NAME
from tuning.registration.recipe_lengths import LENGTHS
from tuning.registration.rubric_rules import MOST_RUBRICS
from tuning.room import MOST_WARNINGS
from tuning.run.judging import JudgeMetric
from tuning.run.keys import KEYS
from tuning.run.lease import MOST_EXTENSIONS_BYTES, Lease
from tuning.run.recipe import MOST_CARRIED, MOST_METRICS, MOST_TRIGGERS, Rival
from tuning.run.registration import LONGEST_ARN, MOST_UNUSED_BYTES
from tuning.run.resumption import NUMBER_LENGTH

ROOM: Final = 0.91
"""The share of a limit that the largest run may take."""

ASCII: Final = "a"
RUN: Final = TASK_LENGTH + 1 + RUN_DIGEST_LENGTH
NAME: Final = len(alias("e" * ENVIRONMENT_LENGTH, "t" * TASK_LENGTH))
TIME: Final = len("2026-11-28T16:00:00.000000+00:00")
SENTENCE: Final = 400
"""Of sentences of our own, in characters: figures, names of metrics and models."""

ARTIFACT: Final = len("snapshots//") + TASK_LENGTH + 64 + 150
"""A key of the artifacts bucket, also of what a job of Bedrock wrote."""

FOLDER: Final = len("incoming//") + TASK_LENGTH
VERSION: Final = 128
"""Bytes of a version's id, which S3 makes and gives 32; a version that it does not know is none."""


RIVALS: Final = len(get_args(Rival))
UNASKED: Final = 4
"""Guards that watch although no recipe names them."""

METRICS: Final = MOST_METRICS + UNASKED
JUDGED: Final = len(get_args(JudgeMetric)) + MOST_RUBRICS

OURS: Final[Mapping[str, int]] = {
    "run_id": RUN,
    "rerun_of": RUN,
    "task": TASK_LENGTH,
    "Source.version_id": VERSION,
    "Source.uploader": LONGEST_ARN,
    "Wish.of": RUN,
    "ApprovalRequest.question": 8,
    "Resumption.month": 7,
    "Wish.number": NUMBER_LENGTH,
    "Wish.who": LONGEST_ARN,
    "Resumption.before": 20,
    "Registration.seen": 16,
    "Registration.dropped_by": LONGEST_ARN,
    "Registration.missing": 0,
    "Registration.reasons": 0,
    "Guardrail.identifier": 100,
    "Guardrail.version": 8,
    "Answers.interventions": 64,
    "key": ARTIFACT,
    "sha256": 64,
    "SourceRun.environment": ENVIRONMENT_LENGTH,
    "SourceRun.snapshot": 64,
    "SourceRun.evidence": 64,
    "snapshot": ARTIFACT,
    "source_format": 30,
    "Admission.summary": SENTENCE,
    "Estimate.token_method": SENTENCE,
    "Estimate.unknown": SENTENCE,
    "Estimate.outlook": SENTENCE,
    "HostingPlan.why": SENTENCE,
    "HostingPlan.reasons": SENTENCE,
    "HostingPlan.remedies": SENTENCE,
    "HostingPlan.quotas": MOST_WORDS,
    "HostingPlan.title": SENTENCE,
    "HostingPlan.judges": 100,
    "HostingPlan.judging": SENTENCE,
    "HostingPlan.month": 7,
    "Ceiling.doubt": 200,
    "Ceiling.judge": 60,
    "Ceiling.instead": 60,
    "Price.model": 60,
    "Price.source": 200,
    "Price.as_of": 10,
    "ApprovalRequest.figures": SENTENCE,
    "ApprovalRequest.dropped_by": LONGEST_ARN,
    "ApprovalRequest.asked_by": LONGEST_ARN,
    "asked_at": TIME,
    "deadline": TIME,
    "Approval.who": LONGEST_ARN,
    "Approval.when": TIME,
    "Prospect.reason": SENTENCE,
    "Prospect.scores": 20,
    "Prospect.scores.": 20,
    "began_at": TIME,
    "answered_at": TIME,
    "since": TIME,
    "waits_since": TIME,
    "waiting_since": TIME,
    "lease_ends": TIME,
    "look_until": TIME,
    "queued_since": TIME,
    "bound_until": TIME,
    "expires_at": TIME,
    "message": MOST_WORDS,
    "Customization.job_name": NAME_LENGTH,
    "Customization.model_name": NAME_LENGTH,
    "arn": LONGEST_ARN,
    "job_arn": LONGEST_ARN,
    "replaced": LONGEST_ARN,
    "model_arn": LONGEST_ARN,
    "serving_arn": LONGEST_ARN,
    "Answers.serving": LONGEST_ARN,
    "alias": NAME,
    "withdrawn": NAME,
    "Answers.warnings": MOST_WORDS + 100,
    "status": 30,
    "phase": 30,
    "Doubt.doubt": SENTENCE,
    "Judgement.doubt": SENTENCE,
    "Judgement.summary": SENTENCE,
    "Judgement.advice": SENTENCE,
    "name": NAME_LENGTH,
    "Champion.base_model": 100,
    "EvaluationJobs.judge": 100,
    "EvaluationJobs.judging": SENTENCE,
    "EvaluationStatus.statuses": 60,
    "EvaluationStatus.statuses.": 30,
    "EvaluationStatus.base_scores": NAME_LENGTH,
    "EvaluationStatus.custom_scores": NAME_LENGTH,
    "Comparison.reason": SENTENCE,
    "metric": 20,
    "sentence": SENTENCE,
    "note": SENTENCE,
    "Promotion.reason": MOST_WORDS,
    "Release.stopped": LONGEST_ARN,
    "Release.deleted": LONGEST_ARN,
    "Publication.report_key": ARTIFACT,
    "Publication.subject": 100,
    "Publication.message": 4 * SENTENCE,
}
"""Characters of what we and the services write: names, times, sentences. By class and field, or by
the field alone."""

PEOPLES: Final[Mapping[str, int]] = {
    "Approval.why": MOST_WORDS,
    "owner": LENGTHS["hosting.owner"],
}
"""Characters of what people write."""

THEIRS: Final[Mapping[str, int]] = {
    "Source.key": FOLDER + LONGEST_NAME,
    "left_over": LONGEST_NAME,
}
"""Bytes of names that people write, before JSON escapes them."""

PLAIN: Final[Mapping[type, object]] = {bool: False, int: 10**12, float: -0.12345678901234567}
"""Tokens are counted to 10**12 at most, and scores and shares have 17 digits."""

MANY: Final[Mapping[str, int]] = {
    "Registration.shards": shards.MOST,
    "Registration.missing": 0,  # of a run that goes on
    "Registration.reasons": 0,
    "Registration.left_over": 5,
    "ValidationPlan.segments": MOST_SEGMENTS,
    "Estimate.unknown": 5,
    "HostingPlan.over": 6,
    "Ceiling.instead": 3,
    "HostingPlan.reasons": 7,
    "HostingPlan.remedies": 7,
    "HostingPlan.prices": 20,
    "HostingPlan.judges": 7,
    "ApprovalRequest.figures": 7,
    "Prospect.scores": RIVALS + 1,
    "Prospect.scores.": METRICS,
    "EvaluationJobs.jobs": 5,
    "EvaluationStatus.statuses": 5,
    "EvaluationStatus.outputs": 15,
    "EvaluationStatus.base_scores": 5,
    "EvaluationStatus.custom_scores": 5,
    "Comparison.scores": METRICS,
    "Comparison.baselines": RIVALS,
    "BaselineScore.scores": METRICS,
    "Comparison.judged": JUDGED,
    "Comparison.probes": 3 + MOST_TRIGGERS,
    "Comparison.efforts": RIVALS,
    "Release.stopped": 5,
    "Release.deleted": 3,
    "Answers.warnings": 1,
}
"""How many a list holds, or a table has, at most."""


ROOM_OF: Final[Mapping[str, int]] = {
    "Registration.recipe": MOST_CARRIED,
    "Registration.unused": MOST_UNUSED_BYTES,
    "ApprovalRequest.facts": MOST_FACTS,
    "EvaluationJobs.warnings": MOST_WARNINGS + 100,
    "EvaluationStatus.warnings": MOST_WARNINGS + 100,
    "Comparison.warnings": 2 * MOST_WARNINGS + 100,
    "Lease.extensions": MOST_EXTENSIONS_BYTES,
}
"""Bytes of JSON of what is bounded as a whole."""


def most(table: Mapping[str, int], owner: str, field: str) -> int | None:
    return table.get(f"{owner}.{field}", table.get(field))


def text(owner: str, field: str, quote: str) -> str:
    """The longest text of a field; what others write is all escaped."""
    if (characters := most(PEOPLES, owner, field)) is not None:
        return quote * characters
    if (bytes_ := most(THEIRS, owner, field)) is not None:
        return quote * (bytes_ // len(quote.encode()))
    length = most(OURS, owner, field)
    assert length is not None, f"{owner}.{field} has no longest length: give it one"
    return ASCII * length


def largest(type_: Any, owner: str = "", field: str = "", *, quote: str = '"') -> Any:
    """Return the largest value of a type that a run can carry."""
    if (room := ROOM_OF.get(f"{owner}.{field}")) is not None:
        return ASCII * room
    if isinstance(type_, type) and (is_dataclass(type_) or issubclass(type_, msgspec.Struct)):
        hints, name = get_type_hints(type_).items(), type_.__name__
        return {each: largest(hint, name, each, quote=quote) for each, hint in hints}
    origin, inner = get_origin(type_), get_args(type_)
    if origin is Literal:
        return max(inner, key=len)
    if origin in (Union, UnionType):
        (one,) = (each for each in inner if each is not NoneType)
        return largest(one, owner, field, quote=quote)
    if origin in (tuple, dict):
        count = most(MANY, owner, field)
        assert count is not None, f"{owner}.{field} has no largest number: give it one"
        if origin is tuple:
            return (largest(inner[0], owner, field, quote=quote),) * count
        value = largest(inner[1], owner, f"{field}.", quote=quote)
        return {text(owner, field, quote)[:-2] + f"{place:02}": value for place in range(count)}
    if type_ is str:
        return text(owner, field, quote)
    return PLAIN[type_]


STAYS: Final = frozenset({"publication", "validated_segment"})
"""Results that the execution does not carry: nothing follows on the one, and a map leaves out the
other."""


def sizes(quote: str) -> dict[str, int]:
    """Return the bytes of the largest result of each state that the execution carries along."""
    found = {key: size(largest(kind, quote=quote)) for kind, key in KEYS.items()}
    return {key: each for key, each in found.items() if key not in STAYS}


def size(value: Any) -> int:
    return len(msgspec.json.encode(value))


QUOTES = pytest.mark.parametrize("quote", ['"', "\N{EURO SIGN}"])


@QUOTES
def test_the_largest_run_fits_the_state_of_its_execution(quote: str) -> None:
    state = sizes(quote)

    assert sum(state.values()) < ROOM * STATE_BYTES, state


@QUOTES
def test_each_result_is_no_longer_than_the_ledger_takes_it(quote: str) -> None:
    for kind, key in KEYS.items():
        assert size(largest(kind, quote=quote)) < MOST_OF.get(key, MOST_BYTES), key


@QUOTES
def test_the_largest_run_fits_its_item_with_its_lease_and_what_broke(quote: str) -> None:
    lease, timeline = size(largest(Lease, quote=quote)), len(KEYS) * 2 * (40 + TIME)

    assert sum(sizes(quote).values()) + lease + timeline + CAUSE < ROOM * ITEM_BYTES
