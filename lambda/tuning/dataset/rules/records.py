"""What one record must be: the rules of its form, and those of the base model's row."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Final

from tuning.dataset.codes import Code
from tuning.dataset.formats.capabilities import answer_needed, answer_taken
from tuning.dataset.formats.writers import WRITERS
from tuning.dataset.framing import Frame
from tuning.dataset.problems import Fault
from tuning.dataset.record import REFERENCE_ANSWER, Record, Turn
from tuning.dataset.rules import conversion
from tuning.run.handling import Handling
from tuning.tokens import MOST_A_CHARACTER, count

BYTES_PER_CHARACTER: Final = 32
r"""More than a character can take in a line: 6 bytes as \u001f, and a turn of one character and the
LF that joins it to the next needs 45 more for its role and its brackets."""

FIXED_BYTES: Final = 256
"""More than a record without a turn takes."""

CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Control characters but for tab, line feed and carriage return."""

TURNS: Final = ("user", "assistant")


def careful_above(handling: Handling) -> int:
    """Return a length, in characters with the LF between texts, that cannot be too long.

    A longer record must be looked at closely: it may be longer than the model takes.
    """
    rules = handling.rules
    framed = len(Frame.of(handling).text)
    most = int(rules.max_tokens_per_sample / MOST_A_CHARACTER)
    if rules.max_line_bytes is not None:
        most = min(most, max(0, rules.max_line_bytes - FIXED_BYTES) // BYTES_PER_CHARACTER)
    return max(0, most - framed)


def may_be_too_long(text: str, handling: Handling) -> bool:
    """Say whether a record with a text may be longer than the model takes."""
    rules = handling.rules
    most = count(text + Frame.of(handling).text).most
    return rules.max_line_bytes is not None or most > rules.max_tokens_per_sample


def faults(record: Record, handling: Handling) -> Iterator[Fault]:
    """Yield everything that is wrong with a record, or lost when it is written."""
    yield from record.noted
    if any(fault.severity == "error" for fault in record.noted):
        return
    if not record.turns:
        yield Fault.of(Code.NO_MESSAGES)
        return
    yield from _order(record, handling)
    yield from _reasoning(record, handling)
    yield from _texts(record, handling)
    yield from conversion.faults(record, handling)
    yield from _length(Frame.of(handling).around(record), handling)


def faults_of_frame(handling: Handling) -> Iterator[Fault]:
    """Yield what the base model does not take of what the recipe puts around every prompt."""
    frame = Frame.of(handling)
    around = f"{frame.before} {frame.after}"
    turns = (Turn("user", (around,)),) if around.strip() else ()
    yield from _texts(Record(0, frame.system, turns), handling)


def _order(record: Record, handling: Handling) -> Iterator[Fault]:
    roles = [turn.role for turn in record.turns]
    unknown = [number for number, role in enumerate(roles, 1) if role not in TURNS]
    for number in unknown:
        inside = roles[number - 1] == "system" and (number > 1 or record.system)
        yield Fault.of(Code.SYSTEM_INSIDE if inside else Code.UNKNOWN_ROLE, message=number)
    if unknown:
        return
    if roles[0] != "user":
        yield Fault.of(Code.FIRST_NOT_USER)
    for number, (before, role) in enumerate(pairwise(roles), 2):
        if role == before:
            yield Fault.of(Code.ROLE_ORDER, message=number)
    yield from _ending(record, handling)


def _reasoning(record: Record, handling: Handling) -> Iterator[Fault]:
    reasoned = {turn.role for turn in record.turns if turn.reasoning}
    if reasoned and not handling.rules.reasoning:
        yield Fault.of(Code.NOT_ONLY_TEXT, what="reasoning")
    elif reasoned - {"assistant"}:
        yield Fault.of(Code.NOT_ONLY_TEXT, what="reasoning of the user")


def _ending(record: Record, handling: Handling) -> Iterator[Fault]:
    if REFERENCE_ANSWER in record.grading:
        if record.answered:
            yield Fault.of(Code.LAST_NOT_USER)
    elif record.answered:
        if not answer_taken(handling):
            yield Fault.of(Code.ANSWER_NOT_TAKEN, format=handling.format)
    elif answer_needed(handling):
        if len(record.turns) > 1:
            yield Fault.of(Code.LAST_NOT_ASSISTANT)
        else:
            yield Fault.of(Code.NO_ANSWER, model=handling.model.name)


def _texts(record: Record, handling: Handling) -> Iterator[Fault]:
    model = handling.model.name
    reserved = _reserved(handling.rules.reserved_words)
    doubtful = _reserved(handling.rules.validator_words, any_case=True)
    for where, text, instructs, whole in record.texts():
        if whole and not text.strip():
            yield Fault.of(Code.EMPTY_TEXT, where=where)
        if not text.isprintable() and (control := CONTROL.search(text)):
            character = f"U+{ord(control[0]):04X}"
            yield Fault.of(Code.CONTROL_CHARACTER, where=where, character=character)
        failing = set(reserved.findall(text)) if instructs else set()
        for word in sorted(failing):
            yield Fault.of(Code.RESERVED_WORD, where=where, word=word, model=model)
        spelled = {word.lower() for word in doubtful.findall(text)}
        for word in handling.rules.validator_words:
            if word not in failing and word.lower() in spelled:
                yield Fault.of(Code.DOUBTFUL_WORD, where=where, word=word, model=model)


def _length(record: Record, handling: Handling) -> Iterator[Fault]:
    rules, tokens = handling.rules, record.tokens
    if tokens.most > rules.max_tokens_per_sample:
        over = tokens.least > rules.max_tokens_per_sample
        yield Fault.of(
            Code.SAMPLE_TOO_LONG if over else Code.SAMPLE_MAY_BE_TOO_LONG,
            least=tokens.least,
            most=tokens.most,
            model=handling.model.name,
            limit=rules.max_tokens_per_sample,
        )
    if rules.max_line_bytes is not None:
        size = len(WRITERS[rules.record_format].line(record))
        if size > rules.max_line_bytes:
            yield Fault.of(
                Code.LINE_OVER_LIMIT,
                size=size,
                model=handling.model.name,
                maximum=rules.max_line_bytes,
            )


@cache
def _reserved(words: tuple[str, ...], *, any_case: bool = False) -> re.Pattern[str]:
    flags = re.IGNORECASE if any_case else re.NOFLAG
    return re.compile("|".join(map(re.escape, words)) or r"(?!)", flags)
