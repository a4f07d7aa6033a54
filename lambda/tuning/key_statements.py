"""What Bedrock and those who call it may do with a key.

The stacks grant it and the doctor looks for it, so it stands here once. Sources: "Encryption
of Amazon Nova model customization jobs and artifacts" (Nova user guide) and "Required key policy
elements to encrypt your model evaluation job" (Bedrock user guide, model-evaluation-security-kms).
"""

from typing import Any, Final

BEDROCK: Final = "bedrock.amazonaws.com"

CUSTOM_MODEL_CONTEXT: Final = "aws:bedrock:custom-model"
"""The key of the encryption context that Bedrock gives with the artifacts of a custom model."""

USES: Final = ("kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey")
"""Read and write what is encrypted with a key."""

LENDS: Final = ("kms:CreateGrant", *USES)
"""And let a service keep using the key for what it makes, for as long as that lives."""

JOB_CONTEXT: Final = "kms:EncryptionContext:evaluationJobArn"


def of_bedrock(jobs: str) -> tuple[dict[str, Any], ...]:
    """Return the statements that Bedrock needs in the policy of the key of custom models.

    Args:
        jobs: the ARN pattern of the account's evaluation jobs in its region.
    """
    return (
        {
            "Sid": "HostedModels",
            "Effect": "Allow",
            "Principal": {"Service": BEDROCK},
            "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
            "Resource": "*",
            "Condition": {
                "ForAnyValue:StringEquals": {"kms:EncryptionContextKeys": CUSTOM_MODEL_CONTEXT}
            },
        },
        # The documented policy asks for the source's ARN, which names the account, and not for
        # aws:SourceAccount beside it: nothing says that Bedrock always sends that.
        {
            "Sid": "EvaluationJobs",
            "Effect": "Allow",
            "Principal": {"Service": BEDROCK},
            "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
            "Resource": "*",
            "Condition": {"ArnLike": {"aws:SourceArn": jobs, JOB_CONTEXT: jobs}},
        },
        # Describing a key encrypts nothing, so this call has no encryption context.
        {
            "Sid": "EvaluationJobsDescribe",
            "Effect": "Allow",
            "Principal": {"Service": BEDROCK},
            "Action": ["kms:DescribeKey"],
            "Resource": "*",
            "Condition": {"ArnLike": {"aws:SourceArn": jobs}},
        },
    )
