import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
from botocore.stub import ANY, Stubber
from msgspec import structs

from tests.unit.conftest import Served
from tests.unit.evaluation.conftest import refusal
from tests.unit.hosting.conftest import plan as plan
from tests.unit.seals import seal
from tuning import naming
from tuning.artifacts import seal_of
from tuning.errors import MOST_WORDS, ArtifactChanged, Transient
from tuning.evaluation import checking, jobs
from tuning.models.judges import judges
from tuning.run.evaluation import Answers, EvaluationJobs, Job, Subject
from tuning.run.judging import Rating, Rubric
from tuning.run.plan import HostingPlan
from tuning.run.registration import Registration
from tuning.run.validation import Admission, Part

CREATED = datetime(2026, 11, 21, 8, tzinfo=UTC)
BASE = "arn:aws:bedrock:us-east-1:123456789012:evaluation-job/aaaaaaaaaaaa"
CUSTOM = "arn:aws:bedrock:us-east-1:123456789012:evaluation-job/bbbbbbbbbbbb"
JUDGE = "us.anthropic.claude-haiku-4-5-20251001-v1:0"
MISTRAL = "mistral.mistral-large-2402-v1:0"
HAIKUS = ("jeabe-b", "jeabe-c")
TESTED = ("test", "jeabe-t", f"{BASE[:-1]}t")
MISTRALS = ("j2e91-b", "j2e91-c")
SIX_HOURS_ON = "2026-11-21T14:00:00Z"
STARTED = EvaluationJobs(
    outcome="started",
    jobs=(
        Job(model="base", by="program", arn=BASE),
        Job(model="custom", by="program", arn=CUSTOM),
    ),
    judging="why",
    look_until=SIX_HOURS_ON,
)
THROUGHPUT = "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghijkl"
ANSWERS = Answers(
    serving=THROUGHPUT,
    records=10,
    input_tokens=100,
    output_tokens=100,
)
ADMISSION = Admission(
    outcome="admitted",
    summary="",
    report=seal("runs/r/dataset.json"),
    samples=seal(),
    source_format="converse",
    problems=0,
    prompts=Part(key="snapshots/ab12/prompts.jsonl", records=10, tokens=100),
)


FOLDER = "runs/faq/faq-0123456789ab/evaluation"
JUDGED = replace(
    ANSWERS,
    serving="arn:aws:bedrock:us-east-1:123456789012:custom-model-deployment/abcdefghijkl",
    base_responses=seal_of(f"{FOLDER}/responses/base.jsonl", b"base"),
    custom_responses=seal_of(f"{FOLDER}/responses/custom.jsonl", b"custom"),
)


@pytest.fixture(autouse=True)
def responses(bucket: Any) -> None:
    """What both models said, and what a judge is tested by, as AskModels wrote it."""
    for subject in ("base", "custom", "test"):
        bucket.objects[f"{FOLDER}/responses/{subject}.jsonl"] = subject.encode()


@pytest.fixture
def planned(plan: HostingPlan) -> Callable[..., HostingPlan]:
    """A plan of how the model is hosted, and of who may judge it."""

    def make(mode: Any, *judges: str) -> HostingPlan:
        return replace(plan, mode=mode, judges=judges, judging="why")

    return make


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
    stubbed: Callable[[str], Stubber],
    registration: Registration,
    planned: Callable[..., HostingPlan],
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
                    "s3Uri": "s3://artifacts-bucket/runs/faq/faq-0123456789ab/evaluation/"
                },
            },
        )

    assert jobs.start(registration, ADMISSION, planned("provisioned"), ANSWERS) == STARTED


@pytest.mark.usefixtures("settings")
def test_toxicity_is_measured_where_the_recipe_asks_for_it(
    served: Served, registration: Registration, planned: Callable[..., HostingPlan]
) -> None:
    bedrock = Remembering()
    served(bedrock=bedrock)

    jobs.start(asking_for(registration, toxicity=True), ADMISSION, planned("provisioned"), ANSWERS)

    metrics = [each["datasetMetricConfigs"][0]["metricNames"] for each in bedrock.automated]
    assert metrics == [["Builtin.Accuracy", "Builtin.Toxicity"]] * 2


