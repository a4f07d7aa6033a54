"""What is otherwise than at the last release: compliance/released.json holds how it was then."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from stacks.checkout import ROOT
from stacks.compliance.packs import PACKS
from stacks.compliance.review import Item, Review
from tuning import __version__

NAME: Final = "released.json"


@dataclass(frozen=True, kw_only=True)
class Released:
    """What the review of a release held.

    Attributes:
        version: of the release.
        packs: those that judged it.
        findings: what was found, in words, by the finding's id.
        decisions: the ids of its decisions.
        wildcards: statements of one environment with a star among their resources.
    """

    version: str
    packs: tuple[str, ...]
    findings: Mapping[str, str]
    decisions: tuple[str, ...]
    wildcards: int


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What came and went since a release.

    Attributes:
        since: the release's version.
        new_packs: judge now and did not then, so that all of theirs is new.
        came: findings of packs that judged the release too.
        of_new_packs: how many findings the new packs have.
        gone: what is not found any more, in words.
        decided: ids of decisions that came; ``undecided``: of those that went.
        wildcards: then and now, of the environment that has most.
    """

    since: str
    new_packs: tuple[str, ...]
    came: tuple[Item, ...]
    of_new_packs: int
    gone: tuple[str, ...]
    decided: tuple[str, ...]
    undecided: tuple[str, ...]
    wildcards: tuple[int, int]


def released() -> Released:
    """Return how it was at the last release."""
    content = json.loads((ROOT / "compliance" / NAME).read_text())
    return Released(
        version=content["version"],
        packs=tuple(content["packs"]),
        findings=content["findings"],
        decisions=tuple(content["decisions"]),
        wildcards=content["wildcard_statements"],
    )


def difference(now: Review, then: Released) -> Difference:
    """Compare a review with a release."""
    found = {item.id for item in now.items}
    decided = [decision.id for decision in now.decisions]
    new = [item for item in now.items if item.id not in then.findings]
    return Difference(
        since=then.version,
        new_packs=tuple(pack for pack in PACKS if pack not in then.packs),
        came=tuple(item for item in new if item.finding.pack in then.packs),
        of_new_packs=sum(item.finding.pack not in then.packs for item in new),
        gone=tuple(sorted(said for id_, said in then.findings.items() if id_ not in found)),
        decided=tuple(id_ for id_ in decided if id_ not in then.decisions),
        undecided=tuple(id_ for id_ in then.decisions if id_ not in decided),
        wildcards=(then.wildcards, most_wildcards(now)),
    )


def most_wildcards(now: Review) -> int:
    """Return how many wildcard statements the environment has that has most."""
    return max(now.wildcards.values(), default=0)


def said(item: Item) -> str:
    """Return a finding in a line."""
    finding = item.finding
    return f"{finding.rule} in {finding.resource}" + (
        f": {finding.detail}" if finding.detail else ""
    )


def content(now: Review) -> str:
    """Return what released.json is to hold once this is the last release."""
    held = {
        "version": __version__,
        "packs": list(PACKS),
        "wildcard_statements": most_wildcards(now),
        "decisions": [decision.id for decision in now.decisions],
        "findings": {item.id: said(item) for item in now.items},
    }
    return json.dumps(held, indent=1, ensure_ascii=False) + "\n"
