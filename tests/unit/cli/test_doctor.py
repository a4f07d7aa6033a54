"""Each check, held to the service models: what it calls well, and what it says fixes the rest."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from botocore.exceptions import ClientError
from botocore.stub import ANY, Stubber

from tests.unit.cli import remedies
from tests.unit.cli.test_commands import LEASE, RUN
from tests.unit.conftest import Served
from tuning.__main__ import main
from tuning.account import quotas
from tuning.account.access import foundation_model
from tuning.account.quotas import Quota, Quotas
from tuning.cli.doctor import (
    buckets,
    deployment,
    examination,
    functions,
    keys,
    models,
    money,
    roles,
    subscriptions,
)
from tuning.cli.doctor.finding import DoctorFinding, fix, ok, warn
from tuning.cli.doctor.target import Target
from tuning.cli.stacks import Resource, Stack
from tuning.costs import prices
from tuning.costs.prices import PriceList
from tuning.errors import UnreadableRun
from tuning.hosting import capacity
from tuning.hosting.capacity import Capacity
from tuning.key_statements import of_bedrock
from tuning.ledger import runs
from tuning.models.catalogue import base_model
from tuning.models.judges import candidates
from tuning.run.price import Price
from tuning.run.run import Run
from tuning.settings import Settings, deployed

Stubbed = Callable[[str], Stubber]


@pytest.fixture(autouse=True)
def _remedies_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold every remedy that any of these tests meets to the tool that it names."""
    made = DoctorFinding.__init__

    def held(self: DoctorFinding, **values: Any) -> None:
        made(self, **values)
        if self.remedy:
            remedies.hold(self.remedy)

    monkeypatch.setattr(DoctorFinding, "__init__", held)


KEY = "11111111-2222-3333-4444-555555555555"
JOBS = "arn:aws:bedrock:us-east-1:123456789012:evaluation-job/*"
MODEL = base_model("amazon.nova-micro-v1:0:128k")


def stack(part: str, *made: tuple[str, str], status: str = "CREATE_COMPLETE") -> Stack:
    return Stack(
        name=f"bedrock-finetune-dev-{part}",
        status=status,
        reason="",
        protected=False,
        resources=tuple(Resource(type=kind, name=name, stays=False) for kind, name in made),
    )


@pytest.fixture
def target(settings: Settings) -> Target:
    foundation = stack("foundation", ("AWS::KMS::Key", KEY), ("AWS::S3::Bucket", "datasets-bucket"))
    pipeline = stack(
        "pipeline", ("AWS::Events::Rule", "rule"), ("AWS::CloudWatch::Alarm", "silent")
    )
    return Target(
        environment="dev",
        account="123456789012",
        region="us-east-1",
        partition="aws",
        model=MODEL,
        stacks={"foundation": foundation, "pipeline": pipeline},
        outputs={},
    )


def available(model: str) -> dict[str, Any]:
    """What Bedrock answers of a model that the account may use."""
    return {
        "modelId": model,
        "agreementAvailability": {"status": "AVAILABLE"},
        "authorizationStatus": "AUTHORIZED",
        "entitlementAvailability": "AVAILABLE",
        "regionAvailability": "AVAILABLE",
    }


def marks(findings: Iterator[DoctorFinding]) -> list[str]:
    return [finding.mark for finding in findings]


