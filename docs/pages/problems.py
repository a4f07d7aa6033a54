"""docs/problems.md: every code that a problem of a dataset can have, with its fix."""

from typing import Final

from docs.pages.markdown import table
from tuning.dataset.codes import Code
from tuning.dataset.wording import Severity, unfilled

PATH: Final = "docs/problems.md"

HEAD: Final = """\
# Problems of a dataset

`python -m tuning check` and the pipeline report what they find as `file:line: CODE message (fix)`.
The codes are stable: tools may rely on them. Words in braces are filled in when a problem is found;
the text of the dataset is never among them.

This page is written by `make docs` from
[lambda/tuning/dataset/codes.py](../lambda/tuning/dataset/codes.py).
"""


def page() -> str:
    """Return the whole page."""
    return f"""{HEAD}
## Errors

An error refuses the dataset before anything is paid.

{_table("error")}

## Advice

Advice refuses nothing. The report of the run shows it.

{_table("warning")}
"""


def _table(severity: Severity) -> str:
    return table(
        ("code", "what is wrong", "how to fix it"),
        (
            (f"`{code.name}`", unfilled(code.value.message), unfilled(code.value.fix))
            for code in Code
            if code.value.severity == severity
        ),
    )
