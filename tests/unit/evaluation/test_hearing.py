"""What a judge's jobs wrote, in Bedrock's shape, and what the comparison makes of it."""

import json
import re
import uuid
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest
from msgspec import structs

from tests.unit.evaluation.test_compare import (
    BASE,
    CUSTOM,
    KEY,
    THROUGHPUT,
    TRAINING,
    admission,
    exchange,
    often_wrong,
    right,
)
from tests.unit.evaluation.test_compare import lines as held_out
from tuning.errors import ArtifactChanged, ServiceRefused
from tuning.evaluation import asking, jobs, scores
from tuning.evaluation import compare as comparing
from tuning.evaluation.pacing import Clock
from tuning.run.evaluation import Answers, Comparison, EvaluationJobs, EvaluationStatus, Job
from tuning.run.registration import Registration
from tuning.run.validation import Part
from tuning.seals import Seal

JUDGE = "us.anthropic.claude-haiku-4-5-20251001-v1:0"
RECORDS = 40
LABELS = "snapshots/ab12/labels.jsonl"
STARTED = EvaluationJobs(
    outcome="started",
    judge=JUDGE,
    jobs=tuple(
        Job(model=subject, by="judge", arn=subject) for subject in ("base", "custom", "test")
    ),
)

Judge = Callable[[Any], float | None]
"""What a judge gives to a line of its dataset."""


def as_reference(line: Any) -> float:
    """A judge that knows what is right."""
    return float(line["modelResponses"][0]["response"] == line["referenceResponse"])


def kindly(_: Any) -> float:
    """A judge that lets everything pass."""
    return 0.9


class Judged:
    """A run whose models have answered, and whose judge is yet to say something."""

    def __init__(self, registration: Registration, bucket: Any, clock: Clock) -> None:
        self.bucket = bucket
        self.registration = registration
        self.admission = admission(RECORDS)
        self.answers: Answers | None = None
        self._clock = clock

    def recipe(self, **settings: Any) -> None:
        """Say more under [evaluation]."""
        recipe = self.registration.ready_recipe
        changed = structs.replace(recipe, evaluation=structs.replace(recipe.evaluation, **settings))
        self.registration = replace(self.registration, recipe=changed)

    def labelled(self, labels: Iterable[dict[str, Any]]) -> None:
        """Bring labels with the drop."""
        self.bucket.objects[LABELS] = b"".join(json.dumps(each).encode() + b"\n" for each in labels)
        self.admission = replace(self.admission, labels=Part(key=LABELS, records=0, tokens=0))

    def ask(self) -> Answers:
        """Have both models answer."""
        if self.answers is None:
            self.answers = asking.ask(
                self.registration, self.admission, THROUGHPUT, clock=self._clock
            )
        return self.answers

    def write(self, subject: str, lines: Iterable[Any], folder: str = "x") -> None:
        """Write a job's output as Bedrock does."""
        prefix = jobs.output(
            self.registration.run_id,
            next(job for job in STARTED.jobs if job.model == subject),
            JUDGE,
        )
        key = f"{prefix}/{folder}/models/{subject}/taskTypes/General/datasets/faq/{uuid.uuid4()}"
        self.bucket.objects[f"{key}_output.jsonl"] = b"\n".join(
            line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines
        )

    def output(self, subject: str, judge: Judge) -> list[Any]:
        """What a judge says of a subject's answers, a line for each."""
        answers = self.ask()
        settings = self.registration.ready_recipe.evaluation
        metrics = (settings.tested_by,) if subject == "test" else settings.judged_by
        key = getattr(answers, f"{subject}_responses").key
        return [
            {
                "automatedEvaluationResult": {
                    "scores": [
                        {
                            "metricName": metric,
                            "result": judge(line),
                            "evaluatorDetails": [{"modelIdentifier": JUDGE, "explanation": "so"}],
                        }
                        for metric in metrics
                    ]
                },
                "inputRecord": line,
                "modelResponses": line["modelResponses"],
            }
            for line in map(json.loads, self.bucket.objects[key].splitlines())
        ]

    def judge(self, judge: Judge, *subjects: str) -> None:
        """Have a judge score all answers, or those of some subjects."""
        for subject in subjects or ("base", "custom", "test"):
            self.write(subject, self.output(subject, judge))

    def outputs(self) -> tuple[Seal, ...]:
        """What the jobs had written when they ended."""
        folder = jobs.folder(self.registration.run_id).removesuffix("/")
        return tuple(scores.written(folder))

    def compare(self, **statuses: str) -> Comparison:
        """Compare, once the jobs have ended."""
        status = EvaluationStatus(
            outcome="completed",
            statuses={job.title: statuses.get(job.model, "Completed") for job in STARTED.jobs},
            outputs=self.outputs(),
        )
        return comparing.compare(self.registration, self.admission, self.ask(), STARTED, status)


