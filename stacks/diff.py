"""``python -m stacks.diff ENV``: what a deployment would change, with or without an account.

With AWS credentials that is ``cdk diff``. Without them the templates are held against those of the
last release: its source is taken out of git and synthesised by the CDK library of this machine, so
that no template has to be kept in the repository.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Final, NoReturn

from botocore.exceptions import BotoCoreError

from stacks import credentials
from stacks.checkout import ROOT
from stacks.synthesis import Assembly, synthesise
from tuning import refusals

CDK: Final = ROOT / "node_modules" / ".bin" / "cdk"
UNUSABLE: Final = 2

UNKNOWN: Final = "unknown environment"
"""What the app of a release says of an environment that came after it."""


class NothingToCompare(Exception):
    """There is nothing to compare; one line says why."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise NothingToCompare(message)


def main(words: Sequence[str], *, repository: Path = ROOT) -> int:
    """Print the differences and return the CDK CLI's exit code, or 2 when nothing is compared."""
    parser = _Parser(prog="python -m stacks.diff")
    parser.add_argument("environment")
    parser.add_argument("-c", dest="context", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--against", metavar="REF", help="a tag or commit, instead of an account")
    try:
        given = parser.parse_args(words)
        arguments = {"env": given.environment, **dict(_pair(text) for text in given.context)}
        if given.against is None and credentials.found():
            options = [word for key in arguments for word in ("-c", f"{key}={arguments[key]}")]
            return _cdk("diff", "--all", *options)
        return _against(given.against or _released(repository), arguments, repository)
    except NothingToCompare as error:
        sys.stderr.write(f"error: {error}\n")
        return UNUSABLE
    except BotoCoreError as error:
        sys.stderr.write(f"error: {refusals.words(error)}\n")
        return UNUSABLE


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise NothingToCompare(f"-c {text}: write -c KEY=VALUE")
    return key, value


def _released(repository: Path) -> str:
    """Return the last release's tag, or the last commit where nothing was released yet."""
    try:
        return _git(repository, "describe", "--tags", "--abbrev=0").decode().strip()
    except NothingToCompare:
        return "HEAD"


def _against(reference: str, arguments: dict[str, str], repository: Path) -> int:
    with tempfile.TemporaryDirectory() as work:
        source = Path(work) / "source"
        archive = _git(repository, "archive", "--format=zip", reference)
        with zipfile.ZipFile(BytesIO(archive)) as files:
            files.extractall(source)
        (ROOT / "build").mkdir(exist_ok=True)
        (source / "build").symlink_to(ROOT / "build")  # the Lambda layer, where it is built already
        after = synthesise(Path(work) / "after", validate=False, context=arguments, root=ROOT)
        _check(after, "this tree")
        before = synthesise(Path(work) / "before", validate=False, context=arguments, root=source)
        if UNKNOWN in before.error:
            new = f"; {arguments['env']} is not in it, so that everything is new"
        else:
            new = ""
            _check(before, reference)
        sys.stdout.write(
            f"No AWS credentials: compared with {reference}, not with what is deployed{new}.\n"
        )
        sys.stdout.flush()
        codes = []
        for stack in after.templates:
            template = before.folder / f"{stack}.template.json"
            if not template.exists():
                before.folder.mkdir(exist_ok=True)
                template.write_text("{}")
            options = ("--exclusively", "--app", str(after.folder), "--template", str(template))
            codes.append(_cdk("diff", stack, *options))
        return max(codes)


def _check(made: Assembly, what: str) -> None:
    if made.error:
        last = made.error.strip().splitlines()[-1].removeprefix("error: ")
        raise NothingToCompare(f"{what} cannot be synthesised: {last}")


def _git(repository: Path, *words: str) -> bytes:
    try:
        done = subprocess.run(
            ["git", "-C", str(repository), *words],  # noqa: S607 (git is where the person has it)
            capture_output=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise NothingToCompare(
            "git is not installed, and without credentials nothing else knows"
        ) from error
    if done.returncode:
        raise NothingToCompare(f"git {words[0]}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def _cdk(*words: str) -> int:
    environment = {**os.environ, "NODE_NO_WARNINGS": "1"}
    done = subprocess.run([CDK, *words, "--no-notices"], cwd=ROOT, env=environment, check=False)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
