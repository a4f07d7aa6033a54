"""What CreateEvaluationJob takes here: one model scored by program, or its responses by a judge."""

import json
from collections.abc import Mapping
from typing import Any, Final

from rehearsal.bedrock.errors import invalid
from rehearsal.bedrock.evaluation import stand_in_judge
from rehearsal.bedrock.evaluation.approximate_accuracy import BY_TASK, METRIC

PROGRAMMATIC: Final = ("Builtin.Accuracy", "Builtin.Robustness", "Builtin.Toxicity")
"""What the service scores without a judge; the stand-in computes the first."""

MOST_METRICS: Final = 3
"""Metrics of one dataset (quota)."""

DEFAULT_MAX_TOKENS: Final = 512


def check(request: Mapping[str, Any]) -> None:
    """Refuse what the service, or this stand-in, would not evaluate.

    Raises:
        ServiceError: ValidationException.
    """
    automated = request["evaluationConfig"].get("automated")
    if automated is None or "customMetricConfig" in automated:
        raise invalid("This stand-in for Bedrock evaluates by built-in metrics only")
    if request.get("applicationType") == "RagEvaluation":
        raise invalid("This stand-in for Bedrock evaluates models only")
    models = request["inferenceConfig"].get("models", [])
    if len(models) != 1:
        raise invalid("An automated evaluation job takes exactly one model")
    configs = automated["datasetMetricConfigs"]
    for config in configs:
        if "datasetLocation" not in config["dataset"]:
            raise invalid("This stand-in for Bedrock has no built-in datasets")
        if len(config["metricNames"]) > MOST_METRICS:
            raise invalid(f"A dataset takes at most {MOST_METRICS} metrics")
        (_check_judged if "evaluatorModelConfig" in automated else _check_scored)(config)
    if len({config["taskType"] for config in configs}) > 1:
        raise invalid("An automated evaluation job takes one task type")
    kind = "precomputedInferenceSource" if "evaluatorModelConfig" in automated else "bedrockModel"
    if kind not in models[0]:
        raise invalid(f"This stand-in for Bedrock takes a {kind} in such a job")


def _check_scored(config: Mapping[str, Any]) -> None:
    if config["taskType"] not in BY_TASK:
        raise invalid(f"Task type {config['taskType']} needs metrics of its own and a judge")
    for metric in config["metricNames"]:
        if metric not in PROGRAMMATIC:
            raise invalid(f"Metric {metric} is not one of {', '.join(PROGRAMMATIC)}")
        if metric != METRIC:
            raise invalid(f"This stand-in for Bedrock computes {METRIC}, not {metric}")


def _check_judged(config: Mapping[str, Any]) -> None:
    if config["taskType"] != stand_in_judge.TASK:
        raise invalid(f"A job with a judge takes the task type {stand_in_judge.TASK}")
    for metric in config["metricNames"]:
        if metric not in stand_in_judge.METRICS:
            valid = ", ".join(stand_in_judge.METRICS)
            raise invalid(f"This stand-in for Bedrock judges {valid}, not {metric}")


def max_tokens(request: Mapping[str, Any]) -> int:
    """Return the longest answer that the job asks a model for.

    Raises:
        ServiceError: ValidationException.
    """
    model = request["inferenceConfig"]["models"][0].get("bedrockModel", {})
    try:
        parameters = json.loads(model.get("inferenceParams", "{}"))
        most = parameters.get("inferenceConfig", {}).get("maxTokens", DEFAULT_MAX_TOKENS)
    except (ValueError, AttributeError) as error:
        raise invalid("inferenceParams is not a JSON object with an inferenceConfig") from error
    if not isinstance(most, int) or most < 1:
        raise invalid("inferenceParams.inferenceConfig.maxTokens must be a whole number above 0")
    return most
