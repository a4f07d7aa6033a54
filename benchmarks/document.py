"""The table, for people: at the terminal and in docs/benchmarks.md."""

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from benchmarks.contenders import (
    EXPRESSIONS,
    HARNESS,
    INTERVAL,
    MB,
    NEAR,
    OURS,
    OURS_CONVERSATIONS,
    OURS_KEPT,
    OURS_SCRIPTS,
    PARSE,
    PARSE_CONVERSATIONS,
    SCORES,
    SCREEN,
    Group,
)
from benchmarks.rounds import Laps

GROUPS: Final[Mapping[Group, str]] = {
    "limit": "Limits",
    "step": "Steps",
    "ours": "This project",
    "peer": "What others use",
}
LIBRARIES: Final = (
    "msgspec",
    "hyperscan",
    "xxhash",
    "rensa",
    "pydantic",
    "jsonschema",
    "datasets",
    "presidio-analyzer",
    "scrubadub",
    "lm_eval",
)
BUSY: Final = (
    "Where others use the machine at the same time, its caches and its memory are theirs as well, "
    "and every row is slower, those of the limits too. So shares are steadier than speeds. "
    "Start-up and the check of 100 records are by the clock, and take as long as the others leave."
)
BOUND: Final = (
    "Decoding makes a Python text of every value. Of texts beyond ASCII it has to work out how "
    "wide their characters are; so does every fold of case and every encoding after that, each "
    "character by itself. No library that ships folds case in bytes.",
    "The screen runs Hyperscan over every byte for each set of expressions that cannot be put "
    "together without becoming slower than apart, see `expressions.py`.",
    "What is kept is hashed twice: the file as it was dropped, and the lines that are trained on.",
)
"""What the figures do not say by themselves."""

SHARES: Final = {OURS: 0.27, OURS_KEPT: 0.13, OURS_SCRIPTS: 0.13, NEAR: 0.04}
"""What is wanted of the speed of raw msgspec in the same run."""

STEPS: Final = {
    OURS: ("decode, prompt/completion", "screen, prompt/completion", "keys, prompt/completion"),
    OURS_KEPT: (
        *("decode, prompt/completion", "screen, prompt/completion", "keys, prompt/completion"),
        *("SHA-256, prompt/completion", "write and read back, prompt/completion"),
    ),
    OURS_SCRIPTS: ("decode, many scripts", "screen, many scripts", "keys, many scripts"),
}
"""What each of these rows does at least."""

HEAD: Final = ("", "MB/s", "median", "records/s", "memory", "start-up", "read")


def row(laps: Laps) -> tuple[str, ...]:
    """Return one row of the table, under ``HEAD``."""
    lap = laps.laps[0]
    return (
        laps.contender.name,
        _figure(laps.best),
        _figure(laps.median),
        f"{laps.records:,.0f}" if lap.records else "",
        f"{laps.memory / MB:,.0f} MB",
        f"{laps.startup:.2f} s",
        f"{lap.bytes / MB:,.0f} MB",
    )


def _figure(speed: float) -> str:
    return f"{speed:,.0f}" if speed >= 10 else f"{speed:,.2f}"


def ratios(table: Sequence[Laps]) -> Iterator[str]:
    """Yield what the table says, in sentences; nothing about a row that was not measured."""
    best = {laps.contender.name: laps.best for laps in table}
    for ours, limit in ((OURS, PARSE), (OURS_CONVERSATIONS, PARSE_CONVERSATIONS)):
        if ours in best and limit in best:
            yield f"{ours}: {best[ours] / best[limit]:.0%} of the speed of {limit}."
    if SCREEN in best and EXPRESSIONS in best:
        yield (
            f"{SCREEN}: {best[SCREEN] / best[EXPRESSIONS]:,.0f} times the speed of {EXPRESSIONS}."
        )
    records = {laps.contender.name: laps.records for laps in table}
    if INTERVAL in records and HARNESS in records:
        times = _times(records[INTERVAL] / records[HARNESS])
        yield f"{INTERVAL}: {times} the speed of {HARNESS}."
    for laps in table:
        if laps.contender.group == "peer" and laps.contender.data != "answers" and OURS in best:
            like = OURS_CONVERSATIONS if laps.contender.data == "conversations" else OURS
            if like in best:
                times = _times(best[like] / laps.best)
                yield f"{like}: {times} the speed of {laps.contender.name}."


