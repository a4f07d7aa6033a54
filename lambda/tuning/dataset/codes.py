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
    """What a code says: what is wrong, and how to fix it.

    Attributes:
        severity: whether it refuses the dataset.
        message, fix: the words.
        once: whether a file hears the same words once, however many of its records they hold for.
    """

    severity: Severity
    message: str
    fix: str
    once: bool = False


def _error(message: str, fix: str, *, once: bool = False) -> Wording:
    return Wording(severity="error", message=message, fix=fix, once=once)


def _warning(message: str, fix: str, *, once: bool = False) -> Wording:
    return Wording(severity="warning", message=message, fix=fix, once=once)


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
    DROP_TOO_LARGE = _error(
        "{gigabytes} GB were dropped for {part}; {model} takes at most {limit} GB ({why}), so none "
        "of it was read",
        "drop fewer records",
    )
    TOO_MANY_ERRORS = _error(
        "more than {most} errors were found, and the rest of the file was not read",
        "check what wrote it: these hardly look like records",
    )
    TOO_MANY_TO_READ = _error(
        "more than {most} records were found, and the rest of the file was not read",
        "drop fewer records: no base model takes as many",
    )
    BYTE_ORDER_MARK = _error(
        "the file begins with a byte order mark", "save it as UTF-8 without BOM"
    )
    SPLIT_NOT_READ = _error(
        "the file holds several lists, and {split} is none to train on",
        "write each list into a file of its own",
        once=True,
    )
    UNKNOWN_FORMAT = _error(
        "the keys {keys} are those of no known format; the nearest is {nearest}",
        "rename the keys to {names}, or name the two that hold the question and its answer with "
        "columns in task.toml or --columns",
        once=True,
    )
    PREFERENCES = _error(
        "{keys}: this is preference data, and fine-tuning would learn whatever it is given as an "
        "answer",
        "drop what python -m tuning convert --preferred writes: the answers that people liked",
        once=True,
    )
    UNKNOWN_COLUMNS = _error(
        "the header names the columns {columns}, which are those of no known form",
        "name them {known}, or say which two hold the question and its answer with columns in "
        "task.toml or --columns",
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
        "half of a surrogate pair is missing near byte {byte}",
        r"write both halves (\ud83d\ude00) or the character itself",
    )
    NOT_A_NUMBER = _error("NaN and Infinity are not JSON", "write a text, or leave the record out")
    NOT_JSON = _error("not JSON{at}: {slip}", "{mend}")
    TRUNCATED_JSON = _error("the JSON ends too early", "complete the record; keep it on one line")
    NOT_AN_OBJECT = _error(
        "the record is not a JSON object", "write one JSON object in braces on each line"
    )
    TOO_DEEP = _error("the record is nested too deeply", "keep to the fields of the format")
    HUGE_INT = _error(
        "a number is too large: readers take integers of 64 bits",
        "write it as text, in quotes",
    )
    DUPLICATE_KEY = _error(
        "{key} appears twice in one object", "keep one of them: a reader sees only the last"
    )
    MIXED_FORMATS = _error(
        "the record is {found}; this file is read as {expected}",
        "write every record of a file in one format",
    )
    MISSING_KEY = _error(
        "{key} is missing{where}", "write it under this name; a misspelled key is not recognised"
    )
    UNKNOWN_KEY = _error(
        "{key} is not part of {format}{where}, and what it means is not known",
        "if the model needs it, write it into the question; if not, lossy = true in task.toml or "
        "--lossy leaves it out",
        once=True,
    )
    WEIGHT_ZERO = _error(
        "an answer of weight 0 must not be learned, but {model} learns every answer of a "
        "conversation",
        "lossy = true in task.toml or --lossy leaves such an answer out together with its question",
        once=True,
    )
    WRONG_TYPE = _error("{found} instead of {expected}{where}", "write {expected}")
    WRONG_SCHEMA_VERSION = _error(
        "schemaVersion is not the one that Bedrock takes", 'write "bedrock-conversation-2024"'
    )
    NOT_ONLY_TEXT = _error(
        "the record holds {what}; only text is taken", "leave the record out, or say it in words"
    )
    NO_TABLE = _error(
        "the file is a table, but {format} was requested",
        "drop JSONL, or choose the format prompt_completion or input_output",
    )
    DUPLICATE_COLUMN = _error(
        "two columns have the name {column}", "give every column a name of its own"
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
    LAST_NOT_USER = _error(
        "the last turn is not the user's, but there is a reference answer",
        "end with the question: the model answers it itself and is graded",
    )
    NO_ANSWER = _error(
        "the record has no answer, and {model} learns from answers",
        "add a completion, an output, or a turn of the assistant",
    )
    ANSWER_NOT_TAKEN = _error(
        "the record has an answer, but {format} was requested, which has none",
        "take the answer out, or choose the format that the file has",
    )
    ROLE_ORDER = _error(
        "message {message} has the role of the one before it", "alternate user and assistant"
    )
    EMPTY_TEXT = _error(
        "{where} is empty", "write a text; convert --skip-bad writes a file without such records"
    )
    RESERVED_WORD = _error(
        "{where} holds {word}, which {model} reserves and fails on", "rephrase it"
    )
    TOOLS_NOT_TAKEN = _error(
        "the record holds {what}, which {model} is not given: {why}",
        "leave the record out, or say it in words",
    )
    SAMPLE_TOO_LONG = _error(
        "the record has {least} to {most} tokens; {model} takes {limit}",
        "shorten it",
    )

    LINE_OVER_LIMIT = _error(
        "the record takes {size} bytes as {model} reads it; the limit is {maximum}", "shorten it"
    )
    FILE_OVER_LIMIT = _error(
        "the {what} file takes {size} bytes as {model} reads it; the limit is {maximum}",
        "drop fewer or shorter records",
    )
    VALIDATION_NOT_TAKEN = _error(
        "{model} takes no validation file for {type}: it splits its own",
        "leave it out, or add its records to the training file",
    )

    LOSSY_SYSTEM = _error(
        "{model} takes no system text: it would become part of the prompt",
        "take it out, or allow it with lossy = true in task.toml or --lossy",
    )
    LOSSY_TURNS = _error(
        "{model} takes one prompt: the speakers of {turns} turns would be lost",
        "keep to one question, or allow it with lossy = true in task.toml or --lossy",
    )
    LOSSY_REFERENCE = _error(
        "{model} takes no reference answer: it would become the answer to be learned",
        "write an answer instead, or allow it with lossy = true in task.toml or --lossy",
    )
    LOSSY_METADATA = _error(
        "{model} takes nothing for a grader: {keys} keys would be lost",
        "take them out, or allow it with lossy = true in task.toml or --lossy",
    )
    HIDDEN_TEXT = _error(
        "{where} holds {character}, which people cannot see but a model reads",
        "delete it: it can carry hidden instructions, and no text needs it",
    )
    SECRET = _error(
        "{where} holds {what}, which the model could repeat to anybody",
        'revoke it and take it out, or set mode = "redact" under [privacy] in task.toml',
    )
    PERSONAL_DATA_REFUSED = _error(
        "{where} holds {what}, and the task refuses personal data",
        'take it out, or set mode = "redact" under [privacy] in task.toml',
    )

    TOO_FEW_RECORDS = _error(
        "{met} {what}, {records} of them to train on; {model} needs at least {minimum}",
        "add at least {more} more, no two with one prompt",
    )
    TOO_MANY_RECORDS = _error(
        "{records} {what} records are more than {maximum}", "drop fewer records"
    )
    EVALUATION_TOO_SMALL = _error(
        "with {records} held out, copies apart, nothing is proven; at least {minimum} are needed",
        "add at least {more} more{where}",
    )
    EVALUATION_IN_TRAINING = _error(
        "the same prompt and answer are in {other}, which is trained on",
        "take the record out of one of the two: a score on memorised records proves nothing",
    )
    NO_PROMPT_FITS = _error(
        "none of {records} held-out records fits a Bedrock evaluation job",
        "hold out single-turn records of at most {kibibytes} KiB",
    )

    NOT_USED = _warning("the file is not used: {why}", "{fix}")
    LEFT_OVER = _warning(
        "the file is of an earlier drop, and this run uses it as it was then",
        "upload it together with the training file if it was to change",
    )
    DOUBTFUL_WORD = _warning(
        "{where} holds {word}, in one spelling or another: AWS's own validators refuse it, and the "
        "documentation of {model} does not say that a job fails on it here",
        "rephrase it where you can",
    )
    KEY_LEFT_OUT = _warning(
        "{key} beside {format} is {what}, which no model learns from: it is left out",
        "nothing to fix",
        once=True,
    )
    KEY_DROPPED = _warning(
        "{key} beside {format} is left out, as requested", "nothing to fix", once=True
    )
    UNLEARNED_LEFT_OUT = _warning(
        "{answers} answers of weight 0 are left out with their questions, as requested",
        "nothing to fix",
    )
    PREFERRED_TAKEN = _warning(
        "of preference data only what people liked ({key}) is taken, as requested",
        "nothing to fix",
        once=True,
    )
    DISLIKED_LEFT_OUT = _warning("an answer that people did not like is left out", "nothing to fix")
    BLANK_SYSTEM = _warning(
        "the system text is blank, so it is left out", "nothing to fix", once=True
    )
    VALUE_AS_TEXT = _warning(
        "{found} stands where a text is expected; it becomes text as JSON writes it",
        "nothing to fix",
        once=True,
    )
    STRUCTURED_OUTPUT = _warning(
        "the answer is {found}; it becomes JSON text with sorted keys and no spaces",
        "nothing to fix, if the model should answer with JSON",
    )
    SYSTEM_MERGED = _warning(
        "the system text becomes part of the prompt, as requested", "nothing to fix"
    )
    TURNS_MERGED = _warning(
        "{turns} turns become one prompt and its answer, as requested", "nothing to fix"
    )
    REFERENCE_TAKEN = _warning(
        "the reference answer becomes the answer to be learned, as requested", "nothing to fix"
    )
    METADATA_LEFT_OUT = _warning(
        "{keys} keys for a grader are left out, as requested", "nothing to fix"
    )
    OWN_SYSTEM = _warning(
        "the record has a system text of its own, which stays: it does not get the instruction of "
        "the recipe",
        "take it out if the instruction is meant for this record too",
    )
    TEMPLATE_LEFT_OUT = _warning(
        "the record asks in {turns} turns, which stay as they are: the prompt_template of the "
        "recipe is for one question",
        "write the template into the turns yourself if it is meant for them",
    )
    NO_INSTRUCTION = _warning(
        "{untold} of {looked} prompts that were looked at do not say what to do with them: the "
        "base model has to guess, and any gain over it shows only that",
        'add instruction = "…" under [dataset] in task.toml: training, base and custom model all '
        "get it",
    )
    CRLF = _warning(
        "lines end in CR LF; the CR is dropped in the snapshot", "save the file with LF endings"
    )
    PERSONAL_DATA = _warning(
        "{where} holds {what}",
        'take it out, or set mode = "redact" under [privacy] in task.toml',
    )
    POSSIBLE_SECRET = _warning(
        "{where} holds what looks like {what}",
        'if it is one, revoke it and take it out, or set mode = "redact" under [privacy]',
    )
    REDACTED = _warning("{where} held {what}; a placeholder has taken its place", "nothing to fix")
    ARTEFACT = _warning(
        "{where} holds {what}", "fix what wrote it, unless the model should say it like this"
    )
    INJECTION_PHRASE = _warning(
        "{where} holds {what}", "make sure that the answer is one you want the model to give"
    )
    INVISIBLE_CHARACTER = _warning(
        "{where} holds {character}, which is invisible", "delete it, unless the script needs it"
    )
    FEW_RECORDS = _warning(
        "{records} training records; {advised} or more are advised", "add records if you can"
    )
    DUPLICATE_RECORD = _warning(
        "the record has the prompt and answer of {other}",
        "keep one, unless it should count more",
    )
    CONFLICTING_ANSWERS = _warning(
        "the prompt is that of {other}, with another answer",
        "make sure that both answers are meant",
    )
    CONFLICTING_LABELS = _warning(
        "the prompt is that of {other}, with another label",
        "choose one of the two: a model cannot learn both",
    )
    EVALUATION_SMALL = _warning(
        "{records} held-out records, copies apart: a score can be off by {points} points either "
        "way",
        "hold out {advised} or more",
    )
    NO_VALIDATION = _warning(
        "no record is left for validation, so overfitting will go unnoticed",
        "drop more records, or bring a validation file",
    )
    PROMPT_IN_TRAINING = _warning(
        "the same prompt is in {other}, which is trained on, with another answer",
        "make sure that both answers are meant",
    )
    VALIDATION_IN_TRAINING = _warning(
        "the same prompt and answer are in {other}, which is trained on",
        "take it out of validation: it hides overfitting",
    )
    EVALUATION_IN_VALIDATION = _warning(
        "the same prompt and answer are in {other}, which validates",
        "take it out of one of the two, if validation decides when training stops",
    )
    NEAR_DUPLICATE = _warning(
        "the record is {percent} % the same as {other}",
        "keep one of the two, unless the difference is what matters",
    )
    NEAR_DUPLICATE_HELD_OUT = _warning(
        "the record is held out, but {percent} % the same as {other}, which is trained on",
        "take one of the two out: a score on nearly memorised records proves little",
    )
    MOSTLY_ALIKE = _warning(
        "{alike} of {records} records are nearly the same as others, too many to keep in one "
        "part: records like those that are trained on are held out",
        "add records that differ, or bring an evaluation file with questions of their own: a "
        "score on nearly memorised records proves little",
    )
    IMBALANCED = _warning(
        "the most frequent of {labels} labels is in {most} training records, the rarest in "
        "{least}: more than {times} times as often",
        "add records of the rare labels, or drop some of the frequent ones",
    )
    RARE_LABEL = _warning(
        "the label of this line is in {training} training and {evaluation} held-out records",
        "provide at least {advised} to train on and one held out, or leave the label out",
    )
    LOW_DIVERSITY = _warning(
        "only {distinct} % of the phrases in {texts} prompts are different, and {same_start} % of "
        "the prompts begin alike",
        "vary the wording, as the people who ask will",
    )
    REPEATED = _warning(
        "each of the {records} training records stands {passes} times in what is trained on and "
        "paid for, {lines} in all; what is held out stays as it is",
        "it is what the recipe says; with 1,000 records or more leave dataset.passes out",
    )
    SHARE_NOT_USED = _warning(
        "{key} = {share} is not used: {why}",
        "take {key} out of task.toml",
    )
    SAMPLE_MAY_BE_TOO_LONG = _warning(
        "the record has between {least} and {most} tokens, as far as can be told; {model} takes "
        "{limit}, and what is over it may end the training job",
        "shorten it, or split it in two records",
    )
    UNUSUALLY_LONG = _warning(
        "{where} has {characters} characters; 95 in 100 have at most {usual}",
        "check whether something was pasted by mistake",
    )
    UNUSUALLY_SHORT = _warning(
        "{where} has {characters} characters; 95 in 100 have at least {usual}",
        "check whether something is missing",
    )
    LABEL_MISSING = _error(
        "good is not true or false, so nobody knows what people said of the answer",
        'write "good": true or "good": false',
    )
    ANSWERED_TWICE = _error(
        "the line says otherwise than {other}, which has the same prompt",
        "keep the one that counts",
    )
    RECORDED_ELSEWHERE = _error(
        "its answers are to {prompts} of the prompts of {records} held-out records, and it takes "
        "{least} to compare",
        "record the answers to the held-out prompts, or take the file out of task.toml",
    )
    RECORDED_MISSING = _warning(
        "it has no answer to {missing} of {records} held-out records",
        "add them, or these records are left out of the comparison with recorded answers",
    )
    LABELS_LEFT_OUT = _warning(
        "{labels} labelled answers have no reference, and their prompts are not held out",
        "add the key reference, or no judge is put to them",
    )
    PROMPTS_LEFT_OUT = _warning(
        "Bedrock evaluation jobs see {prompts} of {records} held-out records: they take one turn, "
        "{kibibytes} KiB and {maximum} prompts at most",
        "nothing to fix, unless the others matter most",
    )
