"""Deploy the app to the embedded AWS with the real CDK CLI, unmodified."""

import os
import re
import shutil
import sys
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rehearsal import child
from rehearsal.embedded_aws import EmbeddedAws
from rehearsal.errors import DeployFailed, NotInstalled
from stacks.arguments import ASKING, REHEARSAL
from stacks.functions.layer import BUILDING
from tuning.naming import stack_name
from tuning.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

ROOT: Final = Path(__file__).parent.parent
CDK: Final = Path("node_modules", ".bin", "cdk")
STATE_MACHINE: Final = "StateMachineArn"
"""The pipeline stack's output that names its state machine."""

BOOTSTRAP_SECONDS: Final = 120.0
DEPLOY_SECONDS: Final = 420.0
"""The first deployment builds the Lambda layer, which downloads packages."""

LAST_LINES: Final = 20

RESOURCE: Final = re.compile(r"(\S+) \|\s*(\d+/\d+) \|")
"""How the CDK CLI reports a resource: ``stack | 12/60 | time | CREATE_COMPLETE | ...``."""

STAGES: Final = ("Publishing", "deploying...", "creating CloudFormation changeset", BUILDING)
"""What else the CDK CLI or the app reports that a person who waits wants to see."""


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """A deployed environment, as its stacks' outputs describe it."""

    settings: Settings
    state_machine: str


def check_tools(root: Path = ROOT) -> None:
    """Make sure that the CDK CLI can run.

    Raises:
        NotInstalled: it or Node is missing.
    """
    if not (root / CDK).exists():
        raise NotInstalled(f"the CDK CLI is not installed at {root / CDK}: run `make rehearse`")
    if shutil.which("node") is None:
        raise NotInstalled("node is not on the PATH: run `make rehearse`, which brings its own")


def bootstrap(
    aws: EmbeddedAws, *, work: Path, on_line: Callable[[str], None] = lambda line: None
) -> None:
    """Prepare the account for deployments, as one does once for each account and region.

    Raises:
        DeployFailed: the CDK CLI failed.
        Overdue: it took longer than its bound.
    """
    target = f"aws://{aws.account}/{aws.region}"
    # From a directory without an app: with one, the CDK CLI would synthesise it first.
    _cdk(aws, ("bootstrap", target), work, BOOTSTRAP_SECONDS, on_line, cwd=work)


def deploy(
    aws: EmbeddedAws,
    environment: str,
    *,
    work: Path,
    asking: bool = False,
    on_line: Callable[[str], None] = lambda line: None,
) -> Deployment:
    """Deploy all stacks of an environment.

    Args:
        aws: where to.
        environment: a row of the table of environments.
        work: where the cloud assembly and the log go.
        asking: whether a person is asked about a run over a ceiling, as in staging and prod.
        on_line: called with every line that the CDK CLI writes.

    Raises:
        DeployFailed: the CDK CLI failed.
        Overdue: it took longer than its bound.
    """
    arguments = ("deploy", "--all", "--require-approval", "never", "-c", f"env={environment}")
    options = (
        "-c",
        f"{REHEARSAL}={ASKING if asking else 'true'}",
        "--output",
        str(work / "cdk.out"),
        "--progress",
        "events",
    )
    _cdk(aws, (*arguments, *options), work, DEPLOY_SECONDS, on_line)
    return deployment(aws.client("cloudformation"), environment)


def deployment(cloudformation: "CloudFormationClient", environment: str) -> Deployment:
    """Read a deployed environment from the outputs of its pipeline stack."""
    outputs = outputs_of(cloudformation, environment)
    return Deployment(settings=Settings.from_outputs(outputs), state_machine=outputs[STATE_MACHINE])


def outputs_of(cloudformation: "CloudFormationClient", environment: str) -> dict[str, str]:
    """Return the outputs of an environment's pipeline stack."""
    name = stack_name(environment, "pipeline")
    (stack,) = cloudformation.describe_stacks(StackName=name)["Stacks"]
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def progress(line: str) -> str | None:
    """Return what a line of the CDK CLI says about how far it is; None when it says nothing."""
    if resource := RESOURCE.match(line):
        return f"{resource[1]} {resource[2]}"
    return line.strip().removeprefix("note: ") if any(s in line for s in STAGES) else None


def log_of(work: Path) -> Path:
    """Return where the CDK CLI's output goes."""
    return work / "cdk.log"


def _cdk(
    aws: EmbeddedAws,
    arguments: tuple[str, ...],
    work: Path,
    bound_seconds: float,
    on_line: Callable[[str], None],
    *,
    cwd: Path = ROOT,
) -> None:
    last: deque[str] = deque(maxlen=LAST_LINES)

    def remember(line: str) -> None:
        if line.strip():
            last.append(line.rstrip())
            on_line(line)

    code = child.run(
        (str(ROOT / CDK), *arguments, "--no-notices", "--no-color"),
        cwd=cwd,
        environment=_environment(aws, work, os.environ),
        log=log_of(work),
        bound_seconds=bound_seconds,
        on_line=remember,
    )
    if code != 0:
        raise DeployFailed(f"cdk {arguments[0]} failed with exit code {code}", lines=tuple(last))


def _environment(aws: EmbeddedAws, work: Path, own: Mapping[str, str]) -> dict[str, str]:
    """Return the CDK CLI's environment: nothing of a real account, nothing left behind.

    ``cdk.json`` starts the app with the ``python3`` that it finds first on the PATH: this one.
    """
    temporary = work / "tmp"
    temporary.mkdir(exist_ok=True)
    return {
        **{name: value for name, value in own.items() if not name.startswith(("AWS_", "CDK_"))},
        **aws.environment(),
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), own.get("PATH", ""))),
        "TMPDIR": str(temporary),
        "CDK_HOME": str(work / "cdk-home"),
        "CDK_DISABLE_CLI_TELEMETRY": "true",
        "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20",
        "NODE_NO_WARNINGS": "1",
    }
