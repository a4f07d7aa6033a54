"""Runs of every ending, as the ledger would hold them, and what they left in the bucket."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec
import pytest

from tests.unit.seals import seal
from tuning import artifacts
from tuning.dataset.figures import (
    AlikeRecords,
    DatasetReport,
    DroppedFile,
    LabelCount,
    NearDuplicates,
    Place,
)
from tuning.dataset.problems import Problem
from tuning.dataset.quality.diversity import Diversity, Variety
from tuning.dataset.quality.lengths import Bin
from tuning.dataset.quality.links import Links
from tuning.dataset.samples import Sample, Samples, to_json
from tuning.evaluation.answers import Answered, Reply, to_lines
from tuning.ledger import ending, items, runs
from tuning.ledger import refused as told_together
from tuning.run.estimate import Estimate
from tuning.run.evaluation import (
    Answers,
    BaselineScore,
    Comparison,
    EvaluationStatus,
    Prospect,
    Score,
)
from tuning.run.hosting import Promotion, Release, Serving
from tuning.run.lease import Lease
from tuning.run.recipe import Baseline, EvaluationSettings, Provenance, Recipe
from tuning.run.registration import Registration, Source
from tuning.run.run import Failure, Run, RunStatus, Span
from tuning.run.training import Customization, Judgement, TrainingStatus
from tuning.run.validation import Admission, Part
from tuning.settings import Settings
from tuning.training.losses import Curves, Point

RUN = "banking-intents-0123456789ab"
FOLDER = f"runs/banking-intents/{RUN}"
ARN = "arn:aws:bedrock:us-east-1:123456789012"

REGISTRATION = Registration(
    run_id=RUN,
    task="banking-intents",
    outcome="ready",
    training=Source(key="incoming/banking-intents/train.jsonl", version_id="v1", size=250_000),
    evaluation=Source(key="incoming/banking-intents/evaluation.jsonl", version_id="v2", size=9000),
    recipe=Recipe(
        base_model="amazon.nova-micro-v1:0:128k",
        hyperparameters={
            "epochCount": "2",
            "learningRate": "0.00001",
            "learningRateWarmupSteps": "10",
        },
        evaluation=EvaluationSettings(metrics=("exact_match", "token_f1", "rouge_l")),
        provenance=Provenance(
            intended_use="Sorting customers' questions to the right team; a person answers.",
            source="Banking77, https://arxiv.org/abs/2003.04807",
            licence="CC BY 4.0",
            contains_personal_data=False,
            automated_decisions=False,
        ),
    ),
)
ADMISSION = Admission(
    outcome="admitted",
    summary="1,000 training, 120 validation and 240 evaluation records are admitted",
    report=seal(f"{FOLDER}/dataset.json"),
    samples=seal(f"{FOLDER}/samples.json"),
    source_format="bedrock-conversation-2024",
    problems=0,
    snapshot="snapshots/5e8dd316726b0335/",
    training=Part(key="snapshots/5e8dd316726b0335/train.jsonl", records=1000, tokens=62_000),
    evaluation=Part(key="snapshots/5e8dd316726b0335/evaluation.jsonl", records=240, tokens=14_000),
    estimate=Estimate(
        mode="provisioned",
        training_tokens=62_000,
        epochs=2,
        token_method="4 characters a token",
        training_usd=0.124,
        storage_month_usd=1.95,
        evaluation_tokens=150_000,
        evaluation_usd=0.011,
        units=1,
        unit_hour_usd=None,
        hosting_hours=28.0,
        hosting_usd=None,
        break_even_tokens_per_hour=None,
        total_usd=0.135,
        unknown=("hosting: no price is known for amazon.nova-micro-v1:0:128k",),
        outlook="This model rests on Nova Micro, which has no announced end.",
    ),
)
COMPLETED = TrainingStatus(
    outcome="completed",
    status="Completed",
    model_arn=f"{ARN}:custom-model/amazon.nova-micro-v1:0:128k/abcdefghijkl",
)
THROUGHPUT = Serving(
    kind="throughput",
    name=f"dev-{RUN}-throughput",
    arn=f"{ARN}:provisioned-model/abcdefghijkl",
    units=1,
    unit_hour_usd=None,
    since="2026-11-21T09:00:00+00:00",
    lease_ends="2026-11-22T09:00:00+00:00",
)
LEASE = Lease(
    run_id=RUN,
    kind="throughput",
    name=THROUGHPUT.name,
    owner="Ada",
    units=1,
    unit_hour_usd=None,
    expires_at=THROUGHPUT.lease_ends,
    state="held",
    arn=THROUGHPUT.arn,
    since=THROUGHPUT.since,
    kept=True,
)
SCORES = (
    Score(
        metric="exact_match",
        base=0.125,
        custom=0.908,
        gain=0.783,
        gain_low=0.729,
        gain_high=0.833,
    ),
    Score(metric="token_f1", base=0.247, custom=0.921, gain=0.674, gain_low=0.62, gain_high=0.72),
    Score(metric="rouge_l", base=0.301, custom=0.934, gain=0.633, gain_low=0.58, gain_high=0.68),
)
NAMES_AND_SCORES: tuple[tuple[Baseline, float], ...] = (
    ("constant", 0.083),
    ("echo", 0.004),
    ("nearest", 0.729),
)
BASELINES = tuple(
    BaselineScore(
        name=name,
        must_beat=name != "nearest",
        scores=tuple(
            replace(
                score,
                base=reached,
                gain=score.custom - reached,
                gain_low=score.custom - reached - 0.05,
                gain_high=score.custom - reached + 0.05,
            )
            for score in SCORES
        ),
    )
    for name, reached in NAMES_AND_SCORES
)
COMPARISON = Comparison(
    outcome="keep",
    reason="Keep the custom model: its exact match is 0.908 against 0.125 for the base model, a "
    "gain of +0.783 (95 % interval +0.729 to +0.833), on 240 held-out records, certainly more than "
    "the required 0.020.",
    scores=SCORES,
    baselines=BASELINES,
    records=240,
    input_tokens=20_000,
    output_tokens=1500,
    answered_at="2026-11-21T10:30:00+00:00",
)
ANSWERS = Answers(
    serving=THROUGHPUT.arn,
    answers=seal(f"{FOLDER}/answers.jsonl"),
    records=240,
    input_tokens=20_000,
    output_tokens=1500,
    custom_input_tokens=10_000,
    custom_output_tokens=700,
    answered_at="2026-11-21T10:30:00+00:00",
)
TIMELINE = {
    "RegisterRun": Span(started="2026-11-21T08:00:00+00:00", ended="2026-11-21T08:00:00.4+00:00"),
    "ValidateDataset": Span(started="2026-11-21T08:00:01+00:00", ended="2026-11-21T08:00:03+00:00"),
    "StartCustomization": Span(
        started="2026-11-21T08:00:04+00:00", ended="2026-11-21T08:00:05+00:00"
    ),
    "CheckCustomization": Span(
        started="2026-11-21T08:05:05+00:00", ended="2026-11-21T08:55:06+00:00"
    ),
    "JudgeTraining": Span(started="2026-11-21T08:55:07+00:00", ended="2026-11-21T08:55:08+00:00"),
    "BuyThroughput": Span(started="2026-11-21T09:00:00+00:00", ended="2026-11-21T09:00:01+00:00"),
    "CheckThroughput": Span(started="2026-11-21T09:01:00+00:00", ended="2026-11-21T09:16:00+00:00"),
    "CheckEvaluation": Span(started="2026-11-21T09:20:00+00:00", ended="2026-11-21T10:25:00+00:00"),
    "CompareModels": Span(started="2026-11-21T10:25:00+00:00", ended="2026-11-21T10:30:00+00:00"),
}


def kept() -> Run:
    """A run that kept its model."""
    return Run(
        run_id=RUN,
        task="banking-intents",
        status=RunStatus.RUNNING,
        execution="arn:aws:states:us-east-1:123456789012:execution:walk:1",
        created_at="2026-11-21T08:00:00.000+00:00",
        updated_at="2026-11-21T10:31:00.000+00:00",
        state="Promote",
        timeline=TIMELINE,
        registration=REGISTRATION,
        admission=ADMISSION,
        customization=Customization(
            job_arn=f"{ARN}:model-customization-job/x", job_name="job", model_name="model"
        ),
        training_status=COMPLETED,
        judgement=Judgement(
            outcome="learning",
            overfit=False,
            summary="The training loss fell from 3.412 to 0.614, and the validation loss ended at "
            "0.893.",
            curves=seal(f"{FOLDER}/curves.json"),
        ),
        lease=LEASE,
        serving=THROUGHPUT,
        evaluation_status=EvaluationStatus(
            outcome="completed",
            statuses={"base": "Completed", "custom": "Completed"},
            base_scores={"Builtin.Accuracy": 0.131},
            custom_scores={"Builtin.Accuracy": 0.915},
        ),
        answers=ANSWERS,
        comparison=COMPARISON,
        promotion=Promotion(
            outcome="hosted",
            reason="Ada keeps it hosted.",
            serving_arn=THROUGHPUT.arn,
            units=1,
            owner="Ada",
            lease_ends=THROUGHPUT.lease_ends,
            alias="/bedrock-finetune/dev/banking-intents/model",
        ),
    )


ENDED = replace(LEASE, state="released", unit_hours=1.52, kept=False)
RELEASE = Release(stopped=(), deleted=(THROUGHPUT.arn,), unit_hours=1.52, hosting_usd=None)


def discarded() -> Run:
    """A run whose model was no better than its base."""
    score = Score(
        metric="exact_match", base=0.125, custom=0.146, gain=0.021, gain_low=-0.02, gain_high=0.06
    )
    comparison = replace(
        COMPARISON,
        outcome="discard",
        scores=(score, *SCORES[1:]),
        reason="Discard the custom model: its exact match on 240 held-out records is 0.146 against "
        "0.125 for the base model, a gain of +0.021 (95 % interval -0.020 to +0.060), not certain "
        "to be above zero.",
    )
    return replace(kept(), lease=ENDED, comparison=comparison, promotion=None, release=RELEASE)


def held_for_want_of_records() -> Run:
    """A run of which cannot be told whether its model is better."""
    score = Score(
        metric="exact_match", base=0.125, custom=0.208, gain=0.083, gain_low=-0.01, gain_high=0.17
    )
    comparison = replace(
        COMPARISON,
        outcome="hold",
        scores=(score, *SCORES[1:]),
        more_records=310,
        reason="Hold the custom model: its exact match is 0.208 against 0.125 for the base model, "
        "a gain of +0.083 (95 % interval -0.010 to +0.170), on 240 held-out records; whether it "
        "gains more than the required 0.020 cannot be told, and 310 more distinct "
        "held-out records would settle it if the gain stays as it is.",
    )
    return replace(kept(), lease=ENDED, comparison=comparison, promotion=None, release=RELEASE)


def diverged() -> Run:
    """A run whose training loss ended above its start: nothing was bought."""
    judgement = Judgement(
        outcome="diverged",
        overfit=False,
        summary="The training diverged: its training loss went from 3.412 to 9.000, at its lowest "
        "0.614.",
        advice="Train again with a lower learning rate, a third of this one.",
        curves=seal(f"{FOLDER}/curves.json"),
    )
    return replace(
        kept(),
        judgement=judgement,
        lease=None,
        serving=None,
        evaluation_status=None,
        answers=None,
        comparison=None,
        promotion=None,
        release=Release(stopped=(), deleted=(), unit_hours=0, hosting_usd=0.0),
        timeline=dict(list(TIMELINE.items())[:5]),
    )


def rejected() -> Run:
    """A run whose dataset was rejected."""
    return replace(
        kept(),
        state="ValidateDataset",
        admission=replace(
            ADMISSION,
            outcome="rejected",
            summary="train.jsonl has 3 problems that must be fixed",
            problems=3,
        ),
        customization=None,
        training_status=None,
        judgement=None,
        lease=None,
        serving=None,
        evaluation_status=None,
        answers=None,
        comparison=None,
        promotion=None,
        timeline=dict(list(TIMELINE.items())[:2]),
    )


def refused() -> Run:
    """A run whose drop could not be followed: it has no recipe and no dataset."""
    registration = Registration(
        run_id=RUN,
        task="banking-intents",
        outcome="refused",
        reasons=("task.toml: unknown key evaluaton; did you mean evaluation?",),
    )
    return replace(rejected(), registration=registration, admission=None, state="RegisterRun")


def failed() -> Run:
    """A run whose purchase the service refused."""
    return replace(
        kept(),
        state="ReleaseThroughput",
        lease=None,
        serving=None,
        evaluation_status=None,
        answers=None,
        comparison=None,
        promotion=None,
        release=Release(stopped=(), deleted=(), unit_hours=0, hosting_usd=0.0),
        failure=Failure(
            error="QuotaExceeded",
            cause='{"errorMessage": "An error occurred (ServiceQuotaExceededException) when '
            "calling the CreateProvisionedModelThroughput operation: your account may hold no "
            'model units", "errorType": "QuotaExceeded", "stackTrace": ["  File …"]}',
        ),
        timeline=dict(list(TIMELINE.items())[:5]),
    )


def job_failed() -> Run:
    """A run whose customization job failed."""
    return replace(
        failed(),
        failure=None,
        judgement=None,
        training_status=TrainingStatus(
            outcome="failed", status="Failed", message="Unable to parse Amazon S3 file: train.jsonl"
        ),
    )


def cancelled() -> Run:
    """A run that a person cancelled while it trained."""
    return replace(job_failed(), status=RunStatus.CANCELLED, training_status=None, state="Cancel")


def not_needed() -> Run:
    """A run whose base model has all that is asked for: nothing was trained."""
    return replace(
        rejected(),
        admission=kept().admission,
        prospect=Prospect(
            outcome="not_needed",
            reason="Not needed: the base model reaches exact match 1.000 on 240 held-out records, "
            "so that even a perfect model could not be shown to gain more than 0.020.",
            scores={"base": {"exact_match": 1.0, "accuracy": 1.0}, "constant": {}},
            held_out=240,
            records=240,
            prompts=240,
            input_tokens=24_000,
            output_tokens=700,
        ),
    )


def cannot_be_proved() -> Run:
    """A run with too few held-out records for any model to be kept."""
    run = not_needed()
    assert run.prospect
    prospect = replace(
        run.prospect,
        outcome="cannot_be_proved",
        reason="Cannot be proved: the base model reaches exact match 0.375 on 8 held-out records, "
        "and there even a perfect model would not certainly gain more than 0.020; it takes 4 more "
        "distinct held-out records.",
        scores={"base": {"exact_match": 0.375}},
        records=8,
        more_records=4,
    )
    return replace(run, prospect=prospect)


ENDINGS = (
    kept,
    discarded,
    not_needed,
    cannot_be_proved,
    held_for_want_of_records,
    diverged,
    rejected,
    refused,
    failed,
    job_failed,
    cancelled,
)


def curves() -> bytes:
    """Curves of 250 steps over two epochs."""
    return msgspec.json.encode(
        Curves(
            training=tuple(
                Point(
                    step=step,
                    epoch=1 + step // 125,
                    loss=0.5 + 2.9 * math.exp(-step / 60) + 0.08 * math.sin(step * 1.7),
                )
                for step in range(250)
            ),
            validation=tuple(
                Point(step=step, epoch=1 + step // 126, loss=0.8 + 2.6 * math.exp(-step / 50))
                for step in (0, 125, 249)
            ),
        )
    )


def answers(text: str = "card_arrival") -> bytes:
    """Answers to 240 records, of which the custom model lost twelve."""

    def record(number: int) -> Answered:
        won, lost = number % 10 != 0, number % 20 == 0
        return Answered(
            record=number,
            system="Name the intent of the customer's question.",
            prompt=f"I ordered my card {number} days ago and it has not come. {text}?",
            reference="card_arrival",
            base=Reply(text="card_arrival" if lost else f"It is about a {text} card that is late."),
            custom=Reply(text="lost_or_stolen_card" if lost else text),
            base_scores={"exact_match": float(lost), "token_f1": 0.2, "rouge_l": 0.3},
            custom_scores={"exact_match": float(won), "token_f1": 0.9, "rouge_l": 0.9},
        )

    return to_lines(record(number) for number in range(1, 241))


@dataclass
class Ledger:
    """The runs ledger in memory: one run, and what was noted of it."""

    run: Run
    notes: dict[str, Any] = field(default_factory=dict)

    def get(self, run_id: str) -> Run:
        """Return the run with what was noted."""
        assert run_id == self.run.run_id
        return replace(self.run, **self.notes)

    def note(self, run_id: str, **attributes: Any) -> None:
        """Note attributes."""
        assert run_id == self.run.run_id
        self.notes |= attributes

    def end(self, run: Run, **attributes: Any) -> bool:
        """Note how the run ended."""
        return self.noted(run, **attributes)

    def noted(self, run: Run, **attributes: Any) -> bool:
        """Note attributes of a run that no other execution owns."""
        self.note(run.run_id, **attributes)
        return True


@pytest.fixture
def ledger(monkeypatch: pytest.MonkeyPatch) -> Callable[[Run], Ledger]:
    """Put a run into the ledger."""

    def holding(run: Run) -> Ledger:
        made = Ledger(run)
        monkeypatch.setattr(runs, "get", made.get)
        monkeypatch.setattr(items, "note", made.note)
        monkeypatch.setattr(ending, "note", made.noted)
        monkeypatch.setattr(ending, "end", made.end)
        monkeypatch.setattr(told_together, "alone", lambda run, *, before: True)
        return made

    return holding


PROBLEM = Problem(
    file="train.jsonl",
    line=12,
    code="NO_ANSWER",
    severity="error",
    message="the record has no answer",
    fix="add the answer",
)


def dataset_report() -> DatasetReport:
    """The report of a dataset in which something of every kind was found."""
    return DatasetReport(
        outcome="rejected",
        summary="rejected: train.jsonl:12: NO_ANSWER the record has no answer, and 2 more",
        model="amazon.nova-micro-v1:0:128k",
        customization_type="FINE_TUNING",
        format="JSONL of prompt/completion",
        files=(
            DroppedFile(
                part="training",
                file="train.jsonl",
                source=None,
                format="JSONL of prompt/completion",
                records=1258,
                bytes=250_000,
                sha256="5e8d",
            ),
        ),
        records={"training": 888, "validation": 120, "evaluation": 240, "prompts": 240},
        tokens={"training": 62_000, "validation": 7000, "evaluation": 14_000, "prompts": 14_000},
        tokens_least={"training": 41_000, "validation": 5000, "evaluation": 9000, "prompts": 9000},
        token_method="estimated by kinds of characters",
        errors=3,
        warnings=1,
        problem_counts={"NO_ANSWER": 3, "FEW_RECORDS": 1},
        problems=(
            PROBLEM,
            replace(
                PROBLEM,
                line=None,
                code="FEW_RECORDS",
                severity="warning",
                message="too few records",
                fix="add some",
            ),
        ),
        privacy_mode="report",
        privacy={"e-mail": 12, "IBAN": 3},
        duplicates=2,
        conflicts=1,
        leaks=4,
        prompt_lengths=(
            Bin(start=8, end=16, records=400),
            Bin(start=16, end=32, records=700),
            Bin(start=32, end=64, records=148),
        ),
        answer_lengths=(Bin(start=1, end=2, records=600), Bin(start=2, end=4, records=648)),
        labels=tuple(
            LabelCount(
                first=Place(file="train.jsonl", line=line),
                records=900 // line,
                parts={
                    "training": 900 // line - 2 * (90 // line),
                    "validation": 90 // line,
                    "evaluation": 90 // line,
                },
            )
            for line in range(1, 31)
        ),
        diversity=Diversity(
            prompts=Variety(texts=500, distinct=0.641, same_start=0.02, compressed=0.384),
            answers=Variety(texts=500, distinct=0.08, same_start=0.2, compressed=0.1),
        ),
        links=Links(looked=888, answers=31, links=42, hosts=2),
        near_duplicates=NearDuplicates(
            searched=1248,
            of=1248,
            records=9,
            held_out=2,
            groups=(
                AlikeRecords(
                    records=7,
                    places=tuple(Place(file="train.jsonl", line=n) for n in range(40, 47)),
                ),
                AlikeRecords(
                    records=4,
                    places=tuple(Place(file="train.jsonl", line=n) for n in (3, 90, 170, 211)),
                ),
            ),
        ),
        estimate=None,
        snapshot=None,
    )


SAMPLES = Samples(
    hosts={"help.example.com": 30, "example.org": 1},
    records=(
        Sample(
            place=Place(file="train.jsonl", line=17),
            system="Name the intent of the customer's question.",
            asked="My card [CARD_7f3a9c] has not come. Where is it?",
            answer="card_arrival",
        ),
        Sample(
            place=Place(file="train.jsonl", line=802),
            system="",
            asked="Can I top up by cheque?\nI have one over 200 pounds.",
            answer="top_up_by_cash_or_cheque",
        ),
    ),
    labels={"train.jsonl:1": "card_arrival"},
)


@pytest.fixture
def report() -> DatasetReport:
    """The report of a dataset in which something of every kind was found."""
    return dataset_report()


@pytest.fixture
def samples() -> Samples:
    """Texts as a page shows them."""
    return SAMPLES


@pytest.fixture
def endings(settings: Settings) -> dict[str, Run]:
    """A run of every ending, by the name of its maker."""
    return {make.__name__: make() for make in ENDINGS}


@pytest.fixture
def written(bucket: Any) -> Any:
    """The bucket with everything that a run of any ending leaves."""
    bucket.objects[f"{FOLDER}/curves.json"] = curves()
    bucket.objects[f"{FOLDER}/dataset.json"] = msgspec.json.encode(dataset_report())
    bucket.objects[f"{FOLDER}/samples.json"] = to_json(SAMPLES)
    bucket.objects[f"{FOLDER}/answers.jsonl"] = answers()
    return bucket


@pytest.fixture
def left(written: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The same, in which whatever a test writes instead counts as written by the run."""
    monkeypatch.setattr(artifacts, "unsealed", lambda seal: artifacts.read(seal.key))
    return written
