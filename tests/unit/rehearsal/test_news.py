from typing import Any

import pytest

from tuning.cli.following.news import news, why


@pytest.mark.parametrize(
    ("result", "words"),
    [
        ({"run_id": "faq-1", "outcome": "ready"}, "faq-1"),
        (
            {"run_id": "faq-1", "outcome": "waiting", "missing": ["validation.jsonl"]},
            "waiting for validation.jsonl",
        ),
        (
            {"outcome": "waiting", "ahead": 1, "message": "2 of 2 run, and 1 run is ahead"},
            "2 of 2 run, and 1 run is ahead",
        ),
        ({"outcome": "taken", "ahead": 0, "message": None}, "a training slot is free"),
        (
            {"outcome": "denied", "who": "ada", "when": "now", "why": "too dear"},
            "denied by ada: too dear",
        ),
        ({"outcome": "whole", "segments": []}, "whole"),
        ({"outcome": "in_segments", "segments": [{}, {}]}, "in 2 segments, side by side"),
        ({"outcome": "admitted", "summary": "admitted 300 records"}, "admitted 300 records"),
        (
            {"status": "InProgress", "phase": "training", "training_loss": None},
            "InProgress, training",
        ),
        (
            {"status": "Completed", "training_loss": 1.25, "validation_loss": 1.5},
            "Completed, training loss 1.250, validation loss 1.500",
        ),
        ({"units": 1, "unit_hour_usd": None}, "1 model unit(s), price unknown"),
        ({"units": 2, "unit_hour_usd": 60.5}, "2 model unit(s), $60.50 an hour each"),
        (
            {"statuses": {"base": "Completed", "custom": "Failed"}, "warnings": ["no data"]},
            "Completed, Failed; no data",
        ),
        (
            {"statuses": {"base": "Failed"}, "warnings": ["of the base", "of the custom", "more"]},
            "Failed; of the base (and 2 more in the report)",
        ),
        ({"statuses": {"base": "Completed"}, "warnings": []}, "Completed"),
        ({"stopped": ["a"], "deleted": []}, "1 stopped, 0 deleted"),
        ({"outcome": "keep", "reason": "custom wins"}, "custom wins"),
        (
            {"look_until": None, "judging": "No judge is asked.", "warnings": ["refused"]},
            "No judge is asked. refused",
        ),
        ({"serving": "arn", "records": 80}, "both models answered 80 held-out records"),
        (
            {
                "kind": "deployment",
                "units": 0,
                "unit_hour_usd": 0.0,
                "lease_ends": "2026-11-21T10:00:00+00:00",
            },
            "billed by the token, leased until 2026-11-21T10:00:00+00:00",
        ),
        (
            {"break_even_tokens_per_hour": None, "why": "nothing bills idle", "reasons": []},
            "nothing bills idle",
        ),
        (
            {"break_even_tokens_per_hour": None, "why": "", "reasons": ["too dear", "too many"]},
            "too dear too many",
        ),
        (
            {"serving_arn": None, "reason": "it is stored", "unit_hour_usd": None, "units": 0},
            "it is stored",
        ),
    ],
)
def test_a_result_is_told_in_a_few_words(result: dict[str, Any], words: str) -> None:
    assert news(result) == words


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        ('{"errorMessage": "no quota", "errorType": "QuotaExceeded"}', "QuotaExceeded: no quota"),
        ("plain words", "QuotaExceeded: plain words"),
        ("[1, 2]", "QuotaExceeded: [1, 2]"),
        ("", "QuotaExceeded"),
    ],
)
def test_an_error_is_told_in_its_own_words(cause: str, words: str) -> None:
    assert why("QuotaExceeded", cause) == words