class TestModels:
    def test_a_region_without_the_base_model_is_mended_by_one_with_it(self, target: Target) -> None:
        [finding] = models.region(replace(target, region="eu-west-3"))

        assert "fix" == finding.mark
        assert "export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1" == finding.remedy
        assert ["ok"] == marks(models.region(target))

    @pytest.mark.parametrize(("status", "mark"), [("ACTIVE", "ok"), ("LEGACY", "fix")])
    def test_the_service_says_whether_the_base_model_takes_jobs(
        self, target: Target, stubbed: Stubbed, status: str, mark: str
    ) -> None:
        details = {
            "modelArn": "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0",
            "modelId": "amazon.nova-micro-v1:0",
            "modelLifecycle": {"status": status},
        }
        answer = {"modelDetails": details}
        stubbed("bedrock").add_response(
            "get_foundation_model", answer, {"modelIdentifier": MODEL.id}
        )

        assert [mark] == marks(models.lifecycle(target))

    def test_a_base_model_past_its_end_of_life_is_to_be_replaced(
        self, target: Target, stubbed: Stubbed
    ) -> None:
        stubbed("bedrock").add_client_error("get_foundation_model", "ResourceNotFoundException")

        assert ["fix"] == marks(models.lifecycle(target))

    @pytest.mark.parametrize(
        ("authorized", "agreed", "said"),
        [
            ("AUTHORIZED", "AVAILABLE", "this account may use amazon.nova-micro-v1:0"),
            ("NOT_AUTHORIZED", "AVAILABLE", "amazon.nova-micro-v1:0: not authorized"),
            (
                "AUTHORIZED",
                "NOT_AVAILABLE",
                "amazon.nova-micro-v1:0: its agreement is not signed",
            ),
        ],
    )
    def test_missing_access_says_what_is_missing(
        self, target: Target, stubbed: Stubbed, authorized: str, agreed: str, said: str
    ) -> None:
        answer = {
            "modelId": MODEL.inference_id,
            "agreementAvailability": {"status": agreed},
            "authorizationStatus": authorized,
            "entitlementAvailability": "AVAILABLE",
            "regionAvailability": "AVAILABLE",
        }
        stubbed("bedrock").add_response("get_foundation_model_availability", answer)

        assert [said] == [finding.detail for finding in models.access(target)]

    @pytest.mark.parametrize(("units", "mark"), [(10, "ok"), (0, "warn"), (None, "warn")])
    def test_a_quota_of_no_units_is_a_normal_state_with_the_link_to_ask(
        self, target: Target, monkeypatch: pytest.MonkeyPatch, units: int | None, mark: str
    ) -> None:
        jobs = Quota(name="jobs", value=2, request="https://jobs")
        held = None if units is None else Quota(name="u", value=units, request="https://units")
        told = Quotas(model_units=held, customization_jobs=jobs)
        monkeypatch.setattr(quotas, "read", lambda _: told)

        of_jobs, of_units, _ = models.amounts(target)

        assert ("ok", mark) == (of_jobs.mark, of_units.mark)
        assert (units == 0) == (of_units.remedy == "ask for some: https://units")

    @pytest.mark.parametrize(
        ("units", "deployments", "mark"),
        [(0, 2, "ok"), (1, 0, "warn"), (0, 0, "fix"), (None, 0, "fix"), (0, None, "warn")],
    )
    def test_an_account_that_can_serve_no_model_at_all_is_to_be_mended(
        self,
        target: Target,
        monkeypatch: pytest.MonkeyPatch,
        units: int | None,
        deployments: int | None,
        mark: str,
    ) -> None:
        def quota(value: int | None) -> Quota | None:
            return None if value is None else Quota(name="q", value=value, request="https://q")

        told = Quotas(model_units=quota(units), deployments=quota(deployments))
        monkeypatch.setattr(quotas, "read", lambda _: told)

        *_, finding = models.amounts(target)

        assert ("quota of deployments", mark) == (finding.what, finding.mark)

    @pytest.mark.parametrize(
        ("identifier", "asked"),
        [
            ("us.amazon.nova-2-lite-v1:0", "amazon.nova-2-lite-v1:0"),
            ("amazon.nova-micro-v1:0", "amazon.nova-micro-v1:0"),
            ("global.anthropic.claude-x", "anthropic.claude-x"),
        ],
    )
    def test_availability_is_asked_of_the_model_and_not_of_a_profile(
        self, target: Target, stubbed: Stubbed, identifier: str, asked: str
    ) -> None:
        model = msgspec.structs.replace(MODEL, inference_id=identifier)
        stubbed("bedrock").add_response(
            "get_foundation_model_availability", available(asked), {"modelId": asked}
        )
        if asked.startswith("anthropic."):
            stubbed("bedrock").add_response("get_use_case_for_model_access", {"formData": b"{}"})

        assert ["ok"] == marks(models.access(replace(target, model=model)))

    @pytest.mark.parametrize(
        ("authorized", "form", "said"),
        [
            ("AUTHORIZED", True, "Claude Haiku 4.5 judges: the first"),
            ("NOT_AUTHORIZED", True, "No judge is used: this account may use none of Claude"),
            ("AUTHORIZED", False, "Mistral Large judges, because this account may not use"),
        ],
    )
    def test_the_judge_that_runs_would_ask_is_looked_for_before_a_run(
        self, target: Target, stubbed: Stubbed, authorized: str, form: object, said: str
    ) -> None:
        stub = stubbed("bedrock")
        for row in candidates(MODEL, None):
            asked = foundation_model(row.id)
            answer = {**available(asked), "authorizationStatus": authorized}
            stub.add_response("get_foundation_model_availability", answer, {"modelId": asked})
            if form and asked.startswith("anthropic."):
                stub.add_response("get_use_case_for_model_access", {"formData": b"{}"})
            elif asked.startswith("anthropic."):
                stub.add_client_error("get_use_case_for_model_access", "ResourceNotFoundException")

        [finding] = models.judge(target)

        assert finding.detail.startswith(said)
        assert ("ok" if "the first" in said else "warn") == finding.mark
        assert 1 == (finding.remedy or "https://").count("https://")

    @pytest.mark.parametrize(("many", "mark"), [(1000, "ok"), (10, "warn"), (None, "warn")])
    def test_an_account_in_which_few_functions_may_run_is_told_so(
        self, target: Target, stubbed: Stubbed, many: int | None, mark: str
    ) -> None:
        asked = {"ServiceCode": "lambda", "QuotaCode": "L-B99A9384"}
        stub = stubbed("service_quotas")
        if many is None:
            stub.add_client_error("get_service_quota", "NoSuchResourceException")
        else:
            stub.add_response("get_service_quota", {"Quota": {"Value": float(many)}}, asked)

        [finding] = functions.concurrency(target)

        assert mark == finding.mark
        assert many != 10 or "lambda/quotas/L-B99A9384" in (finding.remedy or "")


