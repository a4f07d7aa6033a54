"""What CreateEvaluationJob takes here: one model scored by program, or its responses by a judge."""

import json
from collections.abc import Mapping
from typing import Any, Final

from rehearsal.bedrock.errors import invalid
from rehearsal.bedrock.evaluation import stand_in_judge
from rehearsal.bedrock.evaluation.approximate_accuracy import BY_TASK, METRIC

JUDGED: Final = (
    "Builtin.Correctness",
    "Builtin.Completeness",
    "Builtin.Faithfulness",
    "Builtin.Helpfulness",
    "Builtin.Coherence",
    "Builtin.Relevance",
    "Builtin.FollowingInstructions",
    "Builtin.ProfessionalStyleAndTone",
    "Builtin.Harmfulness",
    "Builtin.Stereotyping",
    "Builtin.Refusal",
)
"""What the service has judges score (``EvaluationDatasetMetricConfig.metricNames``)."""

PLACES: Final = ("{{prompt}}", "{{prediction}}")
"""What the instructions of a custom metric must hold (user guide, model-evaluation-custom-metrics-
prompt-formats). Lengths and numbers are the service model's, by which every request is held."""

PROGRAMMATIC: Final = ("Builtin.Accuracy", "Builtin.Robustness", "Builtin.Toxicity")
"""What the service scores without a judge; the stand-in computes the first."""

MOST_METRICS: Final = 3
"""Metrics of one dataset in a job without a judge (quota); of a judge's, the service model says."""

DEFAULT_MAX_TOKENS: Final = 512


def check(request: Mapping[str, Any]) -> None:
    """Refuse what the service, or this stand-in, would not evaluate.

    Raises:
        ServiceError: ValidationException.
    """
    automated = request["evaluationConfig"].get("automated")
    if automated is None:
        raise invalid("This stand-in for Bedrock has no people to evaluate")
    custom = _custom(automated)
    if request.get("applicationType") == "RagEvaluation":
        raise invalid("This stand-in for Bedrock evaluates models only")
    models = request["inferenceConfig"].get("models", [])
    if len(models) != 1:
        raise invalid("An automated evaluation job takes exactly one model")
    configs = automated["datasetMetricConfigs"]
    for config in configs:
        if "datasetLocation" not in config["dataset"]:
            raise invalid("This stand-in for Bedrock has no built-in datasets")
        if "evaluatorModelConfig" in automated:
            _check_judged(config, custom)
        else:
            _check_scored(config)
    if len({config["taskType"] for config in configs}) > 1:
        raise invalid("An automated evaluation job takes one task type")
    kind = "precomputedInferenceSource" if "evaluatorModelConfig" in automated else "bedrockModel"
    if kind not in models[0]:
        raise invalid(f"This stand-in for Bedrock takes a {kind} in such a job")


def _custom(automated: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the custom metrics of a job, each of which a judge can be asked."""
    config = automated.get("customMetricConfig")
    if config is None:
        return ()
    if "evaluatorModelConfig" not in automated:
        raise invalid("This stand-in for Bedrock judges by custom metrics beside built-in ones")
    if config["evaluatorModelConfig"] != automated["evaluatorModelConfig"]:
        raise invalid("This stand-in for Bedrock has one judge in a job")
    definitions = [each["customMetricDefinition"] for each in config["customMetrics"]]
    for each in definitions:
        missing = [place for place in PLACES if place not in each["instructions"]]
        if missing:
            raise invalid(f"The custom metric's instructions have no input variable {missing[0]}")
    names = tuple(each["name"] for each in definitions)
    if len({*names}) < len(names):
        raise invalid("Custom metrics must have names of their own")
    return names


def _check_scored(config: Mapping[str, Any]) -> None:
    if len(config["metricNames"]) > MOST_METRICS:
        raise invalid(f"A dataset takes at most {MOST_METRICS} metrics")
    if config["taskType"] not in BY_TASK:
        raise invalid(f"Task type {config['taskType']} needs metrics of its own and a judge")
    for metric in config["metricNames"]:
        if metric not in PROGRAMMATIC:
            raise invalid(f"Metric {metric} is not one of {', '.join(PROGRAMMATIC)}")
        if metric != METRIC:
            raise invalid(f"This stand-in for Bedrock computes {METRIC}, not {metric}")


def _check_judged(config: Mapping[str, Any], custom: tuple[str, ...]) -> None:
    if config["taskType"] != stand_in_judge.TASK:
        raise invalid(f"A job with a judge takes the task type {stand_in_judge.TASK}")
    for metric in config["metricNames"]:
        if metric not in (*JUDGED, *custom):
            raise invalid(f"Metric {metric} is not one of {', '.join((*JUDGED, *custom))}")


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
