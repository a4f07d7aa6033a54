"""What is said of the form of a record: its keys, and what they hold."""

from typing import Final

from tuning.dataset.wording import LOSSY, WITHOUT_BAD, error, warning

NEEDED: Final = "where a later question needs them, write those turns into it"
"""A question that goes on from an answer of weight 0 says less once that is left out."""


class OfForms:
    """What is said of the form of a record: its keys, and what they hold."""

    SPLIT_NOT_READ = error(
        "the file holds several lists, and nothing says that {split} is one to train on",
        "write each list that you want into a file of its own, with python -m tuning convert "
        "--list and its name, such as --list {first}",
        once=True,
    )
    UNKNOWN_FORMAT = error(
        "the keys {keys} are those of no known format; the nearest is {nearest}",
        "rename the keys to {names}, or name the two that hold the question and its answer with "
        "columns in task.toml or --columns",
        once=True,
    )
    ENTRIES_NOT_RECORDS = error(
        "the record is one object of {entries:entry/entries}, each of which is {value} under a key "
        "of its own",
        "{mend}",
        once=True,
    )
    NESTED_RECORDS = error(
        "the record is a document ({keys}), and what it holds is no question and its answer but "
        "lies deeper",
        "{mend}",
        once=True,
    )
    ONE_TEXT = error(
        "the record is one text under {key}: where the question ends and the answer begins is not "
        "said",
        "write what is asked under prompt and what is answered under completion, without the marks "
        "of a template",
        once=True,
    )
    ONE_MESSAGE = error(
        "the record is one message of a conversation, and a record is a whole one",
        'put the messages of each conversation into one record: {{"messages": [ … ]}}',
        once=True,
    )
    PREFERENCES = error(
        "{keys}: this is preference data, and fine-tuning would learn whatever it is given as an "
        "answer",
        "drop what python -m tuning convert --preferred writes: the answers that people liked",
        once=True,
    )
    MIXED_FORMATS = error(
        "the record is {found}; this file is read as {expected}",
        "write every record of a file, and every file of a set, in one format",
    )
    RATED_IN_PART = error(
        "the answer has {this} rating that says whether people liked it; that of the first record "
        "has {rest}",
        f"rate every answer, and python -m tuning convert --preferred takes the good ones; "
        f"{WITHOUT_BAD}",
    )
    MISSING_KEY = error(
        "{key} is missing{where}", "write it under this name; a misspelled key is not recognised"
    )
    UNKNOWN_KEY = error(
        "{key} is not part of {format}{where}, and what it means is not known",
        f"if the model needs it, write it into the question; if not, {LOSSY} leaves it out",
        once=True,
    )
    TEXT_BESIDE = error(
        "{key} beside {format} is {what} by its name, but it holds texts that differ from record "
        "to record, which the model would not be given",
        f"if it belongs to the question, call it {{better}}, or write it into the question; if "
        f"not, {LOSSY} leaves it out",
        once=True,
    )
    WEIGHT_ZERO = error(
        "an answer of weight 0 must not be learned, but {model} learns every answer of a "
        "conversation",
        f"{LOSSY} leaves such an answer out together with its question; {NEEDED}",
        once=True,
    )
    WRONG_TYPE = error("{found} instead of {expected}{where}", "write {expected}")
    WRONG_SCHEMA_VERSION = error(
        "schemaVersion is not the one that Bedrock takes", 'write "bedrock-conversation-2024"'
    )
    NOT_ONLY_TEXT = error(
        "the record holds {what}; only text is taken", f"say it in words; {WITHOUT_BAD}"
    )
    KEY_LEFT_OUT = warning(
        "{key} beside {format} is {what}, which no model learns from: it is left out",
        "nothing to fix",
        once=True,
    )
    NOTES_LEFT_OUT = warning(
        "{key} beside {format} is {what}: it is left out, and what it says of an answer changes "
        "nothing",
        "if it calls an answer wrong, mend that answer",
        once=True,
    )
    SPLIT_IN_ROWS = warning(
        "{key} beside {format} is {what}, and names records that are not to be trained on; it is "
        "left out, and they are split anew",
        "to keep the split, write the records of each into a file of its own: train.jsonl, "
        "validation.jsonl, test.jsonl",
        once=True,
    )
    COLUMNS_NOT_THERE = warning(
        "the record does not have the keys {columns} that columns names: the file is read as "
        "{format}",
        "name two keys that are there; records of a known form need no columns",
        once=True,
    )
    KEY_DROPPED = warning(
        "{key} beside {format} is left out, as requested", "nothing to fix", once=True
    )
    UNLEARNED_LEFT_OUT = warning(
        "{answers:answer of weight 0 is left out with its question/"
        "answers of weight 0 are left out with their questions}, as requested: what is learned "
        "after them stands without them",
        f"nothing to fix, where no later question needs them; {NEEDED}",
    )
    PREFERRED_TAKEN = warning(
        "of preference data only what people liked ({key}) is taken, as requested",
        "nothing to fix",
        once=True,
    )
    DISLIKED_LEFT_OUT = warning(
        "an answer that people did not like, or no better than another, is left out",
        "nothing to fix",
    )
    BLANK_SYSTEM = warning(
        "the system text is blank, so it is left out", "nothing to fix", once=True
    )
    VALUE_AS_TEXT = warning(
        "{found} stands where a text is expected; it becomes text as it stands there",
        "nothing to fix",
        once=True,
    )
    STRUCTURED_OUTPUT = warning(
        "the answer is {found}; it becomes JSON text with sorted keys and no spaces",
        "nothing to fix, if the model should answer with JSON",
    )