class TestDeployment:
    @pytest.mark.parametrize(
        ("status", "mark"),
        [
            ("UPDATE_COMPLETE", "ok"),
            ("UPDATE_IN_PROGRESS", "warn"),
            ("UPDATE_ROLLBACK_COMPLETE", "warn"),
            ("ROLLBACK_COMPLETE", "fix"),
            ("DELETE_FAILED", "fix"),
        ],
    )
    def test_a_stack_that_is_not_whole_is_deployed_again(
        self, target: Target, stubbed: Stubbed, status: str, mark: str
    ) -> None:
        there = {**target.stacks, "pipeline": stack("pipeline", status=status)}
        stubbed("cloudformation").add_response("describe_stack_events", {"StackEvents": []})

        _, finding = deployment.stacks(replace(target, stacks=there))

        assert mark == finding.mark
        assert mark != "fix" or (finding.remedy or "").endswith("make deploy ENV=dev")

    @pytest.mark.parametrize("protected", [False, True])
    def test_a_first_deployment_that_was_taken_back_says_what_failed_first_and_what_goes_before(
        self, target: Target, stubbed: Stubbed, protected: object
    ) -> None:
        """CloudFormation updates no stack that was never whole, and deletes none that is protected;
        the CDK CLI deletes one that is not, and cannot where it set the protection itself."""
        broken = stack("pipeline", status="ROLLBACK_COMPLETE")
        there = {**target.stacks, "pipeline": replace(broken, protected=bool(protected))}

        def event(number: int, status: str, reason: str) -> dict[str, Any]:
            named = {"StackId": "s", "EventId": str(number), "StackName": "n"}
            at = datetime(2026, 11, 27, 12, number, tzinfo=UTC)
            what = {"LogicalResourceId": f"Resource{number}", "ResourceStatus": status}
            return {**named, **what, "ResourceStatusReason": reason, "Timestamp": at}

        events = [
            event(4, "DELETE_COMPLETE", ""),
            event(3, "CREATE_FAILED", "Resource creation cancelled"),
            event(2, "CREATE_FAILED", "Rule is too complex"),
            event(1, "CREATE_IN_PROGRESS", "Resource creation Initiated"),
        ]
        stubbed("cloudformation").add_response("describe_stack_events", {"StackEvents": events})

        _, finding = deployment.stacks(replace(target, stacks=there))

        name = "bedrock-finetune-dev-pipeline"
        assert f"{name} is ROLLBACK_COMPLETE: Resource2: Rule is too complex" == finding.detail
        commands = (finding.remedy or "").split(" && ")
        assert ("update-termination-protection" in commands[0]) is bool(protected)
        assert commands[-3:] == [
            f"aws cloudformation delete-stack --stack-name {name}",
            f"aws cloudformation wait stack-delete-complete --stack-name {name}",
            "make deploy ENV=dev",
        ]

    @pytest.mark.parametrize(
        ("status", "remedy"),
        [
            ("UPDATE_ROLLBACK_FAILED", "aws cloudformation continue-update-rollback --stack-name"),
            ("UPDATE_FAILED", "make deploy ENV=dev"),
        ],
    )
    def test_a_stack_that_was_whole_once_is_never_to_be_deleted(
        self, target: Target, stubbed: Stubbed, status: str, remedy: str
    ) -> None:
        there = {**target.stacks, "pipeline": stack("pipeline", status=status)}
        stubbed("cloudformation").add_response("describe_stack_events", {"StackEvents": []})

        _, finding = deployment.stacks(replace(target, stacks=there))

        assert (finding.remedy or "").startswith(remedy)

    def test_what_is_not_deployed_says_how(self, target: Target) -> None:
        findings = list(deployment.stacks(replace(target, stacks={})))

        assert ["make deploy ENV=dev"] * 2 == [finding.remedy for finding in findings]


