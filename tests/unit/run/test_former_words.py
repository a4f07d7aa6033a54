"""A run that an earlier release wrote is read in today's words."""

import json

import pytest

from tests.unit.conftest import Served
from tests.unit.hosting.world import World
from tuning.ledger import runs
from tuning.settings import Settings

RUN = "faq-0123456789ab"


@pytest.mark.parametrize(
    ("former", "present"),
    [("learned", "learning"), ("not_learned", "flat"), ("too_few", "too_few")],
)
def test_the_judgement_of_an_earlier_release_is_still_read(
    settings: Settings, served: Served, former: str, present: str
) -> None:
    world = World()
    served(dynamodb=world.client("dynamodb"))
    runs.claim(RUN, task="faq", execution="first")
    judgement = {"outcome": former, "overfit": False, "summary": "The loss fell.", "first_loss": 2}
    world.items[RUN]["judgement"] = {"S": json.dumps(judgement)}

    said = runs.get(RUN).judgement

    assert said
    assert (present, "The loss fell.", 2.0) == (said.outcome, said.summary, said.first_loss)