def bounds(table: Sequence[Laps]) -> Iterator[str]:
    """Yield how fast a row could be at most, if it took none but its steps."""
    best = {laps.contender.name: laps.best for laps in table}
    for name, steps in STEPS.items():
        took = {step.partition(",")[0]: 1000 / best[step] for step in steps}
        total = sum(took.values())
        each = " + ".join(f"{step} {nanoseconds:.2f}" for step, nanoseconds in took.items())
        yield (
            f"{name}: {1000 / best[name]:.2f} ns a byte, of which {each} = {total:.2f} are steps "
            f"that it cannot leave out; they alone would be {1000 / total / best[PARSE]:.3f} of "
            f"{PARSE} ({1000 / best[PARSE]:.2f})."
        )


def _times(ratio: float) -> str:
    return f"{ratio:,.0f} times" if ratio >= 10 else f"{ratio:.1f} times"


def targets(table: Sequence[Laps], *, small: float) -> Iterator[tuple[str, str, str, str]]:
    """Yield what is wanted, how much, what was measured, and whether that is enough."""
    by_name = {laps.contender.name: laps for laps in table}
    ours, screen = by_name[OURS], by_name[SCREEN]
    memory, times = ours.memory / MB, screen.best / by_name[EXPRESSIONS].best
    for name, wanted in SHARES.items():
        share = by_name[name].best / by_name[PARSE].best
        yield f"{name}: of {PARSE}", f"{wanted}", f"{share:.3f}", _met(enough=share >= wanted)
    yield f"{OURS}: memory", "150 MB", f"{memory:,.0f} MB", _met(enough=memory <= 150)
    yield f"{SCREEN}: times {EXPRESSIONS}", "100", f"{times:,.0f}", _met(enough=times >= 100)
    scores = by_name[SCORES]
    seconds, held = scores.laps[0].records / scores.records, scores.memory / MB
    yield f"{SCORES}: 1,000 pairs", "2 s", f"{seconds:.1f} s", _met(enough=seconds < 2)
    yield f"{SCORES}: memory", "256 MB", f"{held:,.0f} MB", _met(enough=held <= 256)
    yield "check of 100 records", "300 ms", f"{small * 1000:.0f} ms", _met(enough=small < 0.3)


def _met(*, enough: bool) -> str:
    return "met" if enough else "missed"


def machine() -> Iterator[tuple[str, str]]:
    """Yield what was measured on, and with what."""
    cpu = Path("/proc/cpuinfo").read_text().partition("model name")[2].split("\n")[0].strip("\t :")
    load = os.getloadavg()[0]
    yield "date", f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    yield "machine", f"{cpu}, {os.cpu_count()} cores, one used; load {load:.1f}, ours is 1"
    yield "system", f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    yield "libraries", ", ".join(f"{name} {version(name)}" for name in LIBRARIES)


def markdown(table: Sequence[Laps], *, command: str, rounds: int, small: float) -> str:
    """Write the document that stays.

    Args:
        table: what was measured.
        command: that measured it.
        rounds: how often each was measured.
        small: seconds that the command takes for a file of a hundred records.
    """
    lines = [
        "# Benchmarks",
        "",
        f"Written by `{command}`; do not edit. Everything below was measured in one run, each row",
        f"in processes of its own on one core, {rounds} times, by the time of the processor. The",
        "files are made up, seeded, about 1 KB a record, with personal data in 1 % of the records,",
        "0.2 % exact duplicates, 0.02 % control characters, 0.01 % broken JSON and 0.01 % bad",
        "UTF-8. Slow rows read less of the file; the last column says how much. Near-duplicates",
        "have a row of their own. Answers that are scored are clean pairs of 300 words.",
        "",
        *(f"- {what}: {value}" for what, value in machine()),
        "",
    ]
    aims = [("", "wanted", "measured", ""), *targets(table, small=small)]
    lines += ["## Targets", "", *_table(aims), "", BUSY, ""]
    lines += ["## What bounds them", "", *(f"- {sentence}" for sentence in bounds(table))]
    lines += [f"- {sentence}" for sentence in BOUND]
    lines += [""]
    for group, title in GROUPS.items():
        rows = [laps for laps in table if laps.contender.group == group]
        if rows:
            lines += [f"## {title}", "", *_table([HEAD, *map(row, rows)]), ""]
    lines += ["## In a sentence each", "", *(f"- {sentence}" for sentence in ratios(table))]
    lines += [f"- `python -m tuning check` of 100 records: {small * 1000:.0f} ms in all.", ""]
    lines += ["## What each of them checks", ""]
    checks = [(laps.contender.name, laps.contender.checks) for laps in table]
    return "\n".join([*lines, *_table([("", "checks"), *checks]), ""])


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    head, *body = rows
    figures = ["---", *["---:"] * (len(head) - 1)] if len(head) > 2 else ["---"] * len(head)
    return [f"| {' | '.join(cells)} |" for cells in (head, figures, *body)]