TRUST: dict[str, Any] = {
    "Effect": "Allow",
    "Principal": {"Service": "bedrock.amazonaws.com"},
    "Action": "sts:AssumeRole",
    "Condition": {
        "StringEquals": {"aws:SourceAccount": "123456789012"},
        "ArnLike": {
            "aws:SourceArn": "arn:aws:bedrock:us-east-1:123456789012:model-customization-job/*"
        },
    },
}


class TestRoles:
    @pytest.fixture
    def trusting(self, target: Target, served: Served) -> Callable[..., DoctorFinding]:
        """What is found of the role of training with these statements."""

        def examined(*statements: dict[str, Any]) -> DoctorFinding:
            def get_role(*, RoleName: str) -> Any:  # noqa: N803  boto3's name
                assert "customization" == RoleName
                return {"Role": {"AssumeRolePolicyDocument": {"Statement": list(statements)}}}

            served(iam=SimpleNamespace(get_role=get_role))
            return next(roles.trust(target))

        return examined

    def test_a_role_that_only_bedrock_assumes_is_well(
        self, trusting: Callable[..., DoctorFinding]
    ) -> None:
        assert "ok" == trusting(TRUST).mark

    @pytest.mark.parametrize(
        "change",
        [
            {"Principal": {"Service": ["bedrock.amazonaws.com", "ec2.amazonaws.com"]}},
            {"Principal": {"AWS": "*"}},
            {"Principal": "*"},
            {"Condition": {}},
            {"Action": ["sts:AssumeRole", "sts:TagSession"]},
            {"Effect": "Deny"},
        ],
    )
    def test_a_role_that_trusts_others_is_mended_by_the_trust_that_is_meant(
        self, trusting: Callable[..., DoctorFinding], change: dict[str, Any]
    ) -> None:
        finding = trusting({**TRUST, **change})

        wanted = json.dumps({"Version": "2012-10-17", "Statement": [TRUST]})
        assert "fix" == finding.mark
        assert finding.remedy == (
            "aws iam update-assume-role-policy --role-name customization "
            f"--policy-document '{wanted}'"
        )

    def test_a_statement_more_is_trust_in_others(
        self, trusting: Callable[..., DoctorFinding]
    ) -> None:
        more = {**TRUST, "Principal": {"AWS": "arn:aws:iam::999999999999:root"}}

        assert "fix" == trusting(TRUST, more).mark

    @pytest.mark.parametrize(("decision", "mark"), [("allowed", "ok"), ("implicitDeny", "fix")])
    def test_a_role_that_may_not_use_its_key_is_told(
        self,
        target: Target,
        stubbed: Stubbed,
        monkeypatch: pytest.MonkeyPatch,
        decision: str,
        mark: str,
    ) -> None:
        monkeypatch.setattr(keys, "of_bucket", lambda _: None)
        results = [{"EvalActionName": "kms:Decrypt", "EvalDecision": decision}]
        asked = (("customization", "bedrock"), ("evaluation", "bedrock"), ("evaluation", "s3"))
        for _ in asked:
            stubbed("iam").add_response("simulate_principal_policy", {"EvaluationResults": results})

        found = list(roles.use_of_keys(target))

        assert [mark] * len(asked) == [finding.mark for finding in found]
        assert "training keeps the model" in {finding.what for finding in found}


