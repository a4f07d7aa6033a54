"""The operations that are served; importing this package registers them all."""

from rehearsal.bedrock.operations import (
    converse,
    custom_models,
    customization_jobs,
    deployments,
    evaluation_jobs,
    foundation_models,
    guardrails,
    invoke_model,
    price_list,
    quotas,
    tags,
    throughputs,
)
from rehearsal.bedrock.operations.registry import SERVED

__all__ = [
    "SERVED",
    "converse",
    "custom_models",
    "customization_jobs",
    "deployments",
    "evaluation_jobs",
    "foundation_models",
    "guardrails",
    "invoke_model",
    "price_list",
    "quotas",
    "tags",
    "throughputs",
]
