"""docs/problems.md: every code that a problem of a dataset can have, its fix and an example."""

from collections.abc import Iterator
from typing import Final

from docs.pages.markdown import table
from docs.pages.problem_examples import Example, examples
from tuning.dataset.codes import CODES
from tuning.dataset.wording import Severity, unfilled

PATH: Final = "docs/problems.md"

HEAD: Final = """\
# Problems of a dataset

`python -m tuning check` and the pipeline report what they find as `file:line: CODE message (fix)`.
The codes are stable: tools may rely on them. Words in braces are filled in when a problem is found;
the text of the dataset is never among them.

This page is written by `make docs` from
[lambda/tuning/dataset/words](../lambda/tuning/dataset/words) and
[docs/pages/problem_examples.toml](pages/problem_examples.toml). A test gives every example to the
command: what is wrong has its code, what is right has not.
"""

EXAMPLES: Final = """\
## Examples

`60 ×` before a line stands for 60 such lines, each with its number for `#`; `⟨very × 90⟩` for what
is in it, 90 times; `⟨U+202E⟩` for a character, `⟨FF⟩` for a byte, `⟨gzip⟩` for a compressed file,
`⟨UTF-16⟩` for one that is written so.
What is wrong stands behind a minus, what is right behind a plus. Where no other command is named,
`check` finds it.
"""


def page() -> str:
    """Return the whole page."""
    known = examples()
    shown = "\n".join(line for code in CODES for line in _example(code, known[code]))
    return f"""{HEAD}
## Errors

An error refuses the dataset before anything is paid.

{_table("error")}

## Advice

Advice refuses nothing. The report of the run shows it.

{_table("warning")}

{EXAMPLES}
{shown}"""


def _table(severity: Severity) -> str:
    return table(
        ("code", "what is wrong", "how to fix it"),
        (
            (
                f"[`{code.name}`](#{code.name.lower()})",
                unfilled(code.message),
                unfilled(code.fix),
            )
            for code in CODES.values()
            if code.severity == severity
        ),
    )


def _example(code: str, example: Example) -> Iterator[str]:
    yield from (f"### {code}", "")
    if example.instead:
        wrong, right = example.instead
        yield from (f"Wrong: {wrong}. Right: {right}.", "")
        return
    if example.ask:
        asked = example.ask if example.ask.startswith("convert") else f"check {example.ask}"
        yield from (f"Asked with `{asked}`.", "")
    for name, text in example.beside.items():
        yield from (f"Beside it `{name}`:", "", "```text", text.strip("\n"), "```", "")
    names = dict.fromkeys((example.name, example.right_name or example.name))
    yield from (f"{', then '.join(f'`{name}`' for name in names)}:", "", "```diff")
    yield from (f"- {line}" for line in example.wrong.strip("\n").split("\n"))
    yield from (f"+ {line}" for line in example.right.strip("\n").split("\n"))
    yield from ("```", "")