class TestKeys:
    def state(self, stubbed: Stubbed, state: str, *, rotates: bool = True) -> None:
        told = {"KeyId": KEY, "KeyState": state, "Description": "bedrock-finetune dev: data"}
        stubbed("kms").add_response("describe_key", {"KeyMetadata": told}, {"KeyId": KEY})
        if state == "Enabled":
            answer = {"KeyRotationEnabled": rotates}
            stubbed("kms").add_response("get_key_rotation_status", answer)

    @pytest.mark.parametrize(
        ("state", "rotates", "remedy"),
        [
            ("Enabled", 1, None),
            ("Enabled", 0, f"aws kms enable-key-rotation --key-id {KEY}"),
            ("Disabled", 1, f"aws kms enable-key --key-id {KEY}"),
            (
                "PendingDeletion",
                1,
                f"aws kms cancel-key-deletion --key-id {KEY} && aws kms enable-key --key-id {KEY}",
            ),
        ],
    )
    def test_a_key_that_does_not_work_says_what_brings_it_back(
        self, target: Target, stubbed: Stubbed, state: str, rotates: int, remedy: str | None
    ) -> None:
        self.state(stubbed, state, rotates=bool(rotates))

        assert [remedy] == [finding.remedy for finding in keys.state(target)]

    def policy(
        self, target: Target, stubbed: Stubbed, *statements: dict[str, Any]
    ) -> DoctorFinding:
        document = json.dumps({"Version": "2012-10-17", "Statement": statements})
        stubbed("kms").add_response("get_key_policy", {"Policy": document}, {"KeyId": KEY})
        [finding] = keys.policy(target)
        return finding

    def test_the_key_of_models_lets_the_account_and_bedrock_in(
        self, target: Target, stubbed: Stubbed
    ) -> None:
        wanted = keys._account(target), *of_bedrock(JOBS)

        assert "ok" == self.policy(target, stubbed, *wanted).mark

    @pytest.mark.parametrize("gone", range(4))
    def test_a_statement_that_is_gone_is_put_back_beside_what_is_there(
        self, target: Target, stubbed: Stubbed, gone: int
    ) -> None:
        wanted = [keys._account(target), *of_bedrock(JOBS)]
        kept = [each for each in wanted if each != wanted[gone]]

        finding = self.policy(target, stubbed, *kept)

        assert (finding.mark, finding.detail) == ("fix", f"it does not say {wanted[gone]['Sid']}")
        assert all(each["Sid"] in str(finding.remedy) for each in wanted)


class TestBuckets:
    def bucket(self, stubbed: Stubbed, *, versioning: str, algorithm: str, closed: bool) -> None:
        s3 = stubbed("s3")
        rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": algorithm}}
        block = dict.fromkeys(
            (
                "BlockPublicAcls",
                "IgnorePublicAcls",
                "BlockPublicPolicy",
                "RestrictPublicBuckets",
            ),
            closed,
        )
        s3.add_response("head_bucket", {})
        s3.add_response(
            "get_bucket_encryption", {"ServerSideEncryptionConfiguration": {"Rules": [rule]}}
        )
        s3.add_response("get_bucket_versioning", {"Status": versioning})
        s3.add_response("get_public_access_block", {"PublicAccessBlockConfiguration": block})

    @pytest.mark.parametrize(
        ("versioning", "algorithm", "closed", "mark"),
        [
            ("Enabled", "aws:kms", 1, "ok"),
            ("Suspended", "aws:kms", 1, "fix"),
            ("Enabled", "AES256", 1, "fix"),
            ("Enabled", "aws:kms", 0, "fix"),
        ],
    )
    def test_a_bucket_is_versioned_encrypted_with_a_key_and_closed(
        self,
        target: Target,
        stubbed: Stubbed,
        versioning: str,
        algorithm: str,
        closed: int,
        mark: str,
    ) -> None:
        self.bucket(stubbed, versioning=versioning, algorithm=algorithm, closed=bool(closed))

        assert [mark] == marks(buckets.state(target))

    def test_a_bucket_that_is_gone_is_told(self, target: Target, stubbed: Stubbed) -> None:
        stubbed("s3").add_client_error("head_bucket", "404")

        assert ["fix"] == marks(buckets.state(target))


