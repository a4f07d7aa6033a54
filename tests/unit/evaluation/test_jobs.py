import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.response import StreamingBody
from botocore.stub import ANY, Stubber

from tuning.dataset.admission import Admission, Part
from tuning.evaluation import jobs
from tuning.evaluation.asking import Answers
from tuning.evaluation.jobs import Evaluation
from tuning.ledger.registration import Registration

CREATED = datetime(2026, 11, 21, 8, tzinfo=UTC)
BASE = "arn:aws:bedrock:us-east-1:123456789012:evaluation-job/aaaaaaaaaaaa"
CUSTOM = "arn:aws:bedrock:us-east-1:123456789012:evaluation-job/bbbbbbbbbbbb"
JUDGE = "us.anthropic.claude-haiku-4-5-20251001-v1:0"
SIX_HOURS_ON = "2026-11-21T14:00:00Z"
STARTED = Evaluation(base_job_arn=BASE, custom_job_arn=CUSTOM, look_until=SIX_HOURS_ON)
THROUGHPUT = "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghijkl"
ANSWERS = Answers(
    serving=THROUGHPUT,
    answers_key="runs/faq-0123456789ab/answers.jsonl",
    records=10,
    input_tokens=100,
    output_tokens=100,
)
ADMISSION = Admission(
    outcome="admitted",
    summary="",
    report_key="runs/r/dataset.json",
    source_format="converse",
    problems=0,
    prompts=Part(key="snapshots/ab12/prompts.jsonl", records=10, tokens=100),
)


def created(arn: str) -> Any:
    """What the service answers to a request for a job, at the moment when it creates the job."""
    stamp = CREATED.strftime("%a, %d %b %Y %H:%M:%S GMT")
    return {"jobArn": arn, "ResponseMetadata": {"HTTPHeaders": {"date": stamp}}}


def job(arn: str, status: str, *, age: timedelta = timedelta(hours=1), **more: Any) -> Any:
    stamp = (CREATED + age).strftime("%a, %d %b %Y %H:%M:%S GMT")
    return {
        "jobArn": arn,
        "jobName": "j",
        "status": status,
        "roleArn": "arn:aws:iam::123456789012:role/evaluation",
        "jobType": "Automated",
        "evaluationConfig": {"automated": {"datasetMetricConfigs": [DATASET]}},
        "inferenceConfig": {"models": [{"bedrockModel": {"modelIdentifier": "m"}}]},
        "outputDataConfig": {"s3Uri": "s3://bucket/x"},
        "creationTime": CREATED,
        "ResponseMetadata": {"HTTPHeaders": {"date": stamp}, "HTTPStatusCode": 200},
        **more,
    }


DATASET = {
    "taskType": "Generation",
    "dataset": {
        "name": "faq",
        "datasetLocation": {"s3Uri": "s3://artifacts-bucket/snapshots/ab12/prompts.jsonl"},
    },
    "metricNames": ["Builtin.Accuracy"],
}


def test_both_models_are_evaluated_over_one_file_of_prompts(
    stubbed: Callable[[str], Stubber], registration: Registration
) -> None:
    bedrock = stubbed("bedrock")
    for model, identifier, arn in (
        ("base", "amazon.nova-micro-v1:0", BASE),
        ("custom", THROUGHPUT, CUSTOM),
    ):
        bedrock.add_response(
            "create_evaluation_job",
            created(arn),
            {
                "jobName": f"dev-faq-0123456789ab-{model}",
                "clientRequestToken": f"dev-faq-0123456789ab-{model}",
                "roleArn": "arn:aws:iam::123456789012:role/evaluation",
                "customerEncryptionKeyId": ANY,
                "jobTags": ANY,
                "applicationType": "ModelEvaluation",
                "evaluationConfig": {"automated": {"datasetMetricConfigs": [DATASET]}},
                "inferenceConfig": {
                    "models": [
                        {
                            "bedrockModel": {
                                "modelIdentifier": identifier,
                                "inferenceParams": json.dumps(
                                    {"inferenceConfig": {"maxTokens": 256, "temperature": 0}}
                                ),
                            }
                        }
                    ]
                },
                "outputDataConfig": {
                    "s3Uri": "s3://artifacts-bucket/runs/faq-0123456789ab/evaluation/"
                },
            },
        )

    assert jobs.start(registration, ADMISSION, ANSWERS) == STARTED


