"""docs/forms.md: every form of a record that is read, from the table that detects it."""

from collections.abc import Mapping
from typing import Final

from docs.pages.markdown import table
from tuning.dataset.formats.beside import BESIDE
from tuning.dataset.formats.form import Form
from tuning.dataset.formats.forms import FORMS
from tuning.dataset.reading import containers
from tuning.dataset.reading.containers import Container, Where

PATH: Final = "docs/forms.md"

HEAD: Final = """\
# Forms of records

This page is written by `make docs` from
[containers.py](../lambda/tuning/dataset/reading/containers.py) and
[forms.py](../lambda/tuning/dataset/formats/forms.py).

## What a file may be

Its name says what it is, and a packing stands behind that: `train.csv.gz`. What only the terminal
reads takes an extra, `pip install 'bedrock-finetune[tables]'`, and is written for the pipeline by
`python -m tuning convert FILE -o train.jsonl`.
"""

WITHIN: Final = """\
JSON is one array, one list under a name like `examples` or `data`, or objects that run over several
lines. The cells of a table are parted by commas, semicolons, tabs or bars, and its first row names
the columns. A zip archive holds one file of data, whose own name says what it is. Of a workbook the
one sheet is read whose first row names columns of a known form. In Parquet and Arrow a key that is
null in a row is one that the row does not have.

Text is UTF-8, with or without a byte order mark; UTF-16 and UTF-32 by their mark, and UTF-16 also
without one; Windows-1252 (and Latin-1) where no other code page could have meant anything else.
Anything else is refused in one line: save it as UTF-8, or let `convert --encoding NAME` read it.

## What a record may be

The first record tells which of these it is; `format` in the recipe or `--format` asks for one by
name.
"""

READ: Final[Mapping[Where, str]] = {
    "everywhere": "the pipeline and the terminal",
    "terminal": "the terminal",
}

BELOW: Final = """\
What a question is about (`context`, `input`, `passage`, `document`) is put below it in the prompt,
`system` or `system_prompt` becomes the system text, and `history` the turns before. Numbers and
truth values become text as the file writes them. Preference data are refused, because a model would
learn the answers that people rejected as well; `python -m tuning convert --preferred` writes those
that people liked.

## Keys beside a form

These keys are left out and named once. A key that is not here is an error, because nobody can tell
what a model would miss without it; `lossy` in the recipe or `--lossy` leaves it out.
"""


def page() -> str:
    """Return the whole page."""
    held = (each for each in (*containers.FORMS, *containers.PACKINGS) if each.read in READ)
    files = table(("a file", "its name ends", "read by"), map(_container, held))
    forms = table(("name", "what it is called", "keys"), map(_row, FORMS))
    words: dict[str, list[str]] = {}
    for key, what in BESIDE.items():
        words.setdefault(what, []).append(f"`{key}`")
    beside = table(("what it is", "keys"), ((what, ", ".join(k)) for what, k in words.items()))
    return f"{HEAD}\n{files}\n\n{WITHIN}\n{forms}\n\n{BELOW}\n{beside}\n"


def _container(of: Container) -> tuple[str, str, str]:
    return of.name, ", ".join(f"`{suffix}`" for suffix in of.suffixes), READ[of.read]


def _row(form: Form) -> tuple[str, str, str]:
    pairs = [f"`{pair}`" for pair in form.pairs]
    return f"`{form.name}`", form.title, ", ".join(pairs or [f"`{key}`" for key in form.keys])
