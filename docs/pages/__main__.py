"""`make docs`: write every page that is written from the code."""

from pathlib import Path
from tempfile import TemporaryDirectory

from docs.pages import costs
from docs.pages.written import PAGES
from stacks.synthesis import synthesise

if __name__ == "__main__":
    for path, page in PAGES.items():
        Path(path).write_text(page())
    with TemporaryDirectory() as folder:
        dev = synthesise(Path(folder), validate=False, context={"env": "dev"})
        Path(costs.PATH).write_text(costs.page(dev.templates.values()))