def asking_for(registration: Registration, **settings: Any) -> Registration:
    """The run of a recipe that says more under [evaluation]."""
    recipe = registration.ready_recipe
    changed = structs.replace(recipe, evaluation=structs.replace(recipe.evaluation, **settings))
    return replace(registration, recipe=changed)


RUBRIC = Rubric(
    name="urgency",
    instructions="Is it urgent? {{prompt}} {{prediction}}",
    ratings=(Rating(definition="no", value=0.0), Rating(definition="yes", value=1.0)),
)


def test_a_judge_is_asked_by_the_recipes_metrics_and_rubrics_and_tested_by_the_first(
    stubbed: Callable[[str], Stubber],
    registration: Registration,
    planned: Callable[..., HostingPlan],
) -> None:
    """The stub holds every request to the service's own model."""
    bedrock = stubbed("bedrock")
    custom = {
        "customMetrics": [
            {
                "customMetricDefinition": {
                    "name": "urgency",
                    "instructions": "Is it urgent? {{prompt}} {{prediction}}",
                    "ratingScale": [
                        {"definition": "no", "value": {"floatValue": 0.0}},
                        {"definition": "yes", "value": {"floatValue": 1.0}},
                    ],
                }
            }
        ],
        "evaluatorModelConfig": {"bedrockEvaluatorModels": [{"modelIdentifier": JUDGE}]},
    }
    asked = ["Builtin.Relevance", "Builtin.Coherence", "urgency"]
    for subject, part, arn in (
        *zip(("base", "custom"), HAIKUS, (BASE, CUSTOM), strict=True),
        TESTED,
    ):
        expected = request(subject, JUDGE, part)
        automated = expected["evaluationConfig"]["automated"]
        automated["datasetMetricConfigs"][0]["metricNames"] = asked
        if subject == "test":
            automated["datasetMetricConfigs"][0]["metricNames"] = asked[:1]
        else:
            automated["customMetricConfig"] = custom
        bedrock.add_response("create_evaluation_job", created(arn), expected)
    tested = replace(JUDGED, test_responses=seal_of(f"{FOLDER}/responses/test.jsonl", b"test"))

    started = jobs.start(
        asking_for(registration, judge_metrics=("Relevance", "Coherence"), rubrics=(RUBRIC,)),
        ADMISSION,
        planned("on_demand", JUDGE),
        tested,
    )

    assert [job.model for job in started.jobs] == ["base", "custom", "test"]
    bedrock.assert_no_pending_responses()


@pytest.mark.usefixtures("settings")
def test_a_metric_about_manners_is_not_what_a_judge_is_tested_by(
    served: Served, registration: Registration, planned: Callable[..., HostingPlan]
) -> None:
    """An answer to another question may be as coherent and as polite as any."""
    bedrock = Remembering()
    served(bedrock=bedrock)
    tested = replace(JUDGED, test_responses=seal_of(f"{FOLDER}/responses/test.jsonl", b"test"))

    jobs.start(
        asking_for(registration, judge_metrics=("Coherence",)),
        ADMISSION,
        planned("on_demand", MISTRAL),
        tested,
    )

    metrics = [each["datasetMetricConfigs"][0]["metricNames"] for each in bedrock.automated]
    assert metrics == [["Builtin.Coherence"]] * 2 + [["Builtin.Correctness"]]


def request(model: str, judge: str, part: str) -> dict[str, Any]:
    """What CreateEvaluationJob is asked for where a judge reads what a model answered."""
    return {
        "jobName": f"dev-faq-0123456789ab-{part}",
        "clientRequestToken": f"dev-faq-0123456789ab-{part}",
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
                                "s3Uri": f"s3://artifacts-bucket/{FOLDER}/responses/{model}.jsonl"
                            },
                        },
                        "metricNames": ["Builtin.Correctness", "Builtin.Completeness"],
                    }
                ],
                "evaluatorModelConfig": {"bedrockEvaluatorModels": [{"modelIdentifier": judge}]},
            }
        },
        "inferenceConfig": {
            "models": [{"precomputedInferenceSource": {"inferenceSourceIdentifier": model}}]
        },
        "outputDataConfig": {"s3Uri": f"s3://artifacts-bucket/{FOLDER}/"},
    }


