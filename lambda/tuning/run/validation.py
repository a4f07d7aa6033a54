"""What ValidateDataset decides about a dataset: admitted into a snapshot, or rejected and why."""

from dataclasses import dataclass
from typing import Literal

from tuning.costs.estimate import Estimate, Quantities


@dataclass(frozen=True, kw_only=True)
class Part:
    """One file of a snapshot.

    Attributes:
        key: where it is in the artifacts bucket.
        records: how many it holds.
        tokens: estimated tokens, by the method that ``Estimate`` names.
    """

    key: str
    records: int
    tokens: int


@dataclass(frozen=True, kw_only=True)
class Admission:
    """The judgement on a dataset; figures and keys only, never its text.

    Attributes:
        summary: one sentence for a person: what was admitted, or why it was rejected.
        report_key: the full dataset report (JSON) in the artifacts bucket.
        source_format: the record format that was detected.
        problems: how many errors were found.
        snapshot: the content-addressed prefix that the job reads, when admitted.
        training, validation, evaluation: the snapshot's files; evaluation is the held-out set.
        prompts: the held-out set as Bedrock's evaluation jobs take it.
    """

    outcome: Literal["admitted", "rejected"]
    summary: str
    report_key: str
    source_format: str | None
    problems: int
    snapshot: str | None = None
    training: Part | None = None
    validation: Part | None = None
    evaluation: Part | None = None
    prompts: Part | None = None
    estimate: Estimate | None = None

    @property
    def quantities(self) -> Quantities:
        """How much there is to train on and to ask, as costs count it.

        Raises:
            ValueError: nothing was admitted.
        """
        if self.training is None:
            raise ValueError("a dataset that was rejected costs nothing")
        nothing = Part(key="", records=0, tokens=0)
        held_out, prompts = self.evaluation or nothing, self.prompts or nothing
        return Quantities(
            training_tokens=self.training.tokens,
            held_out=held_out.records,
            held_out_tokens=held_out.tokens,
            prompts=prompts.records,
            prompt_tokens=prompts.tokens,
        )
