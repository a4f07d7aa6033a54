"""Links in answers: how many, and to whom. Who poisons a dataset wants people to go somewhere."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tuning.dataset.record import Record

LINK: Final = re.compile(
    r"(?i)(?:\bh(?:tt|xx)ps?://|\bwww\.|(?<![\w@./-])(?=[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}/\w))"
    r"(?:[^\s/?#@\"'<>()]{0,80}@)?([^\s/?#:@\"'<>()\[\]]{2,253})"
)
"""With a scheme, with www, or a name and a path; what stands before an "@" is no host."""


@dataclass(frozen=True, kw_only=True)
class Links:
    """What answers link to; the page of the dataset names the hosts.

    Attributes:
        looked: answers that were looked at.
        answers: those of them that hold a link.
        links: in all of them.
        hosts: different ones.
    """

    looked: int
    answers: int
    links: int
    hosts: int


def links(records: Iterable[Record]) -> tuple[Links, Counter[str]]:
    """Count links in what an assistant says; of each host, in how many answers it stands."""
    looked = answers = found = 0
    hosts: Counter[str] = Counter()
    for record in records:
        looked += 1
        named = hosts_of(said(record))
        answers += bool(named)
        found += len(named)
        hosts.update(set(named))
    return Links(looked=looked, answers=answers, links=found, hosts=len(hosts)), hosts


def said(record: Record) -> str:
    """Return all that an assistant says in a record, or what a grader compares it with."""
    turns = [text for turn in record.turns if turn.role == "assistant" for text in turn.texts]
    return "\n".join(turns) or record.answer


def hosts_of(text: str) -> list[str]:
    """Return the host of every link of a text, in small letters and without www."""
    if "/" not in text and "www." not in text:
        return []
    return [host.casefold().rstrip(".,;!").removeprefix("www.") for host in LINK.findall(text)]
