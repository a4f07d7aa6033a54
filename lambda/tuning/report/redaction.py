"""What no report shows: personal data and secrets, whatever a dataset's privacy mode is.

A report is made of texts that others wrote: records, answers, what a service quotes when it
refuses. So every text of it is searched, and a placeholder stands for each value that is found.
"""

from collections.abc import Set
from dataclasses import fields, is_dataclass, replace
from typing import Any

import msgspec

from tuning.dataset.privacy.guard import redacted
from tuning.dataset.privacy.placeholders import Numbers


class Redactor:
    """Redacts one report: the same value has the same number everywhere in it."""

    def __init__(self) -> None:
        """Start with nothing found."""
        self._numbers = Numbers()

    def of(self, value: Any, *, but: Set[str] = frozenset()) -> Any:
        """Return a value with every text in it redacted, at any depth.

        Args:
            value: texts, and what holds texts: records, tuples and mappings.
            but: fields of a record that stay as they are.
        """
        match value:
            case str() if type(value) is str:
                return self._numbers.settle(redacted(value).encode()).decode()
            case tuple():
                return tuple(self.of(each) for each in value)
            case dict():
                return {self.of(key): self.of(each) for key, each in value.items()}
            case msgspec.Struct():
                names = set(value.__struct_fields__) - but
                return msgspec.structs.replace(
                    value, **{name: self.of(getattr(value, name)) for name in names}
                )
        if is_dataclass(value) and not isinstance(value, type):
            names = {field.name for field in fields(value)} - but
            return replace(value, **{name: self.of(getattr(value, name)) for name in names})
        return value
