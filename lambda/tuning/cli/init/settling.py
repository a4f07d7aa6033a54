"""A new recipe settled from a dataset that was taken in without errors."""

from argparse import Namespace
from collections.abc import Iterator
from itertools import islice
from typing import Final

from tuning.cli import forecast
from tuning.cli.init.choices import Choice, choices, epochs_for, seen
from tuning.dataset.figures import DatasetReport
from tuning.dataset.intake import Intake
from tuning.models.catalogue import BaseModel

LOOKED_AT: Final = 10_000
"""Training records that choices are made by, the first ones: a large file takes a moment then."""


def settled(
    intake: Intake, report: DatasetReport, model: BaseModel, *, old_epochs: int | None = None
) -> Iterator[Choice]:
    """Yield what a recipe for a dataset says, each with its reason.

    Args:
        intake: the dataset, concluded.
        report: of it.
        model: the base model.
        old_epochs: those of the job elsewhere that the task had before.
    """
    found = seen(
        list(islice(intake.records("training"), LOOKED_AT)),
        labels=bool(report.labels),
        personal=report.privacy,
    )
    epochs = epochs_for(intake.counts["training"], model, old=old_epochs)
    planned = forecast.recipe(
        Namespace(model=model.id, epochs=epochs.value if epochs else None), None
    )
    _, costs, _ = forecast.forecast(planned, intake.quantities)
    yield from choices(found, model, epochs=epochs, training_usd=costs.training_usd)
    personal = bool(report.privacy)
    yield Choice(
        key="provenance.contains_personal_data",
        value=personal,
        reason="Some was found." if personal else "None was found: say true if you know of any.",
    )
    yield Choice(
        key="provenance.automated_decisions",
        value=False,
        reason="Say true if nobody looks at what the model decides.",
    )
