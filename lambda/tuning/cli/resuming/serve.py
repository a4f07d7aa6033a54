"""`python -m tuning serve TASK|RUN --hours H --owner NAME`: host a stored model again."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import Final, get_args

from tuning.cli import arguments as options
from tuning.cli import environment
from tuning.cli.output import Print, printer
from tuning.cli.resuming import going_on
from tuning.cli.resuming.named import named
from tuning.costs import tariff
from tuning.costs.prices import UNIT_HOUR
from tuning.run.estimate import Mode
from tuning.run.lease import LONGEST_HOURS
from tuning.run.resumption import Wish
from tuning.run.run import Run
from tuning.settings import deployed
from tuning.text import count, usd
from tuning.text import hours as in_hours

HOURS: Final = 24.0


def arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "of", metavar="TASK|RUN", help="a task, whose model that was kept last is served, or a run"
    )
    parser.add_argument(
        "--mode",
        choices=get_args(Mode),
        help=f"{options.one_of(get_args(Mode))} (default: as is cheaper)",
    )
    parser.add_argument(
        "--units",
        type=options.units,
        default=1,
        metavar="N",
        help="model units, where throughput is provisioned (default: 1)",
    )
    parser.add_argument(
        "--hours",
        type=options.hours,
        default=HOURS,
        metavar="H",
        help=f"for how long (default: {HOURS:g}); at most {LONGEST_HOURS}",
    )
    parser.add_argument("--owner", required=True, metavar="NAME", help="answers for the cost")
    options.add_environment(parser)


def run(chosen: Namespace) -> int:
    """Have a stored model serve again, under a lease.

    Raises:
        NotDeployed: the environment is not deployed here.
        Unusable: no run and no task is called so, or no model of the task was kept.
        NotResumable: the model cannot serve, or serves already.
    """
    outputs = environment.enter(chosen.env)
    found = named(chosen.of)
    wish = Wish(
        of=found.run_id,
        number=going_on.number(),
        purpose="serve",
        who=environment.caller(),
        mode=chosen.mode,
        units=chosen.units,
        hours=chosen.hours,
        owner=chosen.owner,
    )
    serve(found, wish, printer(sys.stdout), outputs)
    return 0


def serve(run: Run, wish: Wish, say: Print, outputs: Mapping[str, str]) -> None:
    """Have the model of a run served, and say what that may cost.

    Args:
        run: that trained it.
        wish: how, for how long and for whom.
        say: prints a line.
        outputs: the pipeline stack's, which name its state machine.

    Raises:
        NotResumable: the model cannot serve, or serves already.
    """
    going_on.go_on(run, wish, outputs)
    say(f"{run.run_id}: its model is being hosted for {in_hours(wish.hours)}.")
    say(_price(run, wish))
    say(
        "It is held against the environment's ceilings first; over one of them somebody is asked, "
        "or it is refused."
    )
    say(f"Follow: python -m tuning runs {run.run_id} --env {deployed().environment}")


def _price(run: Run, wish: Wish) -> str:
    """Say what serving costs, as far as it is known without asking."""
    registration = run.registration
    if registration is None or registration.recipe is None:
        return "What that costs is unknown."
    recipe = registration.recipe
    prices = tariff.offline(recipe, uploader=registration.uploader)
    price = prices.usd(recipe.base_model, UNIT_HOUR[None])
    units = count(wish.units, "model unit")
    provisioned = (
        f"{units} of provisioned throughput at an unknown price an hour"
        if price is None
        else f"{units} of provisioned throughput at {usd(price)} an hour each, "
        f"{usd(price * wish.units * wish.hours)} in all"
    )
    deployment = "a deployment that bills by the token, and nothing while it is idle"
    match wish.mode:
        case "provisioned":
            return f"It costs {provisioned}."
        case "on_demand":
            return f"It is {deployment}."
        case _:
            return f"It is {deployment}, or {provisioned}, whichever is cheaper."
