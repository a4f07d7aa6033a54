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
from tuning import artifacts
from tuning.errors import ServiceRefused
from tuning.evaluation import asking, attempt, interview, participant, sitting
from tuning.evaluation.answers import NO_ANSWER, Answered, from_lines
from tuning.run.evaluation import Answers
from tuning.run.hosting import Serving
from tuning.run.registration import Registration
from tuning.seals import Seal

ARN = "arn:aws:bedrock:us-east-1:123456789012:custom-model-deployment/abcdefghijkl"
DEPLOYMENT = Serving(
    kind="deployment",
    units=0,
    unit_hour_usd=0.0,
    name="deployment",
    arn=ARN,
    since="2026-11-21T09:00:00+00:00",
    lease_ends="2026-11-21T19:00:00+00:00",
)
REQUESTS = "On-demand model inference requests per minute for Amazon Nova Micro"
Says = Callable[[str], str]
WRITTEN = "runs/faq/faq-0123456789ab/answers.jsonl"


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
    return until_asked_from(ask, records, ask(records))


def until_asked_from(
    ask: Callable[..., Answers], records: int, answers: Answers
) -> tuple[Answers, int]:
    """The same loop, after its first turn."""
    attempts = 1
    while answers.outcome == "asking":
        answers, attempts = ask(records, answers), attempts + 1
    return answers, attempts


def written(bucket: Bucket, answers: Answers) -> list[Answered]:
    return list(from_lines(bucket.objects[WRITTEN]))


def judged(bucket: Bucket, seal: Seal | None) -> list[dict[str, Any]]:
    assert seal
    return [json.loads(line) for line in bucket.objects[seal.key].splitlines()]


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


