"""The prices that a run is planned with: from where each comes, and which source comes first.

Of each price the first that is known counts: what the Price List API says today; the dated table;
what a person of the environment, or the recipe, states; what only one unconfirmed source says. A
price that none of them knows stays unknown.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Final

import msgspec
from aws_lambda_powertools import Logger
from botocore.exceptions import BotoCoreError, ClientError

from tuning.costs import price_list_api
from tuning.costs.prices import UNIT_HOUR, PriceList, price_list
from tuning.errors import UNREADABLE
from tuning.ledger import items
from tuning.ledger import prices as ledger
from tuning.models.catalogue import BaseModel
from tuning.run.price import Price
from tuning.run.recipe import Recipe
from tuning.settings import deployed

RECIPE: Final = "stated in task.toml (hosting.unit_hour_usd)"
"""How the source of a price begins that the recipe alone states."""

logger = Logger(service="tuning")


def of(recipe: Recipe, *, uploader: str) -> PriceList:
    """Return the prices to plan a run with, the Price List's of today first.

    Args:
        recipe: complete.
        uploader: who dropped the recipe's files, as S3's event says: who states its prices.
    """
    stated = _of_environment(recipe), _of_recipe(recipe, uploader)
    return _first(_listed(recipe.model), *_known(recipe, *stated))


def offline(recipe: Recipe, *, uploader: str) -> PriceList:
    """Return the prices to estimate a run with where no service is asked."""
    return _first(*_known(recipe, _of_environment(recipe), _of_recipe(recipe, uploader)))


def of_table(recipe: Recipe) -> PriceList:
    """Return the prices to estimate with where there is no environment: table and recipe."""
    return _first(*_known(recipe, _of_recipe(recipe, "whoever wrote it")))


def _first(*sources: Iterable[Price]) -> PriceList:
    """Return of each price the first one that the sources know, in their order."""
    found: dict[tuple[str, str], Price] = {}
    for source in sources:
        for row in source:
            found.setdefault((row.model, row.what), row)
    return PriceList(prices=tuple(found.values()))


def _known(recipe: Recipe, *stated: Iterable[Price]) -> tuple[Iterable[Price], ...]:
    """Return what is known without asking: the table around what people state."""
    rows = [row for row in price_list().prices if row.model == recipe.base_model]
    sure = [row for row in rows if row.confidence != "unconfirmed"]
    return sure, *stated, [row for row in rows if row not in sure]


def _listed(model: BaseModel) -> tuple[Price, ...]:
    """Return what the Price List API says, kept for a day; nothing where it cannot be asked.

    A price that cannot be read today must never stop a run: the next source is asked instead.
    """
    kept = ledger.kept(model.id)
    if kept is not None:
        with suppress(*UNREADABLE):  # written by other code than this: asked for again
            return msgspec.json.decode(kept, type=tuple[Price, ...])
    try:
        found = tuple(price_list_api.prices_of(model))
    except (ClientError, BotoCoreError) as error:
        logger.info("the Price List was not read", model=model.id, error=str(error))
        return ()
    ledger.keep(model.id, msgspec.json.encode(found).decode())
    return found


def _of_environment(recipe: Recipe) -> Iterator[Price]:
    """Yield what the environment states, for its own base model without a commitment."""
    settings = deployed()
    if settings.unit_hour_usd is not None and recipe.base_model == settings.base_model:
        yield Price(
            model=recipe.base_model,
            what=UNIT_HOUR[None],
            usd=settings.unit_hour_usd,
            confidence="stated",
            source=f"stated in settings/{settings.environment}.toml (unit_hour_usd)",
            as_of=items.now()[:10],
        )


def _of_recipe(recipe: Recipe, uploader: str) -> Iterator[Price]:
    hosting = recipe.hosting
    if hosting.unit_hour_usd is not None:
        who = hosting.owner or uploader
        yield Price(
            model=recipe.base_model,
            what=UNIT_HOUR[hosting.commitment],
            usd=hosting.unit_hour_usd,
            confidence="stated",
            source=f"{RECIPE} by {who}",
            as_of=items.now()[:10],
        )
