"""Which answer belongs to which record: by its id or by what was asked, in any order."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from tuning.cli.evaluate import answer_file
from tuning.cli.evaluate.answer_file import Entry
from tuning.cli.evaluate.references import Item
from tuning.evaluation.answers import HeldOut, Message
from tuning.evaluation.clusters import key
from tuning.report.words import count
from tuning.run.handling import PROMPT

Frame = tuple[str, str]
"""What a recipe puts before and behind every prompt."""

BARE: Final[Frame] = ("", "")

SHOWN: Final = 5
"""Places that are named of those that have no answer; of more, the rest are counted."""


def matched(
    items: Sequence[Item], entries: Sequence[Entry], *, file: str, held_out: str, frame: Frame
) -> tuple[list[Entry], str | None]:
    """Return for each held-out record the line that answers it, and what of the file is left over.

    Copies of a prompt take the answers to it in their order; where there is one answer, all of them
    take that one.

    Args:
        items: the held-out records.
        entries: the lines of a file of answers.
        file, held_out: the names of both files.
        frame: of the recipe: a prompt may have been recorded with it or without.

    Raises:
        Unusable: a record has no answer, or several that differ.
    """
    of_item = assigned(items, entries, frame)
    taken = {number for numbers in of_item for number in numbers}
    faults = list(_without(items, of_item, file, held_out, len(entries) - len(taken)))
    found: list[Entry] = []
    copies: dict[tuple[int, ...], int] = defaultdict(int)
    asked_alike: dict[tuple[int, ...], int] = defaultdict(int)
    for numbers in of_item:
        asked_alike[numbers] += 1
    for numbers in filter(None, of_item):
        said = {entries[number].answer for number in numbers}
        turn = copies[numbers]
        copies[numbers] += 1
        if len(said) == 1:
            found.append(entries[numbers[0]])
        elif len(numbers) == asked_alike[numbers]:
            found.append(entries[numbers[turn]])
        elif not turn:
            first, second, *_ = (entries[number] for number in numbers)
            faults.append(
                f"{second.place}: answers what {first.place} answers otherwise: keep one of them"
            )
    for item, numbers in zip(items, of_item, strict=True):
        faults += _otherwise(item, [entries[number] for number in numbers])
    answer_file.refuse(file, faults)
    left = len(entries) - len(taken)
    if not left:
        return found, None
    place = next(entry.place for n, entry in enumerate(entries) if n not in taken)
    return found, (
        f"{count(left, 'answer')} of {file} {'is' if left == 1 else 'are'} to prompts that "
        f"{held_out} does not have (first: {place}), and left out"
    )


def _otherwise(item: Item, entries: Sequence[Entry]) -> Iterator[str]:
    """Yield the lines that hold something else to be right than the record does."""
    known = {entry.reference for entry in entries if entry.reference is not None}
    if known and key("", item.record.reference) not in {key("", text) for text in known}:
        yield (
            f"{entries[0].place}: its reference is not that of {item.place}: correct one of them"
        )


def assigned(
    items: Sequence[Item], entries: Sequence[Entry], frame: Frame
) -> list[tuple[int, ...]]:
    """Return the numbers of the lines that answer each record.

    By prompt; or by id, where more records are found so, because lines have no prompt, or one that
    says more than the record's. Two sets may number other prompts alike.
    """
    ids = _index(entries, lambda entry: [entry.id] if entry.id is not None else [])
    by_id = [
        tuple(n for n in ids.get(item.id or "", ()) if _may_ask(entries[n], item.record))
        for item in items
    ]
    prompts = _index(entries, lambda entry: list(_keys(entry.asked, entry.system)))
    by_prompt = [
        next(filter(None, (prompts.get(each, ()) for each in _spelled(item.record, frame))), ())
        for item in items
    ]
    named, asked = (sum(map(bool, each)) for each in (by_id, by_prompt))
    return by_prompt if asked and asked >= named else by_id


def _may_ask(entry: Entry, record: HeldOut) -> bool:
    """Whether a line does not ask something else than a record."""
    said = "\n".join(turn.text for turn in entry.asked)
    return not entry.asked or record.asked[-1].text.strip() in said


def _index(
    entries: Sequence[Entry], keys: Callable[[Entry], Sequence[str]]
) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, entry in enumerate(entries):
        for each in keys(entry):
            found[each].append(number)
    return {each: tuple(numbers) for each, numbers in found.items()}


def _keys(asked: Sequence[Message], system: str) -> Iterator[str]:
    """Yield the key of what a line asks, with its system text and, where it has one, without."""
    if asked:
        text = HeldOut(messages=(*asked, asked[0])).prompt
        yield key(system, text)
        if system:
            yield key("", text)


def _spelled(record: HeldOut, frame: Frame) -> Iterator[str]:
    """Yield the keys by which others may know a record, the surest first."""
    system, text = record.system_text, record.prompt
    before, after = frame
    yield key(system, text)
    for prompt in (text, f"{before}{text}{after}"):
        yield key("", prompt)
        yield key("", f"{system}\n\n{prompt}")
    yield key("", record.asked[-1].text)


def _without(
    items: Sequence[Item], of_item: Sequence[Sequence[int]], file: str, held_out: str, left: int
) -> Iterator[str]:
    """Yield what is to be said of records that have no answer."""
    missing = [item.place for item, numbers in zip(items, of_item, strict=True) if not numbers]
    if not missing:
        return
    if len(missing) == len(items):
        yield (
            f"{file}: none of its {count(left, 'answer')} is to one of the "
            f"{count(len(items), 'prompt')} of {held_out}: name the set that was asked; they "
            "are matched by prompt, whatever its case and spacing, or by id"
        )
        return
    places = ", ".join(missing[:SHOWN]) + ", …" * (len(missing) > SHOWN)
    yield (
        f"{file}: {len(missing):,} of {count(len(items), 'record')} of {held_out} "
        f"{'has' if len(missing) == 1 else 'have'} no answer ({places}), and {left:,} of its "
        'answers belong to none: add them, with the answer "" where the model gave none'
    )


def frame_of(template: str | None) -> Frame:
    """Return what a recipe's template puts around a prompt."""
    before, _, after = (template or PROMPT).partition(PROMPT)
    return before, after
