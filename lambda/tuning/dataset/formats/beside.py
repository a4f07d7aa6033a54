"""Keys that public datasets have beside a question and its answer, and what each says."""

import re
from collections.abc import Mapping
from typing import Final

SHOWABLE_KEY: Final = re.compile(r"[A-Za-z][A-Za-z_]{0,31}")
"""A key that can only be a field's name; any other may be text of the dataset and is not shown."""

_WORDS: Final = {
    "an identifier": (
        "id _id idx index uid uuid guid record_id sample_id example_id row_id conversation_id "
        "conv_id session_id prompt_id question_id task_id thread_id message_id __index_level_0__"
    ),
    "where the record comes from": "source dataset dataset_name origin url source_url",
    "which split it belonged to": "split subset partition fold",
    "its language": "lang language locale",
    "when it was written": "created created_at create_time updated_at timestamp date datetime",
    "who wrote it": "author annotator annotator_id worker_id generator generated_by",
    "which model wrote it": "model model_name model_a model_b engine",
    "its licence": "license licence",
    "a subject to sort by": "category topic topics tag tags domain subject difficulty task_type",
    "what describes it": "meta metadata info",
    "notes for people": (
        "notes comment reviewer_comment review_comment "
        "reviewer_comments reviewer_notes review_notes"
    ),
    "a checksum or version": "hash md5 sha256 checksum version",
    "a length": "num_tokens token_count n_tokens num_turns",
    "a speaker's name": "name",
    "what a service caches or cites": "cache_control annotations citations",
    "a setting of the service": "parallel_tool_calls temperature top_p max_tokens store",
}

BESIDE: Final[Mapping[str, str]] = {
    key: words for words, keys in _WORDS.items() for key in keys.split()
}
"""By the key. None of them changes what a model should say, so they are left out and named."""


NOTES: Final = frozenset(key for key, words in BESIDE.items() if words == "notes for people")
"""What may say that an answer is wrong, in words that nobody reads."""

SPLITS: Final = frozenset(_WORDS["which split it belonged to"].split())
HELD_OUT: Final = frozenset(
    ("test", "testing", "val", "valid", "validation", "eval", "evaluation", "dev", "held_out")
)
"""The splits that are not to be trained on."""

NUMBERING: Final = re.compile(r"(?:Unnamed: \d+(?:\.\d+)*)?", re.IGNORECASE)
"""The key of what pandas numbers rows by: no name, or the one that it gives when it reads that."""


def numbers_rows(key: str, value: object) -> bool:
    """Tell whether a key holds the number of its row, by its name and by what it holds."""
    return NUMBERING.fullmatch(key) is not None and str(value).isdigit()


def told_by_value(key: str) -> bool:
    """Tell whether what is said of a key depends on what it holds, so that each row is read."""
    return key in SPLITS or NUMBERING.fullmatch(key) is not None


def says_nothing(value: object) -> bool:
    """Tell whether a value stands for none: exports write every key of every record."""
    return value is None or value in ("", [], {})


def key_name(key: str) -> str:
    """Return a key as a message may show it."""
    if not key:
        return "a column without a name"
    if NUMBERING.fullmatch(key):
        return key.capitalize()
    return key if SHOWABLE_KEY.fullmatch(key) else "a key"