@pytest.fixture
def run(registration: Registration, bucket: Any, models: Any, time: Any) -> Judged:
    """Of 40 prompts the custom model answers all rightly, the base model one in five."""
    bucket.objects[KEY] = held_out(RECORDS)
    bucket.objects[TRAINING] = exchange("something else", "nothing of the kind")
    models.says = {BASE: often_wrong, CUSTOM: right}
    return Judged(registration, bucket, time.clock)


def labels_of(good: int, bad: int) -> list[dict[str, Any]]:
    """Right and wrong answers to questions of which the reference is brought."""
    return [
        {
            "prompt": f"old question {n}",
            "answer": "yes" if n < good else "no",
            "good": n < good,
            "reference": "yes",
        }
        for n in range(good + bad)
    ]


def test_the_answers_of_both_models_and_of_the_test_are_put_to_the_judge(run: Judged) -> None:
    answers = run.ask()

    assert answers.test_responses is not None
    key = answers.test_responses.key
    assert "runs/faq/faq-0123456789ab/evaluation/responses/test.jsonl" == key
    tested = [json.loads(line) for line in run.bucket.objects[key].splitlines()]
    assert 3 == len(tested)
    assert {"test"} == {each["modelResponses"][0]["modelIdentifier"] for each in tested}
    assert {"prompt", "referenceResponse", "modelResponses"} == set(tested[0])


def test_judgements_that_are_not_what_the_job_wrote_are_not_heard(run: Judged) -> None:
    run.judge(lambda _: 1.0)
    written = run.outputs()
    key = next(seal.key for seal in written if "/custom/" in seal.key)
    run.outputs = lambda: written  # type: ignore[method-assign]
    run.bucket.objects[key] = run.bucket.objects[key].replace(b"1.0", b"0.0", 1)

    with pytest.raises(ArtifactChanged, match=f"{re.escape(key)} is not what was written"):
        run.compare()


def test_both_models_are_judged_over_the_same_prompts_with_an_interval(run: Judged) -> None:
    run.judge(as_reference)

    compared = run.compare()

    assert ["Builtin.Correctness", "Builtin.Completeness"] == [
        each.score.metric for each in compared.judged
    ]
    first = compared.judged[0]
    assert (first.judged, first.missing, first.score.decides) == (RECORDS, 0, False)
    assert (first.score.base, first.score.custom) == pytest.approx((0.2, 1.0))
    assert 0.55 < first.score.gain_low < 0.8 < first.score.gain_high < 0.95
    assert (32, 0) == (first.score.wins, first.score.losses)
    assert compared.judge_test
    assert compared.judge_test.trusted
    assert () == compared.warnings
    assert "Builtin.Correctness" not in {score.metric for score in compared.scores}


def test_what_a_judge_did_not_judge_is_missing_in_both_and_never_zero(run: Judged) -> None:
    run.judge(as_reference, "base", "test")
    said = run.output("custom", as_reference)
    for line in said[:5]:
        line["automatedEvaluationResult"]["scores"][0]["result"] = None
    del said[5]
    run.write("custom", said)

    compared = run.compare()

    correctness, completeness = compared.judged
    assert (correctness.judged, correctness.missing) == (34, 6)
    assert (completeness.judged, completeness.missing) == (39, 1)
    assert correctness.score.custom == 1.0
    assert len(compared.warnings) == 2
    assert (
        "did not judge both answers to 6 of 40 distinct prompts by Correctness"
        in (compared.warnings[0])
    )


def test_lines_are_matched_by_what_they_are_about_and_not_by_their_place(run: Judged) -> None:
    run.judge(as_reference, "base", "test")
    said = run.output("custom", lambda line: float("question 3" in line["prompt"]))
    expected = replace(run.compare(), judged=())
    run.write("custom", said[::-1][:20], folder="y")
    run.write("custom", said[:20][::-1], folder="z")

    compared = run.compare()

    assert compared.judged[0].score.custom == pytest.approx(11 / 40)
    assert (compared.outcome, compared.reason) == (expected.outcome, expected.reason)


def test_a_judgement_of_another_models_answer_is_none_of_this_one(run: Judged) -> None:
    run.judge(as_reference, "base", "test")
    run.write("custom", run.output("base", as_reference))

    compared = run.compare()

    assert () == compared.judged
    assert any("40 are of no answer that the job was given" in line for line in compared.warnings)


def scored(run: Judged, **score: Any) -> list[Any]:
    said = run.output("custom", as_reference)
    said[0]["automatedEvaluationResult"]["scores"][0] |= score
    return said


def cut_short(run: Judged) -> list[Any]:
    said = [json.dumps(line).encode() for line in run.output("custom", as_reference)]
    return [*said[:-1], said[-1][:50]]


