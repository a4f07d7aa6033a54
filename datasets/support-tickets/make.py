"""Make the three files from parts.toml: `python datasets/support-tickets/make.py [OUT]`.

Every record is a choice of hand-written parts by a fixed seed, so the same parts make the same
files. No combination of product, problem, plan, mood, urgency and request is in two files.
"""

import json
import random
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).parent
SEED: Final = 77
RECORDS: Final = {"train": 304, "validation": 40, "evaluation": 80}

Parts = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """One ticket and its summary."""

    prompt: str
    completion: str


def main(target: Path) -> None:
    """Write train.jsonl, validation.jsonl and evaluation.jsonl."""
    parts = tomllib.loads((HERE / "parts.toml").read_text(encoding="utf-8"))
    chance = random.Random(SEED)  # noqa: S311 - a dataset is made, not a secret
    taken: set[str] = set()
    for name, count in RECORDS.items():
        tickets = _tickets(parts, chance, taken, heard_before=name == "train")
        lines = [
            json.dumps({"prompt": ticket.prompt, "completion": ticket.completion})
            for _, ticket in zip(range(count), tickets, strict=False)
        ]
        (target / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _tickets(
    parts: Parts, chance: random.Random, taken: set[str], *, heard_before: bool
) -> Iterator[Ticket]:
    """Yield tickets without end, every problem as often as any other."""
    problems = [
        (product, problem) for product in parts["products"] for problem in product["problems"]
    ]
    while True:
        chance.shuffle(problems)
        for product, problem in problems:
            sentence = chance.choice(problem["said"][:-1]) if heard_before else problem["said"][-1]
            ticket = _ticket(parts, chance, product["name"], problem["summary"], sentence)
            while ticket.completion in taken:
                ticket = _ticket(parts, chance, product["name"], problem["summary"], sentence)
            taken.add(ticket.completion)
            yield ticket


def _ticket(
    parts: Parts, chance: random.Random, product: str, summary: str, sentence: str
) -> Ticket:
    plan = chance.choice(parts["plans"])
    onset, began = chance.choice(parts["onsets"])
    attempt, tried = chance.choice(parts["attempts"])
    request, wants = chance.choice(parts["requests"])
    mood = chance.choice(list(parts["moods"]))
    urgency = chance.choice(list(parts["urgencies"]))
    about = chance.choice(parts["plan_sentences"]).format(product=product, plan=plan)
    story = [
        onset,
        attempt,
        chance.choice(parts["moods"][mood]),
        chance.choice(parts["urgencies"][urgency]),
        *chance.sample(parts["asides"], chance.randint(0, 2)),
    ]
    chance.shuffle(story)
    opening = [about, sentence] if chance.random() < 0.7 else [sentence, about]
    body = " ".join([*opening, *story, request])
    ticket = f"{chance.choice(parts['greetings'])}\n{body}\n{chance.choice(parts['closings'])}"
    return Ticket(
        prompt=f"{parts['instruction']}\n\n{ticket.strip()}",
        completion=(
            f"{product}, {plan} plan: {summary} {began}. "
            f"{mood.capitalize()}, {tried}, {wants}. Urgency: {urgency}."
        ),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
