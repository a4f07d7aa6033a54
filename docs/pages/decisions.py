"""docs/decisions/README.md: every decision with its date and status."""

from pathlib import Path
from typing import Final

from docs.pages.markdown import table

PATH: Final = "docs/decisions/README.md"
FOLDER: Final = Path(__file__).parents[1] / "decisions"

HEAD: Final = """\
# Decisions

Why things are as they are. A record keeps its number. One that no longer holds says which record
supersedes it. The third line of a record is its status and its date. `make docs` writes this list.

"""


def page() -> str:
    """Return the whole page."""
    rows = []
    for path in sorted(FOLDER.glob("[0-9]*.md")):
        title, _, status = path.read_text().splitlines()[:3]
        number, _, words = title.removeprefix("# ").partition(". ")
        state, _, date = status.rpartition(", ")
        rows.append((number, f"[{words}]({path.name})", state, date))
    return HEAD + table(("number", "decision", "status", "date"), rows) + "\n"
