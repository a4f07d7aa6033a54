"""What is read of a package: which calls of AWS can be reached from where."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.account.calls.code import Code
from tests.account.calls.made import Clients
from tests.account.calls.reached import reached

CLIENTS = """
import boto3

def s3() -> "S3Client":
    return boto3.client("s3")

def sns() -> Any:
    return boto3.client("sns")
"""

Reading = Callable[[str], set[tuple[str, str]]]


@pytest.fixture
def read(tmp_path: Path) -> Reading:
    """Read a module with an ``entry``, and return the service and method of what it reaches."""
    package = tmp_path / "tuning"
    package.mkdir()
    (package / "clients.py").write_text(CLIENTS)

    def of(module: str) -> set[tuple[str, str]]:
        (package / "here.py").write_text(f"from tuning import clients\n{module}")
        code = Code(package)
        clients = Clients(code)
        found = reached(code, "tuning.here.entry")
        return {(made.service, made.method) for name in found for made in clients.made(name)}

    return of


@pytest.mark.parametrize(
    "module",
    [
        "def entry():\n clients.s3().get_object()",
        "def entry():\n s3 = clients.s3()\n s3.get_object()",
        "def entry():\n s3, what = clients.s3(), 1\n s3.get_object()",
        "def entry(s3: 'S3Client'):\n s3.get_object()",
        "def entry():\n One(s3=clients.s3()).two()\nclass One:\n s3: Any\n def two(self):\n"
        "  self.s3.get_object()",
        "def entry():\n call = clients.s3().get_object",
        "def entry():\n one()\ndef one():\n clients.s3().get_object()",
        "def entry():\n TABLE[1]()\ndef one():\n clients.s3().get_object()\nTABLE = {1: one}",
        "@State\ndef entry():\n 1\nclass State:\n def __call__(self):\n  clients.s3().get_object()",
        "def entry():\n One().two()\nclass One:\n def two(self):\n  clients.s3().get_object()",
        "def entry():\n One.of()\nclass One:\n @classmethod\n def of(cls):\n  cls.two()\n"
        " @classmethod\n def two(cls):\n  clients.s3().get_object()",
    ],
)
def test_a_call_is_found_wherever_it_can_be_reached(read: Reading, module: str) -> None:
    assert {("s3", "get_object")} == read(module)


@pytest.mark.parametrize(
    "module",
    [
        "def entry():\n 1\ndef one():\n clients.s3().get_object()",
        "def entry(one):\n one()\ndef one():\n clients.s3().get_object()",
        "def entry(one: 'One') -> 'One':\n 1\nclass One:\n def __init__(self):\n  clients.s3().x()",
        "def entry():\n One()\nclass One:\n def two(self):\n  clients.s3().get_object()",
        "def entry():\n One(), what.of()\nclass One:\n @classmethod\n def of(cls):\n"
        "  clients.s3().get_object()",
    ],
)
def test_what_cannot_be_reached_is_not(read: Reading, module: str) -> None:
    assert set() == read(module)


def test_pages_are_the_calls_that_they_are_of(read: Reading) -> None:
    assert {("s3", "list_objects_v2")} == read(
        "def entry():\n clients.s3().get_paginator('list_objects_v2')"
    )
    assert {("s3", "list_buckets"), ("s3", "list_parts")} == read(
        "def entry():\n return [one(each) for each in ('list_buckets', 'list_parts')]\n"
        "def one(operation):\n clients.s3().get_paginator(operation)"
    )


@pytest.mark.parametrize(
    "module",
    [
        "def entry():\n one(clients.s3())\ndef one(s3):\n s3.get_object()",
        "def entry():\n return clients.s3()",
        "def entry(what):\n clients.s3().get_paginator(what)",
    ],
)
def test_a_client_that_cannot_be_followed_fails_the_reading(read: Reading, module: str) -> None:
    with pytest.raises(ValueError, match=r"tuning\.here"):
        read(module)
