"""The plan: which way to serve and why, and what a ceiling, a price or a quota stops."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Literal

import msgspec
import pytest
from botocore.stub import Stubber

from tests.unit.costs.conftest import (
    ADMISSION,
    NOVA_2_LITE,
    NOVA_LITE,
    NOVA_MICRO,
    RECIPE,
    Unpriced,
    planned,
    registered,
)
from tuning.account import access, quotas
from tuning.account.quotas import MODEL_UNITS
from tuning.costs import plan
from tuning.models import catalogue
from tuning.models.judges import candidates, judge
from tuning.run.plan import Ceiling, HostingPlan
from tuning.run.recipe import Hosting, Limits, Recipe
from tuning.settings import deployed

Environment = Callable[..., None]


@pytest.fixture
def environment(
    settings: object, unpriced: Unpriced, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Environment]:
    """Give the environment ceilings, or another way to deal with them."""

    def change(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"TUNING_{name.upper()}", value)
        deployed.cache_clear()

    yield change
    quotas.customization_jobs.cache_clear()


@pytest.fixture(autouse=True)
def missing(monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[str, ...]]:
    """What the account lacks to use a judge, by the judge's identifier: nothing."""
    lacks: dict[str, tuple[str, ...]] = {}
    monkeypatch.setattr(access, "lacking", lambda identifier: lacks.get(identifier, ()))
    return lacks


@pytest.fixture
def hosting_plan(
    account: Callable[..., Stubber], environment: Environment
) -> Callable[..., HostingPlan]:
    """Plan a recipe in an account that may hold so many model units."""

    def make(
        recipe: Recipe, *, units: int = 10, deployments: int = 2, **changes: str
    ) -> HostingPlan:
        account(**{MODEL_UNITS: units, IN_PROGRESS: deployments})
        environment(max_model_units="2", **changes)
        return plan.plan(registered(recipe), ADMISSION)

    return make


Plan = Callable[..., HostingPlan]

PROVISIONED = Hosting(mode="provisioned")
IN_PROGRESS = "In-progress custom model deployments"


def test_without_expected_traffic_auto_serves_on_demand_where_nothing_bills_idle(
    hosting_plan: Plan,
) -> None:
    made = hosting_plan(planned())

    assert ("within", "on_demand", 0, 0.0) == (
        made.outcome,
        made.mode,
        made.units,
        made.unit_hour_usd,
    )
    assert "nothing bills while it is idle" in made.why
    assert f"{MODEL_UNITS}: 10; {IN_PROGRESS}: 2." == made.quotas


@pytest.mark.parametrize(
    ("beyond", "mode", "why"),
    [
        (1, "provisioned", "it is cheaper than paying by the token"),
        (0, "on_demand", "it is cheaper than provisioned throughput"),
    ],
)
def test_auto_takes_the_cheaper_way_for_the_expected_traffic_and_says_why(
    hosting_plan: Plan, beyond: int, mode: str, why: str
) -> None:
    even = hosting_plan(planned()).break_even_tokens_per_hour
    assert even

    made = hosting_plan(planned(hosting=Hosting(expected_tokens_per_hour=even + beyond)))

    assert mode == made.mode
    assert why in made.why
    assert f"{even + beyond:,} tokens an hour" in made.why


def test_auto_stays_on_demand_where_no_price_shows_that_units_are_cheaper(
    hosting_plan: Plan,
) -> None:
    traffic = Hosting(expected_tokens_per_hour=10**12)

    made = hosting_plan(planned(model=NOVA_MICRO, hosting=traffic))

    assert "on_demand" == made.mode
    assert "without all its prices" in made.why


def test_a_quota_of_zero_falls_back_to_on_demand_and_names_the_request(hosting_plan: Plan) -> None:
    made = hosting_plan(planned(hosting=PROVISIONED), units=0)

    assert ("within", "on_demand") == (made.outcome, made.mode)
    assert f"'{MODEL_UNITS}' is 0 and the run needs 1" in made.why
    assert "servicequotas/home/services/bedrock/quotas/L-" in made.why


