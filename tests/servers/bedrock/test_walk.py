"""The walk through the stand-in as the pipeline takes it, by real clients."""

import csv
import io
import json
from typing import Any

import pytest

from rehearsal.bedrock import BedrockStandIn, Held
from tests.servers.bedrock.account import BASE, Account, Requests
from tests.servers.bedrock.conftest import Until
from tests.servers.bedrock.parrot import IGNORANCE
from tuning.clients import service_time


def ask(runtime: Any, model: str, text: str) -> Any:
    return runtime.converse(modelId=model, messages=[{"role": "user", "content": [{"text": text}]}])


def test_a_completed_job_has_a_model_its_losses_and_its_phases(
    bedrock: Any, asks: Requests, until: Until
) -> None:
    arn = bedrock.create_model_customization_job(**asks.job())["jobArn"]
    job = until(lambda: bedrock.get_model_customization_job(jobIdentifier="faq-job"), "Completed")

    assert job["jobArn"] == arn
    assert job["trainingMetrics"]["trainingLoss"] == pytest.approx(2 / 16)
    assert job["validationMetrics"] == [{"validationLoss": pytest.approx(2 / 16)}]
    assert {"Completed"} == {phase["status"] for phase in job["statusDetails"].values()}
    assert job["creationTime"] < job["endTime"]
    model = bedrock.get_custom_model(modelIdentifier=job["outputModelArn"])
    assert ("faq-model", "Active") == (model["modelName"], model["modelStatus"])


def test_a_completed_job_leaves_its_metrics_where_the_service_does(
    account: Account, asks: Requests, custom_model: str
) -> None:
    key, text = account.only(asks.folder, "step_wise_training_metrics.csv")

    rows = list(csv.DictReader(io.StringIO(text)))

    assert key.startswith(f"{asks.folder}/training/model-customization-job-")
    assert ["step_number", "epoch_number", "training_loss", "perplexity"] == list(rows[0])
    assert [row["epoch_number"] for row in rows] == ["0"] * 8 + ["1"] * 8
    assert float(rows[0]["perplexity"]) == pytest.approx(7.389, abs=0.001)
    key, text = account.only(asks.folder, "/validation_metrics.csv")
    assert "post_fine_tuning_validation" in key
    assert text.startswith("step_number,epoch_number,validation_loss,perplexity")


def test_throughput_answers_with_the_custom_model_and_the_base_without_it(
    runtime: Any, throughput: str
) -> None:
    custom = ask(runtime, throughput, "question 3")
    base = ask(runtime, BASE, "question 3")

    assert [{"text": "answer 3"}] == custom["output"]["message"]["content"]
    assert base["output"]["message"]["content"] == [{"text": IGNORANCE}]
    assert ("end_turn", 2) == (custom["stopReason"], custom["usage"]["outputTokens"])


def test_an_evaluation_scores_real_answers(
    bedrock: Any, account: Account, asks: Requests, until: Until, throughput: str
) -> None:
    arn = bedrock.create_evaluation_job(**asks.evaluation(throughput))["jobArn"]
    until(lambda: bedrock.get_evaluation_job(jobIdentifier=arn), "Completed")

    key, text = account.only(asks.folder, "_output.jsonl")

    lines = [json.loads(line) for line in text.splitlines()]
    scores = [line["automatedEvaluationResult"]["scores"] for line in lines]
    assert scores == [[{"metricName": "Builtin.Accuracy", "result": 1.0}]] * 8
    assert lines[0]["modelResponses"] == [{"modelIdentifier": throughput, "response": "answer 0"}]
    assert "question 0" == lines[0]["inputRecord"]["prompt"]
    assert key.startswith(f"{asks.folder}/evaluation/faq-evaluation/")
    assert f"/models/{throughput.split('/')[1]}/taskTypes/Classification/datasets/faq/" in key


def test_an_evaluation_of_the_base_model_scores_it_lower(
    bedrock: Any, account: Account, asks: Requests, until: Until
) -> None:
    arn = bedrock.create_evaluation_job(**asks.evaluation(BASE))["jobArn"]
    until(lambda: bedrock.get_evaluation_job(jobIdentifier=arn), "Completed")

    _, text = account.only(asks.folder, "_output.jsonl")

    lines = [json.loads(line) for line in text.splitlines()]
    results = {line["automatedEvaluationResult"]["scores"][0]["result"] for line in lines}
    assert {0.0} == results


