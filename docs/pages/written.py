"""Every page that is written from the code: a new page is a module and a row."""

from collections.abc import Callable, Mapping
from typing import Final

from docs.pages import (
    commands,
    construct,
    decisions,
    forms,
    privacy,
    problems,
    recipe,
    report_schema,
)

PAGES: Final[Mapping[str, Callable[[], str]]] = {
    commands.PATH: commands.page,
    construct.PATH: construct.page,
    decisions.PATH: decisions.page,
    forms.PATH: forms.page,
    privacy.PATH: privacy.page,
    problems.PATH: problems.page,
    recipe.PATH: recipe.page,
    report_schema.PATH: report_schema.page,
}
"""What writes a page, by the page's path from the root of the repository."""
