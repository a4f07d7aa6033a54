"""What each state of the walk may do: the calls that its handler makes, and no others."""

from collections.abc import Mapping
from typing import Final

from stacks import bedrock_rights as bedrock
from stacks import storage_rights as storage
from stacks.environments import Environment
from stacks.holdings import Holdings
from stacks.policy import Right
from tuning import naming

TRAINING: Final = f"{naming.RUNS}/*/training/*"
EVALUATION: Final = f"{naming.RUNS}/*/evaluation/*"


ASKS_COMPREHEND: Final = Right(
    actions=("comprehend:DetectPiiEntities",),
    resources=("*",),
    because=(
        "Comprehend defines no resource type for looking at a text, so nothing narrower exists. It "
        "keeps nothing and changes nothing, and only environments with a second opinion have it."
    ),
)


def permissions(row: Environment, holdings: Holdings) -> Mapping[str, tuple[Right, ...]]:
    """Return the rights of every state of an environment, by the state's name."""
    environment = row.name
    datasets, artifacts = holdings.datasets_arn, holdings.artifacts_arn
    table, model_key = holdings.runs_table_arn, holdings.model_key_arn
    stops_job = bedrock.manages(environment, bedrock.JOBS, "bedrock:StopModelCustomizationJob")
    stops_evaluation = bedrock.manages(
        environment, bedrock.EVALUATIONS, "bedrock:StopEvaluationJob"
    )
    own: dict[str, tuple[Right, ...]] = {
        "RegisterRun": (
            storage.claims(table),
            storage.recalls(table),
            storage.lists(datasets),
            storage.reads(datasets, storage.INCOMING),
        ),
        "PlanValidation": (
            storage.lists(datasets),
            storage.reads(datasets, storage.INCOMING),
        ),
        "ValidateSegment": (
            storage.lists(datasets),
            storage.reads(datasets, storage.INCOMING),
            storage.writes(artifacts, storage.PIECES),
        ),
        "ValidateDataset": (
            storage.lists(datasets),
            storage.reads(datasets, storage.INCOMING),
            storage.lists(artifacts),
            storage.reads(artifacts, storage.SNAPSHOTS),
            storage.writes(artifacts, storage.SNAPSHOTS),
            storage.writes(artifacts, storage.REJECTED),
            storage.writes(artifacts, f"{naming.RUNS}/*/dataset.json"),
            storage.writes(artifacts, f"{naming.RUNS}/*/samples.json"),
            storage.reads(artifacts, storage.PIECES),
            *((storage.locks(artifacts, storage.SNAPSHOTS),) if row.snapshot_lock_days else ()),
            *((ASKS_COMPREHEND,) if row.second_opinion else ()),
        ),
        "StartCustomization": (
            *bedrock.starts_customization(environment),
            bedrock.reads_lifecycle(),
            bedrock.passes(holdings.customization_role_arn),
            storage.lends(model_key, "bedrock"),
            storage.lists(artifacts),
            storage.reads(artifacts, storage.SNAPSHOTS),
        ),
        "CheckCustomization": (
            bedrock.manages(environment, bedrock.JOBS, "bedrock:GetModelCustomizationJob"),
            stops_job,
        ),
        "JudgeTraining": (
            storage.lists(artifacts),
            storage.reads(artifacts, TRAINING),
            storage.writes(artifacts, f"{naming.RUNS}/*/curves.json"),
        ),
        "BuyThroughput": (
            *bedrock.buys_throughput(environment),
            storage.decrypts(model_key, "bedrock"),
        ),
        "CheckThroughput": (
            bedrock.manages(
                environment, bedrock.THROUGHPUT, "bedrock:GetProvisionedModelThroughput"
            ),
        ),
        "StartEvaluation": (
            *bedrock.starts_evaluation(environment),
            bedrock.passes(holdings.evaluation_role_arn),
            storage.encrypts(model_key, "bedrock"),
        ),
        "CheckEvaluation": (
            bedrock.manages(environment, bedrock.EVALUATIONS, "bedrock:GetEvaluationJob"),
            stops_evaluation,
            storage.lists(artifacts),
            storage.reads(artifacts, EVALUATION),
        ),
        "CompareModels": (
            *bedrock.asks_models(environment, "bedrock:InvokeModel"),
            storage.decrypts(model_key, "bedrock"),
            storage.lists(artifacts),
            storage.reads(artifacts, storage.SNAPSHOTS),
            storage.writes(artifacts, f"{naming.RUNS}/*/answers.jsonl"),
        ),
        "Promote": (),
        "ReleaseThroughput": (
            bedrock.looks_up(bedrock.JOBS, "bedrock:GetModelCustomizationJob"),
            stops_job,
            bedrock.lists("bedrock:ListEvaluationJobs", "bedrock:ListProvisionedModelThroughputs"),
            stops_evaluation,
            bedrock.manages(
                environment, bedrock.THROUGHPUT, "bedrock:DeleteProvisionedModelThroughput"
            ),
        ),
        "PublishReport": (
            storage.recalls(table),
            storage.lists(artifacts),
            storage.reads(artifacts, storage.RUNS),
            storage.reads(artifacts, storage.SNAPSHOTS),
            storage.writes(artifacts, f"{naming.RUNS}/*/report.*"),
        ),
    }
    common = (
        storage.records(table),
        storage.encrypts(holdings.data_key_arn, "s3", "dynamodb"),
    )
    return {name: (*rights, *common) for name, rights in own.items()}
