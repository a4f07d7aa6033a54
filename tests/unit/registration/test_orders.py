"""Copies arrive in any order and with pauses: a run reads one drop, and the recipe of that drop."""

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations, product
from typing import Any

import msgspec
import pytest
from botocore.exceptions import ClientError

from tests.unit.conftest import RECIPE, Served
from tests.unit.registration.test_drop import Ledger
from tuning.ledger import runs
from tuning.registration.register import ObjectCreated, register
from tuning.run.registration import Registration
from tuning.settings import Settings, deployed

FILES = ("train.jsonl", "task.toml", "validation.jsonl", "evaluation.jsonl")
BEGUN = datetime(2026, 11, 28, 12, tzinfo=UTC)
LONG_BEFORE = BEGUN - timedelta(days=1)
OLD, NEW = RECIPE, RECIPE.replace("[provenance]", "[limits]\nmax_training_usd = 7\n[provenance]")


class Clock:
    """The time of the bucket and of the waits alike."""

    now = BEGUN


class Arriving:
    """A bucket whose second drop arrives file after file, while the first one still lies there."""

    def __init__(self, clock: Clock, arrivals: Mapping[str, datetime]) -> None:
        self.clock, self.arrivals = clock, arrivals

    def _there(self, name: str) -> tuple[str, datetime]:
        came = self.arrivals[name]
        return ("v2", came) if came <= self.clock.now else ("v1", LONG_BEFORE)

    def head_object(self, *, Bucket: str, Key: str, VersionId: str = "") -> Any:  # noqa: N803
        name = Key.rpartition("/")[2]
        if name not in FILES:
            raise ClientError({"Error": {"Code": "404", "Message": "Not Found"}}, "HeadObject")
        return {"VersionId": VersionId or self._there(name)[0], "ContentLength": 2, "Metadata": {}}

    def get_object(self, *, Bucket: str, Key: str) -> Any:  # noqa: N803
        text = NEW if self._there("task.toml")[0] == "v2" else OLD
        return {"Body": io.BytesIO(text.encode()), "ContentLength": len(text)}

    def get_paginator(self, _: str) -> "Arriving":
        return self

    def paginate(self, *, Bucket: str, Prefix: str) -> Iterator[Any]:  # noqa: N803
        yield {
            "Contents": [
                {"Key": Prefix + name, "LastModified": came, "ETag": version}
                for name in FILES
                for version, came in [self._there(name)]
            ]
        }


@pytest.fixture(autouse=True)
def ledger(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ledger of an environment that looks as often as one does by default."""
    monkeypatch.setenv("TUNING_COMPANIONS_LOOKS", "60")
    deployed.cache_clear()
    monkeypatch.setattr(runs, "claim", Ledger().claim)


def registered(
    order: Sequence[str],
    pauses: Sequence[float],
    settings: Settings,
    served: Served,
) -> Registration:
    """Let the files arrive, and look as the walk does until the run is understood."""
    came, clock, arrivals = BEGUN, Clock(), {}
    for name, pause in zip(order, (0.0, *pauses), strict=True):
        came += timedelta(seconds=pause)
        arrivals[name] = came
    served(s3=Arriving(clock, arrivals))
    clock.now = arrivals["train.jsonl"]
    detail = {
        "bucket": {"name": settings.datasets_bucket},
        "object": {"key": "incoming/faq/train.jsonl", "version-id": "v2"},
    }
    event = msgspec.convert(detail, ObjectCreated)
    said: Registration | None = None
    while True:
        said = register(event, execution="e1", before=said)
        if said.outcome != "waiting":
            return said
        clock.now += timedelta(seconds=settings.companions_poll_seconds)


@pytest.mark.parametrize("order", [*permutations(FILES)])
def test_every_order_with_every_pause_is_one_drop_with_its_own_recipe(
    order: Sequence[str], settings: Settings, served: Served
) -> None:
    for pauses in product((0.0, 1.0, 29.0), repeat=len(FILES) - 1):
        said = registered(order, pauses, settings, served)

        assert "ready" == said.outcome, pauses
        assert 7 == said.ready_recipe.limits.max_training_usd, pauses
        read = (said.training, said.validation, said.evaluation)
        assert ["v2"] * 3 == [each and each.version_id for each in read], pauses
        assert ((), ()) == (said.left_over, said.unused), pauses


def test_what_a_longer_pause_parts_is_named(settings: Settings, served: Served) -> None:
    order = ("train.jsonl", "validation.jsonl", "evaluation.jsonl", "task.toml")

    said = registered(order, (1, 1, 3600), settings, served)

    assert ("ready", ("task.toml",)) == (said.outcome, said.left_over)
    read = (said.training, said.validation, said.evaluation)
    assert ["v2"] * 3 == [each and each.version_id for each in read]
    assert 7 != said.ready_recipe.limits.max_training_usd
