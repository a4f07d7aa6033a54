"""Files to measure with: seeded, so that two machines measure the same bytes."""

import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

SEED: Final = 20_251_121
FOLDER: Final = Path(__file__).parents[1] / ".bench" / "data"

WORDS: Final = 20_000
PHRASES: Final = 200_000
WORDS_PER_PHRASE: Final = 10
PROMPT_PHRASES: Final = 11
ANSWER_PHRASES: Final = 5
"""With their keys, about 1 KB a record."""

PERSONAL: Final = 100
DUPLICATE: Final = 500
CONTROL: Final = 5_000
BROKEN: Final = 10_000
BAD_UTF8: Final = 10_000
"""One record in so many; which ones is drawn."""

LATIN: Final = "etaoinshrdlucmfwypvbgkqjxz"
MANY_SCRIPTS: Final = (
    LATIN[:12] + "äößéñçøåłž",
    "оеаинтсрвлкм",
    "数据训练模型回答问题",
    "かなのではいた",
    "アイスクリンタ",
    "😀🙂👍",
)
"""A word is of one script, as words are."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What the records of a file are like.

    Attributes:
        name: of the file.
        dirty: whether faults and personal data are sprinkled in.
        conversation: Bedrock's conversation form instead of prompt/completion.
        letters: what words of each script are made of; the first ones are the most frequent.
        separator: between the phrases of a prompt.
        phrases: of a prompt and of an answer, ten words each.
    """

    name: str
    dirty: bool = True
    conversation: bool = False
    letters: tuple[str, ...] = (LATIN,)
    separator: str = " "
    phrases: tuple[int, int] = (PROMPT_PHRASES, ANSWER_PHRASES)


KINDS: Final = {
    kind.name: kind
    for kind in (
        Kind(name="pairs"),
        Kind(name="clean-pairs", dirty=False),
        Kind(name="conversations", conversation=True),
        Kind(name="many-scripts", letters=MANY_SCRIPTS),
        Kind(name="many-lines", separator="\n"),
        Kind(name="clean-scripts", dirty=False, letters=MANY_SCRIPTS),
        Kind(name="answers", dirty=False, phrases=(30, 30)),
    )
}


def made(kind: Kind, size: int) -> Path:
    """Return a file of at least ``size`` bytes, written now unless it was before."""
    recipe = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]
    path = FOLDER / f"{kind.name}-{size // 1_000_000}MB-{recipe}.jsonl"
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        for stale in FOLDER.glob(f"{kind.name}-{size // 1_000_000}MB-*"):
            stale.unlink()
        unfinished = path.with_suffix(".part")
        with unfinished.open("wb") as file:
            for line in lines(kind):
                file.write(line)
                if file.tell() >= size:
                    break
        unfinished.rename(path)
    return path


def lines(kind: Kind) -> Iterator[bytes]:
    """Yield lines without end."""
    chance = random.Random()  # noqa: S311  the same records on every machine
    phrases, drawn = _phrases(kind.letters)
    chance.setstate(drawn)
    line = b""
    while True:
        prompt = kind.separator.join(chance.choices(phrases, k=kind.phrases[0]))
        answer = " ".join(chance.choices(phrases, k=kind.phrases[1]))
        if not kind.dirty:
            yield _line(kind, prompt, answer)
            continue
        if _one_in(PERSONAL, chance):
            prompt += f" {chance.choice(PLANTS)(chance)}."
        if _one_in(CONTROL, chance):
            answer += "\x07"
        if not (line and _one_in(DUPLICATE, chance)):
            line = _line(kind, prompt, answer)
        if _one_in(BROKEN, chance):
            yield line[: len(line) // 2] + b"\n"
        elif _one_in(BAD_UTF8, chance):
            yield line.replace(b" ", b" \xff", 1)
        else:
            yield line


def _one_in(many: int, chance: random.Random) -> bool:
    return chance.random() * many < 1


@lru_cache(maxsize=2)
def _phrases(letters: tuple[str, ...]) -> tuple[list[str], tuple[Any, ...]]:
    """Make phrases of words whose frequency falls with their rank, as in any language.

    They take a second to make. Kinds that share their letters share them, and go on drawing from
    the state in which they left the generator.
    """
    chance = random.Random(SEED)  # noqa: S311  the same phrases on every machine
    words = [_word(letters[number % len(letters)], chance) for number in range(WORDS)]
    ranks = list(accumulate(1 / rank for rank in range(1, WORDS + 1)))
    phrases = [
        " ".join(chance.choices(words, cum_weights=ranks, k=WORDS_PER_PHRASE))
        for _ in range(PHRASES)
    ]
    return phrases, chance.getstate()


def _word(letters: str, chance: random.Random) -> str:
    frequent = range(len(letters), 0, -1)
    return "".join(chance.choices(letters, weights=frequent, k=chance.randint(2, 8)))


def _line(kind: Kind, prompt: str, answer: str) -> bytes:
    record: dict[str, object] = {"prompt": prompt, "completion": answer}
    if kind.conversation:
        record = {
            "schemaVersion": "bedrock-conversation-2024",
            "messages": [
                {"role": "user", "content": [{"text": prompt}]},
                {"role": "assistant", "content": [{"text": answer}]},
            ],
        }
    return json.dumps(record, ensure_ascii=False).encode() + b"\n"


def _card(chance: random.Random) -> str:
    digits = [4, *(chance.randrange(10) for _ in range(14))]
    doubled = [d if n % 2 else sum(divmod(2 * d, 10)) for n, d in enumerate(digits)]
    return "".join(map(str, [*digits, -sum(doubled) % 10]))


PLANTS: Final = (
    lambda chance: f"jane.doe{chance.randrange(10**6)}@example.com",
    lambda chance: f"+1 415-555-{chance.randrange(10**4):04}",
    lambda chance: f"536-{chance.randrange(10, 99)}-{chance.randrange(1000, 9999)}",
    _card,
    lambda chance: ".".join(str(chance.randrange(11, 200)) for _ in range(4)),
    lambda chance: "AKIA" + "".join(chance.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=16)),
)
"""Personal data and keys, made up anew for each record that holds some."""
