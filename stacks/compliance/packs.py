"""The packs of rules that judge every environment."""

from typing import Final

from aws_cdk import App, Validations
from cdk_nag import (
    AwsSolutionsChecks,
    HIPAASecurityChecks,
    NagPack,
    NIST80053R5Checks,
    PCIDSS321Checks,
    ServerlessChecks,
)

PACKS: Final[dict[str, tuple[type[NagPack], str]]] = {
    "AwsSolutions": (AwsSolutionsChecks, "AWS Solutions"),
    "HIPAA.Security": (HIPAASecurityChecks, "HIPAA Security Rule"),
    "NIST.800.53.R5": (NIST80053R5Checks, "NIST SP 800-53, revision 5"),
    "PCI.DSS.321": (PCIDSS321Checks, "PCI DSS 3.2.1"),
    "Serverless": (ServerlessChecks, "AWS Serverless Application Lens"),
}
"""Each pack by the name that its rules begin with, and what it stands for."""


def judge(app: App) -> None:
    """Have every pack judge an app as it is synthesised."""
    Validations.of(app).add_plugins(*(pack(app) for pack, _ in PACKS.values()))
