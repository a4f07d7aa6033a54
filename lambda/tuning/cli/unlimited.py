"""Reading records that nothing is trained on: no limit of a base model counts."""

from dataclasses import replace

import msgspec

from tuning.dataset.sheet import MOST_ROWS
from tuning.models.catalogue import RecordFormat
from tuning.run.handling import Handling


def unlimited(handling: Handling, record_format: RecordFormat = "converse") -> Handling:
    """Return how records are read that a model is only asked.

    Args:
        handling: of the recipe, whose columns, instruction and template stay.
        record_format: as which they are read; as ``converse_prompts`` they need no answers.
    """
    rules = msgspec.structs.replace(
        handling.rules,
        record_format=record_format,
        max_records=MOST_ROWS,
        max_tokens_per_sample=1 << 40,
        reserved_words=(),
        validator_words=(),
    )
    model = msgspec.structs.replace(
        handling.model, datasets={**handling.model.datasets, handling.customization_type: rules}
    )
    return replace(handling, model=model, privacy="report", lossy=True)
