"""The file to source says where the embedded AWS is, and leads nowhere else."""

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from rehearsal.shell import sourced, sourcing

VARIABLES = {
    "AWS_ENDPOINT_URL": "https://127.0.0.1:1",
    "NO_PROXY": "it's a host,127.0.0.1",
    "AWS_CA_BUNDLE": "/a folder/ca.pem",
}
DUMP = f"{sys.executable} -c 'import json, os; print(json.dumps(dict(os.environ)))'"


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_a_shell_that_sources_it_has_the_variables_and_nothing_of_a_real_account(
    shell: str, tmp_path: Path
) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"this machine has no {shell}")
    with sourced(VARIABLES, tmp_path / "new" / "env.sh") as file:
        done = subprocess.run(
            [shell, "-c", f". {file} && {DUMP}"],
            env={"AWS_PROFILE": "production", "AWS_SESSION_TOKEN": "secret"},
            capture_output=True,
            text=True,
            check=True,
        )

    known = json.loads(done.stdout)
    assert VARIABLES == {name: known[name] for name in VARIABLES}
    assert str(Path(sys.executable).parent) == known["PATH"].split(os.pathsep)[0]
    assert not {"AWS_PROFILE", "AWS_SESSION_TOKEN"} & known.keys()


def test_it_is_its_owners_alone_and_gone_afterwards(tmp_path: Path) -> None:
    stale = tmp_path / "env.sh"
    stale.write_text("of a rehearsal that was killed")

    with sourced(VARIABLES, stale) as file:
        assert 0o600 == stat.S_IMODE(file.stat().st_mode)
        assert "killed" not in file.read_text()

    assert not stale.exists()


def test_the_command_to_source_it_is_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert "source build/env.sh" == sourcing(tmp_path / "build" / "env.sh")