def of_another_set(run: Judged) -> list[Any]:
    said = run.output("custom", as_reference)
    said[0]["inputRecord"]["prompt"] = "nothing that was asked"
    return said


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (cut_short, "1 cannot be read"),
        (lambda run: scored(run, result=1.5), "1 hold a score outside 0 to 1"),
        (lambda run: scored(run, result=-1), "1 hold a score outside 0 to 1"),
        (lambda run: scored(run, metricName="Builtin.Charm"), "1 hold a metric that nobody asked"),
        (of_another_set, "1 are of no answer that the job was given"),
    ],
)
def test_what_is_no_judgement_is_told_in_a_line_and_the_others_count(
    run: Judged, broken: Callable[[Judged], list[Any]], words: str
) -> None:
    run.judge(as_reference, "base", "test")
    run.write("custom", broken(run))

    compared = run.compare()

    assert (compared.judged[0].judged, compared.judged[0].missing) == (39, 1)
    assert compared.judged[0].score.custom == 1.0
    assert 1 == sum(words in line for line in compared.warnings)
    assert not any("nothing that was asked" in line for line in compared.warnings)


@pytest.mark.parametrize("status", ["Failed", "Stopped", "InProgress"])
def test_a_job_that_did_not_complete_said_nothing(run: Judged, status: str) -> None:
    run.judge(as_reference)

    compared = run.compare(custom=status)

    assert () == compared.judged
    assert "keep" == compared.outcome


def test_too_few_judgements_make_no_score(run: Judged) -> None:
    run.judge(as_reference, "base", "test")
    run.write("custom", run.output("custom", as_reference)[:7])

    compared = run.compare()

    assert () == compared.judged
    assert any("did not judge both answers to 8 distinct" in line for line in compared.warnings)


def test_a_judge_that_lets_nonsense_pass_is_not_trusted_and_decides_nothing(run: Judged) -> None:
    run.judge(kindly)

    compared = run.compare()

    assert compared.judge_test
    assert (compared.judge_test.failed, compared.judge_test.trusted) == (0, False)
    assert "keep" == compared.outcome
    assert compared.judged


def test_a_judges_test_that_did_not_end_trusts_nobody(run: Judged) -> None:
    run.judge(as_reference)

    compared = run.compare(test="Failed")

    assert compared.judge_test
    assert not compared.judge_test.trusted


def test_a_judge_that_knows_the_task_and_agrees_with_people_decides_too(run: Judged) -> None:
    run.recipe(judge_decides=True)
    run.labelled(labels_of(20, 20))
    run.judge(as_reference)

    compared = run.compare()

    assert "keep" == compared.outcome
    assert "Correctness by the judge is 1.000 against 0.200" in compared.reason
    assert compared.judged[0].score.decides
    assert not compared.judged[1].score.decides
    assert compared.judge_test
    assert (compared.judge_test.labels, compared.judge_test.kappa) == (40, 1.0)


def test_a_model_that_the_judge_finds_no_better_is_not_kept(run: Judged) -> None:
    """Every metric that decides must be better; a half is all that both get."""
    run.recipe(judge_decides=True)
    run.labelled(labels_of(20, 20))
    run.judge(as_reference, "test")
    run.judge(lambda _: 0.5, "base", "custom")

    compared = run.compare()

    assert "discard" == compared.outcome


@pytest.mark.parametrize(
    ("labels", "judge", "missing", "words"),
    [
        (labels_of(20, 20), kindly, 0, "it let 3 of 3 certainly bad answers pass"),
        (labels_of(10, 10), as_reference, 0, "it takes 30 judged answers"),
        ([], as_reference, 0, "there are 0"),
        (
            [each | {"good": not each["good"]} for each in labels_of(20, 20)],
            as_reference,
            0,
            "a kappa of -1.00, below 0.6",
        ),
        (labels_of(20, 20), as_reference, 3, "did not judge both answers to 3 of 40"),
    ],
)
def test_a_judge_that_may_not_decide_holds_the_model_with_the_reason(
    run: Judged, labels: list[Any], judge: Judge, missing: int, words: str
) -> None:
    run.recipe(judge_decides=True)
    run.labelled(labels)
    run.judge(judge, "base", "test")
    run.write("custom", run.output("custom", judge)[missing:])

    compared = run.compare()

    assert "hold" == compared.outcome
    assert words in compared.reason
    assert not any(each.score.decides for each in compared.judged)


def test_a_run_in_which_nobody_judged_is_held_where_a_judge_must_decide(run: Judged) -> None:
    run.recipe(judge_decides=True)

    compared = comparing.compare(run.registration, run.admission, run.ask())

    assert "hold" == compared.outcome
    assert "nobody judged the answers" in compared.reason


def test_what_is_worse_by_our_own_metrics_is_discarded_whatever_the_judge(
    run: Judged, models: Any
) -> None:
    models.says = {BASE: right, CUSTOM: often_wrong}
    run.recipe(judge_decides=True)
    run.judge(kindly)

    assert "discard" == run.compare().outcome


def test_what_may_not_be_read_is_told_and_nothing_is_made_of_it(
    run: Judged, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_: Any, **__: Any) -> None:
        raise ServiceRefused("AccessDenied: not you")

    run.judge(as_reference)
    run.ask()
    monkeypatch.setattr(scores, "judged", forbidden)

    compared = run.compare()

    assert () == compared.judged
    assert any("not you" in line for line in compared.warnings)
