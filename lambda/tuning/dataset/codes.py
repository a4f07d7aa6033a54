"""Every code that a problem can have, with its words: stable names, one place for the prose.

Errors refuse the dataset; warnings advise. Placeholders are filled with figures, names of roles,
keys of known formats and words of the catalogue, never with text of the dataset.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What a code says: what is wrong, and how to mend it."""

    severity: Severity
    message: str
    fix: str


def _error(message: str, fix: str) -> Wording:
    return Wording(severity="error", message=message, fix=fix)


def _warning(message: str, fix: str) -> Wording:
    return Wording(severity="warning", message=message, fix=fix)


class Code(Enum):
    """A kind of problem; its name is what tools may rely on."""

    SOURCE_GONE = _error("the version that was dropped no longer exists", "upload the file again")
    EMPTY_FILE = _error("the file is empty", "write one record on each line")
    NOT_TEXT = _error(
        "the content is {content}, not UTF-8 text",
        "export the records as UTF-8 JSONL; only a name that ends in .gz may hold gzip",
    )
    BAD_GZIP = _error(
        "the name ends in .gz but the content is not gzip, or is damaged or cut off",
        "compress the file again, or drop it uncompressed",
    )
    GZIP_BOMB = _error(
        "the content expands to more than {ratio} times its compressed size",
        "drop the file uncompressed",
    )
    FILE_TOO_LARGE = _error(
        "the {content} is larger than {mebibytes} MiB", "drop fewer records, as JSONL"
    )
    BYTE_ORDER_MARK = _error(
        "the file begins with a byte order mark", "save it as UTF-8 without BOM"
    )
    JSON_ARRAY = _error(
        "the file is one JSON array",
        'write one object on each line, or one object {{"examples": [...]}}',
    )
    UNKNOWN_FORMAT = _error(
        "the record has the keys of no known format",
        "use prompt and completion, input and output, or messages",
    )
    UNKNOWN_COLUMNS = _error(
        "the header names {columns} columns that are no known pair",
        "name exactly two columns: {pairs}",
    )

    BLANK_LINE = _error("the line is blank", "delete it, also when it is the last one")
    LINE_TOO_LONG = _error(
        "the line is longer than {mebibytes} MiB", "write one record on each line"
    )
    BAD_UTF8 = _error("byte {byte} is not UTF-8", "save the file as UTF-8")
    CONTROL_CHARACTER = _error(
        "{where} holds the control character {character}", "delete it from the text"
    )
    LONE_SURROGATE = _error(
        "half of a surrogate pair stands alone near byte {byte}",
        r"write both halves (\ud83d\ude00) or the character itself",
    )
    NOT_A_NUMBER = _error("NaN and Infinity are not JSON", "write a text, or leave the record out")
    NOT_JSON = _error("not JSON at byte {byte}", "write one JSON object on each line")
    TRUNCATED_JSON = _error("the JSON ends too early", "complete the record; keep it on one line")
    NOT_AN_OBJECT = _error(
        "the record is not a JSON object", "write one JSON object in braces on each line"
    )
    TOO_DEEP = _error("the record is nested too deeply", "keep to the fields of the format")
    DUPLICATE_KEY = _error(
        "{key} stands twice in one object", "keep one of them: a reader sees only the last"
    )
    MIXED_FORMATS = _error(
        "the record is {found}, but the file began with {expected}",
        "write every record of a file in one format",
    )
    MISSING_KEY = _error("{key} is missing{where}", "add it")
    UNKNOWN_KEY = _error("{key} is not part of {format}{where}", "take it out")
    WRONG_TYPE = _error("{found} stands where {expected} belongs{where}", "write {expected}")
    WRONG_SCHEMA_VERSION = _error(
        "schemaVersion is not the one that Bedrock takes", 'write "bedrock-conversation-2024"'
    )
    BAD_CSV = _error(
        "the row does not have {cells} cells, or its quotes do not match",
        'put a cell with a comma, quote or line break in quotes, and double each quote ("") in it',
    )

    NO_MESSAGES = _error("messages is empty", "write at least a user's turn and an answer")
    UNKNOWN_ROLE = _error(
        "message {message} has a role that the format does not know",
        "use user and assistant, and system for the first message alone",
    )
    FIRST_NOT_USER = _error(
        "the first turn is not the user's", "begin with a user's turn after the system text"
    )
    LAST_NOT_ASSISTANT = _error(
        "the last turn is not the assistant's", "end with the answer to be learned"
    )
    ROLE_ORDER = _error(
        "message {message} has the role of the one before it", "alternate user and assistant"
    )
    EMPTY_TEXT = _error("{where} is empty", "write a text, or leave the record out")
    RESERVED_WORD = _error(
        "{where} holds {word}, which {model} reserves and fails on", "rephrase it"
    )
    SAMPLE_TOO_LONG = _error(
        "the record has {characters} characters; {model} takes {tokens} tokens, "
        "about {limit} characters",
        "shorten it",
    )

    TOO_FEW_RECORDS = _error(
        "{met} records, {records} of them to train on; {model} needs at least {minimum}",
        "add records",
    )
    TOO_MANY_RECORDS = _error(
        "{records} {what} records are more than {maximum}", "drop fewer records"
    )
    EVALUATION_TOO_SMALL = _error(
        "{records} held-out records prove nothing; at least {minimum} are needed",
        "drop more records, or bring an evaluation file",
    )
    EVALUATION_IN_TRAINING = _error(
        "the same prompt and answer are in the training file",
        "take the record out of one of the two: a score on what was learned by heart is no proof",
    )
    NO_PROMPT_FITS = _error(
        "none of {records} held-out records fits a Bedrock evaluation job",
        "hold out single-turn records of at most {kibibytes} KiB",
    )
    TRAINING_OVER_CEILING = _error(
        "training is estimated at {estimate} USD; max_training_usd is {ceiling}",
        "drop fewer records, train fewer epochs, or raise the ceiling in task.toml",
    )
    HOSTING_OVER_CEILING = _error(
        "hosting is estimated at {estimate} USD; max_hosting_usd is {ceiling}",
        "hold fewer units or a shorter lease, or raise the ceiling in task.toml",
    )

    CRLF = _warning(
        "lines end in CR LF; the CR is dropped in the snapshot", "save the file with LF endings"
    )
    FEW_RECORDS = _warning(
        "{records} training records; at least {advised} are advised", "add records if you can"
    )
    DUPLICATE_RECORD = _warning(
        "the record is the same as an earlier one", "keep one, unless it shall count more"
    )
    EVALUATION_SMALL = _warning(
        "{records} held-out records: a score can be off by {points} points either way",
        "hold out {advised} or more",
    )
    NO_VALIDATION = _warning(
        "no record fell to validation, so overfitting will not be seen",
        "drop more records, or bring a validation file",
    )
    PROMPT_IN_TRAINING = _warning(
        "the same prompt is in the training file, with another answer",
        "make sure that both answers are meant",
    )
    VALIDATION_IN_TRAINING = _warning(
        "the same prompt and answer are in the training file",
        "take it out of validation: it hides overfitting",
    )
    PROMPTS_LEFT_OUT = _warning(
        "Bedrock evaluation jobs see {prompts} of {records} held-out records: they take one turn, "
        "{kibibytes} KiB and {maximum} prompts at most",
        "nothing to mend, unless the others matter most",
    )
    PRICE_UNKNOWN = _warning(
        "no price of {what} is known for {model}, so {ceiling} cannot be compared",
        "look the price up before relying on the ceiling",
    )
