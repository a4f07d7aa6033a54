"""Both models are asked every record once: over time-outs, crashes, throttles and outages."""

import json
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.unit.conftest import Bucket
from tests.unit.evaluation.conftest import Models, Quotas, Time, refusal
from tests.unit.evaluation.test_compare import (
    BASE,
    KEY,
    THROUGHPUT,
    admission,
    lines,
    right,
)
from tuning.errors import ServiceRefused
from tuning.evaluation import asking, interview
from tuning.evaluation.answers import Answered, from_lines
from tuning.evaluation.asking import Answers
from tuning.evaluation.responses import NO_ANSWER
from tuning.hosting.deployment import Deployment
from tuning.ledger.registration import Registration

ARN = "arn:aws:bedrock:us-east-1:123456789012:custom-model-deployment/abcdefghijkl"
DEPLOYMENT = Deployment(
    name="deployment",
    arn=ARN,
    created_at="2026-11-21T09:00:00+00:00",
    lease_ends="2026-11-21T19:00:00+00:00",
)
REQUESTS = "On-demand model inference requests per minute for Amazon Nova Micro"
Says = Callable[[str], str]


class Crash(BaseException):
    """The function is gone: nothing of ours sees this coming."""


@pytest.fixture
def ask(
    registration: Registration, bucket: Bucket, models: Models, time: Time
) -> Callable[..., Answers]:
    """One attempt of the state over a set of so many records."""

    def attempt(records: int, earlier: Answers | None = None) -> Answers:
        bucket.objects[KEY] = lines(records)
        return asking.ask(registration, admission(records), DEPLOYMENT, earlier, clock=time.clock)

    return attempt


def until_asked(ask: Callable[..., Answers], records: int) -> tuple[Answers, int]:
    """The walk's loop: ask, and where there is more to ask, ask again."""
    answers, attempts = ask(records), 1
    while answers.outcome == "asking":
        answers, attempts = ask(records, answers), attempts + 1
    return answers, attempts


def written(bucket: Bucket, answers: Answers) -> list[Answered]:
    return list(from_lines(bucket.objects[answers.answers_key]))


def judged(bucket: Bucket, key: str | None) -> list[dict[str, Any]]:
    assert key
    return [json.loads(line) for line in bucket.objects[key].splitlines()]


def failing(error: str, *on: str) -> Says:
    def say(prompt: str) -> str:
        if prompt in on:
            raise refusal(error, "the service's words")
        return right(prompt)

    return say


def number(prompt: str) -> int:
    """The number of a question; a probe comes after all of them."""
    return int(prompt.split()[1]) if prompt.startswith("question ") else 1_000_000


def test_every_record_is_put_to_both_models_a_few_at_a_time(
    ask: Callable[..., Answers], bucket: Bucket, models: Models
) -> None:
    models.says = {BASE: lambda prompt: f"base {prompt}", ARN: lambda prompt: f"custom {prompt}"}

    answers = ask(30)

    assert (answers.outcome, answers.records, answers.held_out) == ("asked", 30, 30)
    assert answers.message is None
    replies = [(one.base, one.custom) for one in written(bucket, answers)]
    assert [(base.text, custom.text) for base, custom in replies if base and custom] == [
        (f"base question {n}", f"custom question {n}") for n in range(30)
    ]
    assert models.most_in_flight <= interview.AT_ONCE


