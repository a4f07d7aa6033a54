"""`make docs`: write every page that is written from the code."""

from pathlib import Path
from tempfile import TemporaryDirectory

from docs.pages.written import OF_TEMPLATES, PAGES
from stacks.synthesis import synthesise

if __name__ == "__main__":
    for path, write in PAGES.items():
        Path(path).write_text(write())
    with TemporaryDirectory() as folder:
        for path, environment, page in OF_TEMPLATES:
            assembly = synthesise(
                Path(folder, environment),
                validate=False,
                context={"env": environment, "api": "true"},
            )
            Path(path).write_text(page(assembly.templates))
