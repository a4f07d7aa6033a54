"""What people said of an answer, or of two to one question, under the keys of public datasets."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

LABELS: Final = ("label", "kto_tag")
"""A class as often as a liking: only what says a liking is one."""

STATES: Final = ("status", "state", "review", "review_status", "decision", "moderation")
"""What became of anything as often as what a reviewer said: only a word of approval is that."""

THUMBS: Final = (
    *("thumbs", "thumb", "thumbs_up", "liked", "is_liked", "is_preferred", "is_good"),
    *("approved", "is_approved", "is_correct"),
)
AGAINST: Final = (
    *("thumbs_down", "disliked", "deleted", "is_deleted", "flagged", "is_flagged", "is_wrong"),
)
"""True where people did not like the answer."""
SCALES: Final = (
    *("rating", "ratings", "user_rating", "score", "reward", "stars", "grade", "vote", "votes"),
    *("upvotes", "downvotes", "likes", "dislikes", "feedback", "user_feedback", "human_feedback"),
    *("feedback_score", "helpfulness", "quality", "quality_score", "preference", "accepted"),
)
"""Where a number says nothing by itself: 1 is the best of two and the worst of five."""

RATINGS: Final = (*LABELS, *STATES, *THUMBS, *AGAINST, *SCALES)

LIKINGS: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("true", "1", "1.0", "desirable", "chosen", "good"), True),
    **dict.fromkeys(("false", "0", "0.0", "-1", "undesirable", "rejected", "bad"), False),
}
"""What a label says, as JSON, tables and spreadsheets write it."""

REVIEWS: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("approved", "accepted"), True),
    **dict.fromkeys(("rejected", "declined", "disapproved", "deleted"), False),
}
"""What a reviewer says under a key that may say anything else as well."""

OPINIONS: Final[Mapping[str, bool]] = {
    **LIKINGS,
    **REVIEWS,
    **dict.fromkeys(("up", "thumbs_up", "thumbs up", "\U0001f44d", "+1", "like", "liked"), True),
    **dict.fromkeys(("yes", "positive", "preferred"), True),
    **dict.fromkeys(("down", "thumbs_down", "thumbs down", "\U0001f44e", "dislike"), False),
    **dict.fromkeys(("disliked", "no", "negative"), False),
}
"""What is said under a key that can only be a rating."""

NUMBER: Final = re.compile(r"[-+]?\d+(?:\.\d+)?")
WORD: Final = re.compile(r"\S*")
"""What may be a rating; what is longer is a text."""

WINNERS: Final = ("winner", "preferred", "preference", "better", "choice", "label")

RIVAL: Final = re.compile(r"((?:response|answer|completion|output|reply|conversation)_?)(a|1)")
SECOND: Final = {"a": "b", "1": "2"}

TIES: Final = frozenset(("tie", "both", "neither", "both_bad", "tie (bothbad)", "tie (both bad)"))


def is_liked(key: str, value: object) -> bool | None:
    """Tell whether people liked an answer; None where that is not certain."""
    said = str(value).strip().lower()
    if key in LABELS:
        return LIKINGS.get(said)
    if key in STATES:
        return REVIEWS.get(said)
    if key in SCALES and NUMBER.fullmatch(said):
        return None
    liked = OPINIONS.get(said)
    return not liked if key in AGAINST and liked is not None else liked


def is_rating(key: str, value: object) -> bool:
    """Tell whether a value says what people thought of an answer, certain or not."""
    if key in (*LABELS, *STATES) or is_liked(key, value) is not None:
        return is_liked(key, value) is not None
    said = str(value).strip()
    return (
        key in RATINGS and bool(said) and WORD.fullmatch(said) is not None and said[0] not in "[{"
    )


def rivals(keys: Iterable[str]) -> tuple[str, str] | None:
    """Return the keys of two answers to one question; None where a record has none."""
    there = {*keys}
    for key in sorted(there):
        if found := RIVAL.fullmatch(key):
            second = found[1] + SECOND[found[2]]
            if second in there:
                return key, second
    return None


def winner(value: object, two: tuple[str, str]) -> str | None:
    """Return the key of the answer that people preferred; None where that is not certain."""
    said = str(value).strip().lower()
    for key in two:
        side = key[-1]
        if said in (side, key, f"model_{side}", f"response_{side}", f"assistant_{side}"):
            return key
    return None


def is_tie(value: object) -> bool:
    """Tell whether people preferred neither of two answers."""
    return str(value).strip().lower() in TIES
