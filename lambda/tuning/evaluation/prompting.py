"""Prompting: what the base model can be asked instead, before anybody trains it.

Examples from the training records stand before the question as turns of their own, and a prompt
that people have tuned stands around it in the place of the recipe's template.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from heapq import nlargest
from typing import Final

import xxhash
from msgspec import structs

from tuning.evaluation.answers import HeldOut, Message, TextBlock
from tuning.run.handling import PROMPT
from tuning.run.recipe import FEW_SHOT_TOKENS, Recipe
from tuning.tokens import count as counted

SEED: Final = 20
"""Any number; the same one always, so that the same examples are shown each time."""


@dataclass(frozen=True, kw_only=True)
class Template:
    """What stands around the one question of a record; a conversation stays as it is."""

    before: str
    after: str

    @classmethod
    def of(cls, text: str | None) -> "Template":
        """Read a template, in which ``{prompt}`` is the place of the prompt."""
        before, _, after = (text or PROMPT).partition(PROMPT)
        return cls(before=before, after=after)

    def around(self, text: str) -> str:
        """Put it around a question."""
        return f"{self.before}{text}{self.after}"

    def without(self, text: str) -> str:
        """Return a question as it was brought."""
        if text.startswith(self.before) and text.endswith(self.after):
            return text.removeprefix(self.before).removesuffix(self.after)
        return text


def framing(
    recipe: Recipe, training: Callable[[], Iterable[HeldOut]]
) -> Callable[[HeldOut], HeldOut]:
    """Return how the base model is asked with its best prompt.

    Args:
        recipe: says how many examples are shown, and which prompt is best.
        training: reads the training records, of which none is held out.
    """
    settings, given = recipe.evaluation, Template.of(recipe.dataset.prompt_template)
    best = Template.of(settings.best_prompt) if settings.best_prompt else given
    count = settings.few_shot

    framed = reframed(given, best)
    shown = [framed(record) for record in examples(training(), count)] if count else []
    turns: tuple[Message, ...] = tuple(turn for record in shown for turn in record.messages)

    def asked(record: HeldOut) -> HeldOut:
        question = framed(record)
        return structs.replace(question, messages=(*turns, *question.messages))

    return asked


def reframed(given: Template, best: Template) -> Callable[[HeldOut], HeldOut]:
    """Return how a record is asked with another template than the one that stands around it."""

    def framed(record: HeldOut) -> HeldOut:
        if len(record.asked) != 1 or best == given:
            return record
        asked = record.asked[0]
        question = structs.replace(
            asked, content=(TextBlock(best.around(given.without(asked.text))),)
        )
        return structs.replace(record, messages=(question, *record.messages[1:]))

    return framed


def examples(training: Iterable[HeldOut], count: int) -> list[HeldOut]:
    """Draw examples, by what they say and not by where they stand: a different answer each.

    Where there are fewer answers than examples, answers come again. Records of several turns, and
    those that are too long for their share of ``FEW_SHOT_TOKENS``, are no examples. The records are
    read once, and no more than twice as many as are drawn are kept.

    Args:
        training: the training records.
        count: how many are drawn.
    """
    by_answer: dict[str, tuple[int, HeldOut]] = {}
    by_prompt: dict[str, tuple[int, HeldOut]] = {}
    for record in training:
        if len(record.asked) != 1 or not (record.prompt.strip() and record.reference.strip()):
            continue
        if record.tokens + counted(record.reference).most > FEW_SHOT_TOKENS / count:
            continue
        drawn = (xxhash.xxh3_64_intdigest(record.prompt.encode(errors="replace"), SEED), record)
        _offer(by_answer, record.reference.strip().casefold(), drawn, count)
        _offer(by_prompt, record.prompt, drawn, count)
    chosen = dict(by_answer.values())
    for number, record in sorted(by_prompt.values(), key=lambda one: one[0]):
        if len(chosen) < count:
            chosen.setdefault(number, record)
    return [record for _, record in sorted(chosen.items(), key=lambda one: one[0])]


def _offer(
    kept: dict[str, tuple[int, HeldOut]], key: str, drawn: tuple[int, HeldOut], count: int
) -> None:
    """Keep the record that was drawn first of each key, of as many keys as are wanted."""
    before = kept.get(key)
    if before is None or drawn[0] < before[0]:
        kept[key] = drawn
    if len(kept) > count:
        ((last, _),) = nlargest(1, kept.items(), key=lambda item: item[1][0])
        del kept[last]
