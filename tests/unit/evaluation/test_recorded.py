"""Recorded answers of a snapshot take the place of a model that was asked."""

from dataclasses import replace

import pytest

from tests.unit.evaluation.test_compare import admission
from tuning import artifacts
from tuning.evaluation import recorded
from tuning.evaluation.answers import Answered, Reply
from tuning.run.registration import Registration
from tuning.run.validation import Admission, Part

KEY = "snapshots/ab12/recorded.jsonl"


def brought() -> Admission:
    return replace(admission(2), recorded=Part(key=KEY, records=1, tokens=0))


def asked(number: int) -> Answered:
    return Answered(
        record=number,
        system="",
        prompt=f"question {number}",
        reference="lost_card",
        base=Reply(text="none"),
        custom=Reply(text="lost_card"),
    )


def test_they_are_scored_by_the_number_of_their_record(
    registration: Registration, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = {KEY: b'{"record":2,"answer":"lost_card"}\n'}
    monkeypatch.setattr(artifacts, "read", kept.get)

    first, second = recorded.beside([asked(1), asked(2)], brought(), registration.ready_recipe)

    assert {} == first.other_scores
    assert {1.0} == {*second.other_scores["recorded"].values()}
    assert "lost_card" == second.others["recorded"].text


def test_what_was_frozen_and_is_gone_is_no_reason_to_compare_without_it(
    registration: Registration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artifacts, "read", {}.get)

    with pytest.raises(ValueError, match="recorded answers"):
        recorded.beside([asked(1)], brought(), registration.ready_recipe)


def test_a_drop_without_them_stays_as_it_is(registration: Registration) -> None:
    assert [asked(1)] == recorded.beside([asked(1)], admission(1), registration.ready_recipe)