def judged_by(judge: str) -> EvaluationJobs:
    return replace(
        STARTED,
        jobs=(
            Job(model="base", by="judge", arn=BASE),
            Job(model="custom", by="judge", arn=CUSTOM),
        ),
        judge=judge,
    )


def refuse(bedrock: Stubber, code: str, words: str = "no") -> None:
    bedrock.add_client_error("create_evaluation_job", code, words)


def test_responses_of_a_deployment_are_judged_one_job_for_each_model(
    stubbed: Callable[[str], Stubber],
    registration: Registration,
    planned: Callable[..., HostingPlan],
) -> None:
    bedrock = stubbed("bedrock")
    for model, part, arn in (("base", HAIKUS[0], BASE), ("custom", HAIKUS[1], CUSTOM)):
        bedrock.add_response("create_evaluation_job", created(arn), request(model, JUDGE, part))

    started = jobs.start(registration, ADMISSION, planned("on_demand", JUDGE, MISTRAL), JUDGED)

    assert started == judged_by(JUDGE)
    bedrock.assert_no_pending_responses()


def test_toxicity_that_nothing_can_measure_is_said(
    registration: Registration, planned: Callable[..., HostingPlan]
) -> None:
    recipe = registration.ready_recipe
    asked = structs.replace(recipe.evaluation, toxicity=True)
    toxic = replace(registration, recipe=structs.replace(recipe, evaluation=asked))

    found = jobs.start(toxic, replace(ADMISSION, prompts=None), planned("provisioned"), ANSWERS)

    assert ["Toxicity was not measured"] == [each[:25] for each in found.warnings]
    plain = jobs.start(
        registration, replace(ADMISSION, prompts=None), planned("provisioned"), ANSWERS
    )
    assert () == plain.warnings


def test_throughput_is_scored_by_program_and_by_the_recipes_judge_too(
    stubbed: Callable[[str], Stubber],
    registration: Registration,
    planned: Callable[..., HostingPlan],
) -> None:
    bedrock = stubbed("bedrock")
    arns = [f"{BASE[:-1]}{number}" for number in range(4)]
    for arn in arns:
        bedrock.add_response("create_evaluation_job", created(arn))

    started = jobs.start(registration, ADMISSION, planned("provisioned", JUDGE), JUDGED)

    assert [(job.model, job.by, job.arn) for job in started.jobs] == [
        ("base", "judge", arns[0]),
        ("custom", "judge", arns[1]),
        ("base", "program", arns[2]),
        ("custom", "program", arns[3]),
    ]


def test_a_model_that_no_job_may_ask_is_judged_by_what_it_answered_alone(
    stubbed: Callable[[str], Stubber],
    registration: Registration,
    planned: Callable[..., HostingPlan],
) -> None:
    """Nova 2 Lite: its model card says that evaluation jobs do not take it."""
    two_lite = structs.replace(registration.ready_recipe, base_model="amazon.nova-2-lite-v1:0:256k")
    bedrock = stubbed("bedrock")
    for arn in (BASE, CUSTOM):
        bedrock.add_response("create_evaluation_job", created(arn))

    started = jobs.start(
        replace(registration, recipe=two_lite), ADMISSION, planned("provisioned", JUDGE), JUDGED
    )

    assert started == judged_by(JUDGE)


@pytest.mark.parametrize(
    "code", ["AccessDeniedException", "ValidationException", "ResourceNotFoundException"]
)
def test_a_judge_that_bedrock_refuses_is_followed_by_the_next_one(
    stubbed: Callable[[str], Stubber],
    registration: Registration,
    planned: Callable[..., HostingPlan],
    code: str,
) -> None:
    bedrock = stubbed("bedrock")
    for _ in ("base", "custom"):
        refuse(bedrock, code, "this evaluator\nmodel is not supported")
    for model, part, arn in (("base", MISTRALS[0], BASE), ("custom", MISTRALS[1], CUSTOM)):
        bedrock.add_response("create_evaluation_job", created(arn), request(model, MISTRAL, part))

    started = jobs.start(registration, ADMISSION, planned("on_demand", JUDGE, MISTRAL), JUDGED)

    assert (started.judge, started.jobs) == (MISTRAL, judged_by(MISTRAL).jobs)
    assert started.judging == "Mistral Large judges, because Bedrock refused: Claude Haiku 4.5."
    assert started.warnings == (
        f"Claude Haiku 4.5 could not judge: {code}: this evaluator model is not supported",
    )
    assert all("\n" not in line for line in started.warnings)


