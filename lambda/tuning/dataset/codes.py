"""Every code that a problem can have: stable names, whose words stand by subject in ``words``.

Errors refuse the dataset; warnings advise. Placeholders are filled with figures, names of roles,
keys of known formats and words of the catalogue, never with text of the dataset. No fix says to
delete or leave out something whose meaning is not known.
"""

from collections.abc import Mapping
from typing import Final

from tuning.dataset.wording import Wording
from tuning.dataset.words.beside import OfWhatIsBeside
from tuning.dataset.words.containers import OfContainers
from tuning.dataset.words.forms import OfForms
from tuning.dataset.words.lines import OfLines
from tuning.dataset.words.records import OfRecords
from tuning.dataset.words.safety import OfSafety
from tuning.dataset.words.tables import OfTables
from tuning.dataset.words.whole import OfTheWhole


class Code(
    OfContainers,
    OfLines,
    OfTables,
    OfForms,
    OfRecords,
    OfSafety,
    OfTheWhole,
    OfWhatIsBeside,
):
    """Every kind of problem under its name; by subject, in the order in which a file is read."""


CODES: Final[Mapping[str, Wording]] = {
    name: words
    for family in Code.__bases__
    for name, words in vars(family).items()
    if isinstance(words, Wording)
}
"""Every code by its name."""
