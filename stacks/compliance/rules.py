"""Every rule that is evaluated: cdk-nag reports only those that find something.

They are read from the packs as they are installed, because cdk-nag lists them nowhere else.
"""

import re
import tarfile
from functools import cache
from importlib.metadata import files
from pathlib import Path
from typing import Final

from stacks.compliance.findings import ASKED
from stacks.compliance.packs import PACKS

FILES: Final = {
    "AwsSolutions": "aws-solutions",
    "HIPAA.Security": "hipaa-security",
    "NIST.800.53.R5": "nist-800-53-r5",
    "PCI.DSS.321": "pci-dss-321",
    "Serverless": "serverless",
}
"""Where cdk-nag keeps the rules of a pack."""

APPLIED: Final = re.compile(
    r"applyRule\(\{\s*(?:ruleSuffixOverride: '(?P<suffix>[^']+)',\s*)?"
    r"info: (?P<quote>['\"`])(?P<info>.*?)(?P=quote),\s*explanation: .*?"
    r"\brule: \w+\.(?P<rule>\w+),",
    re.DOTALL,
)


@cache
def evaluated() -> dict[str, dict[str, str]]:
    """Return what each rule of each pack looks for, by the rule's name."""
    return {pack: _rules(pack, _source(FILES[pack])) for pack in PACKS}


def _rules(pack: str, source: str) -> dict[str, str]:
    found = {
        f"{pack}-{match['suffix'] or match['rule']}": _asked(match["info"])
        for match in APPLIED.finditer(source)
    }
    return dict(sorted(found.items()))


def _asked(info: str) -> str:
    match = ASKED.fullmatch(info.replace("\\'", "'"))
    return match["asks"] if match else info


def _source(pack: str) -> str:
    [archive] = (file for file in files("cdk-nag") or () if file.name.endswith(".jsii.tgz"))
    with tarfile.open(Path(str(archive.locate()))) as packed:
        module = packed.extractfile(f"package/lib/packs/{pack}.js")
        if module is None:
            raise FileNotFoundError(f"cdk-nag has no pack {pack} any more")
        return module.read().decode()
