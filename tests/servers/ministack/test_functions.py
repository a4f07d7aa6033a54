"""Where a function finds what it needs."""

from pathlib import Path

import pytest

from rehearsal.clock import Clock
from rehearsal.ministack import MiniStack
from tests.servers.ministack.account import Account, package


def test_functions_find_bedrock_this_aws_and_nothing_of_the_driver(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "somebody")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    source = "import os\ndef handler(event, context):\n    return dict(os.environ)\n"
    with MiniStack(work=tmp_path, clock=Clock(), bedrock_url="http://127.0.0.1:8") as ministack:
        account = Account(ministack.aws)
        variables = account.invoke(account.function(source))

    assert "http://127.0.0.1:8" == variables["AWS_ENDPOINT_URL_BEDROCK"]
    assert "http://127.0.0.1:8" == variables["AWS_ENDPOINT_URL_BEDROCK_RUNTIME"]
    assert ministack.aws.endpoint_url == variables["AWS_ENDPOINT_URL"]
    assert variables.keys().isdisjoint({"AWS_PROFILE", "PYTHONPATH"})


class TestPackages:
    WHERE = """
import os
from pathlib import Path
import jmespath

def handler(event, context):
    code, layer = Path(__file__), Path(jmespath.__file__)
    return [jmespath.FROM, str(code.resolve()), str(layer.resolve()), os.getpid()]
"""

    OLD = "def handler(event, context):\n    return 'old'\n"
    NEW = OLD.replace("old", "new")
    PID = "import os\ndef handler(event, context):\n    return os.getpid()\n"

    def two(self, account: Account) -> list[list[object]]:
        """What two functions with the same code and layer tell.

        The layer brings a jmespath of its own, which every function has by way of boto3.
        """
        layer = account.aws.client("lambda").publish_layer_version(
            LayerName="layer",
            Content={"ZipFile": package({"python/jmespath/__init__.py": "FROM = 'the layer'"})},
        )["LayerVersionArn"]
        return [account.invoke(account.function(self.WHERE, Layers=[layer])) for _ in range(2)]

    def test_a_layer_comes_before_what_the_runtime_brings(self, patched: Account) -> None:
        assert "the layer" == self.two(patched)[0][0]

    def test_functions_share_what_they_have_in_common(self, patched: Account) -> None:
        one, other = self.two(patched)

        assert one[1:3] == other[1:3]
        assert one[3] != other[3]

    def test_the_mend_is_needed(self, published: Account) -> None:
        one, other = self.two(published)

        assert set(one[1:3]).isdisjoint(other[1:3])

    def test_a_function_stays_warm(self, patched: Account) -> None:
        function = patched.function(self.PID)

        assert patched.invoke(function) == patched.invoke(function)

    def test_new_code_is_run(self, patched: Account) -> None:
        function = patched.function(self.OLD)
        patched.invoke(function)
        patched.aws.client("lambda").update_function_code(
            FunctionName=function,
            ZipFile=package({"module.py": self.NEW}),
        )

        assert "new" == patched.invoke(function)
