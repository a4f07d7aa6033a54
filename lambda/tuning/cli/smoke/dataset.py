"""What a smoke run drops: a few dozen of the support tickets that come with the project."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from tuning import naming
from tuning.cli.arguments import Unusable
from tuning.costs import tariff
from tuning.costs.hosting_mode import Choice, expect
from tuning.dataset.intake import Intake
from tuning.registration import task_toml
from tuning.run.estimate import Estimate, Mode
from tuning.run.recipe import Recipe

TASK: Final = "smoke"

SOURCE: Final = Path(__file__).parents[4] / "datasets" / "support-tickets"
"""Of a checkout; an installed package has no datasets."""

RECORDS: Final = {"evaluation": 16, "train": 48}
"""How many of each file's first records are dropped, the training file last: it starts the run."""

CEILING_USD: Final = 1.0
"""More than that no smoke run may be expected to cost."""

RECIPE: Final = f"""\
# The recipe of a smoke run: the environment's base model, the smallest run that walks every state.
[dataset]
evaluation = "evaluation.jsonl"

[hyperparameters]
epochCount = 1

# A job that Bedrock does not begin to train is started once again.
[training]
restart_stalled = true

[evaluation]
task_type = "Summarization"
metrics = ["rouge_l", "token_f1", "exact_match"]
max_output_tokens = 96
train_anyway = true

[hosting]
mode = "auto"
keep_hours = 0

[limits]
max_training_usd = {CEILING_USD / 2}
max_hosting_usd = {CEILING_USD / 2}

[provenance]
intended_use = "Finding out whether this pipeline runs in this account."
source = "The first of the support tickets that come with the project, all of them invented."
licence = "Apache-2.0"
contains_personal_data = false
automated_decisions = false
"""


@dataclass(frozen=True, kw_only=True)
class Drop:
    """The files of a smoke run, by their keys, in the order in which they are to be uploaded.

    Attributes:
        recipe: as the pipeline will read it.
        choice, costs: how the model would be served, and the most that the run is expected to cost.
    """

    files: Mapping[str, bytes]
    recipe: Recipe
    choice: Choice
    costs: Estimate

    @property
    def key(self) -> str:
        """The key of the training file, which starts the run."""
        return list(self.files)[-1]


def prepare(base_model: str, *, lease_hours: Mapping[Mode, float], source: Path = SOURCE) -> Drop:
    """Cut the dataset to size and estimate what its run costs.

    Args:
        base_model: the environment's.
        lease_hours: how long hosting may be held for the evaluation at most, by mode.
        source: the folder of the dataset that is cut.

    Raises:
        Unusable: there is no dataset here.
    """
    recipe = task_toml.read(RECIPE, default_model=base_model, default_hyperparameters={})
    parts = {}
    for name, most in RECORDS.items():
        file = source / f"{name}.jsonl"
        if not file.is_file():
            raise Unusable(f"{file} is not there: run this in a checkout of the project")
        parts[name] = b"".join(file.read_bytes().splitlines(keepends=True)[:most])
    with Intake(recipe.handling, brought=("training", "evaluation")) as intake:
        intake.take("training", BytesIO(parts["train"]), file="train.jsonl")
        intake.take("evaluation", BytesIO(parts["evaluation"]), file="evaluation.jsonl")
        intake.conclude()
        choice, costs = expect(
            recipe, intake.quantities, lease_hours=lease_hours, prices=tariff.of_table(recipe)
        )
    files = {"task.toml": RECIPE.encode()} | {f"{name}.jsonl": parts[name] for name in RECORDS}
    return Drop(
        files={f"{naming.INCOMING}/{TASK}/{name}": content for name, content in files.items()},
        recipe=recipe,
        choice=choice,
        costs=costs,
    )
