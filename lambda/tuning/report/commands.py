"""The commands that a person pastes: the report and the terminal show the same ones.

What a ledger's item says of itself is one word of a command, whatever somebody wrote there.
"""

from shlex import quote

from tuning.settings import deployed


def ask(run_id: str) -> str:
    """Ask what serves the model of a run, and its base model beside it."""
    return f'python -m tuning ask {run_id} "…" --both --env {deployed().environment}'


def converse(model_id: str) -> str:
    """Ask a model by Converse."""
    message = """'[{"role": "user", "content": [{"text": "…"}]}]'"""
    return f"aws bedrock-runtime converse --model-id {quote(model_id)} --messages {message}"


def name(parameter: str) -> str:
    """Ask which ARN serves a task now."""
    return f"aws ssm get-parameter --name {parameter} --query Parameter.Value --output text"


def extend(run_id: str) -> str:
    """Serve a model longer."""
    return f'python -m tuning extend {here(run_id)} --hours 24 --owner NAME --reason "…"'


def cancel(run_id: str) -> str:
    """Stop a run, and release what it holds."""
    return f'python -m tuning cancel {here(run_id)} --reason "…"'


def approve(run_id: str, *, question: str = "", deny: bool = False) -> str:
    """Answer a run that waits for it, or one of its questions."""
    which = f" --question {question}" if question else ""
    return f'python -m tuning approve {here(run_id)}{which}{" --deny" * deny} --reason "…"'


def unserve(run_id: str) -> str:
    """Release what serves a model."""
    return f"python -m tuning unserve {here(run_id)}"


def finish(run_id: str) -> str:
    """Go on with a run that broke."""
    return f"python -m tuning redrive {here(run_id)}"


def delete(model_arn: str) -> str:
    """Delete a custom model, which then bills no storage."""
    return f"aws bedrock delete-custom-model --model-identifier {quote(model_arn)}"


def drop(task: str) -> str:
    """Drop the folder of a task, from where it stands."""
    return f"python -m tuning drop {task} --env {deployed().environment}"


def job(arn: str) -> str:
    """Show what Bedrock says of a customization job."""
    return f"aws bedrock get-model-customization-job --job-identifier {quote(arn)}"


def history(execution: str) -> str:
    """Show how an execution ended: which function failed, and with what."""
    return (
        f"aws stepfunctions get-execution-history --execution-arn {quote(execution)} "
        "--reverse-order --max-results 5"
    )


def read(report: str) -> str:
    """Bring a report to this machine, from its address in S3."""
    return f"aws s3 cp {quote(report)} report.html"


def here(run_id: str) -> str:
    """Return a run and its environment, as every command about a run takes them."""
    return f"{run_id} --env {deployed().environment}"
