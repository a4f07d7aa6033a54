"""What a dataset is judged by as a whole: one row of figures for each good record, and no text.

Sheets of the pieces of a file, put one after the other, are the sheet of the file. So a file can be
read in pieces, on many machines, and judged once.
"""

from array import array
from typing import Final

DIGEST_BITS: Final = 60
"""A digest of more bits would take a third more memory in Python; of a million different prompts
two share one with a chance of 1 in 2 million."""


class Sheet:
    """Columns of figures, in the order in which the records stand in their file.

    Attributes:
        lines: the line on which each record begins.
        prompts: digest of everything before the answer, whatever its case and spacing.
        answers: digest of the answer, exactly as it is written.
        prompt_characters, answer_characters: their lengths.
    """

    __slots__ = ("answer_characters", "answers", "lines", "prompt_characters", "prompts")

    def __init__(self) -> None:
        """Start without a record."""
        self.lines = array("Q")
        self.prompts = array("Q")
        self.answers = array("Q")
        self.prompt_characters = array("I")
        self.answer_characters = array("I")

    def append(self, other: "Sheet") -> None:
        """Put the rows of the next piece of the same file after these."""
        for name in self.__slots__:
            getattr(self, name).extend(getattr(other, name))

    def __len__(self) -> int:
        return len(self.lines)
