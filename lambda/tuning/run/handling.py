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
        near_duplicates: searched among all records, among a sample of them, or not at all.
        instruction: the system text of every record that brings none; None: no text.
        prompt_template: what stands around every prompt, whose place in it is ``{prompt}``; None:
            nothing.
        passes: how often each training record stands in what is trained on.
    """

    model: BaseModel
    customization_type: CustomizationType = "FINE_TUNING"
    format: FormatName | None = None
    columns: tuple[str, str] | None = None
    preferred: bool = False
    lossy: bool = False
    privacy: PrivacyMode = "report"
    near_duplicates: NearDuplicates = "sampled"
    instruction: str | None = None
    prompt_template: str | None = None
    passes: int = 1

    @property
    def rules(self) -> DatasetRules:
        """What the dataset must be."""
        return self.model.datasets[self.customization_type]
