"""Under which key each result travels in the execution and is kept in the ledger.

An execution that is under way at a deployment, and every run of the ledger, holds results under
these keys. So a class may be renamed, but a key is changed only with a migration.
"""

from collections.abc import Mapping
from typing import Final

from tuning.run.approval import Approval, ApprovalRequest
from tuning.run.evaluation import Answers, Comparison, EvaluationJobs, EvaluationStatus, Prospect
from tuning.run.hosting import Promotion, Release, Serving, ServingStatus
from tuning.run.plan import HostingPlan
from tuning.run.publication import Publication
from tuning.run.registration import Registration
from tuning.run.resumption import Resumption
from tuning.run.training import Customization, Judgement, Slot, TrainingStatus
from tuning.run.validation import Admission, ValidatedSegment, ValidationPlan

KEYS: Final[Mapping[type, str]] = {
    Registration: "registration",
    ValidationPlan: "validation_plan",
    ValidatedSegment: "validated_segment",
    Admission: "admission",
    HostingPlan: "hosting_plan",
    ApprovalRequest: "approval_request",
    Approval: "approval",
    Prospect: "prospect",
    Slot: "slot",
    Customization: "customization",
    TrainingStatus: "training_status",
    Judgement: "judgement",
    Serving: "serving",
    ServingStatus: "serving_status",
    Answers: "answers",
    EvaluationJobs: "evaluation",
    EvaluationStatus: "evaluation_status",
    Comparison: "comparison",
    Promotion: "promotion",
    Release: "release",
    Publication: "publication",
    Resumption: "resumption",
}
"""Every type that a state returns, or that a person answers a question with."""
