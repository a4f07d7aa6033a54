"""`make docs`: write every page that is written from the code."""

from pathlib import Path

from docs.pages.written import PAGES

if __name__ == "__main__":
    for path, page in PAGES.items():
        Path(path).write_text(page())
