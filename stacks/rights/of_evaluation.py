"""What the states may do that ask both models, judge their answers and report on them."""

from typing import Final

from stacks.rights import bedrock, bedrock_arns, lease, ledger, storage
from stacks.rights.policy import Right
from stacks.rights.scope import Scope

EVALUATION: Final = storage.of_runs("evaluation/*")
RESPONSES: Final = storage.of_runs("evaluation/responses/*")


def measure_baselines(scope: Scope) -> tuple[Right, ...]:
    """Put the held-out prompts to the base model, keep its answers, and read what is trained on."""
    artifacts = scope.holdings.artifacts_arn
    return (
        storage.recalls(scope.holdings.runs_table_arn),
        ledger.notes(scope.holdings.runs_table_arn, *ledger.COUNTED),
        lease.reads_quotas(),
        *bedrock.asks_base_models("bedrock:InvokeModel"),
        *_through_guardrail(scope),
        bedrock.looks_at_profiles(bedrock_arns.asked()),
        storage.lists(artifacts),
        storage.reads(artifacts, storage.SNAPSHOTS),
        storage.reads(artifacts, storage.of_runs("answers/*")),
        storage.writes(artifacts, storage.of_runs("answers/*")),
    )


def ask_models(scope: Scope) -> tuple[Right, ...]:
    """Put the held-out prompts to both models and to the champion, and keep their answers."""
    environment, artifacts = scope.environment, scope.holdings.artifacts_arn
    return (
        lease.reads_quotas(),
        *bedrock.asks_models(environment, "bedrock:InvokeModel"),
        bedrock.manages(environment, bedrock.DEPLOYMENTS, "bedrock:InvokeModel"),
        *bedrock.applies(scope.settings.guardrail),
        *bedrock.looks_at_asked(environment, bedrock_arns.asked()),
        storage.encrypts(scope.holdings.model_key_arn, "bedrock"),
        storage.recalls(scope.holdings.runs_table_arn),
        storage.lists(artifacts),
        storage.reads(artifacts, storage.SNAPSHOTS),
        *storage.seals(artifacts, storage.of_runs("answers/*")),
        *storage.seals(artifacts, storage.of_runs("answers.jsonl")),
        *storage.seals(artifacts, storage.of_runs("guardrail.jsonl")),
        *storage.seals(artifacts, RESPONSES),
    )


def start_evaluation(scope: Scope) -> tuple[Right, ...]:
    """Start the evaluation jobs, over responses that are hashed again before."""
    artifacts = scope.holdings.artifacts_arn
    return (
        storage.lists(artifacts),
        storage.reads(artifacts, RESPONSES),
        *bedrock.starts_evaluation(scope.environment),
        bedrock.passes(scope.holdings.evaluation_role_arn),
        # Through S3, too: Bedrock keeps a copy of the prompts in a bucket of its own.
        storage.encrypts(scope.holdings.model_key_arn, "s3", "bedrock"),
    )


def check_evaluation(scope: Scope) -> tuple[Right, ...]:
    """Look at the evaluation jobs, stop those that are late, and read their scores."""
    artifacts = scope.holdings.artifacts_arn
    return (
        bedrock.manages(scope.environment, bedrock.EVALUATIONS, "bedrock:GetEvaluationJob"),
        stops_evaluation(scope),
        storage.lists(artifacts),
        storage.reads(artifacts, EVALUATION),
        # Results follow the bucket's key, says the documentation; the job was given this one.
        storage.decrypts(scope.holdings.model_key_arn, "s3"),
    )


def compare_models(scope: Scope) -> tuple[Right, ...]:
    """Read the answers, what a judge says of them, and what the baselines are made from."""
    artifacts = scope.holdings.artifacts_arn
    return (
        storage.lists(artifacts),
        storage.reads(artifacts, storage.of_runs("answers.jsonl")),
        storage.reads(artifacts, EVALUATION),
        storage.reads(artifacts, storage.of_runs("answers/probes.jsonl")),
        storage.reads(artifacts, storage.SNAPSHOTS),
        # As of what CheckEvaluation reads.
        storage.decrypts(scope.holdings.model_key_arn, "s3"),
    )


def publish_report(scope: Scope) -> tuple[Right, ...]:
    """Write the report and how the run ended, what was answered and refused, and what it cost."""
    noted = (*ledger.ENDED, *ledger.ANSWERED, *ledger.COUNTED, *ledger.REFUSED)
    return (*reports(scope), ledger.notes(scope.holdings.runs_table_arn, *noted))


def reports(scope: Scope) -> tuple[Right, ...]:
    """Read what the run left, and write its report."""
    artifacts = scope.holdings.artifacts_arn
    return (
        storage.recalls(scope.holdings.runs_table_arn),
        storage.lists(artifacts),
        storage.reads(artifacts, storage.RUNS),
        storage.reads(artifacts, storage.SNAPSHOTS),
        storage.writes(artifacts, storage.of_runs("report.*")),
        storage.writes(artifacts, storage.of_runs("model-card.md")),
        storage.writes(artifacts, storage.of_runs("cost.json")),
        storage.writes(artifacts, storage.of_runs("approvals*.json")),
    )


def _through_guardrail(scope: Scope) -> tuple[Right, ...]:
    """Ask base models through the guardrail: who asks custom models may use its key anyway."""
    applies = bedrock.applies(scope.settings.guardrail)
    return (*applies, storage.decrypts(scope.holdings.model_key_arn, "bedrock")) if applies else ()


def stops_evaluation(scope: Scope) -> Right:
    """Stop an evaluation job of this environment."""
    return bedrock.manages(scope.environment, bedrock.EVALUATIONS, "bedrock:StopEvaluationJob")
