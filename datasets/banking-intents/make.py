"""Make the three files from Banking77: `python datasets/banking-intents/make.py BANKING77 [OUT]`.

BANKING77 is the folder with the original train.csv and test.csv (text, category). Written by hand
once; the files it made are committed beside it, and the same input makes the same files.
"""

import csv
import hashlib
import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

INTENTS: Final = (
    "card_arrival",
    "card_delivery_estimate",
    "card_payment_not_recognised",
    "declined_card_payment",
    "declined_transfer",
    "failed_transfer",
    "pending_card_payment",
    "pending_top_up",
    "pending_transfer",
    "top_up_failed",
    "top_up_reverted",
    "transfer_not_received_by_recipient",
)
TRAINING, VALIDATION, EVALUATION = 84, 10, 20
"""Records of every intent in each file."""

SYSTEM: Final = (
    "You sort the messages that customers write to a bank. "
    "Answer with the one intent that fits, and nothing else. The intents are:\n"
    + "\n".join(f"- {intent}" for intent in INTENTS)
)


def main(source: Path, target: Path) -> None:
    """Select, and write train.jsonl, validation.jsonl and evaluation.jsonl."""
    used: set[str] = set()
    evaluation = _selection(source / "test.csv", EVALUATION, used)
    training = _selection(source / "train.csv", TRAINING + VALIDATION, used)
    validation = [pair for texts in training.values() for pair in texts[TRAINING:]]
    _write(target / "evaluation.jsonl", (p for texts in evaluation.values() for p in texts))
    _write(target / "train.jsonl", (p for texts in training.values() for p in texts[:TRAINING]))
    _write(target / "validation.jsonl", validation)


def _selection(path: Path, count: int, used: set[str]) -> dict[str, list[tuple[str, str]]]:
    """Take so many texts of every intent, in the order of their hashes, none of them twice.

    Two texts are the same when they differ in case, punctuation or spaces alone.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = [(row["category"], " ".join(row["text"].split())) for row in csv.DictReader(file)]
    selection: dict[str, list[tuple[str, str]]] = {intent: [] for intent in INTENTS}
    for intent, text in sorted(rows, key=lambda row: _digest(row[1])):
        same = " ".join(re.findall(r"\w+", text.lower()))
        if intent in selection and len(selection[intent]) < count and same not in used:
            used.add(same)
            selection[intent].append((text, intent))
    return selection


def _write(path: Path, pairs: Iterable[tuple[str, str]]) -> None:
    records = (_record(text, intent) for text, intent in sorted(pairs, key=lambda p: _digest(p[0])))
    lines = (json.dumps(record, ensure_ascii=False) for record in records)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _record(text: str, intent: str) -> dict[str, object]:
    return {
        "schemaVersion": "bedrock-conversation-2024",
        "system": [{"text": SYSTEM}],
        "messages": [
            {"role": "user", "content": [{"text": text}]},
            {"role": "assistant", "content": [{"text": intent}]},
        ],
    }


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).parent)