def test_a_new_accounts_ten_requests_a_minute_are_kept_and_hundreds_of_records_end(
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

    answers, attempts = until_asked(ask, 300)

    assert answers.records == 300
    assert throttled == 0
    assert attempts > 3
    assert (time.seconds - begun) / 3600 < 0.63
    assert Counter(models.asked()).most_common(1)[0][1] == 1
    assert len(models.requests) == 600


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
    assert time.seconds - begun <= sitting.SECONDS
    assert first.message == f"{30 - first.records} held-out records are still to be answered"
    assert first.answers is None
    assert WRITTEN not in bucket.objects
    assert first.began_at
    assert until_asked(ask, 30)[0].records == 30
    assert set(Counter(models.asked()).values()) == {1}


@pytest.mark.parametrize("crashes", [1, 7, 20])
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
    lines_written = bucket.objects[WRITTEN]
    models.says = {}

    again = ask(20)

    assert replace(again, began_at=first.began_at) == first
    assert bucket.objects[WRITTEN] == lines_written


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
    tries = 2 * participant.TRIES
    assert answers.lost_requests == tries + 1  # and the probe, as nothing was asked after it
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
    said = [line["modelResponses"] for line in judged(bucket, answers.base_responses)]
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
    assert "the custom model does not answer: " in (first.message or "")
    assert "try later" in (first.message or "")
    assert requests < 60 + 30  # it is not put to every record during an outage
    assert (second.outcome, second.records, second.custom_failed) == ("asked", 60, 0)
    answered = Counter((model, prompt) for model, prompt in models.asked() if model == BASE)
    assert set(answered.values()) == {1}
    assert first.lost_requests == second.lost_requests >= participant.SUSPICIOUS


def test_an_outage_that_ends_while_questions_are_under_way_is_held_against_nobody(
    ask: Callable[..., Answers], models: Models
) -> None:
    """The ninth and tenth record are asked when the outage is known, and are answered."""
    broken = 0

    def recovering(prompt: str) -> str:
        nonlocal broken
        if broken < 8 * participant.TRIES + 2:
            broken += 1
            raise refusal("ServiceUnavailableException", "try later")
        return right(prompt)

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
    def not_for_long(prompt: str) -> str:
        if len(models.asked()) > 60:
            raise refusal("ServiceUnavailableException", "try later")
        return right(prompt)

    models.says = {BASE: right, ARN: not_for_long}
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


def test_what_was_not_asked_by_the_deadline_is_no_part_of_the_file_by_itself(
    ask: Callable[..., Answers], bucket: Bucket, models: Models
) -> None:
    """Files are often sorted: the end of one may be another kind of question than its beginning."""

    def not_for_long(prompt: str) -> str:
        if len(models.asked()) > 60:
            raise refusal("ServiceUnavailableException", "try later")
        return right(prompt)

    models.says = {BASE: right, ARN: not_for_long}

    asked = [one.record for one in written(bucket, ask(60, past(ask(60)))) if one.custom]

    second_half = sum(1 for record in asked if record > 30)
    assert 0.3 < second_half / len(asked) < 0.7


def test_nothing_asked_until_the_deadline_is_an_error_with_the_services_reason(
    ask: Callable[..., Answers], models: Models
) -> None:
    def out(_: str) -> str:
        raise refusal("ServiceUnavailableException", "try later")

    models.says = {BASE: out, ARN: out}
    first = ask(20)

    with pytest.raises(attempt.NeverAsked, match=r"in 2:00:00: .*try later"):
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


@pytest.mark.parametrize("refused", [1, 2, 9])
def test_prompts_that_are_refused_are_wrong_answers_and_end_no_run(
    ask: Callable[..., Answers], models: Models, refused: int
) -> None:
    prompts = [f"question {n}" for n in range(refused)]
    models.says = {BASE: failing("ValidationException", *prompts), ARN: right}

    answers = ask(10)

    assert (answers.outcome, answers.records, answers.base_failed) == ("asked", 10, refused)
    assert models.asked().count((BASE, "question 0")) == 1


def test_a_model_of_which_every_prompt_is_refused_fails_clearly_and_soon(
    ask: Callable[..., Answers], models: Models
) -> None:
    def refuse(_: str) -> str:
        raise refusal("ValidationException", "maxTokens is too large")

    models.says = {BASE: right, ARN: refuse}

    with pytest.raises(
        ServiceRefused, match=r"every prompt was refused .* custom model.*maxTokens is too large"
    ):
        ask(200)
    assert len(models.requests) < 80


@pytest.mark.parametrize("records", [3, 60])
def test_a_set_of_which_every_prompt_is_refused_fails_though_the_model_answers_others(
    ask: Callable[..., Answers], models: Models, records: int
) -> None:
    prompts = [f"question {n}" for n in range(records)]
    models.says = {BASE: right, ARN: failing("ValidationException", *prompts)}

    with pytest.raises(ServiceRefused, match=f"{records} of them: .*the service's words"):
        ask(records)


@pytest.mark.parametrize("bad", [range(8), range(195, 200), range(0, 200, 2)])
def test_a_cluster_of_bad_records_keeps_nobody_behind_it(
    ask: Callable[..., Answers], models: Models, bad: range
) -> None:
    prompts = [f"question {n}" for n in bad]
    models.says = {BASE: right, ARN: failing("ModelErrorException", *prompts)}

    answers, attempts = until_asked(ask, 200)

    assert (answers.outcome, answers.records) == ("asked", 200)
    assert answers.custom_failed == len(bad)
    assert attempts <= 3
    tries = Counter(models.asked())
    assert max(tries[ARN, prompt] for prompt in prompts) <= 3 * participant.TRIES


def test_what_a_model_failed_is_remembered_over_sittings_and_comes_last(
    ask: Callable[..., Answers], models: Models, quotas: Quotas
) -> None:
    """At so slow a pace the bad records at the head would take every sitting for themselves."""
    quotas.default = {
        "(Model customization) Sum of on demand custom model deployment "
        "requests per minute for Amazon Nova Micro": 6
    }
    prompts = [f"question {n}" for n in range(12)]
    models.says = {BASE: right, ARN: failing("ModelErrorException", *prompts)}

    answers, attempts = until_asked(ask, 60)

    assert (answers.records, answers.custom_failed) == (60, 12)
    assert attempts > 2
    tries = Counter(models.asked())
    assert max(tries[ARN, prompt] for prompt in prompts) <= 4 * participant.TRIES
    order = [prompt for model, prompt in models.asked() if model == ARN]
    last_good = max(
        place for place, prompt in enumerate(order) if prompt not in {*prompts, "Hello"}
    )
    earlier = Counter(order[: last_good - interview.AT_ONCE])
    assert max(earlier[prompt] for prompt in prompts) < 2 * participant.TRIES
    assert set(order[last_good + 1 :]) & {*prompts}


def test_a_record_that_a_model_failed_once_is_its_wrong_answer_at_the_deadline(
    ask: Callable[..., Answers], models: Models, time: Time
) -> None:
    def until_it_is_out(prompt: str) -> str:
        if prompt == "question 3" or models.asked().count((ARN, "question 3")) > participant.TRIES:
            raise refusal("ModelErrorException", "the service's words")
        return right(prompt)

    models.says = {BASE: right, ARN: until_it_is_out}
    first = ask(60)
    assert first.outcome == "asking"

    last = ask(60, past(first))

    assert (last.records, last.custom_failed) == (60, 1)


class Storage:
    """The bucket, refusing each reply so many times."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, refuses: int) -> None:
        self.refuses = refuses
        self._refused: Counter[str] = Counter()
        self._write = artifacts.write
        monkeypatch.setattr(artifacts, "write", self.write)

    def write(self, key: str, body: bytes, *, content_type: str) -> str:
        if "/answers/" in key and self._refused[key] < self.refuses:
            self._refused[key] += 1
            raise refusal("SlowDown", "Reduce your request rate")
        return self._write(key, body, content_type=content_type)


def test_an_answer_that_storage_refuses_is_written_again_and_not_asked_again(
    ask: Callable[..., Answers],
    bucket: Bucket,
    models: Models,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Storage(monkeypatch, refuses=3)
    models.says = {BASE: right, ARN: right}

    answers, _ = until_asked(ask, 60)

    assert (answers.records, answers.lost_requests) == (60, 0)
    assert set(Counter(models.asked()).values()) == {1}
    assert answers.input_tokens == 2 * sum(len(f"question {n}") for n in range(60))


def test_answers_that_storage_refuses_for_long_are_counted_as_lost_and_asked_later(
    ask: Callable[..., Answers],
    bucket: Bucket,
    models: Models,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    storage = Storage(monkeypatch, refuses=1_000_000)
    models.says = {BASE: right, ARN: right}

    first = ask(60)
    storage.refuses = 0
    answers, _ = until_asked_from(ask, 60, first)

    assert first.outcome == "asking"
    assert "Reduce your request rate" in (first.message or "")
    assert first.lost_requests == len(models.requests) - 120 > 0
    assert (answers.records, answers.lost_requests) == (60, first.lost_requests)


def test_each_models_responses_are_written_for_a_judge_one_to_a_prompt(
    ask: Callable[..., Answers], bucket: Bucket, models: Models
) -> None:
    models.says = {BASE: right, ARN: right}

    answers = ask(9)

    assert answers.serving == ARN
    assert answers.base_responses is not None
    assert answers.base_responses.key == "runs/faq/faq-0123456789ab/evaluation/responses/base.jsonl"
    assert judged(bucket, answers.custom_responses)[1] == {
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

    assert len(judged(bucket, answers.base_responses)) == 9
    assert len(judged(bucket, answers.custom_responses)) == 9


def test_both_judge_jobs_read_the_same_prompts(
    registration: Registration, bucket: Bucket, models: Models, time: Time
) -> None:
    """A record that one model failed is judged for both; one too long for a job for neither."""
    long = lines(61).replace(b'question 9"', b"question 9 " + b"x" * 4096 + b'"')
    bucket.objects[KEY] = long
    models.says = {BASE: right, ARN: failing("ModelErrorException", "question 7")}

    answers = asking.ask(registration, admission(61), DEPLOYMENT, clock=time.clock)

    base = [line["prompt"] for line in judged(bucket, answers.base_responses)]
    custom = [line["prompt"] for line in judged(bucket, answers.custom_responses)]
    assert base == custom
    assert len(base) == 60
    assert answers.records == 61


def test_nothing_to_ask_is_a_fault_of_the_walk(registration: Registration, bucket: Any) -> None:
    with pytest.raises(ValueError, match="no held-out"):
        asking.ask(registration, admission(9), DEPLOYMENT)
