"""`python -m tuning prices`: what every figure of money rests on, and bringing it up to date."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from tuning.cli import arguments as options
from tuning.cli import disk
from tuning.cli.output import Print, print_json, printer
from tuning.costs import price_list_api, prices
from tuning.costs.prices import FILE, PriceList
from tuning.run.price import Price

CHECKOUT: Final = "pyproject.toml"
"""The file that tells a checkout, where the table can be kept, from an installed package."""


def arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "--refresh", action="store_true", help="ask the Price List API, and write its answers"
    )
    options.add_json(parser)


def run(chosen: Namespace) -> int:
    """Print the price table, or bring it up to date.

    Raises:
        Unusable: both were asked for.
        TuningError: the Price List API cannot be asked.
    """
    if chosen.refresh and chosen.json:
        raise options.Unusable("choose one of --refresh and --json")
    say = printer(sys.stdout)
    if chosen.refresh:
        return refresh(say)
    if chosen.json:
        print_json(prices.price_list())
        return 0
    return show(say)


def show(say: Print) -> int:
    """Print the price table."""
    for price in prices.price_list().prices:
        say(
            (f"{price.model:<30}", "bold"),
            f" {price.what:<34} {price.usd:>10.6f}  {price.confidence:<9}  {price.as_of}  ",
            (price.source, "dim"),
        )
    say(prices.price_list().note)
    return 0


def refresh(say: Print, file: Path = FILE) -> int:
    """Ask the Price List for every price, say what changes, and write the table of a checkout."""
    known = prices.price_list()
    fresh = price_list_api.refreshed(known)
    for line in _changes(known, fresh):
        say(line)
    listed = sum(price.source.startswith("AWS Price List API") for price in fresh.prices)
    say(f"{listed} of {len(fresh.prices)} prices are as the Price List has them today.")
    if fresh == known:
        return 0
    if not (file.parents[3] / CHECKOUT).is_file():
        say("Nothing was written: run this in a checkout to keep the new table.")
        return 0
    with disk.written(file, force=True) as stream:
        stream.write(msgspec.json.format(msgspec.json.encode(fresh), indent=2) + b"\n")
    say(f"{file} was written; commit it and deploy again.")
    return 0


def _changes(known: PriceList, fresh: PriceList) -> Iterator[str]:
    before = {(price.model, price.what): price for price in known.prices}
    for price in fresh.prices:
        old = before.get((price.model, price.what))
        if old != price:
            yield f"{price.model} {price.what}: {_words(old)} -> {_words(price)}"


def _words(price: Price | None) -> str:
    return f"{price.usd:g} ({price.confidence}, {price.as_of})" if price else "unknown"
