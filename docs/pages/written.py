"""Every page that is written from the code: a new page is a module and a row."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from docs.pages import (
    commands,
    construct,
    costs,
    decisions,
    event_schema,
    events,
    forms,
    iam,
    privacy,
    problems,
    recipe,
    report_schema,
    threats,
)
from stacks.compliance.names import Templates

PAGES: Final[Mapping[str, Callable[[], str]]] = {
    commands.PATH: commands.page,
    construct.PATH: construct.page,
    decisions.PATH: decisions.page,
    event_schema.PATH: event_schema.page,
    events.PATH: events.page,
    forms.PATH: forms.page,
    privacy.PATH: privacy.page,
    problems.PATH: problems.page,
    recipe.PATH: recipe.page,
    report_schema.PATH: report_schema.page,
}
"""What writes a page, by the page's path from the root of the repository."""

OF_TEMPLATES: Final[Sequence[tuple[str, str, Callable[[Templates], str]]]] = (
    (costs.PATH, costs.ENVIRONMENT, costs.page),
    (iam.PATH, iam.ENVIRONMENT, iam.page),
    (threats.PATH, threats.ENVIRONMENT, threats.page),
)
"""Pages that are written from an environment's templates too: path, environment, what writes it."""
