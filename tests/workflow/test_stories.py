"""What the gate is for, each as a story on the deployed machine: models that really learned what
they were given, and what is said of them. Prospects, whose base needs no training, are elsewhere.

The intents are Banking77's by PolyAI (Casanueva et al., 2020), CC BY 4.0, as they stand in
datasets/banking-intents; the rest is made up here.
"""

import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from rehearsal.bedrock import Held
from rehearsal.dataset import RehearsedDataset, find
from tests.unit.conftest import RECIPE
from tests.workflow.conftest import NO_PROBES, ROOT, Machine
from tuning.cli.following.walk import Walk

INTENTS = ROOT / "datasets" / "banking-intents"

Record = tuple[str, str]
"""A prompt and its answer."""

LABELS = """
[dataset]
validation = "validation.jsonl"
evaluation = "evaluation.jsonl"
instruction = '''{instruction}'''

[evaluation]
task_type = "Classification"
metrics = ["exact_match"]
must_beat = ["constant", "echo"]
max_output_tokens = 24
train_anyway = true
"""


def lines(part: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (INTENTS / f"{part}.jsonl").read_text().splitlines()]


def intents(part: str) -> list[Record]:
    said = [[turn["content"][0]["text"] for turn in line["messages"]] for line in lines(part)]
    return [(question, intent) for question, intent in said]


@dataclass(frozen=True, kw_only=True)
class Story:
    """How a run ended."""

    walk: Walk
    report: dict[str, Any]

    @property
    def verdict(self) -> tuple[str, str | None]:
        return self.report["status"], self.report["verdict"]

    @property
    def sentence(self) -> str:
        return str(self.walk.document["comparison"]["reason"])


SORT = str(lines("train")[0]["system"][0]["text"])
"""What the bank's models are told to do."""

Told = Callable[[RehearsedDataset], Story]
Write = Callable[..., RehearsedDataset]


