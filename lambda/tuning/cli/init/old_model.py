"""The model that is left: its recorded answers, and the held-out prompts that it is asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import msgspec

from tuning.cli import disk
from tuning.cli.arguments import Unusable
from tuning.cli.evaluate import answer_file
from tuning.cli.evaluate.answer_file import Entry
from tuning.cli.evaluate.matching import BARE, assigned
from tuning.cli.evaluate.references import Item
from tuning.dataset.intake import Intake
from tuning.dataset.rules.sizes import EVALUATION_MINIMUM
from tuning.evaluation.answers import NO_ANSWER, HeldOut
from tuning.evaluation.clusters import key
from tuning.report.words import count

URL: Final = "/v1/chat/completions"

ENCODER: Final = msgspec.json.Encoder()


def held_out(intake: Intake) -> list[Item]:
    """Return the held-out records of a dataset, each numbered by what it asks."""
    decoder = msgspec.json.Decoder(HeldOut)
    records = map(decoder.decode, intake.parts["evaluation"].lines())
    return [
        Item(place=f"record {n}", id=key(record.system_text, record.prompt), record=record)
        for n, record in enumerate(records, 1)
    ]


def batch(items: Sequence[Item], model: str) -> Iterator[bytes]:
    """Yield the lines of a batch that asks a model every held-out prompt once.

    Source: what OpenAI's Batch API takes, as camel.apache.org describes it (openai-batch), read on
    2026-11-28; a ``custom_id`` may stand once.
    """
    for item in {item.id: item for item in items}.values():
        record = item.record
        lead = [{"role": "system", "content": record.system_text}] if record.system else []
        turns = [{"role": turn.role, "content": turn.text} for turn in record.asked]
        body = {"model": model, "messages": [*lead, *turns]}
        line = {"custom_id": item.id, "method": "POST", "url": URL, "body": body}
        yield ENCODER.encode(line) + b"\n"


def recorded(intake: Intake, answers: str, asked: str | None) -> list[bytes]:
    """Return the held-out records with the answers of the old model in the place of their own.

    Args:
        intake: the dataset, concluded.
        answers: a file of answers, in any shape that is known.
        asked: a file that says which prompt has which id, for answers that do not.

    Raises:
        Unusable: a file cannot be read, or its answers are to too few of the held-out prompts.
    """
    items, entries = held_out(intake), answer_file.read(answers)
    if asked:
        entries = list(_joined(entries, answer_file.read(asked)))
    of_item = assigned(items, entries, BARE)
    answer_file.refuse(disk.called(answers), list(dict.fromkeys(_faults(entries, of_item))))
    prompts = len({item.id for item, found in zip(items, of_item, strict=True) if found})
    if prompts < EVALUATION_MINIMUM:
        mend = (
            "name the file that says which prompt has which custom_id with --asked"
            if not any(entry.asked for entry in entries)
            else "run this command without it, and ask the old model for evaluation.jsonl (--ask)"
        )
        raise Unusable(
            f"{disk.called(answers)}: its answers are to {prompts} of the prompts of "
            f"{count(len(items), 'held-out record')}, and it takes {EVALUATION_MINIMUM}: {mend}"
        )
    lines = zip(intake.parts["evaluation"].lines(), of_item, strict=True)
    return [_answered(line, entries[found[0]].answer or "") for line, found in lines if found]


def _joined(entries: Sequence[Entry], asked: Sequence[Entry]) -> Iterator[Entry]:
    """Yield lines with the prompts that another file has under their ids."""
    known = {entry.id: entry for entry in asked}
    for entry in entries:
        its = known.get(entry.id) if entry.id is not None else None
        yield replace(entry, system=its.system, asked=its.asked) if its else entry


def _faults(entries: Sequence[Entry], of_item: Sequence[Sequence[int]]) -> Iterator[str]:
    for first, *others in filter(None, of_item):
        for each in (first, *others):
            if entries[each].answer is None:
                yield (
                    f"{entries[each].place}: no answer: add the key answer, with "
                    '"" where the model gave none'
                )
            elif entries[each].answer != entries[first].answer:
                yield (
                    f"{entries[each].place}: answers what {entries[first].place} answers "
                    "otherwise: keep one of them"
                )


def _answered(line: bytes, answer: str) -> bytes:
    record: Mapping[str, Any] = msgspec.json.decode(line)
    said = {
        **record["messages"][-1],
        "content": [{"text": answer if answer.strip() else NO_ANSWER}],
    }
    return ENCODER.encode({**record, "messages": [*record["messages"][:-1], said]}) + b"\n"


def write(lines: Iterator[bytes] | Sequence[bytes], path: Path) -> None:
    """Write lines to a file that is not there yet.

    Raises:
        Unusable: it is there, or cannot be written.
    """
    with disk.written(path, force=None) as target:
        target.writelines(lines)
