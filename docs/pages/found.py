"""The measured part of docs/privacy.md: what is found, beside peers, by kind and by writing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import fill
from typing import Final

from benchmarks.privacy.ours import SECRET, compared
from benchmarks.privacy.record import OURS, PRESIDIO, SECRETS, Claims, Record, Row, Way
from docs.pages.markdown import table
from tuning.dataset.privacy.kinds import Kind, Nature

TITLES: Final[Mapping[Nature, str]] = {
    Nature.PERSONAL: "personal data",
    Nature.DOUBTFUL: "possible secret",
    Nature.SECRET: "secret",
}

PERSONAL: Final = ("telephone", "identity", "account", "contact")
HIDDEN: Final = ("service", "password", "command")
"""Groups of what was planted, whose ways of writing are shown together; those of private keys are
their own."""

MOST_WAYS: Final = 3
"""A subject that is missed in more ways than these is shown with their number."""

WIDTH: Final = 100

Tallied = Row | Way


def found(record: Record) -> str:
    """Return the tables of a record, with what they mean."""
    versions = ", ".join(f"{name} {version}" for name, version in record.versions.items())
    sentences = sum(row.sentences for row in record.rows)
    parts = (
        fill(
            f"Measured on {record.day} with {versions}, in one run of `make privacy` over the same "
            f"{sentences:,} sentences and the clean texts below. Each sentence holds one made-up "
            "value. *Found* is the share of which no letter and no digit is left by this project; "
            "of the peers, the share in which they find a part of it. *Right* is the share of what "
            "a tool calls this kind, anywhere, that is of it. A dash: it does not look for the "
            "kind. presidio runs its pattern recognisers without a language model, and counts from "
            "a score of 0.4; detect-secrets has all plugins.",
            WIDTH,
        ),
        _personal(record),
        "Telephone numbers by locale, drawn by Faker and held for valid by phonenumbers:",
        table(
            ("locale", "sentences", "found", "presidio"),
            (
                (row.subject, f"{row.sentences:,}", _gone([row]), _part([row], PRESIDIO))
                for row in record.rows
                if row.group == "telephone"
            ),
        ),
        _secret(record),
        "By the way in which a value is written:",
        _ways(record),
        "Texts in which there is nothing to find, and in how many something is:",
        table(
            ("texts", "number", "this project", PRESIDIO, SECRETS),
            (
                (clean.name, f"{clean.texts:,}", *(f"{n:,}" for n in clean.found.values()))
                for clean in record.clean
            ),
        ),
        _missed(record.rows),
    )
    return "\n\n".join(parts)


def _personal(record: Record) -> str:
    claims = {one.kind: one for one in record.claims}
    heads = ("kind", "what it is", "counts as", "sentences", "found", "right")
    return table(
        (*heads, "presidio: found", "right"),
        (
            (
                f"`{kind.name}`",
                kind.title,
                TITLES[kind.nature],
                *_figures(
                    [row for row in record.rows if row.kind == kind.name], claims.get(kind.name)
                ),
            )
            for kind in Kind
            if kind.nature is Nature.PERSONAL
        ),
    )


def _figures(rows: Sequence[Row], claims: Claims | None) -> Iterator[str]:
    if claims is None:  # a kind that is newer than the record
        yield from ("0", "not measured", "-", "-", "-")
        return
    yield f"{sum(row.sentences for row in rows):,}"
    yield _gone(rows)
    yield _right(claims, OURS)
    known = claims.right[PRESIDIO] + claims.wrong[PRESIDIO]
    yield _part(rows, PRESIDIO) if known else "-"
    yield _right(claims, PRESIDIO) if known else "-"


def _secret(record: Record) -> str:
    claims = next(one for one in record.claims if one.kind == SECRET)
    held = table(
        ("kind", "what it is", "counts as", "types", "sentences", "found", SECRETS),
        (
            (
                f"`{kind.name}`",
                kind.title,
                TITLES[kind.nature],
                f"{len(rows):,}",
                f"{sum(row.sentences for row in rows):,}",
                _gone(rows),
                _part(rows, SECRETS),
            )
            for kind in Kind
            if compared(kind) == SECRET
            and (rows := [row for row in record.rows if row.kind == kind.name])
        ),
    )
    services = sorted(row.subject for row in record.rows if row.group == "service")
    return (
        f"Secrets. Of what this project calls one, {_right(claims, OURS)} is one; of what "
        f"detect-secrets does, {_right(claims, SECRETS)}.\n\n{held}\n\n"
        + fill(f"Their types: {', '.join(services)}.", WIDTH, break_on_hyphens=False)
    )


def _ways(record: Record) -> str:
    heads = ("way", "personal data", "presidio", "secrets", "detect-secrets")
    names = dict.fromkeys(way.way for way in record.ways if way.group != "key")

    def row(name: str) -> tuple[str, ...]:
        of = [way for way in record.ways if way.way == name]
        personal = [way for way in of if way.group in PERSONAL]
        hidden = [way for way in of if way.group in HIDDEN]
        return (
            name,
            _gone(personal),
            _part(personal, PRESIDIO),
            _gone(hidden),
            _part(hidden, SECRETS),
        )

    keys = [way for way in record.ways if way.group == "key"]
    rest = (f"private keys in {len(keys)} ways", "-", "-", _gone(keys), _part(keys, SECRETS))
    return table(heads, (*map(row, names), rest))


def _missed(rows: Iterable[Row]) -> str:
    lines = [
        f"- {row.subject}: {', '.join(row.missed)}"
        if len(row.missed) <= MOST_WAYS
        else f"- {row.subject}: in {len(row.missed)} ways, found in {_gone([row])} of the sentences"
        for row in rows
        if row.missed
    ]
    return "What this project does not always find:\n\n" + "\n".join(lines)


def _gone(of: Sequence[Tallied]) -> str:
    return _share(sum(one.gone[OURS] for one in of), sum(one.sentences for one in of))


def _part(of: Sequence[Tallied], tool: str) -> str:
    return _share(sum(one.found[tool] for one in of), sum(one.sentences for one in of))


def _right(claims: Claims, tool: str) -> str:
    return _share(claims.right[tool], claims.right[tool] + claims.wrong[tool])


def _share(some: int, of: int) -> str:
    """Return a share in percent, downwards: 100 % is all of them."""
    return f"{int(1000 * some / of) / 10:g} %" if of else "-"
