"""Find a deployed environment from a terminal: its pipeline stack's outputs are its settings."""

import os

from botocore.exceptions import BotoCoreError, ClientError

from tuning import clients, naming
from tuning.errors import TuningError, code_of
from tuning.settings import Settings, output_key


class NotDeployed(TuningError):
    """The environment cannot be reached; the message says what to do about it."""


def enter(name: str) -> None:
    """Make ``name`` the environment that every room of this process works in.

    Raises:
        NotDeployed: there are no credentials, or nothing of that name is deployed here.
    """
    stack = naming.stack_name(name, "pipeline")
    try:
        answer = clients.cloudformation().describe_stacks(StackName=stack)
    except ClientError as error:
        raise NotDeployed(
            f"{stack} was not found in this account and region ({code_of(error)}): deploy it "
            f"with `make deploy ENV={name}`, or choose another profile or region"
        ) from error
    except BotoCoreError as error:
        raise NotDeployed(f"AWS cannot be reached: {error}") from error
    outputs = {o["OutputKey"]: o["OutputValue"] for o in answer["Stacks"][0].get("Outputs", ())}
    os.environ.update(Settings.from_outputs(outputs).to_environment())


def enter_by_name(name: str) -> None:
    """Make ``name`` the environment of this process although its pipeline is not deployed.

    Its tags can then be told from others; everything that its stacks would tell is empty.
    """
    os.environ.update(Settings.from_outputs({output_key("environment"): name}).to_environment())
