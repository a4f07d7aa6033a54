"""What was kept elsewhere arrives in this environment: held against its rules, then dropped."""

from collections.abc import Iterator, Mapping
from io import BytesIO

from tuning.cli import environment
from tuning.cli.arguments import Unusable
from tuning.cli.dropping.closing import close
from tuning.cli.dropping.upload import send
from tuning.cli.output import Print
from tuning.cli.promoting.leaving import Leaving
from tuning.costs import plan, tariff
from tuning.costs.hosting_mode import expect
from tuning.naming import INCOMING
from tuning.registration import promoted
from tuning.registration.evidence import again
from tuning.registration.files import RECIPE
from tuning.registration.manifest import Member
from tuning.registration.recipe_file import read_recipe
from tuning.registration.task_toml import BadRecipe
from tuning.report import commands
from tuning.report.words import size
from tuning.run.plan import Ceiling
from tuning.run.recipe import Recipe
from tuning.settings import deployed, output_key


def arrive(leaving: Leaving, outputs: Mapping[str, str], say: Print) -> str:
    """Drop what was kept elsewhere, with its evidence, and return the id of the run it starts.

    Nothing is uploaded that would be refused for its recipe, a ceiling or its evidence.

    Args:
        leaving: the run of the other environment.
        outputs: of the pipeline stack of this one.
        say: prints a line.

    Raises:
        NotDeployed: the release that is deployed here takes no promotions.
        Unusable: it is no other environment, or it would refuse the run; one line says why.
    """
    # A release that knows no promotions would take it for any drop, and ask nobody.
    environment.output(outputs, output_key("only_promoted"))
    here, evidence = deployed().environment, leaving.evidence
    if deployed().datasets_bucket == leaving.bucket:
        raise Unusable(f"{evidence.told} is in {here} already: --to names another environment")
    recipe = _recipe(leaving)
    if other := promoted.differing(evidence, recipe):
        raise Unusable(other)
    for ceiling in _over(recipe, leaving):
        sentence = ceiling.reason(recipe.base_model)
        if deployed().over_ceiling == "refuse":
            raise Unusable(f"{here} would refuse it: {sentence} {ceiling.remedy}")
        say((sentence, "yellow"))
    run = close(leaving.task, _uploaded(leaving, say), say, promotion=evidence)
    say("It asks for approval before it trains, and somebody else has to give it:")
    say(f"  {commands.approve(run)}")
    return run


def _recipe(leaving: Leaving) -> Recipe:
    try:
        return read_recipe(leaving.recipe.decode())
    except BadRecipe as error:
        raise Unusable(
            f"{deployed().environment} does not take the recipe of {leaving.evidence.told}: {error}"
        ) from error


def _over(recipe: Recipe, leaving: Leaving) -> Iterator[Ceiling]:
    """Yield the ceilings that the run would certainly pass, by the prices that are known here."""
    prices = tariff.offline(recipe, uploader=environment.caller().split(":")[4])
    hours = plan.lease_hours()
    choice, costs = expect(recipe, leaving.quantities, lease_hours=hours, prices=prices)
    if choice.refusal:
        raise Unusable(f"{deployed().environment} would refuse it: {choice.refusal}")
    for ceiling in plan.over(costs, recipe, prices, deployed()):
        if ceiling.estimate is not None and not ceiling.doubt:
            yield ceiling


def _uploaded(leaving: Leaving, say: Print) -> dict[str, Member]:
    """Upload the recipe, and then each file that the run read, and return which versions they are.

    Raises:
        Unusable: a file broke off on its way.
    """
    folder = f"{INCOMING}/{leaving.task}/"
    members = {RECIPE: send(BytesIO(leaving.recipe), folder + RECIPE)}
    for file in leaving.files:
        name = file.key.rpartition("/")[2]
        members[name] = send(leaving.opened(file), folder + name)
        if members[name].size != file.size:
            raise Unusable(
                f"{name} broke off on its way and nothing was started: "
                f"{again(leaving.evidence.run_id, leaving.evidence.environment)}"
            )
        say(f"uploaded  {name}  {size(file.size)}")
    return members
