"""`python -m tuning estimate FILE`: what a run would cost, before anything is bought."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import Final

import msgspec

from tuning.cli import arguments as options
from tuning.cli import dataset_options, disk, summary, taking
from tuning.cli import forecast as forecasts
from tuning.cli.output import Segment, print_json, printer
from tuning.costs.hosting_mode import Choice
from tuning.dataset.figures import DatasetReport
from tuning.dataset.intake import Intake
from tuning.report.words import between, count
from tuning.run.estimate import Estimate, Mode, Quantities
from tuning.run.recipe import Recipe
from tuning.text import hours, usd, usd_between

NONE: Final[dict[Mode, float]] = {"provisioned": 0.0, "on_demand": 0.0}


def arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    options.add_dataset(parser)
    options.add_model(parser)
    options.add_handling(parser)
    parser.add_argument("--epochs", type=int, metavar="N", help="default: the recipe's or model's")
    parser.add_argument(
        "--hosting",
        choices=("provisioned", "on_demand", "auto"),
        help="how the model is served (default: the recipe's, or the cheaper way)",
    )
    parser.add_argument(
        "--hours",
        type=options.hours,
        metavar="H",
        help="how long it is hosted (default: as long as its evaluation may take, and as the "
        "recipe keeps it)",
    )
    options.add_json(parser)


def run(chosen: Namespace) -> int:
    """Estimate the cost of a run with a dataset of this disk; return 1 when it has errors.

    What cannot be trained on at all has no estimate: its problems are told instead.

    Raises:
        Unusable: a file cannot be read.
        BadRecipe: the recipe cannot be followed.
        UnusableModel, BadHyperparameter: the model or an argument for it cannot be used.
    """
    planned = dataset_options.recipe_of(chosen)
    recipe = forecasts.recipe(chosen, planned)
    amount, report = _take(chosen, planned)
    if not amount.training_tokens:
        tell = printer(sys.stderr)
        summary.tell_problems(report.problems, report.problem_counts, tell)
        tell(f"{disk.called(chosen.file)} holds nothing to train on, so there is no estimate")
        return 1
    errors = report.errors
    added = forecasts.LEASE_HOURS if chosen.hours is None else NONE
    choice, costs, over = forecasts.forecast(recipe, amount, added)
    if chosen.json:
        said = {"why": choice.why, "model": recipe.base_model, "errors": errors, "over": over}
        print_json({**msgspec.to_builtins(costs), **said})
    else:
        say = printer(sys.stdout)
        for line in _lines(recipe, choice, costs):
            say(*line)
        for sentence in over:
            say((sentence, "yellow"))
        if errors:
            say(
                (
                    f"The dataset has {count(errors, 'error')}, so it would be refused as it is.",
                    "yellow",
                )
            )
    return int(errors > 0)


def _take(chosen: Namespace, planned: Recipe | None) -> tuple[Quantities, DatasetReport]:
    """Read the dataset as the pipeline would; return what there is and what is said of it."""
    files = dataset_options.files(chosen, planned)
    with Intake(dataset_options.handling(chosen, planned), brought=files.keys()) as intake:
        taking.take(intake, files)
        report = taking.concluded(intake)
        return intake.quantities, report


def _lines(recipe: Recipe, choice: Choice, costs: Estimate) -> Iterator[tuple[Segment, ...]]:
    yield ((f"{recipe.base_model}", "bold"),)
    if choice.refusal:
        yield ((choice.refusal, "bold red"),)
    yield ("Served       ", choice.why)
    yield _line(
        "Training",
        usd_between(costs.training_usd_least, costs.training_usd),
        f"{between(costs.training_tokens_least, costs.training_tokens)} tokens{_passes(recipe)} "
        f"x {count(costs.epochs, 'epoch')}, {costs.token_method}",
    )
    yield _line(
        "Evaluation",
        usd_between(costs.evaluation_usd_least, costs.evaluation_usd),
        f"{costs.evaluation_tokens:,} tokens at most, questions and answers of both models",
    )
    yield _line("Hosting", usd(costs.hosting_usd), _hosting(costs))
    yield _line("Storage", usd(costs.storage_month_usd), "each month, until the model is deleted")
    total = usd_between(costs.total_usd_least, costs.total_usd)
    yield _line("Total", total, "without storage, as far as prices are known")
    for part in costs.unknown:
        yield ("             not in it, because unknown: ", (part, "yellow"))
    yield ("Outlook      ", costs.outlook)
    if costs.break_even_tokens_per_hour:
        yield (
            "Break-even   ",
            f"{costs.break_even_tokens_per_hour:,} tokens an hour: above it provisioned throughput "
            f"({recipe.hosting.units} x model unit) is cheaper than tokens on demand",
        )
    else:
        yield ("Break-even   ", "unknown: it takes the prices of tokens and of a model unit's hour")


def _passes(recipe: Recipe) -> str:
    return f" in {recipe.dataset.passes} passes" if recipe.dataset.passes > 1 else ""


def _hosting(costs: Estimate) -> str:
    if costs.mode == "on_demand":
        return "on demand: nothing by the hour"
    return (
        f"{count(costs.units, 'model unit')} at {usd(costs.unit_hour_usd)} an hour each, for "
        f"{hours(costs.hosting_hours)} until the lease ends"
    )


def _line(what: str, amount: str, words: str) -> tuple[Segment, ...]:
    return f"{what:<13}", (f"{amount:>16}", "bold"), f"  {words}"