@pytest.mark.parametrize(
    "code", ["AccessDeniedException", "ValidationException", "ServiceQuotaExceededException"]
)
def test_jobs_that_are_all_refused_leave_the_reason_and_nothing_to_wait_for(
    stubbed: Callable[[str], Stubber],
    registration: Registration,
    planned: Callable[..., HostingPlan],
    code: str,
) -> None:
    bedrock = stubbed("bedrock")
    for _ in range(2):
        refuse(bedrock, code, "the service's words")

    started = jobs.start(registration, ADMISSION, planned("on_demand", JUDGE), JUDGED)

    assert (started.outcome, started.jobs, started.judge) == ("none", (), None)
    assert started.judging == "No judge was used: Bedrock refused Claude Haiku 4.5."
    [warning] = started.warnings
    assert warning.startswith("Claude Haiku 4.5 could not judge: ")
    assert "the service's words" in warning


def test_no_judge_is_given_other_responses_than_were_answered(
    registration: Registration,
    planned: Callable[..., HostingPlan],
    bucket: Any,
    stubbed: Callable[[str], Stubber],
) -> None:
    """No request goes out: the stub knows none."""
    stubbed("bedrock")
    key = f"{FOLDER}/responses/custom.jsonl"
    bucket.objects[key] = b"Custom"

    with pytest.raises(ArtifactChanged, match=f"{key} is not what was written"):
        jobs.start(registration, ADMISSION, planned("on_demand", JUDGE), JUDGED)


def test_without_a_judge_nothing_is_started_and_the_plan_says_why(
    stubbed: Callable[[str], Stubber],
    registration: Registration,
    planned: Callable[..., HostingPlan],
) -> None:
    stubbed("bedrock")

    started = jobs.start(registration, ADMISSION, planned("on_demand"), JUDGED)

    assert started == EvaluationJobs(outcome="none", judging="why")


def test_one_job_that_is_refused_leaves_the_other(
    stubbed: Callable[[str], Stubber],
    registration: Registration,
    planned: Callable[..., HostingPlan],
) -> None:
    bedrock = stubbed("bedrock")
    bedrock.add_response("create_evaluation_job", created(BASE))
    refuse(bedrock, "ValidationException", "the custom one")

    started = jobs.start(registration, ADMISSION, planned("on_demand", JUDGE), JUDGED)

    assert started.jobs == judged_by(JUDGE).jobs[:1]
    assert started.judge == JUDGE
    [warning] = started.warnings
    assert "custom model was refused" in warning


def test_a_service_that_is_busy_is_asked_again(
    stubbed: Callable[[str], Stubber],
    registration: Registration,
    planned: Callable[..., HostingPlan],
) -> None:
    refuse(stubbed("bedrock"), "ThrottlingException")

    with pytest.raises(Transient):
        jobs.start(registration, ADMISSION, planned("on_demand", JUDGE), JUDGED)


@pytest.mark.parametrize(
    ("base", "custom", "outcome"),
    [
        ("InProgress", "InProgress", "running"),
        ("Completed", "InProgress", "running"),
        ("InProgress", "Completed", "running"),
        ("Stopping", "InProgress", "running"),
        ("Failed", "Completed", "failed"),
        ("InProgress", "Failed", "running"),
        ("Stopped", "Completed", "stopped"),
        ("Deleting", "Completed", "stopped"),
        ("AWordOfTomorrow", "Completed", "running"),
        ("Completed", "Completed", "completed"),
    ],
)
def test_every_pair_of_statuses_leads_somewhere(
    stubbed: Callable[[str], Stubber],
    registration: Registration,
    bucket: Any,
    base: str,
    custom: str,
    outcome: str,
) -> None:
    bedrock = stubbed("bedrock")
    bedrock.add_response("get_evaluation_job", job(BASE, base), {"jobIdentifier": BASE})
    bedrock.add_response("get_evaluation_job", job(CUSTOM, custom), {"jobIdentifier": CUSTOM})

    assert checking.check(registration, STARTED).outcome == outcome