class TestListening:
    @pytest.mark.parametrize(
        ("state", "targets", "mark"),
        [("ENABLED", 1, "ok"), ("ENABLED", 0, "fix"), ("DISABLED", 1, "fix")],
    )
    def test_a_rule_is_enabled_and_starts_something(
        self, target: Target, stubbed: Stubbed, state: str, targets: int, mark: str
    ) -> None:
        events = stubbed("events")
        events.add_response("describe_rule", {"Name": "rule", "State": state}, {"Name": "rule"})
        if state == "ENABLED":
            found = {"Targets": [{"Id": "1", "Arn": "arn:x"}]} if targets else {}
            events.add_response("list_targets_by_rule", found, {"Rule": "rule"})

        assert [mark] == marks(subscriptions.rules(target))

    @pytest.mark.parametrize(
        ("arns", "mark"),
        [(["arn:aws:sns:s"], "ok"), (["PendingConfirmation"], "fix"), ([], "fix")],
    )
    def test_somebody_has_confirmed_to_be_told(
        self, target: Target, stubbed: Stubbed, arns: list[str], mark: str
    ) -> None:
        found = [{"SubscriptionArn": arn, "Endpoint": "a@example.com"} for arn in arns]
        stubbed("sns").add_response(
            "list_subscriptions_by_topic", {"Subscriptions": found}, {"TopicArn": ANY}
        )

        assert [mark] == marks(subscriptions.people(target))

    @pytest.mark.parametrize(
        ("state", "mark"), [("OK", "ok"), ("INSUFFICIENT_DATA", "warn"), ("ALARM", "fix")]
    )
    def test_a_silent_reaper_is_woken(
        self, target: Target, stubbed: Stubbed, state: str, mark: str
    ) -> None:
        alarm = {"AlarmName": "silent", "MetricName": "Sweeps", "StateValue": state}
        stubbed("cloudwatch").add_response(
            "describe_alarms", {"MetricAlarms": [alarm]}, {"AlarmNames": ["silent"]}
        )

        [finding] = subscriptions.alarms(target)

        assert mark == finding.mark
        assert (mark == "ok") == (finding.remedy is None)

    def test_an_alarm_that_somebody_deleted_is_missed(
        self, target: Target, stubbed: Stubbed
    ) -> None:
        stubbed("cloudwatch").add_response("describe_alarms", {"MetricAlarms": []})

        assert ["fix"] == marks(subscriptions.alarms(target))


