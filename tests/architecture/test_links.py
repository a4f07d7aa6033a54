"""Links and named files in the documents lead somewhere."""

import re
from pathlib import Path

import pytest

from stacks.walk.walk import WALK

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    path.relative_to(ROOT) for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
)
ROOMS = (ROOT / "lambda/tuning", ROOT)
"""Where a file that is named without a root may lie."""


BLOCKS = re.DOTALL | re.MULTILINE

TO_BE_WRITTEN = {
    "lambda/tuning/cli/bases.py",
    "lambda/tuning/handlers/announce_training.py",
    "lambda/L-B99A9384",
}
"""What the recipes of CONTRIBUTING.md add; and a quota of Lambda, which is no file of ours."""


def anchors(path: Path) -> set[str]:
    """Return the anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.*)$", path.read_text(), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_link_leads_to_a_file_and_a_heading(document: Path) -> None:
    text = (ROOT / document).read_text()
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, anchor = target.partition("#")
        if not path.startswith(("https:", "http:", "mailto:")):
            file = ROOT / document.parent / path if path else ROOT / document
            assert file.exists(), target
            assert not anchor or anchor in anchors(file), target


def test_every_file_that_the_architecture_names_exists() -> None:
    text = (ROOT / "docs/architecture.md").read_text()
    named = set(re.findall(r"`([\w./-]+(?:\.(?:py|json|toml|md)|/))`", text))

    assert named
    assert [] == [name for name in named if not any((room / name).exists() for room in ROOMS)]


@pytest.mark.parametrize("document", sorted({*DOCUMENTS} - {Path("CHANGELOG.md")}), ids=str)
def test_every_file_of_the_code_that_a_document_names_exists(document: Path) -> None:
    roots = "app.py|compliance|datasets|docs|lambda|rehearsal|stacks|tests"
    shown = re.sub(r"^ *```.*?^ *```$", "", (ROOT / document).read_text(), flags=BLOCKS)
    named = set(re.findall(rf"`((?:{roots})/[\w./-]+)`", shown)) - TO_BE_WRITTEN

    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_walk_of_a_run_names_every_state_in_the_order_of_the_table() -> None:
    text = (ROOT / "docs/architecture.md").read_text()

    assert [step.state.name for step in WALK] == re.findall(
        r"^\| ([A-Z]\w+) \|", text, flags=re.MULTILINE
    )


def test_the_index_links_to_every_page_of_the_documentation() -> None:
    linked = re.findall(r"\]\(([^)]+)\)", (ROOT / "docs/index.md").read_text())
    pages = {path.name for path in (ROOT / "docs").glob("*.md")} - {"index.md"}

    assert pages | {"decisions/README.md"} == {one for one in linked if not one.startswith("../")}


CODE = re.sub(
    r"[\"'}]\s*\n\s*f?[\"'{]",
    "",
    "\n".join(
        path.read_text()
        for folder in ("lambda", "stacks", "rehearsal")
        for path in sorted((ROOT / folder).rglob("*.py"))
    ),
).replace("\\'", "'")
"""All code, with texts that go on in the next line put together."""


def quoted() -> list[str]:
    """Return what troubleshooting quotes: the first cells in backticks that say something."""
    text = (ROOT / "docs/troubleshooting.md").read_text()
    cells = re.findall(r"^\| (`[^|]*`[^|]*) \|", text, flags=re.MULTILINE)
    words = [one for cell in cells for one in re.findall(r"`([^`]+)`", cell)]
    return [part.strip() for one in words for part in one.split("…") if len(part.split()) > 1]


@pytest.mark.parametrize("words", quoted())
def test_what_troubleshooting_quotes_is_what_the_code_says(words: str) -> None:
    assert words in CODE