def test_jobs_past_their_deadline_are_stopped(
    stubbed: Callable[[str], Stubber], registration: Registration
) -> None:
    bedrock = stubbed("bedrock")
    late = timedelta(hours=6)
    bedrock.add_response("get_evaluation_job", job(BASE, "InProgress", age=late))
    bedrock.add_response("get_evaluation_job", job(CUSTOM, "InProgress", age=late))
    bedrock.add_response("stop_evaluation_job", {}, {"jobIdentifier": BASE})
    bedrock.add_response("stop_evaluation_job", {}, {"jobIdentifier": CUSTOM})

    status = checking.check(registration, STARTED)

    assert status.outcome == "timed_out"
    assert all("was not done within 6:00:00" in line for line in status.warnings)
    bedrock.assert_no_pending_responses()


def test_failed_jobs_bring_the_services_own_reasons_in_one_line(
    stubbed: Callable[[str], Stubber], registration: Registration
) -> None:
    bedrock = stubbed("bedrock")
    bedrock.add_response("get_evaluation_job", job(BASE, "Failed", failureMessages=["bad\nrole"]))
    bedrock.add_response("get_evaluation_job", job(CUSTOM, "Stopped"))

    assert checking.check(registration, STARTED).warnings == (
        "The evaluation job of the base model by program failed: bad role",
        "Somebody stopped the evaluation job of the custom model by program",
    )


def test_a_pair_of_which_one_job_completed_keeps_what_it_scored(
    stubbed: Callable[[str], Stubber], registration: Registration, bucket: Any
) -> None:
    bedrock = stubbed("bedrock")
    bedrock.add_response("get_evaluation_job", job(BASE, "Completed"))
    bedrock.add_response("get_evaluation_job", job(CUSTOM, "Failed", failureMessages=["no data"]))
    line = {"automatedEvaluationResult": {"scores": [{"metricName": "Accuracy", "result": 0.5}]}}
    bucket.objects[f"{FOLDER}/dev-faq-0123456789ab-base/x/y_output.jsonl"] = json.dumps(
        line
    ).encode()

    status = checking.check(registration, STARTED)

    assert status.outcome == "failed"
    assert (status.base_scores, status.custom_scores) == ({"Accuracy": 0.5}, None)
    assert len(status.warnings) == 1


def test_a_job_that_may_not_be_looked_at_is_a_warning_and_not_waited_for(
    stubbed: Callable[[str], Stubber], registration: Registration, bucket: Any
) -> None:
    bedrock = stubbed("bedrock")
    bedrock.add_client_error("get_evaluation_job", "AccessDeniedException", "not you")
    bedrock.add_response("get_evaluation_job", job(CUSTOM, "Completed"))

    status = checking.check(registration, STARTED)

    assert status.outcome == "failed"
    assert "not you" in status.warnings[0]


def test_the_services_scores_are_averaged_from_its_lines(
    stubbed: Callable[[str], Stubber], registration: Registration, bucket: Any
) -> None:
    bedrock = stubbed("bedrock")
    bedrock.add_response("get_evaluation_job", job(BASE, "Completed"))
    bedrock.add_response("get_evaluation_job", job(CUSTOM, "Completed"))
    for model, results in (("base", (0.0, 0.5)), ("custom", (1.0, 0.5))):
        prefix = f"runs/faq/faq-0123456789ab/evaluation/dev-faq-0123456789ab-{model}/"
        output = f"{prefix}uuid/models/m/taskTypes/Generation/datasets/faq/uuid_output.jsonl"
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
        bucket.objects[f"{prefix}other.json"] = b"no line of scores"
        bucket.objects[output] = lines

    status = checking.check(registration, STARTED)

    assert (status.base_scores, status.custom_scores) == ({"Accuracy": 0.25}, {"Accuracy": 0.75})
    files = [key for key in bucket.objects if key.endswith("_output.jsonl")]
    assert [seal_of(key, bucket.objects[key]) for key in files] == [*status.outputs]