class TestMoney:
    @pytest.mark.parametrize(("days", "mark"), [(90, "ok"), (91, "warn")])
    def test_old_prices_are_to_be_refreshed(
        self, target: Target, monkeypatch: pytest.MonkeyPatch, days: int, mark: str
    ) -> None:
        today = datetime.now(UTC).date()
        price = Price(
            model=MODEL.id,
            what="storage_month",
            usd=1.95,
            confidence="confirmed",
            source="s",
            as_of=str(today - timedelta(days=days)),
        )
        monkeypatch.setattr(prices, "price_list", lambda: PriceList(note="", prices=(price,)))

        assert [mark] == marks(money.ages(target))

    def held(
        self, monkeypatch: pytest.MonkeyPatch, *arns: str, tags: dict[str, str] | None = None
    ) -> None:
        ours = {"project": "bedrock-finetune", "environment": "dev", "run": RUN.run_id}
        start = LEASE.ends - timedelta(hours=1)
        found = [
            Capacity(
                kind="throughput",
                arn=arn,
                name="n",
                units=1,
                model_arn="m",
                created_at=start,
                bound_until=None,
                tags=ours if tags is None else tags,
            )
            for arn in arns
        ]
        monkeypatch.setattr(capacity, "everything", lambda: iter(found))
        monkeypatch.setattr(capacity, "now", lambda: start)
        monkeypatch.setattr(runs, "still_open", lambda **_: iter([replace(RUN, lease=LEASE)]))

    def test_what_serves_under_a_valid_lease_is_well(
        self, target: Target, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.held(monkeypatch, str(LEASE.arn))

        assert ["ok"] == marks(money.leases(target))

    def test_an_item_that_cannot_be_read_hides_no_other(
        self, target: Target, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def still_open(*, unread: Callable[[UnreadableRun], object]) -> Iterator[Run]:
            unread(UnreadableRun("run x cannot be read from the ledger; fix or delete its item"))
            yield replace(RUN, lease=LEASE)

        self.held(monkeypatch, str(LEASE.arn))
        monkeypatch.setattr(runs, "still_open", still_open)

        assert ["fix", "ok"] == marks(money.leases(target))

    def test_what_no_lease_covers_is_released_by_the_command(
        self, target: Target, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.held(monkeypatch, str(LEASE.arn), "arn:second")

        finding, _ = money.leases(target)

        assert "fix" == finding.mark
        assert f"python -m tuning cancel {RUN.run_id} --env dev" == finding.remedy

    def test_what_is_foreign_is_counted_and_left_alone(
        self, target: Target, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.held(monkeypatch, "arn:foreign", tags={})

        _, finding = money.leases(target)

        assert "1 of others in this account, left alone" in finding.detail

    def test_a_ceiling_that_admits_no_hosting_is_said_before_a_run_is_refused(
        self, target: Target, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        row = replace(deployed(), base_model="amazon.nova-2-lite-v1:0:256k", max_hosting_usd=50.0)
        monkeypatch.setattr(money, "deployed", lambda: row)
        model = base_model("amazon.nova-2-lite-v1:0:256k")

        [finding] = money.ceilings(replace(target, model=model))

        assert "warn" == finding.mark
        assert "max_hosting_usd is $50.00" in finding.detail

    def test_a_lease_of_nothing_is_known(
        self, target: Target, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.held(monkeypatch)

        assert ["warn", "ok"] == marks(money.leases(target))


class TestCommand:
    @pytest.fixture
    def examined(self, target: Target, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
        """The doctor with one check, whose findings a test gives."""
        found = SimpleNamespace(findings=[], error=None)

        def check(_: Target) -> Iterator[DoctorFinding]:
            if found.error:
                raise found.error
            yield from found.findings

        monkeypatch.setattr(examination, "_target", lambda _: (target, "arn:me"))
        monkeypatch.setattr(examination, "ANYWHERE", (check,))
        monkeypatch.setattr(examination, "DEPLOYED", ())
        return found

    def test_advice_is_no_failure(
        self, examined: SimpleNamespace, capsys: pytest.CaptureFixture[str]
    ) -> None:
        examined.findings = [warn("prices", "old", "refresh")]

        assert 0 == main(["doctor", "--env", "dev"])
        assert capsys.readouterr().out.splitlines() == [
            "ok    credentials           arn:me in account 123456789012",
            "warn  prices                old",
            f"{'':28}refresh",
            "1 ok, 1 with advice, 0 to fix",
        ]

    def test_something_to_fix_is_1_and_json_says_all_of_it(
        self, examined: SimpleNamespace, capsys: pytest.CaptureFixture[str]
    ) -> None:
        examined.findings = [fix("key", "off", "switch on"), ok("rule", "on")]

        assert 1 == main(["doctor", "--env", "dev", "--json"])
        _, key, _ = json.loads(capsys.readouterr().out)
        assert {"what": "key", "mark": "fix", "detail": "off", "remedy": "switch on"} == key

    def test_what_may_not_be_read_is_said_and_stops_nothing(
        self, examined: SimpleNamespace, capsys: pytest.CaptureFixture[str]
    ) -> None:
        examined.error = ClientError({"Error": {"Code": "AccessDenied"}}, "GetRole")

        assert 0 == main(["doctor", "--env", "dev"])
        assert "cannot be examined with your rights" in capsys.readouterr().out

    def test_an_answer_that_nobody_expects_is_something_to_fix(
        self, examined: SimpleNamespace
    ) -> None:
        examined.error = ClientError({"Error": {"Code": "NoSuchThing"}}, "GetRole")

        assert 1 == main(["doctor", "--env", "dev"])

    def test_without_credentials_it_cannot_look(
        self, stubbed: Stubbed, capsys: pytest.CaptureFixture[str]
    ) -> None:
        stubbed("sts").add_client_error("get_caller_identity", "ExpiredToken")

        assert 2 == main(["doctor", "--env", "dev"])
        assert "ExpiredToken" in capsys.readouterr().err
