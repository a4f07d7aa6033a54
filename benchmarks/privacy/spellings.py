"""The ways in which a value is written: quoted, in code, in a table, encoded, in other digits."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import quote

from benchmarks.privacy.planted import Group, Planted, Sentence

Way = Callable[[Planted], tuple[str, str]]
"""Returns a carrier with ``{}`` and what stands there."""

SEPARATOR: Final = re.compile(r"[ ./-]+")
MEANT: Final = frozenset(("FI_HETU", "SE_PERSONNUMMER"))
"""Their sign is a part of the number: it says the century."""

WIDE: Final = {ord("0") + digit: 0xFF10 + digit for digit in range(10)}
ENTITIES: Final = {
    ord(sign): entity
    for sign, entity in (
        *((" ", "&nbsp;"), ("@", "&#64;"), ("+", "&#43;"), ("-", "&#45;"), (".", "&#46;")),
        *(("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")),
    )
}


def _name(planted: Planted) -> str:
    """Return the field as code calls it."""
    return re.sub(r"[ -]", "_", planted.field).lower()


def _halves(value: str, by: str) -> str:
    """Cut a value in two; what opens it is too short for that."""
    at = len(value) // 2
    return value[:at] + by + value[at:] if at > 1 else value


def _separated(by: str) -> Way:
    return lambda it: (it.lead, SEPARATOR.sub(by, it.value))


def _broken(planted: Planted) -> tuple[str, str]:
    """Break the line at the middle separator, or before a value that has none."""
    places = [match.span() for match in re.finditer(r" ", planted.value)]
    if not places:
        return planted.lead.replace(" {}", "\n{}"), planted.value
    start, end = places[len(places) // 2]
    return planted.lead, planted.value[:start] + "\n" + planted.value[end:]


def _csv(planted: Planted) -> tuple[str, str]:
    value = f'"{planted.value}"' if "," in planted.value else planted.value
    return f"name,{planted.field},city\nJohn,,York\nJane,{{}},Leeds\n", value


PROSE: Final[Mapping[str, Way]] = {
    "plain": lambda it: (it.lead, it.value),
    "quoted": lambda it: (it.lead.replace("{}", '"{}"'), it.value),
    "over a line": _broken,
}
STRUCTURED: Final[Mapping[str, Way]] = {
    "code": lambda it: (f'{_name(it)} = "{{}}"  # as asked', it.value),
    "JSON in JSON": lambda it: (
        f'{{"body": "{{\\"{it.field}\\": \\"{{}}\\", \\"ok\\": true}}"}}',
        it.value.replace("\\", "\\\\\\\\"),
    ),
    "CSV": _csv,
    "Markdown": lambda it: (f"| name | {it.field} |\n| --- | --- |\n| Jane | {{}} |", it.value),
    "percent-encoded": lambda it: (
        f"GET https://api.example.com/find?{_name(it)}={{}}&page=2",
        quote(it.value, safe=""),
    ),
    "HTML entities": lambda it: (
        f"<tr><td>{it.field}</td><td>{{}}</td></tr>",
        it.value.translate(ENTITIES),
    ),
}
CUT: Final[Mapping[str, Way]] = {
    "two literals": lambda it: (f'{_name(it)} = "{{}}"', _halves(it.value, '" + "')),
    "two literals, over a line": lambda it: (
        f'{_name(it)} = (\n    "{{}}"\n)',
        _halves(it.value, '"\n    "'),
    ),
}
"""Of what is a key by its form."""

CARRIED: Final[Mapping[str, Way]] = {
    "plain": lambda it: (it.lead, it.value),
    "code": lambda it: (f'run("""{it.lead}""")', it.value),
    "JSON in JSON": lambda it: (
        json.dumps({"body": json.dumps({"run": it.lead}, ensure_ascii=False)}, ensure_ascii=False),
        it.value,
    ),
    "Markdown": lambda it: (f"| step | run |\n| --- | --- |\n| 1 | `{it.lead}` |", it.value),
}
"""Of what needs the sentence around it."""

DIGITS: Final[Mapping[str, Way]] = {
    "full-width digits": lambda it: (it.lead, it.value.translate(WIDE)),
}
CASES: Final[Mapping[str, Way]] = {
    "upper case": lambda it: (it.lead.upper(), it.value.upper()),
    "lower case": lambda it: (it.lead.lower(), it.value.lower()),
}
SEPARATED: Final[Mapping[str, Way]] = {
    "spaces that do not break": _separated("\u00a0"),
    "narrow spaces": _separated("\u202f"),
    "spaces": _separated(" "),
    "dots": _separated("."),
    "hyphens": _separated("-"),
    "hyphens that do not break": _separated("\u2011"),
}

WAYS: Final[Mapping[Group, Mapping[str, Way]]] = {
    "telephone": {**PROSE, **STRUCTURED, **DIGITS, **SEPARATED},
    "identity": {**PROSE, **STRUCTURED, **DIGITS, **CASES, **SEPARATED},
    "account": {**PROSE, **STRUCTURED, **DIGITS, **CASES, **SEPARATED},
    "contact": {**PROSE, **STRUCTURED, **CASES},
    "service": {**PROSE, **STRUCTURED, **CUT},
    "password": {**PROSE, **STRUCTURED},
    "command": CARRIED,
    "key": {},
}


def spelt(planted: Planted) -> Iterator[Sentence]:
    """Yield a value in every way in which values of its group are written."""
    for way, write in WAYS[planted.group].items():
        if way in SEPARATED and not _may_be_separated(planted):
            continue
        carrier, value = write(planted)
        before, _, after = carrier.partition("{}")
        _, opening = write(replace(planted, value=planted.open))
        start = len(before) + len(opening)
        text = f"{before}{opening}{value}{after}"
        yield Sentence(planted=planted, way=way, text=text, spans=((start, start + len(value)),))


def _may_be_separated(planted: Planted) -> bool:
    return planted.kind not in MEANT and bool(SEPARATOR.search(planted.value))
