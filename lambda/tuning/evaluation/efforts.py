"""Efforts: how long each model took to answer, how much it read and said, and what that costs."""

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Final

from tuning.costs.prices import PriceList
from tuning.evaluation.answers import Answered, Reply
from tuning.evaluation.rivals import CHAMPION
from tuning.run.evaluation import Effort, Model
from tuning.run.hosting import Serving
from tuning.text import usd

THOUSAND: Final = 1000

TUNED: Final[tuple[Model, ...]] = ("custom", CHAMPION)
"""Models that are not the base model itself, and have other prices."""


def of(
    answered: Sequence[Answered], *, model: str, serving: Serving | None, prices: PriceList
) -> tuple[Effort, ...]:
    """Return what it took every model that was asked.

    Args:
        answered: the records that were asked.
        model: the base model, by its identifier in the catalogue.
        serving: what the custom model answers on; None where that is not known.
        prices: what the run was planned with.
    """
    found: dict[Model, list[Reply]] = {}
    for record in answered:
        for name, reply in _replies(record):
            found.setdefault(name, []).append(reply)
    return tuple(
        _effort(name, replies, *_price(name, model, serving, prices))
        for name, replies in found.items()
    )


def _replies(record: Answered) -> Iterator[tuple[Model, Reply]]:
    if record.base:
        yield "base", record.base
    if record.custom:
        yield "custom", record.custom
    yield from record.others.items()


def _price(
    name: Model, model: str, serving: Serving | None, prices: PriceList
) -> tuple[tuple[float, float] | None, str]:
    """Return what 1,000 tokens asked and answered cost; else why that is not said."""
    if name == CHAMPION:
        return None, "its run has its prices"
    if name in TUNED and serving and serving.kind == "throughput":
        hour = usd(serving.units * serving.unit_hour_usd) if serving.unit_hour_usd else "unknown"
        return None, f"paid by the hour ({hour}), however much it is asked"
    asked, said = prices.tokens(model, base=name not in TUNED)
    if asked is None or said is None:
        return None, f"no price is known for {model}"
    return (asked, said), ""


def _effort(
    name: Model, replies: Sequence[Reply], price: tuple[float, float] | None, note: str
) -> Effort:
    asked = sum(reply.input_tokens for reply in replies)
    said = sum(reply.output_tokens for reply in replies)
    times = sorted(reply.latency_ms for reply in replies if reply.latency_ms)
    paid = (asked * price[0] + said * price[1]) / THOUSAND if price else None
    return Effort(
        name=name,
        records=len(replies),
        failed=sum(1 for reply in replies if reply.error),
        guarded=sum(1 for reply in replies if reply.interventions),
        input_tokens=asked,
        output_tokens=said,
        latency_p50_ms=_within(times, 0.5),
        latency_p95_ms=_within(times, 0.95),
        usd_per_thousand=None if paid is None else round(paid * THOUSAND / len(replies), 6),
        note=note,
    )


def _within(times: Sequence[int], share: float) -> float | None:
    """Return the time within which a share of the answers came; None without any."""
    return float(times[ceil(share * len(times)) - 1]) if times else None