def test_a_quota_of_zero_refuses_a_model_that_cannot_be_deployed_on_demand(
    hosting_plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without_deployments(monkeypatch)

    made = hosting_plan(planned(hosting=PROVISIONED), units=0)

    assert "refused" == made.outcome
    assert 1 == len(made.reasons)
    assert "servicequotas/home/services/bedrock/quotas/L-" in made.reasons[0]


def test_a_model_that_cannot_be_deployed_is_provisioned_by_auto_and_refused_on_demand(
    hosting_plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without_deployments(monkeypatch)

    assert "provisioned" == hosting_plan(planned()).mode
    assert "refused" == hosting_plan(planned(hosting=Hosting(mode="on_demand"))).outcome


def _without_deployments(monkeypatch: pytest.MonkeyPatch) -> None:
    import msgspec

    known = catalogue.catalogue()
    rows = tuple(
        msgspec.structs.replace(model, on_demand_deployment=False) for model in known.models
    )
    changed = msgspec.structs.replace(known, models=rows)
    monkeypatch.setattr(catalogue, "catalogue", lambda: changed)


def test_an_account_whose_quotas_are_unreadable_is_planned_for_all_the_same_and_told_so(
    stubbed: Callable[[str], Stubber], environment: Environment
) -> None:
    environment()
    quotas.customization_jobs.cache_clear()
    stubbed("service_quotas").add_client_error("list_service_quotas", "AccessDeniedException")

    made = plan.plan(registered(planned(hosting=PROVISIONED)), ADMISSION)

    assert "provisioned" == made.mode
    assert "Quotas are unknown" in made.quotas


def test_the_lease_lasts_for_every_deadline_on_the_way_and_one_hour(hosting_plan: Plan) -> None:
    made = hosting_plan(
        planned(hosting=PROVISIONED),
        throughput_deadline_minutes="180",
        asking_deadline_hours="4",
        evaluation_deadline_hours="24",
    )

    assert (32.0, 32.0, 32 * 60.5) == (made.hours, made.costs.hosting_hours, made.costs.hosting_usd)


@pytest.mark.parametrize(("over_ceiling", "outcome"), [("refuse", "refused"), ("approve", "over")])
def test_over_a_ceiling_an_environment_refuses_or_asks_with_both_figures(
    hosting_plan: Plan, over_ceiling: str, outcome: str
) -> None:
    made = hosting_plan(
        planned(hosting=PROVISIONED), over_ceiling=over_ceiling, max_hosting_usd="50"
    )

    assert outcome == made.outcome
    assert (Ceiling(name="max_hosting_usd", estimate=60.5 * 10, ceiling=50.0),) == made.over
    assert ("Hosting is estimated at $605.00 at most, over dev's max_hosting_usd ($50.00).",) == (
        made.reasons
    )
    assert "over dev's max_hosting_usd" == made.title
    (remedy,) = made.remedies
    assert "raise max_hosting_usd in settings/dev.toml" in remedy


def test_what_just_reaches_a_ceiling_is_within_it(hosting_plan: Plan) -> None:
    made = hosting_plan(planned(hosting=PROVISIONED), max_hosting_usd=str(60.5 * 10))

    assert ("within", ()) == (made.outcome, made.over)


@pytest.mark.parametrize(
    ("own", "environments", "whose", "said", "remedy"),
    [
        (0.1, "25", "recipe", "the recipe's max_training_usd ($0.10)", "under [limits] in task"),
        (25, "0.1", "environment", "dev's max_training_usd ($0.10)", "in settings/dev.toml"),
    ],
)
def test_the_lower_one_of_two_ceilings_holds_and_whose_it_is_and_how_to_raise_it_is_said(
    hosting_plan: Plan,
    own: float,
    environments: str,
    whose: Literal["recipe", "environment"],
    said: str,
    remedy: str,
) -> None:
    made = hosting_plan(planned(limits=Limits(max_training_usd=own)), max_training_usd=environments)

    assert (
        Ceiling(name="max_training_usd", estimate=0.567, ceiling=0.1, whose=whose),
    ) == made.over
    assert said in made.reasons[0]
    assert f"over {said.partition(' (')[0]}" == made.title
    assert remedy in made.remedies[0]


@pytest.mark.parametrize(("over_ceiling", "outcome"), [("refuse", "refused"), ("approve", "over")])
def test_an_unknown_price_never_passes_a_ceiling(
    hosting_plan: Plan, over_ceiling: str, outcome: str
) -> None:
    made = hosting_plan(
        planned(model=NOVA_MICRO, hosting=PROVISIONED),
        over_ceiling=over_ceiling,
        max_hosting_usd="1000000",
    )

    assert outcome == made.outcome
    assert (Ceiling(name="max_hosting_usd", estimate=None, ceiling=1_000_000.0),) == made.over
    assert made.reasons == (
        f"The price of hosting is unknown for {NOVA_MICRO}, so it cannot be held against "
        "dev's max_hosting_usd ($1,000,000.00).",
    )
    assert "write it as unit_hour_usd into settings/dev.toml" in made.remedies[0]


def test_an_unknown_price_without_a_ceiling_is_named_and_passes(hosting_plan: Plan) -> None:
    made = hosting_plan(planned(model=NOVA_MICRO, hosting=PROVISIONED))

    assert ("within", None) == (made.outcome, made.unit_hour_usd)
    assert made.costs.unknown


def test_more_units_than_the_ceiling_are_over_it(hosting_plan: Plan) -> None:
    made = hosting_plan(planned(hosting=Hosting(mode="provisioned", units=3)))

    assert "refused" == made.outcome
    assert ("3 model units are requested, over dev's max_model_units (2).",) == made.reasons


def test_a_rejected_dataset_cannot_be_planned_for(
    account: Callable[..., Stubber], environment: Environment
) -> None:
    account()
    rejected = replace(ADMISSION, outcome="rejected", training=None)

    with pytest.raises(ValueError, match="rejected"):
        plan.plan(registered(planned()), rejected)


@pytest.mark.parametrize("mode", ["on_demand", "auto"])
def test_an_account_that_may_deploy_nothing_is_told_so_before_training(
    hosting_plan: Plan, mode: Literal["on_demand", "auto"]
) -> None:
    made = hosting_plan(planned(hosting=Hosting(mode=mode)), deployments=0)

    assert ("refused", "the model cannot be hosted") == (made.outcome, made.title)
    assert f"'{IN_PROGRESS}' is 0 and the run needs 1" in made.reasons[0]


def test_without_units_and_without_deployments_both_quotas_are_named(hosting_plan: Plan) -> None:
    made = hosting_plan(planned(hosting=PROVISIONED), units=0, deployments=0)

    assert "refused" == made.outcome
    assert [True] * 2 == [
        f"'{name}' is 0" in made.reasons[0] for name in (MODEL_UNITS, IN_PROGRESS)
    ]


def test_a_plan_says_where_the_price_of_a_unit_comes_from_and_keeps_what_it_counted_with(
    hosting_plan: Plan,
) -> None:
    made = hosting_plan(planned(hosting=PROVISIONED))

    row = next(row for row in made.prices if row.what == "provisioned_unit_hour")
    assert f"A model unit costs $60.50 an hour: {row.source}, 2026-08-02, derived." in made.why
    assert {NOVA_2_LITE} == {row.model for row in made.prices}


def test_what_the_environments_people_state_is_counted_where_nothing_else_is_known(
    hosting_plan: Plan,
) -> None:
    recipe = planned(model=NOVA_MICRO, hosting=PROVISIONED)

    made = hosting_plan(recipe, unit_hour_usd="20", max_hosting_usd="1000")

    assert ("within", 20.0) == (made.outcome, made.unit_hour_usd)
    assert "stated in settings/dev.toml (unit_hour_usd)" in made.why


@pytest.mark.parametrize(("over_ceiling", "outcome"), [("refuse", "refused"), ("approve", "over")])
def test_who_drops_a_dataset_cannot_let_it_past_the_environment_by_naming_a_price(
    hosting_plan: Plan, over_ceiling: str, outcome: str
) -> None:
    hosting = Hosting(mode="provisioned", unit_hour_usd=0.01, owner="Ada")

    made = hosting_plan(
        planned(model=NOVA_MICRO, hosting=hosting),
        over_ceiling=over_ceiling,
        max_hosting_usd="1000",
    )

    assert (outcome, 0.01) == (made.outcome, made.unit_hour_usd)
    assert "a price that only the recipe itself states" in made.reasons[0]
    assert "stated in task.toml (hosting.unit_hour_usd) by Ada" in made.why


def test_without_a_ceiling_of_the_environment_the_recipes_own_price_is_enough(
    hosting_plan: Plan,
) -> None:
    hosting = Hosting(mode="provisioned", unit_hour_usd=20)

    made = hosting_plan(
        planned(model=NOVA_MICRO, hosting=hosting, limits=Limits(max_hosting_usd=500))
    )

    assert ("within", 20.0) == (made.outcome, made.unit_hour_usd)


def test_an_unconfirmed_price_is_counted_and_passes_no_ceiling_by_itself(
    hosting_plan: Plan,
) -> None:
    made = hosting_plan(planned(model=NOVA_LITE), over_ceiling="approve", max_training_usd="25")

    assert ("over", 0.3) == (made.outcome, made.costs.training_usd)
    assert "one unconfirmed source names" in made.reasons[0]


def test_a_plan_says_who_will_judge_before_anything_is_paid(
    hosting_plan: Plan, missing: dict[str, tuple[str, ...]]
) -> None:
    first, second, *_ = candidates(planned(model=NOVA_MICRO).model, None)
    missing[first.id] = ("not authorized",)

    made = hosting_plan(planned(model=NOVA_MICRO))

    assert second.id == made.judges[0]
    assert f"may not use {first.name} (not authorized)" in made.judging


def test_where_bedrock_scores_by_program_a_judge_is_asked_if_the_recipe_says_so(
    hosting_plan: Plan,
) -> None:
    provisioned = planned(model=NOVA_MICRO, hosting=PROVISIONED)
    asked = candidates(planned(model=NOVA_MICRO).model, None)[1].id
    asking = msgspec.structs.replace(
        provisioned, evaluation=msgspec.structs.replace(provisioned.evaluation, judge=asked)
    )

    assert () == hosting_plan(provisioned).judges
    assert asked == hosting_plan(asking).judges[0]


def test_a_model_that_no_evaluation_job_takes_is_judged_on_throughput_too(
    hosting_plan: Plan,
) -> None:
    made = hosting_plan(planned(model=NOVA_2_LITE, hosting=PROVISIONED))

    assert len(made.judges) > 0


def test_a_judge_of_unknown_price_passes_no_ceiling_of_the_evaluation(hosting_plan: Plan) -> None:
    made = hosting_plan(planned(), max_evaluation_usd="1000000")

    assert ("refused", ("max_evaluation_usd",)) == (made.outcome, tuple(c.name for c in made.over))
    first = judge(made.judges[0]).name
    assert made.reasons[0] == (
        f"{first} would judge, and the price table has no price of it, so evaluation with its "
        "judge cannot be held against dev's max_evaluation_usd ($1,000,000.00)."
    )
    assert made.remedies[0].startswith(
        "Choose a judge with a known price, as evaluation.judge in task.toml "
        "(amazon.nova-pro-v1:0 or us.amazon.nova-2-lite-v1:0)"
    )


@pytest.mark.parametrize(("ceiling", "outcome"), [("1", "refused"), ("1000", "within")])
def test_evaluation_and_judge_are_held_against_their_ceiling_together(
    hosting_plan: Plan, ceiling: str, outcome: str
) -> None:
    recipe = planned()
    judged = msgspec.structs.replace(recipe.evaluation, judge="us.amazon.nova-2-lite-v1:0")

    made = hosting_plan(
        msgspec.structs.replace(recipe, evaluation=judged), max_evaluation_usd=ceiling
    )

    assert outcome == made.outcome
    assert ("us.amazon.nova-2-lite-v1:0", "amazon.nova-pro-v1:0") == made.judges
    assert (made.costs.evaluation_usd or 0) < 1
    if made.over:
        assert "Evaluation with its judge is estimated at" in made.reasons[0]


def test_without_a_judge_the_questions_alone_count(
    hosting_plan: Plan, missing: dict[str, tuple[str, ...]]
) -> None:
    missing.update({row.id: ("not authorized",) for row in candidates(RECIPE.model, None)})

    assert "within" == hosting_plan(planned(), max_evaluation_usd="1").outcome
