"""What people may do who bring what was kept to another environment."""

from typing import Final

from stacks.environments.holdings import Holdings
from stacks.rights import storage
from stacks.rights.policy import Right
from tuning import naming
from tuning.admission.snapshot import MANIFEST

EVIDENCE: Final = ("answers.jsonl", "dataset.json", "report.json")
"""What a verdict rests on, and the report whose hash travels."""


def leaves(holdings: Holdings) -> tuple[Right, ...]:
    """Read the files of a kept run, and what it showed: `python -m tuning promote RUN --to OTHER`.

    Nothing here can be written. Where they arrive, they are dropped as an uploader drops.
    """
    artifacts, datasets = holdings.artifacts_arn, holdings.datasets_arn
    return (
        storage.recalls(holdings.runs_table_arn),
        storage.lists(datasets),
        storage.reads_versions(datasets, storage.INCOMING),
        storage.lists(artifacts),
        *(storage.reads(artifacts, storage.of_runs(name)) for name in EVIDENCE),
        storage.reads(artifacts, f"{naming.SNAPSHOTS}/*/*/{MANIFEST}"),
        storage.decrypts(holdings.data_key_arn, "dynamodb", "s3"),
    )
