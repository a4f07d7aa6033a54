"""docs/forms.md: every form of a record that is read, from the table that detects it."""

from typing import Final

from docs.pages.markdown import table
from tuning.dataset.formats.beside import BESIDE
from tuning.dataset.formats.forms import FORMS, Form

PATH: Final = "docs/forms.md"

HEAD: Final = """\
# Forms of records

A file is JSONL, one JSON array, objects that run over several lines, `{"examples": [...]}`, or CSV;
its records have one of these forms. The first record tells which; `format` in the recipe or
`--format` asks for one by name.

This page is written by `make docs` from
[lambda/tuning/dataset/formats/forms.py](../lambda/tuning/dataset/formats/forms.py).
"""

BELOW: Final = """\
What a question is about (`context`, `input`, `passage`, `document`) is put below it in the prompt,
`system` or `system_prompt` becomes the system text, and `history` the turns before. Numbers and
truth values become text as JSON writes them. Preference data are refused, because a model would
learn the answers that people rejected as well; `python -m tuning convert --preferred` writes those
that people liked.

## Keys beside a form

These keys are left out and named once. A key that is not here is an error, because nobody can tell
what a model would miss without it; `lossy` in the recipe or `--lossy` leaves it out.
"""


def page() -> str:
    """Return the whole page."""
    forms = table(("name", "what it is called", "keys"), map(_row, FORMS))
    words: dict[str, list[str]] = {}
    for key, what in BESIDE.items():
        words.setdefault(what, []).append(f"`{key}`")
    beside = table(("what it is", "keys"), ((what, ", ".join(k)) for what, k in words.items()))
    return f"{HEAD}\n{forms}\n\n{BELOW}\n{beside}\n"


def _row(form: Form) -> tuple[str, str, str]:
    pairs = [f"`{pair}`" for pair in form.pairs]
    return f"`{form.name}`", form.title, ", ".join(pairs or [f"`{key}`" for key in form.keys])
