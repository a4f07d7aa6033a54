import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("boto3", "rich", "jinja2", "numpy", "pydantic")


@pytest.mark.parametrize(
    "words",
    [
        ["check", "train.jsonl"],
        ["check", "train.jsonl", "--json"],
        ["check", "train.jsonl", "--sarif", "out.sarif"],
        ["convert", "train.jsonl", "--to-model", "amazon.nova-micro-v1:0:128k", "-o", "out.jsonl"],
        ["split", "train.jsonl", "-o", "out"],
    ],
    ids=" ".join,
)
def test_a_command_that_needs_no_aws_loads_none(good: Path, words: list[str]) -> None:
    program = (
        f"import sys\nfrom tuning.__main__ import main\ncode = main({words!r})\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)\n"
        "sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )

    assert 0 == done.returncode
    assert "[]" == done.stderr.splitlines()[-1]
