"""A run of another environment that is promoted, and who asks for it."""

import hashlib

from tests.unit.conftest import RECIPE
from tuning.run.evaluation import Score
from tuning.run.source_run import Shown
from tuning.seals import Seal

ASKER = "arn:aws:sts::123456789012:assumed-role/Uploader/eve@corp.com"
SNAPSHOT = hashlib.sha256(b"snapshot").hexdigest()
SCORE = Score(
    metric="exact_match",
    base=0.5,
    custom=0.9,
    gain=0.4,
    gain_low=0.3,
    gain_high=0.5,
    decides=True,
)
SOURCE = Shown(
    environment="staging",
    run_id="faq-0a0a",
    model_arn="arn:aws:bedrock:us-east-1:123456789012:custom-model/amazon.nova-micro-v1:0:128k/0a",
    snapshot=SNAPSHOT,
    recipe=hashlib.sha256(RECIPE.encode()).hexdigest(),
    base_model="amazon.nova-micro-v1:0:128k",
    hyperparameters={
        "epochCount": "2",
        "learningRate": "0.00001",
        "learningRateWarmupSteps": "10",
    },
    verdict="keep",
    reason="The custom model is certainly better by exact match.",
    scores=(SCORE,),
    records=100,
    prompts=100,
    answered_at="2026-11-28T12:00:00+00:00",
    report=Seal(key="runs/faq/faq-0a0a/report.json", sha256="b" * 64),
    asked_by="arn:aws:iam::123456789012:user/eve",
    asked_at="2026-11-28T13:00:00+00:00",
)