def test_responses_of_a_deployment_are_judged_one_job_for_each_model(
    stubbed: Callable[[str], Stubber], registration: Registration
) -> None:
    folder = "runs/faq-0123456789ab/evaluation"
    answers = replace(
        ANSWERS,
        base_responses_key=f"{folder}/responses/base.jsonl",
        custom_responses_key=f"{folder}/responses/custom.jsonl",
    )
    bedrock = stubbed("bedrock")
    for model, arn in (("base", BASE), ("custom", CUSTOM)):
        bedrock.add_response(
            "create_evaluation_job",
            created(arn),
            {
                "jobName": f"dev-faq-0123456789ab-{model}",
                "clientRequestToken": f"dev-faq-0123456789ab-{model}",
                "roleArn": ANY,
                "customerEncryptionKeyId": ANY,
                "jobTags": ANY,
                "applicationType": "ModelEvaluation",
                "evaluationConfig": {
                    "automated": {
                        "datasetMetricConfigs": [
                            {
                                "taskType": "General",
                                "dataset": {
                                    "name": "faq",
                                    "datasetLocation": {
                                        "s3Uri": f"s3://artifacts-bucket/{folder}/responses/"
                                        f"{model}.jsonl"
                                    },
                                },
                                "metricNames": ["Builtin.Correctness", "Builtin.Completeness"],
                            }
                        ],
                        "evaluatorModelConfig": {
                            "bedrockEvaluatorModels": [{"modelIdentifier": JUDGE}]
                        },
                    }
                },
                "inferenceConfig": {
                    "models": [{"precomputedInferenceSource": {"inferenceSourceIdentifier": model}}]
                },
                "outputDataConfig": {"s3Uri": f"s3://artifacts-bucket/{folder}/"},
            },
        )

    started = jobs.start(registration, ADMISSION, answers)

    assert started == replace(STARTED, judge=JUDGE)
    bedrock.assert_no_pending_responses()


@pytest.mark.parametrize(
    ("base", "custom", "outcome"),
    [
        ("InProgress", "InProgress", "running"),
        ("Completed", "InProgress", "running"),
        ("InProgress", "Completed", "running"),
        ("Stopping", "InProgress", "running"),
        ("Failed", "Completed", "failed"),
        ("InProgress", "Failed", "failed"),
        ("Stopped", "Completed", "stopped"),
        ("Deleting", "Completed", "stopped"),
        ("AWordOfTomorrow", "Completed", "running"),
    ],
)
def test_every_pair_of_statuses_leads_somewhere(
    stubbed: Callable[[str], Stubber],
    registration: Registration,
    base: str,
    custom: str,
    outcome: str,
) -> None:
    bedrock = stubbed("bedrock")
    bedrock.add_response("get_evaluation_job", job(BASE, base), {"jobIdentifier": BASE})
    bedrock.add_response("get_evaluation_job", job(CUSTOM, custom), {"jobIdentifier": CUSTOM})

    assert jobs.check(registration, STARTED).outcome == outcome


def test_jobs_past_their_deadline_are_stopped(
    stubbed: Callable[[str], Stubber], registration: Registration
) -> None:
    bedrock = stubbed("bedrock")
    late = timedelta(hours=6)
    bedrock.add_response("get_evaluation_job", job(BASE, "InProgress", age=late))
    bedrock.add_response("get_evaluation_job", job(CUSTOM, "InProgress", age=late))
    bedrock.add_response("stop_evaluation_job", {}, {"jobIdentifier": BASE})
    bedrock.add_response("stop_evaluation_job", {}, {"jobIdentifier": CUSTOM})

    assert jobs.check(registration, STARTED).outcome == "timed_out"
    bedrock.assert_no_pending_responses()


def test_failed_jobs_bring_the_services_own_reasons(
    stubbed: Callable[[str], Stubber], registration: Registration
) -> None:
    bedrock = stubbed("bedrock")
    bedrock.add_response("get_evaluation_job", job(BASE, "Failed", failureMessages=["bad role"]))
    bedrock.add_response("get_evaluation_job", job(CUSTOM, "Failed", failureMessages=["no data"]))

    assert jobs.check(registration, STARTED).message == "bad role; no data"


def test_the_services_scores_are_averaged_from_its_lines(
    stubbed: Callable[[str], Stubber], registration: Registration
) -> None:
    bedrock, s3 = stubbed("bedrock"), stubbed("s3")
    bedrock.add_response("get_evaluation_job", job(BASE, "Completed"))
    bedrock.add_response("get_evaluation_job", job(CUSTOM, "Completed"))
    for model, results in (("base", (0.0, 0.5)), ("custom", (1.0, 0.5))):
        prefix = f"runs/faq-0123456789ab/evaluation/dev-faq-0123456789ab-{model}/"
        output = f"{prefix}uuid/models/m/taskTypes/Generation/datasets/faq/uuid_output.jsonl"
        s3.add_response(
            "list_objects_v2",
            {
                "Contents": [
                    {"Key": f"{prefix}other.json", "LastModified": CREATED},
                    {"Key": output, "LastModified": CREATED},
                ]
            },
            {"Bucket": "artifacts-bucket", "Prefix": prefix},
        )
        lines = b"".join(
            json.dumps(
                {
                    "automatedEvaluationResult": {
                        "scores": [{"metricName": "Accuracy", "result": result}]
                    },
                    "inputRecord": {"prompt": "p"},
                    "modelResponses": [{"modelIdentifier": "m", "response": "r"}],
                }
            ).encode()
            + b"\n"
            for result in results
        )
        s3.add_response(
            "get_object",
            {"Body": StreamingBody(io.BytesIO(lines), len(lines))},
            {"Bucket": "artifacts-bucket", "Key": output},
        )

    status = jobs.check(registration, STARTED)

    assert (status.base_scores, status.custom_scores) == ({"Accuracy": 0.25}, {"Accuracy": 0.75})