def test_throughput_bills_until_it_is_deleted(
    bedrock: Any, stand_in: BedrockStandIn, throughput: str
) -> None:
    def hours() -> float:
        (charge,) = (c for c in stand_in.bill() if c.what == "provisioned_unit_hour")
        return charge.quantity

    first = hours()
    assert first > 0.25
    assert hours() > first
    assert stand_in.held() == Held(provisioned_throughput=1, deployments=0)

    bedrock.delete_provisioned_model_throughput(provisionedModelId=throughput)

    last = hours()
    assert stand_in.held() == Held(provisioned_throughput=0, deployments=0)
    assert hours() == last


def test_training_and_the_base_models_answers_are_metered_and_the_custom_models_are_not(
    runtime: Any, stand_in: BedrockStandIn, throughput: str
) -> None:
    ask(runtime, throughput, "question 1")
    before = {charge.what: charge.quantity for charge in stand_in.bill()}
    assert before["training_1k_tokens"] == pytest.approx(1.6)
    assert "base_output_1k_tokens" not in before

    ask(runtime, BASE, "question 1")

    after = {charge.what: charge.quantity for charge in stand_in.bill()}
    assert after["base_input_1k_tokens"] == pytest.approx(0.002)
    assert after["base_output_1k_tokens"] == pytest.approx(0.004)


def test_a_model_that_is_served_cannot_be_deleted(bedrock: Any, throughput: str) -> None:
    with pytest.raises(bedrock.exceptions.ConflictException, match="delete that first"):
        bedrock.delete_custom_model(modelIdentifier="faq-model")

    bedrock.delete_provisioned_model_throughput(provisionedModelId=throughput)
    bedrock.delete_custom_model(modelIdentifier="faq-model")

    with pytest.raises(bedrock.exceptions.ResourceNotFoundException):
        bedrock.get_custom_model(modelIdentifier="faq-model")


def test_tags_are_kept_with_what_they_were_given_to(bedrock: Any, throughput: str) -> None:
    bedrock.tag_resource(resourceARN=throughput, tags=[{"key": "run", "value": "1"}])

    tags = bedrock.list_tags_for_resource(resourceARN=throughput)["tags"]

    assert [{"key": "project", "value": "faq"}, {"key": "run", "value": "1"}] == tags


def test_lists_filter_and_come_in_pages(bedrock: Any, asks: Requests, custom_model: str) -> None:
    for number in range(7):
        request = asks.evaluation(BASE, jobName=f"tuned-{number}")
        bedrock.create_evaluation_job(**request)

    pages = bedrock.get_paginator("list_evaluation_jobs").paginate(nameContains="tuned")
    names = [job["jobName"] for page in pages for job in page["jobSummaries"]]

    assert names == [f"tuned-{number}" for number in reversed(range(7))]
    assert 5 == len(bedrock.list_evaluation_jobs()["jobSummaries"])
    found = bedrock.list_model_customization_jobs(statusEquals="Completed", nameContains="faq")
    assert ["faq-job"] == [job["jobName"] for job in found["modelCustomizationJobSummaries"]]
    listed = bedrock.list_custom_models(nameContains="faq")["modelSummaries"]
    assert [model["modelArn"] for model in listed] == [custom_model]
    assert [] == bedrock.list_provisioned_model_throughputs()["provisionedModelSummaries"]


def test_answers_are_dated_by_the_rehearsals_clock_and_say_what_answers(
    bedrock: Any, asks: Requests, until: Until
) -> None:
    arn = bedrock.create_model_customization_job(**asks.job())["jobArn"]

    answer = bedrock.get_model_customization_job(jobIdentifier=arn)

    age = service_time(answer) - answer["creationTime"]
    assert -1 <= age.total_seconds() < 60 * 60
    assert "bedrock" == answer["ResponseMetadata"]["HTTPHeaders"]["x-rehearsal-stand-in"]
