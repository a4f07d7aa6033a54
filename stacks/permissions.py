"""What each state of the walk may do: the calls that its handler makes, and no others."""

from collections.abc import Mapping
from typing import Final

from stacks import bedrock_rights as bedrock
from stacks import storage_rights as storage
from stacks.holdings import Holdings
from stacks.policy import Right
from tuning import naming

TRAINING: Final = f"{naming.RUNS}/*/training/*"
EVALUATION: Final = f"{naming.RUNS}/*/evaluation/*"


def permissions(environment: str, holdings: Holdings) -> Mapping[str, tuple[Right, ...]]:
    """Return the rights of every state, by its name."""
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
        "ValidateDataset": (
            storage.lists(datasets),
            storage.reads(datasets, storage.INCOMING),
            storage.lists(artifacts),
            storage.reads(artifacts, storage.SNAPSHOTS),
            storage.writes(artifacts, storage.SNAPSHOTS),
            storage.writes(artifacts, f"{naming.RUNS}/*/dataset.json"),
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