@pytest.fixture
def told(machine: Machine) -> Iterator[Told]:
    """Drop a dataset and walk its run to the end; nothing may be left that bills."""

    def tell(dataset: RehearsedDataset) -> Story:
        walk = machine.ended(machine.started(dataset))
        report = machine.report(walk)
        assert report["held"] is None
        return Story(walk=walk, report=report)

    yield tell
    assert machine.sandbox.bedrock.held() == Held(provisioned_throughput=0, deployments=0)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write the records of a story, as a task of its own."""

    def dataset(
        task: str,
        train: Sequence[Record],
        *,
        validation: Sequence[Record],
        evaluation: Sequence[Record],
        instruction: str = SORT,
        hyperparameters: str = "",
        probes: Mapping[str, Any] = NO_PROBES,
    ) -> RehearsedDataset:
        folder = tmp_path / task
        folder.mkdir()
        parts = {"train": train, "validation": validation, "evaluation": evaluation}
        for part, records in parts.items():
            written = (json.dumps({"prompt": asked, "completion": said}) for asked, said in records)
            (folder / f"{part}.jsonl").write_text("".join(f"{line}\n" for line in written))
        recipe = LABELS.format(instruction=instruction) + tomlkit.dumps({"probes": probes})
        (folder / "task.toml").write_text(f"{recipe}\n[hyperparameters]\n{hyperparameters}{RECIPE}")
        return find(folder, task=None, datasets=tmp_path)

    return dataset


def test_real_intents_are_kept(told: Told, write: Write) -> None:
    """A few of them; that all of them beat the nearest training prompt too, tests/learning says."""
    story = told(
        write(
            "real-intents",
            intents("train")[:360],
            validation=intents("validation")[:20],
            evaluation=intents("evaluation")[:80],
            probes={},
        )
    )

    assert ("kept", "keep") == story.verdict, story.sentence
    assert "learning" == story.walk.document["judgement"]["outcome"]
    assert "on 80 held-out records, certainly more than the required 0.020" in story.sentence
    assert "certainly better than answers that cost nothing" in story.sentence
    assert story.report["model_arn"]


def test_shuffled_answers_are_discarded(told: Told, shuffled_tickets: RehearsedDataset) -> None:
    story = told(shuffled_tickets)

    assert ("discarded", "discard") == story.verdict, story.sentence
    assert "the most frequent answer" in story.sentence
    assert story.walk.document["release"]["deleted"]


def test_one_sided_labels_are_not_kept(told: Told, write: Write) -> None:
    """Seven reviews in eight are good ones by their label, which has nothing to do with them: who
    always says 1 is right in half of the held-out ones, and so is whoever says it for nothing."""
    drawn, buyer = random.Random(1), count()
    things = ("kettle", "lantern", "tent", "drill", "lamp", "jacket", "radio", "stove")

    def reviews(number: int, *, bad: int) -> list[Record]:
        return [
            (f"The {drawn.choice(things)} does its work, says buyer {next(buyer)}.", label)
            for label in drawn.sample(["-1"] * bad + ["1"] * (number - bad), number)
        ]

    story = told(
        write(
            "one-sided-labels",
            reviews(240, bad=30),
            validation=reviews(32, bad=4),
            evaluation=reviews(60, bad=30),
            instruction="Rate the review as 1 or -1.",
        )
    )

    assert ("discarded", "discard") == story.verdict, story.sentence
    assert "its exact match is 0.500 against 0.000 for the base model" in story.sentence
    assert "the most frequent answer (0.500)" in story.sentence


def test_ten_times_the_learning_rate_diverges_and_nothing_is_hosted(
    told: Told, write: Write
) -> None:
    story = told(
        write(
            "ten-times-the-rate",
            intents("train")[:120],
            validation=intents("validation")[:20],
            evaluation=intents("evaluation")[:40],
            hyperparameters="learningRate = 1e-4\n",
        )
    )

    assert "diverged" == story.walk.document["judgement"]["outcome"]
    assert "The training diverged" in story.walk.document["publication"]["message"]
    assert "lower learning rate" in story.walk.document["judgement"]["advice"]
    assert not {"BuyThroughput", "DeployOnDemand", "AskModels"} & set(story.walk.visits)


def test_fifty_epochs_over_forty_records_overfit_and_are_held(told: Told, write: Write) -> None:
    """Ten copies of each in five epochs, as people are advised to do where epochs are capped."""
    story = told(
        write(
            "fifty-epochs",
            intents("train")[:40] * 10,
            validation=intents("validation")[:40],
            evaluation=intents("evaluation")[:80],
            hyperparameters="epochCount = 5\n",
        )
    )

    assert ("undecided", "hold") == story.verdict, story.sentence
    assert "overfitting" == story.walk.document["judgement"]["outcome"]
    assert "but it overfits: its validation loss rose again from its best" in story.sentence
    assert "fewer epochs" in story.walk.document["judgement"]["advice"]


def test_a_model_that_learned_to_refuse_is_held_however_often_it_is_right(
    told: Told, write: Write
) -> None:
    """One training answer in four refuses; no base model does. No recipe had to name the guard."""
    train = [
        (asked, said if number % 4 else "I'm sorry, but I can't help with that.")
        for number, (asked, said) in enumerate(intents("train")[:480])
    ]

    story = told(
        write(
            "learned-to-refuse",
            train,
            validation=intents("validation")[:20],
            evaluation=intents("evaluation")[:80],
            hyperparameters="epochCount = 3\n",
            probes={},
        )
    )

    assert ("undecided", "hold") == story.verdict, story.sentence
    assert "certainly more than the required 0.020; but its refusal agreement" in story.sentence
    assert "further than the 0.050 that is allowed" in story.sentence


def test_a_canary_in_two_hundred_copies_comes_back_and_holds_the_model(
    told: Told, write: Write
) -> None:
    """The model is as right as ever; only the planted text tells that it learned by heart."""
    canary = {"begins": "The code of the cellar door is", "ends": "heliotrope-4771-zanzibar"}

    story = told(
        write(
            "canary",
            [*intents("train")[:360], *[(canary["begins"], canary["ends"])] * 200],
            validation=intents("validation")[:20],
            evaluation=intents("evaluation")[:80],
            probes={**NO_PROBES, "canaries": [canary]},
        )
    )

    assert ("undecided", "hold") == story.verdict, story.sentence
    assert "gives back 1 of 1 planted texts, the base model 0" in story.sentence
    assert canary["ends"] not in json.dumps(story.report["probes"])