UNREADABLE = [
    b'{"automatedEvaluationResult":{"scores":[{"metricName":"Accuracy","result":NaN}]}}',
    b'{"automatedEvaluationResult":{"scores":[{"metricName":"Accuracy","result":"0.5"}]}}',
    b'{"automatedEvaluationResult":null}',
    b"null",
    b'{"automatedEvaluationRes',
    b"\xff\xfe",
]


@pytest.mark.parametrize("line", UNREADABLE)
def test_a_line_of_scores_that_cannot_be_read_is_a_warning_and_the_others_count(
    stubbed: Callable[[str], Stubber], registration: Registration, bucket: Any, line: bytes
) -> None:
    bedrock = stubbed("bedrock")
    for arn in (BASE, CUSTOM):
        bedrock.add_response("get_evaluation_job", job(arn, "Completed"))
    good = b'{"automatedEvaluationResult":{"scores":[{"metricName":"Accuracy","result":0.5}]}}'
    output = f"{FOLDER}/dev-faq-0123456789ab-base/x/y_output.jsonl"
    bucket.objects[output] = b"\n".join((good, line, good))

    status = checking.check(registration, STARTED)

    assert (status.outcome, status.base_scores) == ("completed", {"Accuracy": 0.5})
    [warning] = status.warnings
    assert warning.startswith("1 of the lines of the evaluation job of the base model")


class Remembering:
    """Bedrock by the words of its API: a token that it knows is answered with its first job."""

    def __init__(self, throttles: int = 0) -> None:
        self.judges: dict[str, str] = {}
        self.automated: list[Any] = []
        self.throttles = throttles

    def create_evaluation_job(self, **request: Any) -> Any:
        automated = request["evaluationConfig"]["automated"]
        self.automated.append(automated)
        if "evaluatorModelConfig" not in automated:
            return created(f"arn:{request['clientRequestToken']}")
        [evaluator] = automated["evaluatorModelConfig"]["bedrockEvaluatorModels"]
        token, who = request["clientRequestToken"], evaluator["modelIdentifier"]
        if token not in self.judges:
            if who == JUDGE:
                raise refusal("ValidationException", "no access to the judge")
            if len(self.judges) == 1 and self.throttles:
                self.throttles -= 1
                raise refusal("ThrottlingException", "slow")
            self.judges[token] = who
        return created(f"arn:{token}")


def test_a_retry_after_a_fallback_names_the_judge_whose_jobs_run(
    served: Served,
    registration: Registration,
    planned: Callable[..., HostingPlan],
    settings: Any,
) -> None:
    bedrock = Remembering(throttles=1)
    served(bedrock=bedrock)
    plan = planned("on_demand", JUDGE, MISTRAL)
    with pytest.raises(Transient):
        jobs.start(registration, ADMISSION, plan, JUDGED)

    started = jobs.start(registration, ADMISSION, plan, JUDGED)

    running = [bedrock.judges[job.arn.removeprefix("arn:")] for job in started.jobs]
    assert (started.judge, running) == (MISTRAL, [MISTRAL, MISTRAL])


def test_each_judge_has_jobs_of_its_own_that_a_release_finds_by_the_runs_name() -> None:
    parts = {
        jobs.part_of(model, "judge", each.id) for model in get_args(Subject) for each in judges()
    }

    assert len(parts) == 3 * len(judges())
    longest = {naming.resource_name("e" * 9, f"{'t' * 32}-{'0' * 12}", part) for part in parts}
    assert {len(name) for name in longest} == {naming.NAME_LENGTH}


def test_a_services_words_are_cut_to_what_a_state_has_room_for(
    stubbed: Callable[[str], Stubber], registration: Registration
) -> None:
    bedrock = stubbed("bedrock")
    for arn in (BASE, CUSTOM):
        bedrock.add_response(
            "get_evaluation_job", job(arn, "Failed", failureMessages=["x" * 2048] * 20)
        )

    warnings = checking.check(registration, STARTED).warnings

    assert all(len(line) < MOST_WORDS + 100 for line in warnings)
    assert all(line.endswith("\N{HORIZONTAL ELLIPSIS}") for line in warnings)
