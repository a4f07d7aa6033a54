"""A run that came all the way, whose results are taken away from behind."""

from dataclasses import replace
from typing import Any, Final

import pytest

from tests.unit.hosting.conftest import plan as plan
from tests.unit.hosting.conftest import world as world
from tests.unit.hosting.world import MODEL, START
from tuning.run.approval import ApprovalRequest
from tuning.run.evaluation import Answers, Comparison, Prospect
from tuning.run.hosting import Serving
from tuning.run.plan import HostingPlan
from tuning.run.registration import Registration
from tuning.run.run import Failure, Run, RunStatus
from tuning.run.training import Customization, Judgement, Slot, TrainingStatus
from tuning.run.validation import Admission
from tuning.seals import Seal

RUN: Final = "faq-0123456789ab"
REQUEST: Final = ApprovalRequest(
    figures=("Training is estimated at $9.",),
    asked_at=START.isoformat(),
    deadline=START.isoformat(),
)
ADMISSION: Final = Admission(
    outcome="admitted",
    summary="40 records",
    report=Seal(key="dataset.json", sha256="0"),
    samples=Seal(key="samples.json", sha256="0"),
    source_format="prompt_completion",
    problems=0,
)
ANSWERS: Final = Answers(
    serving="arn",
    answers=Seal(key="answers.jsonl", sha256="0"),
    records=40,
    input_tokens=10,
    output_tokens=10,
    answered_at=START.isoformat(),
)


@pytest.fixture
def whole(registration: Registration, plan: HostingPlan) -> Run:
    """A run that failed when all its states but the release had spoken."""
    return Run(
        run_id=RUN,
        task="faq",
        status=RunStatus.FAILED,
        execution="arn:before",
        created_at=START.isoformat(),
        updated_at=START.isoformat(),
        registration=registration,
        admission=ADMISSION,
        hosting_plan=plan,
        prospect=Prospect(outcome="worth_training", reason="", records=40),
        slot=Slot(outcome="taken", ahead=0, quota=1, busy=0, since=START.isoformat()),
        customization=Customization(job_name="job", model_name="model", job_arn="arn:job"),
        training_status=TrainingStatus(outcome="completed", status="Completed", model_arn=MODEL),
        judgement=Judgement(outcome="learning", overfit=False, summary="It learned."),
        serving=Serving(kind="deployment", arn="arn", units=0, unit_hour_usd=0.0),
        answers=ANSWERS,
        comparison=Comparison(
            outcome="discard",
            reason="It is not better.",
            scores=(),
            records=40,
            input_tokens=10,
            output_tokens=10,
            answered_at=START.isoformat(),
        ),
        failure=Failure(error="Lambda.Unknown"),
    )


def without(run: Run, first: str, order: tuple[str, ...], **more: Any) -> Run:
    """Return a run that broke before a result was said: it and all later ones are missing."""
    later = dict.fromkeys(order[order.index(first) :])
    return replace(run, **{**later, **more})
