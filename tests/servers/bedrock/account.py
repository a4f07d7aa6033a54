"""What a run needs in an account: a bucket with a snapshot, two keys, two roles for jobs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from rehearsal.embedded_aws import EmbeddedAws

BASE: Final = "amazon.nova-micro-v1:0"
JUDGE: Final = "us.anthropic.claude-haiku-4-5-20251001-v1:0"
TRAINABLE: Final = "amazon.nova-micro-v1:0:128k"

Statement = dict[str, Any]

LENDS: Final = ("kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey", "kms:CreateGrant")
"""What a role needs from the key of a custom model that it makes."""

_numbers: Final = count(1)


def name(noun: str) -> str:
    """Return a name that nothing else in this process has."""
    return f"{noun}-{next(_numbers)}"


def policy(*statements: Statement) -> dict[str, Any]:
    """A policy document."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(action: str | list[str], resource: str | list[str], **conditions: Any) -> Statement:
    """A statement that allows; each keyword is a condition operator."""
    condition = {"Condition": conditions} if conditions else {}
    return {"Effect": "Allow", "Action": action, "Resource": resource, **condition}


def record(prompt: str, answer: str) -> str:
    """One training record."""
    messages = [
        {"role": "user", "content": [{"text": prompt}]},
        {"role": "assistant", "content": [{"text": answer}]},
    ]
    return json.dumps({"schemaVersion": "bedrock-conversation-2024", "messages": messages})


def jsonl(*lines: str) -> bytes:
    """A file of lines."""
    return "".join(f"{line}\n" for line in lines).encode()


@dataclass(frozen=True, kw_only=True)
class Account:
    """A bucket under ``data_key``, and what lets jobs work with it."""

    aws: EmbeddedAws
    bucket: str
    data_key: str
    model_key: str

    @classmethod
    def new(cls, aws: EmbeddedAws) -> "Account":
        """Make one in the embedded AWS."""
        s3, kms = aws.client("s3"), aws.client("kms")
        keys = [kms.create_key()["KeyMetadata"]["Arn"] for _ in range(2)]
        bucket = name("artifacts")
        s3.create_bucket(Bucket=bucket)
        default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": keys[0]}
        s3.put_bucket_encryption(
            Bucket=bucket,
            ServerSideEncryptionConfiguration={
                "Rules": [{"ApplyServerSideEncryptionByDefault": default}]
            },
        )
        return cls(aws=aws, bucket=bucket, data_key=keys[0], model_key=keys[1])

    @property
    def bedrock(self) -> str:
        """How the ARNs of what the account has in Bedrock begin."""
        return f"arn:aws:bedrock:{self.aws.region}:{self.aws.account}"

    def rights(self) -> dict[str, Statement]:
        """What a role for jobs needs, by what it is needed for; nothing more."""
        s3 = f"arn:aws:s3:::{self.bucket}"
        through = {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}
        prefixes = {"StringLike": {"s3:prefix": ["snapshots/*", "runs/*"]}}
        return {
            "read": allow("s3:GetObject", f"{s3}/snapshots/*"),
            "list": allow("s3:ListBucket", s3, **prefixes),
            "write": allow("s3:PutObject", f"{s3}/runs/*"),
            "decrypt": allow("kms:Decrypt", self.data_key, **through),
            "encrypt": allow("kms:GenerateDataKey", self.data_key, **through),
            **{action: self.lends(action) for action in LENDS},
        }

    def lends(self, *actions: str) -> Statement:
        """A right on the key of custom models, through Bedrock only."""
        through = {"StringEquals": {"kms:ViaService": "bedrock.us-east-1.amazonaws.com"}}
        return allow(list(actions), self.model_key, **through)

    def let_bedrock(self, *actions: str, **conditions: Any) -> None:
        """Add a statement about Bedrock itself to the policy of the key of custom models."""
        kms = self.aws.client("kms")
        held = kms.get_key_policy(KeyId=self.model_key, PolicyName="default")["Policy"]
        document = json.loads(held)
        service = {"Principal": {"Service": "bedrock.amazonaws.com"}}
        document["Statement"].append({**allow(list(actions), "*", **conditions), **service})
        kms.put_key_policy(KeyId=self.model_key, PolicyName="default", Policy=json.dumps(document))

    def role(self, trust: Mapping[str, Any], *rights: Statement) -> str:
        """Make a role and return its ARN."""
        iam, role = self.aws.client("iam"), name("role")
        made = iam.create_role(RoleName=role, AssumeRolePolicyDocument=json.dumps(trust))
        if rights:
            document = json.dumps(policy(*rights))
            iam.put_role_policy(RoleName=role, PolicyName="test", PolicyDocument=document)
        return str(made["Role"]["Arn"])

    def trust(self, job: str) -> dict[str, Any]:
        """The trust of a role that Bedrock may use for one kind of job."""
        return policy(
            {
                "Effect": "Allow",
                "Principal": {"Service": "bedrock.amazonaws.com"},
                "Action": "sts:AssumeRole",
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": self.aws.account},
                    "ArnLike": {"aws:SourceArn": f"{self.bedrock}:{job}/*"},
                },
            }
        )

    def trainer(self, *rights: Statement) -> str:
        """Make a role for customization jobs; with just the rights that it needs by default."""
        needed = rights or tuple(self.rights().values())
        return self.role(self.trust("model-customization-job"), *needed)

    def evaluator(self, *rights: Statement) -> str:
        """Make a role for evaluation jobs; with the rights that it needs by default."""
        asks = [
            "bedrock:InvokeModel",
            "bedrock:GetProvisionedModelThroughput",
            "bedrock:GetCustomModel",
            "bedrock:GetInferenceProfile",
            "kms:Decrypt",
            "kms:GenerateDataKey",
        ]
        needed = rights or (*self.rights().values(), allow(asks, "*"))
        return self.role(self.trust("evaluation-job"), *needed)

    def put(self, content: bytes, file: str) -> str:
        """Write a file into a snapshot of its own and return its address."""
        key = f"{name('snapshots/s')}/{file}"
        self.aws.client("s3").put_object(Bucket=self.bucket, Key=key, Body=content)
        return f"s3://{self.bucket}/{key}"

    def only(self, folder: str, suffix: str) -> tuple[str, str]:
        """Return key and text of the one object under a folder that ends so."""
        s3 = self.aws.client("s3")
        found = s3.list_objects_v2(Bucket=self.bucket, Prefix=folder)["Contents"]
        (key,) = (entry["Key"] for entry in found if entry["Key"].endswith(suffix))
        answer = s3.get_object(Bucket=self.bucket, Key=key)
        assert answer["SSEKMSKeyId"] == self.data_key
        return key, answer["Body"].read().decode()


