"""What an evaluation job is asked for: to put prompts to a model, or to judge responses of ours."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tuning.evaluation.responses import TEST
from tuning.models.judges import Judge
from tuning.run.evaluation import Subject
from tuning.run.judging import Rubric
from tuning.run.registration import Registration
from tuning.run.validation import Admission
from tuning.settings import deployed

if TYPE_CHECKING:
    from mypy_boto3_bedrock.type_defs import (
        AutomatedEvaluationConfigTypeDef,
        CustomMetricDefinitionTypeDef,
        EvaluationConfigTypeDef,
        EvaluationInferenceConfigTypeDef,
    )


ACCURACY: Final = "Builtin.Accuracy"
"""Always scored. Robustness is not: it perturbs every prompt about six times, at six times the
cost."""

TOXICITY: Final = "Builtin.Toxicity"
"""Where the recipe asks for it."""

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
                    _dataset(
                        registration,
                        settings.task_type,
                        admission.prompts.key,
                        (ACCURACY, TOXICITY) if settings.toxicity else (ACCURACY,),
                    )
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


def judged(registration: Registration, judge: Judge, subject: Subject, key: str) -> Request:
    """Have a judge score what one model has answered already, or the answers of its own test.

    Args:
        registration: the run.
        judge: who scores.
        subject: whose responses they are, as every line of them says too.
        key: where they are, in the artifacts bucket.
    """
    settings = registration.ready_recipe.evaluation
    rubrics = () if subject == TEST else settings.rubrics
    metrics = (settings.tested_by,) if subject == TEST else settings.judged_by
    automated: AutomatedEvaluationConfigTypeDef = {
        "datasetMetricConfigs": [_dataset(registration, JUDGED_TASK, key, metrics)],
        "evaluatorModelConfig": {"bedrockEvaluatorModels": [{"modelIdentifier": judge.id}]},
    }
    if rubrics:
        automated["customMetricConfig"] = {
            "customMetrics": [{"customMetricDefinition": _definition(each)} for each in rubrics],
            "evaluatorModelConfig": {"bedrockEvaluatorModels": [{"modelIdentifier": judge.id}]},
        }
    return Request(
        evaluation={"automated": automated},
        inference={
            "models": [{"precomputedInferenceSource": {"inferenceSourceIdentifier": subject}}]
        },
    )


def _definition(rubric: Rubric) -> "CustomMetricDefinitionTypeDef":
    return {
        "name": rubric.name,
        "instructions": rubric.instructions,
        "ratingScale": [
            {"definition": rating.definition, "value": {"floatValue": rating.value}}
            for rating in rubric.ratings
        ],
    }


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
