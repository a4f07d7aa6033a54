"""What ValidateDataset decides about a dataset: admitted into a snapshot, or rejected and why."""

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from tuning.run.estimate import Estimate, Quantities
from tuning.run.formats import FormatName
from tuning.run.parts import PartName
from tuning.seals import Seal


@dataclass(frozen=True, kw_only=True)
class Part:
    """One file of a snapshot.

    Attributes:
        key: where it is in the artifacts bucket.
        records: how many it holds.
        tokens, tokens_least: estimated at most and at least, by the method that ``Estimate`` names.
        sha256: of its bytes, as they were judged; empty in records of older releases.
    """

    key: str
    records: int
    tokens: int
    tokens_least: int = 0
    sha256: str = ""

    @property
    def seal(self) -> Seal:
        """What its bytes must be, where they are read."""
        return Seal(key=self.key, sha256=self.sha256)


@dataclass(frozen=True, kw_only=True)
class Admission:
    """The judgement on a dataset; figures and keys only, never its text.

    Attributes:
        summary: one sentence for a person: what was admitted, or why it was rejected.
        report: the full dataset report (JSON).
        samples: a few records to look at, beside it.
        source_format: the record format that was detected.
        problems: how many errors were found.
        snapshot: the content-addressed prefix that the job reads, when admitted; see ``naming``.
        training, validation, evaluation: the snapshot's files; evaluation is the held-out set.
        prompts: the held-out set as Bedrock's evaluation jobs take it.
        recorded: answers of another service to held-out records, by the records' numbers.
        labels: answers that people labelled, to which a judge is held; as ``Label`` reads them.
    """

    outcome: Literal["admitted", "rejected"]
    summary: str
    report: Seal
    samples: Seal
    source_format: str | None
    problems: int
    snapshot: str | None = None
    training: Part | None = None
    validation: Part | None = None
    evaluation: Part | None = None
    prompts: Part | None = None
    recorded: Part | None = None
    labels: Part | None = None
    estimate: Estimate | None = None

    @property
    def content(self) -> str:
        """The hash of what was admitted, whichever task has it; empty where nothing was."""
        return PurePosixPath(self.snapshot or "").name

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
            training=self.training.records,
            held_out=held_out.records,
            held_out_tokens=held_out.tokens,
            prompts=prompts.records,
            prompt_tokens=prompts.tokens,
            training_tokens_least=self.training.tokens_least,
            held_out_tokens_least=held_out.tokens_least,
            prompt_tokens_least=prompts.tokens_least,
        )


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A file, or a byte range of one, that is read by itself.

    Of a byte range it holds the lines that begin in it; a line that begins before it belongs to
    the segment before. So the segments of a file hold each of its lines once, wherever it is cut.

    Attributes:
        number: its place among all segments of the drop, from 0.
        file: the place of its file among those that were dropped as the part, from 0.
        start, end: the byte range, ``end`` not included.
        goes_on_as: the record format of its file, when it does not begin it.
    """

    number: int
    part: PartName
    file: int
    start: int
    end: int
    goes_on_as: FormatName | None = None


@dataclass(frozen=True, kw_only=True)
class ValidationPlan:
    """How ValidateDataset gets to know the files of a drop.

    Attributes:
        outcome: it reads ``whole`` files alone, or finds some that were read ``in_segments``.
        segments: in the order of their files and, within one, of their bytes. A file that has none
            here is read whole.
    """

    outcome: Literal["whole", "in_segments"]
    segments: tuple[Segment, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ValidatedSegment:
    """What reading a segment came to.

    Attributes:
        number: of the segment.
        records: how many begin in it, faulty ones included.
        problems: how many errors they have.
    """

    number: int
    records: int
    problems: int