def test_a_new_accounts_ten_requests_a_minute_are_kept_and_a_thousand_records_end(
    ask: Callable[..., Answers],
    models: Models,
    quotas: Quotas,
    time: Time,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(interview, "AT_ONCE", 1)  # so that each request is at its own moment
    quotas.applied = {REQUESTS: 10}
    asked: deque[float] = deque()
    throttled = 0

    def strict(prompt: str) -> str:
        nonlocal throttled
        while asked and asked[0] <= time.seconds - 60:
            asked.popleft()
        if len(asked) == 10:
            throttled += 1
            raise refusal("ThrottlingException")
        asked.append(time.seconds)
        return right(prompt)

    models.says = {BASE: strict, ARN: right}
    begun = time.seconds

    answers, attempts = until_asked(ask, 1000)

    assert answers.records == 1000
    assert throttled == 0
    assert attempts > 10
    assert (time.seconds - begun) / 3600 < 2.1
    assert Counter(models.asked()).most_common(1)[0][1] == 1
    assert len(models.requests) == 2000


def test_a_throttle_is_waited_for_and_is_no_failure(
    ask: Callable[..., Answers], models: Models, time: Time
) -> None:
    free = time.seconds + 90

    def busy(prompt: str) -> str:
        if time.seconds < free:
            raise refusal("ThrottlingException", "Too many requests")
        return right(prompt)

    models.says = {BASE: busy, ARN: right}

    answers, _ = until_asked(ask, 20)

    assert (answers.records, answers.base_failed, answers.lost_requests) == (20, 0, 0)
    assert len([1 for model, _ in models.asked() if model == ARN]) == 20


def test_one_attempt_ends_before_the_function_does_and_the_next_goes_on(
    ask: Callable[..., Answers], bucket: Bucket, models: Models, quotas: Quotas, time: Time
) -> None:
    quotas.applied = {REQUESTS: 1}
    models.says = {BASE: right, ARN: right}
    begun = time.seconds

    first = ask(30)

    assert first.outcome == "asking"
    assert time.seconds - begun <= asking.SITTING
    assert first.message == f"{30 - first.records} held-out records are still to be asked"
    assert first.answers_key not in bucket.objects
    assert first.began_at
    assert until_asked(ask, 30)[0].records == 30
    assert set(Counter(models.asked()).values()) == {1}


@pytest.mark.parametrize("crashes", [1, 7, 40])
def test_a_crash_loses_no_answer_and_nothing_answered_is_asked_again(
    ask: Callable[..., Answers], models: Models, crashes: int
) -> None:
    """The function ends in the middle, again and again; what was answered by then stays."""
    answered: Counter[tuple[str, str]] = Counter()
    left = crashes

    def mortal(model: str) -> Says:
        def say(prompt: str) -> str:
            nonlocal left
            if left and len(answered) % 3 == 2:
                left -= 1
                raise Crash
            answered[model, prompt] += 1
            return right(prompt)

        return say

    models.says = {BASE: mortal(BASE), ARN: mortal(ARN)}
    for _ in range(crashes + 1):
        try:
            answers = ask(60)
        except Crash:
            continue

    assert answers.records == 60
    assert len(answered) == 120
    assert set(answered.values()) == {1}


def test_an_attempt_that_is_repeated_after_its_end_asks_nothing(
    ask: Callable[..., Answers], bucket: Bucket, models: Models
) -> None:
    models.says = {BASE: right, ARN: right}
    first = ask(20)
    lines_written = bucket.objects[first.answers_key]
    models.says = {}

    again = ask(20)

    assert replace(again, began_at=first.began_at) == first
    assert bucket.objects[again.answers_key] == lines_written


@pytest.mark.parametrize(
    "error", ["ModelErrorException", "ModelTimeoutException", "InternalServerException"]
)
def test_a_record_on_which_one_model_fails_is_its_wrong_answer_and_not_missing(
    ask: Callable[..., Answers], bucket: Bucket, models: Models, error: str
) -> None:
    models.says = {BASE: right, ARN: failing(error, "question 7")}

    answers = ask(60)

    assert (answers.outcome, answers.records, answers.custom_failed) == ("asked", 60, 1)
    failed = written(bucket, answers)[7]
    assert failed.custom is not None
    assert "the service's words" in (failed.custom.error or "")
    assert set(failed.custom_scores.values()) == {0.0}
    assert set(failed.base_scores.values()) == {1.0}
    tries = interview.TRIES * interview.ROUNDS
    assert answers.lost_requests == tries
    assert models.asked().count((ARN, "question 7")) == tries


@pytest.mark.parametrize("text", ["", "blocked"])
def test_an_empty_or_blocked_answer_is_a_wrong_one_asked_once_and_metered(
    ask: Callable[..., Answers], bucket: Bucket, models: Models, text: str
) -> None:
    models.says = {BASE: lambda _: text, ARN: right}
    if text:
        models.stop_reasons = {BASE: "content_filtered"}

    answers = ask(9)

    assert (answers.records, answers.base_failed, answers.custom_failed) == (9, 9, 0)
    assert all(set(one.base_scores.values()) == {0.0} for one in written(bucket, answers))
    assert len(models.requests) == 18
    assert answers.input_tokens == 2 * sum(len(f"question {n}") for n in range(9))
    said = [line["modelResponses"] for line in judged(bucket, answers.base_responses_key)]
    assert said == [[{"response": NO_ANSWER, "modelIdentifier": "base"}]] * 9


def test_an_outage_is_no_answer_and_is_asked_again_later(
    ask: Callable[..., Answers], bucket: Bucket, models: Models
) -> None:
    """Thirty records are answered; then the custom model is out, and comes back."""
    up = False

    def sometimes(prompt: str) -> str:
        if not up and number(prompt) >= 30:
            raise refusal("ServiceUnavailableException", "try later")
        return right(prompt)

    models.says = {BASE: right, ARN: sometimes}

    first = ask(60)
    requests = len(models.requests)
    up = True
    second = ask(60, first)

    assert first.outcome == "asking"
    assert "the custom model cannot be asked: " in (first.message or "")
    assert "try later" in (first.message or "")
    assert requests < 60 + 30  # it is not put to every record during an outage
    assert (second.outcome, second.records, second.custom_failed) == ("asked", 60, 0)
    answered = Counter((model, prompt) for model, prompt in models.asked() if model == BASE)
    assert set(answered.values()) == {1}
    assert first.lost_requests == second.lost_requests >= interview.SUSPICIOUS


def test_an_outage_that_ends_while_questions_are_under_way_is_held_against_nobody(
    ask: Callable[..., Answers], models: Models
) -> None:
    """The ninth and tenth record are asked when the outage is known, and are answered."""
    broken = 0

    def recovering(prompt: str) -> str:
        nonlocal broken
        if broken < 8 * interview.TRIES + 2:
            broken += 1
            raise refusal("ServiceUnavailableException", "try later")
        return right(prompt) if number(prompt) < 10 else "Hello"

    models.says = {BASE: right, ARN: recovering}

    answers, _ = until_asked(ask, 10)

    assert (answers.records, answers.custom_failed) == (10, 0)


def test_records_that_a_model_fails_are_no_outage_however_many_they_are(
    ask: Callable[..., Answers], models: Models
) -> None:
    """Thirty in a row: the model answers what any model answers, so it is not out."""

    def failing_half(prompt: str) -> str:
        if number(prompt) < 30:
            raise refusal("ModelErrorException", "this record")
        return "fine"

    models.says = {BASE: right, ARN: failing_half}

    answers = ask(60)

    assert (answers.outcome, answers.records, answers.custom_failed) == ("asked", 60, 30)


def test_a_set_smaller_than_an_outage_ends(ask: Callable[..., Answers], models: Models) -> None:
    models.says = {BASE: right, ARN: failing("ModelErrorException", "question 0")}

    answers = ask(1)

    assert (answers.outcome, answers.records, answers.custom_failed) == ("asked", 1, 1)


def past(answers: Answers) -> Answers:
    """The same answers, of a run that has been asking for longer than its deadline."""
    ago = datetime.now(UTC) - timedelta(hours=2, minutes=1)
    return replace(answers, began_at=ago.isoformat(timespec="seconds"))


def test_what_was_not_asked_by_the_deadline_is_missing_and_said(
    ask: Callable[..., Answers], bucket: Bucket, models: Models
) -> None:
    def never(prompt: str) -> str:
        if number(prompt) >= 30:
            raise refusal("ServiceUnavailableException", "try later")
        return right(prompt)

    models.says = {BASE: right, ARN: never}
    first = ask(60)
    requests = len(models.requests)

    last = ask(60, past(first))

    assert (last.outcome, last.held_out) == ("asked", 60)
    assert last.records < 60
    assert len(models.requests) == requests
    assert f"{60 - last.records} held-out records were not put to both" in (last.message or "")
    assert "try later" in (last.message or "")
    unasked = [one for one in written(bucket, last) if one.custom is None]
    assert len(unasked) == 60 - last.records
    assert all(one.base_scores == one.custom_scores == {} for one in unasked)


def test_nothing_asked_until_the_deadline_is_an_error_with_the_services_reason(
    ask: Callable[..., Answers], models: Models
) -> None:
    def out(_: str) -> str:
        raise refusal("ServiceUnavailableException", "try later")

    models.says = {BASE: out, ARN: out}
    first = ask(20)

    with pytest.raises(asking.NeverAsked, match=r"in 2:00:00: .*try later"):
        ask(20, past(first))


@pytest.mark.parametrize("error", ["AccessDeniedException", "ResourceNotFoundException"])
def test_a_refusal_by_rights_fails_at_once_and_clearly(
    ask: Callable[..., Answers], models: Models, error: str
) -> None:
    def refuse(_: str) -> str:
        raise refusal(error, "not you")

    models.says = {BASE: right, ARN: refuse}

    with pytest.raises(ServiceRefused, match="not you"):
        ask(200)
    assert len(models.requests) <= 3 * interview.AT_ONCE


def test_one_prompt_that_is_refused_is_a_wrong_answer(
    ask: Callable[..., Answers], models: Models
) -> None:
    models.says = {BASE: failing("ValidationException", "question 3"), ARN: right}

    answers = ask(10)

    assert (answers.records, answers.base_failed) == (10, 1)
    assert models.asked().count((BASE, "question 3")) == 1


def test_many_prompts_that_are_refused_fail_clearly(
    ask: Callable[..., Answers], models: Models
) -> None:
    def refuse(_: str) -> str:
        raise refusal("ValidationException", "maxTokens is too large")

    models.says = {BASE: right, ARN: refuse}

    with pytest.raises(
        ServiceRefused, match=r"refused by the custom model.*maxTokens is too large"
    ):
        ask(200)
    assert len(models.requests) < 60


def test_each_models_responses_are_written_for_a_judge_one_to_a_prompt(
    ask: Callable[..., Answers], bucket: Bucket, models: Models
) -> None:
    models.says = {BASE: right, ARN: right}

    answers = ask(9)

    assert answers.serving == ARN
    assert answers.base_responses_key == "runs/faq-0123456789ab/evaluation/responses/base.jsonl"
    assert judged(bucket, answers.custom_responses_key)[1] == {
        "prompt": "Name the intent.\n\nquestion 1",
        "referenceResponse": "card_linking",
        "modelResponses": [{"response": "card_linking", "modelIdentifier": "custom"}],
    }


def test_what_throughput_serves_is_written_for_a_judge_too(
    registration: Registration, bucket: Bucket, models: Models, time: Time
) -> None:
    bucket.objects[KEY] = lines(9)
    models.says = {BASE: right, THROUGHPUT.arn: right}

    answers = asking.ask(registration, admission(9), THROUGHPUT, clock=time.clock)

    assert len(judged(bucket, answers.base_responses_key)) == 9
    assert len(judged(bucket, answers.custom_responses_key)) == 9


def test_both_judge_jobs_read_the_same_prompts(
    registration: Registration, bucket: Bucket, models: Models, time: Time
) -> None:
    """A record that one model failed is judged for both; one too long for a job for neither."""
    long = lines(61).replace(b'question 9"', b"question 9 " + b"x" * 4096 + b'"')
    bucket.objects[KEY] = long
    models.says = {BASE: right, ARN: failing("ModelErrorException", "question 7")}

    answers = asking.ask(registration, admission(61), DEPLOYMENT, clock=time.clock)

    base = [line["prompt"] for line in judged(bucket, answers.base_responses_key)]
    custom = [line["prompt"] for line in judged(bucket, answers.custom_responses_key)]
    assert base == custom
    assert len(base) == 60
    assert answers.records == 61


def test_nothing_to_ask_is_a_fault_of_the_walk(registration: Registration, bucket: Any) -> None:
    with pytest.raises(ValueError, match="no held-out"):
        asking.ask(registration, admission(9), DEPLOYMENT)
