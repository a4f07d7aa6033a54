"""The end of a drop: its manifest, and what begins with it."""

from collections.abc import Mapping
from typing import Any

from tuning import clients, naming
from tuning.cli import environment
from tuning.cli.output import Print
from tuning.registration.files import MANIFEST
from tuning.registration.manifest import Manifest, Member, written
from tuning.report.words import count, size
from tuning.settings import deployed


def close(task: str, members: Mapping[str, Member], say: Print, *, promotion: Any = None) -> str:
    """Write the manifest of a drop, say what it starts, and return the id of that run.

    Args:
        task: whose drop it is.
        members: its files by name, in the order of their upload: last the one that starts the run.
        say: prints a line.
        promotion: the evidence of a run of another environment, where that is promoted.
    """
    bucket, name = deployed().datasets_bucket, deployed().environment
    manifest = Manifest(files=members, by=environment.caller(), promotion=promotion)
    clients.s3().put_object(
        Bucket=bucket,
        Key=f"{naming.INCOMING}/{task}/{MANIFEST}",
        Body=written(manifest),
        ContentType="application/json",
    )
    *_, (training, last) = members.items()
    key = f"{naming.INCOMING}/{task}/{training}"
    run = naming.run_id(task=task, bucket=bucket, key=key, version=last.version_id)
    whole = size(sum(member.size for member in members.values()))
    where = f"s3://{bucket}/{naming.INCOMING}/{task}/"
    say(f"{count(len(members), 'file')}, {whole}, lie at {where} and start the run {run}.")
    say(f"It begins within a minute. Follow: python -m tuning runs {run} --env {name}")
    return run