@dataclass(frozen=True, kw_only=True)
class Requests:
    """What one test asks for; it writes into a folder of its own."""

    account: Account
    folder: str
    trainer: str
    evaluator: str
    training: str
    validation: str
    prompts: str

    @classmethod
    def new(cls, account: Account) -> "Requests":
        """Prepare eight records, one of them for validation too, and the prompts of them all."""
        pairs = [(f"question {number}", f"answer {number}") for number in range(8)]
        prompts = [json.dumps({"prompt": p, "referenceResponse": a}) for p, a in pairs]
        return cls(
            account=account,
            folder=name("runs/r"),
            trainer=account.trainer(),
            evaluator=account.evaluator(),
            training=account.put(jsonl(*(record(*pair) for pair in pairs)), "train.jsonl"),
            validation=account.put(jsonl(record(*pairs[1])), "validation.jsonl"),
            prompts=account.put(jsonl(*prompts), "prompts.jsonl"),
        )

    def job(self, **changes: Any) -> dict[str, Any]:
        """A request for a customization job."""
        tags = [{"key": "project", "value": "faq"}]
        return {
            "jobName": "faq-job",
            "customModelName": "faq-model",
            "roleArn": self.trainer,
            "clientRequestToken": "faq-job",
            "baseModelIdentifier": TRAINABLE,
            "trainingDataConfig": {"s3Uri": self.training},
            "validationDataConfig": {"validators": [{"s3Uri": self.validation}]},
            "outputDataConfig": {"s3Uri": f"s3://{self.account.bucket}/{self.folder}/training/"},
            "hyperParameters": {"epochCount": "2"},
            "jobTags": tags,
            "customModelTags": tags,
            **changes,
        }

    def evaluation(self, model: str, **changes: Any) -> dict[str, Any]:
        """A request for an evaluation job; a change of ``dataset`` is one of its dataset."""
        dataset = {
            "taskType": "Classification",
            "dataset": {"name": "faq", "datasetLocation": {"s3Uri": self.prompts}},
            "metricNames": ["Builtin.Accuracy"],
            **changes.pop("dataset", {}),
        }
        return {
            "jobName": "faq-evaluation",
            "roleArn": self.evaluator,
            "evaluationConfig": {"automated": {"datasetMetricConfigs": [dataset]}},
            "inferenceConfig": {"models": [{"bedrockModel": {"modelIdentifier": model}}]},
            "outputDataConfig": {"s3Uri": f"s3://{self.account.bucket}/{self.folder}/evaluation/"},
            "jobTags": [{"key": "project", "value": "faq"}],
            **changes,
        }

    def judgement(self, responses: str, **changes: Any) -> dict[str, Any]:
        """A request for a judge's job over responses; ``dataset`` changes as above."""
        dataset = {
            "taskType": "General",
            "dataset": {"name": "faq", "datasetLocation": {"s3Uri": responses}},
            "metricNames": ["Builtin.Correctness", "Builtin.Completeness"],
            **changes.pop("dataset", {}),
        }
        evaluators = [{"modelIdentifier": changes.pop("judge", JUDGE)}]
        source = {"inferenceSourceIdentifier": "custom"}
        return {
            **self.evaluation(BASE),
            "evaluationConfig": {
                "automated": {
                    "datasetMetricConfigs": [dataset],
                    "evaluatorModelConfig": {"bedrockEvaluatorModels": evaluators},
                }
            },
            "inferenceConfig": {"models": [{"precomputedInferenceSource": source}]},
            **changes,
        }
