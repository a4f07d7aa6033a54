"""How a drop is to be handled: for which base model, in which form, with what care."""

from dataclasses import dataclass
from typing import Final, Literal

from tuning.models.catalogue import BaseModel, CustomizationType, DatasetRules
from tuning.run.formats import FormatName

PROMPT: Final = "{prompt}"
"""The place of the prompt in a template."""

PrivacyMode = Literal["report", "redact", "refuse"]
NearDuplicates = Literal["off", "sampled", "all"]


@dataclass(frozen=True, kw_only=True)
class Shares:
    """How much of a training file is split off, as shares of the different beginnings in it.

    Attributes:
        evaluation: a fifth: of 100 records 20, enough to see whether a model learned at all.
        validation: a tenth.
    """

    evaluation: float = 0.2
    validation: float = 0.1

    def __post_init__(self) -> None:
        if min(self.evaluation, self.validation) < 0 or self.evaluation + self.validation >= 1:
            raise ValueError(
                "shares must not be negative and must leave something to train on: "
                f"{self.evaluation:g} and {self.validation:g} do not"
            )


USUAL: Final = Shares()


@dataclass(frozen=True, kw_only=True)
class Handling:
    """What the recipe, or a person at a terminal, asks of the dataset room.

    Attributes:
        model: the base model, whose rules apply.
        customization_type: what it is customised by; each type has rules of its own.
        format: the format that every file must have; None: as detected.
        columns: the names of a table's columns, what is asked first; None: a known pair.
        preferred: whether the liked answers of preference data are to be learned.
        lossy: whether a conversion may leave out what the base model does not take.
        privacy: personal data and secrets are reported, replaced by typed placeholders, or refused.
        impersonal: whether the recipe says that nobody can be recognised in the data.
        near_duplicates: searched among all records, among a sample of them, or not at all.
        instruction: the system text of every record that brings none; None: no text.
        prompt_template: what stands around every prompt, whose place in it is ``{prompt}``; None:
            nothing.
        passes: how often each training record stands in what is trained on.
        evaluation_share, validation_share: how much of the training file is split off; None: as
            usual.
    """

    model: BaseModel
    customization_type: CustomizationType = "FINE_TUNING"
    format: FormatName | None = None
    columns: tuple[str, str] | None = None
    preferred: bool = False
    lossy: bool = False
    privacy: PrivacyMode = "report"
    impersonal: bool = False
    near_duplicates: NearDuplicates = "sampled"
    instruction: str | None = None
    prompt_template: str | None = None
    passes: int = 1
    evaluation_share: float | None = None
    validation_share: float | None = None

    @property
    def shares(self) -> Shares:
        """How much is split off the training file.

        Raises:
            ValueError: it leaves nothing to train on.
        """
        evaluation, validation = self.evaluation_share, self.validation_share
        return Shares(
            evaluation=USUAL.evaluation if evaluation is None else evaluation,
            validation=USUAL.validation if validation is None else validation,
        )

    @property
    def rules(self) -> DatasetRules:
        """What the dataset must be."""
        return self.model.datasets[self.customization_type]
