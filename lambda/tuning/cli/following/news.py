"""What a state of the walk has to say, in a few words for its row in the view."""

import json
from collections.abc import Mapping
from typing import Any


def news(result: Mapping[str, Any]) -> str:
    """Return the few words of a result that a person who watches wants to read."""
    if result.get("missing"):
        return f"waiting for {', '.join(result['missing'])}"
    if "ahead" in result:
        return result["message"] or "a training slot is free"
    if "why" in result and "who" in result:
        return f"{result['outcome']} by {result['who']}: {result['why']}"
    if "segments" in result:
        count = len(result["segments"])
        return f"in {count} segments, side by side" if count else "whole"
    if "training_loss" in result:
        return _training(result)
    if "statuses" in result:
        statuses = ", ".join(sorted(set(result["statuses"].values())))
        first, *others = result["warnings"] or [""]
        more = f"(and {len(others)} more in the report)" if others else ""
        return " ".join(filter(None, (f"{statuses};" if first else statuses, first, more)))
    if "break_even_tokens_per_hour" in result:
        return " ".join(result["reasons"]) or str(result["why"])
    if "serving" in result:
        return result.get("message") or f"both models answered {result['records']} held-out records"
    if "look_until" in result and "judging" in result:
        return " ".join((result["judging"], *result["warnings"]))
    if "serving_arn" in result:
        return str(result["reason"])
    if result.get("kind") == "deployment":
        return f"billed by the token, leased until {result['lease_ends']}"
    if "unit_hour_usd" in result:
        price = result["unit_hour_usd"]
        words = "price unknown" if price is None else f"${price:,.2f} an hour each"
        return f"{result['units']} model unit(s), {words}"
    if "deleted" in result:
        return f"{len(result['stopped'])} stopped, {len(result['deleted'])} deleted"
    for key in ("reason", "summary", "subject", "status", "job_name", "run_id", "outcome"):
        if result.get(key):
            return str(result[key])
    return ""


def _training(result: Mapping[str, Any]) -> str:
    losses = [
        f"{word} loss {result[key]:.3f}"
        for word, key in (("training", "training_loss"), ("validation", "validation_loss"))
        if result.get(key) is not None
    ]
    return ", ".join(part for part in (result["status"], result.get("phase"), *losses) if part)


def why(error: str | None, cause: str) -> str:
    """Return an error of Step Functions in words; a function's cause is JSON around them."""
    try:
        words = json.loads(cause)["errorMessage"]
    except (ValueError, TypeError, KeyError):
        words = cause
    return ": ".join(part for part in (error, words) if part)
