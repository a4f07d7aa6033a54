"""What the pipeline is told of the foundation."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Holdings:
    """Names and ARNs that the foundation exports.

    Text and not constructs, so that nothing in the pipeline can change a policy of the foundation.
    """

    datasets_bucket: str
    datasets_arn: str
    artifacts_bucket: str
    artifacts_arn: str
    access_logs_arn: str
    runs_table: str
    runs_table_arn: str
    data_key_arn: str
    model_key_arn: str
    operations_key_arn: str
    customization_role_arn: str
    evaluation_role_arn: str
