from dataclasses import fields, replace
from typing import Any, get_args

import msgspec
import pytest

from tests.unit.resumption.conftest import REQUEST, without
from tuning.resumption import where
from tuning.resumption.where import ENDINGS, OF_SERVING, RESULTS, SAID_AGAIN, STANDS, NotResumable
from tuning.run.approval import Approval
from tuning.run.keys import KEYS
from tuning.run.lease import Lease
from tuning.run.resumption import Resumption, Where
from tuning.run.run import Run, RunStatus


@pytest.mark.parametrize(
    ("broke_before", "goes_on"),
    [
        ("admission", "validate"),
        ("hosting_plan", "plan"),
        ("prospect", "plan"),
        ("slot", "plan"),
        ("customization", "plan"),
        ("training_status", "look"),
        ("judgement", "judge"),
        ("serving", "host"),
        ("answers", "host"),
        ("evaluation", "evaluate"),
        ("release", "release"),
    ],
)
def test_a_run_goes_on_behind_the_last_thing_that_was_done(
    whole: Run, broke_before: str, goes_on: Where
) -> None:
    assert goes_on == where.finishes(without(whole, broke_before, RESULTS))


def test_a_model_that_is_to_stay_hosted_serves_again_to_be_kept(whole: Run) -> None:
    assert whole.registration
    assert whole.comparison
    recipe = whole.registration.ready_recipe
    hosting = msgspec.structs.replace(recipe.hosting, keep_hours=24, owner="Ada")
    kept = msgspec.structs.replace(recipe, hosting=hosting)
    registration = replace(whole.registration, recipe=kept)
    run = replace(whole, registration=registration)

    assert "host" == where.finishes(without(run, "evaluation", RESULTS))
    keeps = replace(whole.comparison, outcome="keep")
    assert "host" == where.finishes(replace(run, comparison=keeps))
    assert "evaluate" == where.finishes(replace(whole, comparison=keeps))


def test_an_approval_that_was_lost_is_asked_for_again(whole: Run) -> None:
    lost = without(
        whole,
        "prospect",
        RESULTS,
        approval_request=REQUEST,
        status=RunStatus.REJECTED,
        failure=None,
    )

    assert "plan" == where.finishes(lost)


def test_a_cancelled_run_goes_on_as_one_that_broke(whole: Run) -> None:
    cancelled = without(whole, "answers", RESULTS, status=RunStatus.CANCELLED, failure=None)

    assert "host" == where.finishes(cancelled)


def denied(run: Run) -> Run:
    no = Approval(outcome="denied", who="arn:people/ada", when="now", why="too much")
    return without(run, "prospect", RESULTS, approval=no, status=RunStatus.REJECTED)


def stopped(run: Run) -> Run:
    assert run.training_status
    status = replace(run.training_status, outcome="stopped", model_arn=None)
    return without(run, "judgement", RESULTS, training_status=status)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda run: replace(run, status=RunStatus.KEPT), "ended as kept"),
        (lambda run: replace(run, status=RunStatus.RUNNING), "goes on"),
        (lambda run: replace(run, registration=None), "never read its drop"),
        (denied, "denied by arn:people/ada"),
        (stopped, "a customization job that stopped"),
        (lambda run: replace(run, model_deleted_at="yesterday"), "deleted at yesterday"),
        (
            lambda run: replace(run, admission=replace(run.admission, outcome="rejected")),
            "rejected with its dataset",
        ),
        (
            lambda run: replace(run, judgement=replace(run.judgement, outcome="diverged")),
            "It learned.",
        ),
        (
            lambda run: replace(run, hosting_plan=replace(run.hosting_plan, purpose="serve")),
            "serves it again",
        ),
    ],
)
def test_what_cannot_go_on_says_why_and_what_to_do_instead(
    whole: Run, change: Any, says: str
) -> None:
    with pytest.raises(NotResumable, match=says):
        where.finishes(change(whole))


def test_only_a_compared_model_that_is_stored_and_idle_is_served(whole: Run) -> None:
    kept = replace(whole, status=RunStatus.KEPT, failure=None)
    lease = Lease(
        run_id=kept.run_id,
        kind="deployment",
        name="n",
        owner="Ada",
        units=0,
        unit_hour_usd=0.0,
        expires_at="2026-11-22T08:00:00+00:00",
        state="held",
    )

    assert "serve" == where.serves(kept)
    assert "serve" == where.serves(replace(kept, status=RunStatus.DISCARDED))
    with pytest.raises(NotResumable, match="redrive"):
        where.serves(whole)
    for run, says in (
        (replace(kept, status=RunStatus.RUNNING), "goes on"),
        (replace(kept, training_status=None), "no custom model"),
        (replace(kept, model_deleted_at="then"), "deleted at then"),
        (replace(kept, comparison=None), "redrive"),
        (replace(kept, lease=lease), "extend"),
    ):
        with pytest.raises(NotResumable, match=says):
            where.serves(run)


def test_each_place_forgets_what_is_said_again_and_nothing_that_stands() -> None:
    for place in get_args(Where):
        forgotten = where.forgets(place)

        assert {*ENDINGS} <= {*forgotten}
        assert not {*STANDS[place]} & {*forgotten}


def test_every_result_of_a_run_is_known_and_in_the_order_of_the_record() -> None:
    own = [field.name for field in fields(Run) if field.name in {*KEYS.values(), "first_approval"}]

    assert [*RESULTS] == [name for name in own if name not in ("registration", KEYS[Resumption])]
    assert {*SAID_AGAIN.values(), *OF_SERVING} <= {*RESULTS}


def test_a_yes_in_the_ledger_lets_no_run_train_that_was_over_a_ceiling(whole: Run) -> None:
    """Whoever can write there is not who approves: it is asked about again, with its ceilings."""
    assert whole.hosting_plan
    yes = Approval(outcome="approved", who="arn:people/eve", when="now", why="mine")
    over = replace(whole.hosting_plan, outcome="over")
    run = replace(without(whole, "prospect", RESULTS), hosting_plan=over, approval=yes)

    assert "plan" == where.finishes(run)
    assert {"approval", "approval_request", "first_approval"} <= {*where.forgets("plan")}
