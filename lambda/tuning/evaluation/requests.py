"""What an evaluation job is asked for: to put prompts to a model, or to judge responses of ours."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tuning.models.judges import Judge
from tuning.run.evaluation import Model
from tuning.run.registration import Registration
from tuning.run.validation import Admission
from tuning.settings import deployed

if TYPE_CHECKING:
    from mypy_boto3_bedrock.type_defs import (
        EvaluationConfigTypeDef,
        EvaluationInferenceConfigTypeDef,
    )


METRICS: Final = ("Builtin.Accuracy",)
"""Robustness perturbs every prompt about six times, at six times the cost; toxicity is not what a
tuned model is chosen by."""

JUDGED_METRICS: Final = ("Builtin.Correctness", "Builtin.Completeness")
"""Those by which a judge holds a response against the reference, each from 0 to 1. Every metric
asks the judge once more for every response; the others are about manners."""

JUDGED_TASK: Final = "General"
"""The task type of every judge's job, by the documentation's examples; the enumeration of the
service model has no word for it."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """The two parts of CreateEvaluationJob in which the kinds of job differ."""

    evaluation: "EvaluationConfigTypeDef"
    inference: "EvaluationInferenceConfigTypeDef"


def automated(registration: Registration, admission: Admission, identifier: str) -> Request:
    """Put the held-out prompts to one model, and score what it answers by program.

    Args:
        registration: the run.
        admission: says where the prompts are.
        identifier: a foundation model, an inference profile or provisioned throughput; the service
            model's pattern takes neither a custom model nor a deployment of one.
    """
    if admission.prompts is None:
        raise ValueError(f"run {registration.run_id} has no held-out prompts")
    settings = registration.ready_recipe.evaluation
    inference = {"maxTokens": settings.max_output_tokens, "temperature": 0}
    return Request(
        evaluation={
            "automated": {
                "datasetMetricConfigs": [
                    _dataset(registration, settings.task_type, admission.prompts.key, METRICS)
                ]
            }
        },
        inference={
            "models": [
                {
                    "bedrockModel": {
                        "modelIdentifier": identifier,
                        "inferenceParams": json.dumps({"inferenceConfig": inference}),
                    }
                }
            ]
        },
    )


def judged(registration: Registration, judge: Judge, model: Model, key: str) -> Request:
    """Have a judge score what one model has answered already.

    Args:
        registration: the run.
        judge: who scores.
        model: whose responses they are, as every line of them says too.
        key: where they are, in the artifacts bucket.
    """
    return Request(
        evaluation={
            "automated": {
                "datasetMetricConfigs": [_dataset(registration, JUDGED_TASK, key, JUDGED_METRICS)],
                "evaluatorModelConfig": {"bedrockEvaluatorModels": [{"modelIdentifier": judge.id}]},
            }
        },
        inference={
            "models": [{"precomputedInferenceSource": {"inferenceSourceIdentifier": model}}]
        },
    )


def _dataset(registration: Registration, task_type: str, key: str, metrics: tuple[str, ...]) -> Any:
    # the type stubs follow the enumeration, which lacks the task type of judges
    return {
        "taskType": task_type,
        "dataset": {
            "name": registration.task,
            "datasetLocation": {"s3Uri": f"s3://{deployed().artifacts_bucket}/{key}"},
        },
        "metricNames": list(metrics),
    }
