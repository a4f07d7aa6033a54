"""Where the walk parts by what was planned before: how a model is hosted, and what for."""

from typing import Final

from stacks.walk.steps import Fork
from tuning.handlers.ask_models import ask_models
from tuning.handlers.buy_throughput import buy_throughput
from tuning.handlers.deploy_on_demand import deploy_on_demand
from tuning.handlers.measure_baselines import measure_baselines
from tuning.handlers.plan_hosting import plan_hosting
from tuning.handlers.promote import promote

HOST: Final = Fork(
    name="Host",
    state=plan_hosting,
    field="mode",
    by={"provisioned": buy_throughput, "on_demand": deploy_on_demand},
)

APPROVED: Final = Fork(
    name="Approved",
    state=plan_hosting,
    field="purpose",
    by={"evaluate": measure_baselines, "serve": HOST},
)

IN_SERVICE: Final = Fork(
    name="InService",
    state=plan_hosting,
    field="purpose",
    by={"evaluate": ask_models, "serve": promote},
)
