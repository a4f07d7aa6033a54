"""An application that calls the API over HTTPS, under the policy of its one task."""

import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from ssl import create_default_context
from typing import Any, Final

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.workflow import people
from tests.workflow.conftest import ROOT, Machine

PAGE: Final = "docs/api.md"
EXAMPLE: Final = "https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/dev"
"""The address on the page, of which a reader puts in their own."""

POLICIES: Final = ("TaskApiCallerPolicy",)


@dataclass(frozen=True)
class Application:
    """Whoever has the policy of those who call the API, and the tag of one task."""

    machine: Machine
    task: str

    @cached_property
    def credentials(self) -> Mapping[str, str]:
        return people.credentials(self.machine.sandbox.aws, POLICIES, task=self.task)

    @cached_property
    def url(self) -> str:
        """The stage's address: the embedded AWS serves it below its own."""
        deployed = people.outputs_of(self.machine.sandbox.aws)["ApiUrl"]
        (api,) = re.findall(r"https://([^.]+)\.execute-api\.", deployed)
        return f"{self.machine.sandbox.aws.endpoint_url}/restapis/{api}/local/_user_request_"

    def runs_the_examples_of_the_page(self) -> None:
        """Run each as it stands there, with this address; each prints an answer."""
        page = (ROOT / PAGE).read_text().replace(EXAMPLE, self.url)
        examples = re.findall(r"^```(bash|python)\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE)
        assert ["bash", "python", "python"] == [language for language, _ in examples]
        certificate = str(self.machine.sandbox.aws.ca_bundle)
        environment = {
            **self.machine.environment(),
            **self.credentials,
            "SSL_CERT_FILE": certificate,
            "CURL_CA_BUNDLE": certificate,
        }
        said = []
        for language, code in examples:
            command = {"bash": ["bash", "-c"], "python": [sys.executable, "-c"]}[language]
            done = subprocess.run(
                [*command, code], capture_output=True, text=True, env=environment, timeout=60
            )
            assert 0 == done.returncode, done.stdout + done.stderr
            said.append(json.loads(done.stdout)["answer"] if language == "bash" else done.stdout)
        assert said[0].strip()
        assert 1 == len({each.strip() for each in said}), said

    def is_refused_what_is_not_its_own(self) -> None:
        """Ask another task, every task, and something that is no request, in one shape or other."""
        asks = {"prompt": "Where?"}
        chats = {"model": self.task, "messages": [{"role": "user", "content": "Where?"}]}
        for status, path, body in (
            (200, f"/tasks/{self.task}/v1/models", None),
            (403, "/tasks/billing/answer", asks),
            (403, "/v1/chat/completions", chats),
            (403, "/v1/models", None),
            (403, f"/tasks/{self.task}/no-such-path", asks),
            (400, f"/tasks/{self.task}/answer", {"prompt": 7}),
            (400, f"/tasks/{self.task}/answer", {"prompt": "Where?", "stream": True}),
            (400, f"/tasks/{self.task}/v1/chat/completions", {**chats, "model": "billing"}),
            (413, f"/tasks/{self.task}/answer", {"prompt": "a" * 1_000_001}),
        ):
            answered, said = self._asked(path, body)
            assert status == answered, (path, said)
            if status != 403:  # which the embedded AWS words itself
                assert (status == 200) == ("error" not in said), said

    def _asked(self, path: str, body: Any) -> tuple[int, Any]:
        request = AWSRequest(
            "GET" if body is None else "POST",
            f"{self.url}{path}",
            data=None if body is None else json.dumps(body),
            headers={"Content-Type": "application/json"},
        )
        signs = Credentials(*(self.credentials[name] for name in sorted(self.credentials)))
        SigV4Auth(signs, "execute-api", "us-east-1").add_auth(request)
        sent = urllib.request.Request(  # noqa: S310  loopback
            str(request.url),
            request.data.encode() if request.data else None,
            dict(request.headers),
            method=request.method,
        )
        context = create_default_context(cafile=self.machine.sandbox.aws.ca_bundle)
        try:
            with urllib.request.urlopen(sent, context=context) as answer:  # noqa: S310  loopback
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            return refused.code, json.load(refused)
