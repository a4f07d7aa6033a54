"""What is refused by its size alone, unread."""

from collections.abc import Sequence

import msgspec
import pytest

from tuning.dataset.codes import Code
from tuning.dataset.rules.capacity import faults
from tuning.models.catalogue import CustomizationType, base_model
from tuning.run.handling import Handling
from tuning.run.parts import PartName

GB = 1_000_000_000


def handling(*, type_: CustomizationType = "FINE_TUNING", **rules: object) -> Handling:
    """For Nova Micro, with some of its rules changed."""
    model = base_model("amazon.nova-micro-v1:0:128k")
    changed = msgspec.structs.replace(model.datasets[type_], **rules)
    return Handling(
        model=msgspec.structs.replace(model, datasets={**model.datasets, type_: changed}),
        customization_type=type_,
    )


def refused(handling: Handling, **sizes: Sequence[int]) -> dict[str, str]:
    """The message of each part that is beyond the model."""
    found: dict[PartName, Sequence[int]] = {**sizes}  # type: ignore[dict-item]  # parts' names
    return {
        part: fault.code.message.format_map(fault.figures)
        for part, fault in faults(found, handling)
        if fault.code is Code.DROP_TOO_LARGE
    }


@pytest.mark.parametrize("sizes", [[300 * GB], [10 * GB] * 30])
def test_a_drop_of_300_gb_is_refused_by_its_size(sizes: list[int]) -> None:
    said = refused(handling(), training=sizes, evaluation=[1000])

    assert {"training"} == said.keys()
    assert said["training"].startswith("300.0 GB were dropped for training; Nova Micro takes at")
    assert said["training"].endswith("so none of it was read")


def test_the_limit_that_is_named_is_the_lowest_one() -> None:
    few = handling(max_records=10)
    small = handling(max_file_bytes=1 * GB)
    large = handling(max_records=10**9)

    assert "at most 0.0 GB (10 records of at most 2 MiB)" in refused(few, training=[GB])["training"]
    assert "the largest file that its jobs read" in refused(small, training=[2 * GB])["training"]
    assert "any model's records" in refused(large, training=[100 * GB])["training"]


def test_what_the_model_can_take_is_read() -> None:
    limit = 20_000 * 2 * 1024 * 1024

    assert {} == refused(handling(), training=[limit // 4] * 4, validation=[GB])
    assert {"training"} == refused(handling(), training=[limit // 4] * 4 + [4]).keys()


def test_the_jobs_file_size_does_not_bound_what_they_never_read() -> None:
    rules = handling(type_="DISTILLATION")

    assert {} == refused(rules, training=[2 * GB], evaluation=[3 * GB])
    assert {"training"} == refused(rules, training=[3 * GB], evaluation=[3 * GB]).keys()
