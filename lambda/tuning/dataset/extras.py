"""Files beside a dataset that nothing is trained on: recorded answers, and answers with labels.

Each line is read as a record of its own, by the reader and the guard of every other file, so that
what is wrong with it, and what is personal in it, is found and treated alike.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any, Final

import msgspec

from tuning.dataset.codes import Code
from tuning.dataset.inspection import inspect
from tuning.dataset.piece import Piece
from tuning.dataset.problems import Fault
from tuning.dataset.reading.lines import MEBIBYTE, Readable, chunks
from tuning.dataset.record import Record
from tuning.dataset.rules.sizes import EVALUATION_MINIMUM
from tuning.run.handling import Handling
from tuning.run.parts import ExtraName

MOST_MEBIBYTES: Final = 64
"""Read at once; 20,000 answers of 800 words."""

NO_ANSWER: Final = "(no answer)"
"""In the place of an answer that a service did not give: it counts, as a wrong one."""

ENCODER: Final = msgspec.json.Encoder()

Faults = Iterator[tuple[int | None, Fault]]
"""What is wrong, each with its line; None where it is the whole file."""


@dataclass(frozen=True, kw_only=True)
class Brought:
    """A file beside a dataset that was read.

    Attributes:
        piece: its answers as records.
        references: of labelled answers the references that they bring, as records too.
        good: what people said of each line's answer.
    """

    piece: Piece
    references: Piece
    good: Mapping[int, bool]


def read(name: ExtraName, stream: Readable, handling: Handling, *, file: str) -> Brought:
    """Read a file of JSON lines, each with a prompt and an answer.

    Raises:
        Interrupted: the stream broke off.
    """
    content = bytearray()
    faults: list[tuple[int | None, Fault]] = []
    for chunk in chunks(stream):
        content += chunk
        if len(content) > MOST_MEBIBYTES * MEBIBYTE:
            fault = Fault.of(Code.FILE_TOO_LARGE, content="file", mebibytes=MOST_MEBIBYTES)
            faults, content = [(None, fault)], bytearray()
            break
    answers, references, good = list[bytes](), list[bytes](), dict[int, bool]()
    for number, line in enumerate(bytes(content).split(b"\n"), 1):
        fields = _fields(line)
        reference = fields.pop("reference", "")
        said = fields.pop("good", None)
        if fields and name == "labels":
            if not isinstance(said, bool):
                faults.append((number, Fault.of(Code.LABEL_MISSING)))
            else:
                good[number] = said
        answer = fields.pop("answer", fields.get("completion"))
        if "prompt" in fields and answer is not None:
            blank = isinstance(answer, str) and not answer.strip()
            line = _pair(fields["prompt"], NO_ANSWER if blank else answer)
        answers.append(line)
        references.append(_pair("-", reference or NO_ANSWER) if line.strip() else line)
    plain = replace(handling, format=None, columns=None)
    piece, of_labels = (
        inspect(BytesIO(b"\n".join(lines)), plain, file=file) if any(lines) else Piece(file)
        for lines in (answers, references if name == "labels" else [])
    )
    if not any(answers) and not faults:
        faults.append((None, Fault.of(Code.EMPTY_FILE)))
    for at, fault in faults:
        piece.problems.add(fault, file=file, line=at)
    return Brought(piece=piece, references=of_labels, good=good)


def _fields(line: bytes) -> dict[str, Any]:
    """Return a line's keys; none where the reader is to say what is wrong with it."""
    try:
        fields = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) and "prompt" in fields else {}


def _pair(prompt: object, completion: object) -> bytes:
    return ENCODER.encode({"prompt": prompt, "completion": completion})


def twice(name: ExtraName, brought: Brought) -> Faults:
    """Yield the lines that say something else than an earlier one with the same prompt.

    Of recorded answers the answer counts; of labelled ones what people said of the same answer.
    """
    sheet, met = brought.piece.sheet, dict[tuple[int, int], tuple[int, int | None]]()
    for line, prompt, answer in zip(sheet.lines, sheet.prompts, sheet.answers, strict=True):
        of = (prompt, 0 if name == "recorded" else answer)
        said = answer if name == "recorded" else brought.good.get(line)
        earlier, before = met.setdefault(of, (line, said))
        if before != said:
            yield line, Fault.of(Code.ANSWERED_TWICE, other=f"line {earlier}")


def recorded(
    brought: Brought, records: Sequence[Record], held_out: Sequence[int]
) -> tuple[list[bytes], Faults]:
    """Return the answers to held-out records, each with its number, and what is wrong with them.

    Args:
        brought: the file.
        records: its good lines.
        held_out: the keys of the held-out prompts, in their order.
    """
    answers = {
        key: record.answer
        for key, record in zip(brought.piece.sheet.prompts, records, strict=False)
    }
    lines = [
        ENCODER.encode({"record": number, "answer": answers[key]}) + b"\n"
        for number, key in enumerate(held_out, 1)
        if key in answers
    ]
    prompts = len({key for key in held_out if key in answers})
    return lines, _lacking(prompts, len(held_out) - len(lines), len(held_out))


def _lacking(prompts: int, missing: int, records: int) -> Faults:
    if prompts < EVALUATION_MINIMUM:
        yield (
            None,
            Fault.of(
                Code.RECORDED_ELSEWHERE,
                prompts=prompts,
                records=records,
                least=EVALUATION_MINIMUM,
            ),
        )
    elif missing:
        yield None, Fault.of(Code.RECORDED_MISSING, missing=missing, records=records)


def labelled(
    brought: Brought,
    records: Sequence[Record],
    references: Sequence[Record],
    known: Mapping[int, str],
) -> tuple[list[bytes], Faults]:
    """Return labelled answers as a judge is put to them, and what is wrong with them.

    Args:
        brought: the file.
        records: its good lines.
        references: the references that its lines bring.
        known: the references of the held-out prompts, by key.
    """
    own = {record.line: record.answer for record in references if record.answer != NO_ANSWER}
    lines, without = list[bytes](), 0
    for line, key, record in zip(
        brought.piece.sheet.lines, brought.piece.sheet.prompts, records, strict=False
    ):
        reference = own.get(line) or known.get(key)
        if not reference:
            without += 1
            continue
        question = "\n\n".join([*record.system, *(t for turn in record.asked for t in turn.texts)])
        label = {
            "prompt": question,
            "answer": record.answer,
            "good": brought.good[line],
            "reference": reference,
        }
        lines.append(ENCODER.encode(label) + b"\n")
    return lines, _unreferenced(without)


def _unreferenced(without: int) -> Faults:
    if without:
        yield None, Fault.of(Code.LABELS_LEFT_OUT, labels=without)
