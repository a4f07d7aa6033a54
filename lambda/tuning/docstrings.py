"""What a class says of its fields: the section "Attributes" of its docstring."""

import inspect
import re
from collections.abc import Mapping


def attributes(documented: type) -> Mapping[str, str]:
    """Return what the docstring of a class says of each field, in the order of the docstring."""
    _, _, section = (inspect.getdoc(documented) or "").partition("Attributes:\n")
    entries = re.split(r"^    (?=\w)", section.partition("\n\n")[0], flags=re.MULTILINE)
    found = {}
    for entry in filter(None, entries):
        names, _, text = entry.partition(":")
        plain = " ".join(text.replace("``", "`").split())
        found.update({name.strip(): plain for name in names.split(",")})
    return found
