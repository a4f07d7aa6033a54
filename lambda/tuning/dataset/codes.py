"""Every code that a problem can have, with its words: stable names, one place for the prose.

Errors refuse the dataset; warnings advise. Placeholders are filled with figures, names of roles,
keys of known formats and words of the catalogue, never with text of the dataset. No fix says to
delete or leave out something whose meaning is not known.
"""

from enum import Enum
from typing import Final

from tuning.dataset.wording import error as _error
from tuning.dataset.wording import warning as _warning

WITHOUT_BAD: Final = "python -m tuning convert --skip-bad writes a file without such records"
LOSSY: Final = "lossy = true in task.toml or --lossy"
REDACT: Final = 'mode = "redact" under [privacy] in task.toml, or --privacy redact,'


class Code(Enum):
    """A kind of problem; its name is what tools may rely on."""

    SOURCE_GONE = _error("the version that was dropped no longer exists", "upload the file again")
    EMPTY_FILE = _error("the file is empty", "write one record on each line")
    NOT_TEXT = _error("the content is {content}, not text", "{mend}")
    BAD_GZIP = _error(
        "by its name the content is gzip, but it is none, or is damaged or cut off",
        "compress the file again, or drop it uncompressed",
    )
    BAD_PACKING = _error(
        "by its name the content is {packing}, but it is none, or is damaged or cut off",
        "pack the file again, or drop it unpacked",
    )
    ZIP_FILES = _error(
        "the zip archive holds {files} of data",
        "pack one file in each archive, or drop shards as train-00001-of-00008.jsonl.gz",
    )
    ZIP_ENCRYPTED = _error("the zip archive is encrypted", "pack the file without a password")
    ZIP_METHOD = _error(
        "the zip archive is packed by a method that is not read",
        "pack the file by the usual method (deflate), or with gzip",
    )
    # gzip was once all that was unpacked; tools rely on the name.
    GZIP_BOMB = _error(
        "the content expands to more than {ratio} times its compressed size",
        "drop the file uncompressed",
    )
    BAD_TABLE = _error(
        "by its name the content is {container}, but it is none, or is damaged or cut off",
        "write it again, or export the records as CSV or JSON Lines",
    )
    TABLE_ENCRYPTED = _error(
        "the content is {container} that is encrypted", "save it without a password"
    )
    SHEETS = _error(
        "the workbook has {sheets} sheets that hold something; the first row of {known} of them "
        "names columns of a known form",
        "save the sheet with the examples as a workbook of its own",
    )
    FORMULAS = _error(
        "{cells:cell of the sheet is a formula/cells of the sheet are formulas} without a value: "
        "what wrote the workbook stored none",
        "open it in a spreadsheet program and save it: that stores what the formulas give",
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
        "more than {most:error was/errors were} found, and the rest of the file was not read",
        "check what wrote it: these hardly look like records",
    )
    TOO_MANY_TO_READ = _error(
        "more than {most:record was/records were} found, and the rest of the file was not read",
        "drop fewer records: no base model takes as many",
    )
    SPLIT_NOT_READ = _error(
        "the file holds several lists, and nothing says that {split} is one to train on",
        "write each list that you want into a file of its own, with python -m tuning convert "
        "--list and its name, such as --list {first}",
        once=True,
    )
    UNKNOWN_FORMAT = _error(
        "the keys {keys} are those of no known format; the nearest is {nearest}",
        "rename the keys to {names}, or name the two that hold the question and its answer with "
        "columns in task.toml or --columns",
        once=True,
    )
    ENTRIES_NOT_RECORDS = _error(
        "the record is one object of {entries:entry/entries}, each of which is {value} under a key "
        "of its own",
        "{mend}",
        once=True,
    )
    NESTED_RECORDS = _error(
        "the record is a document ({keys}), and what it holds is no question and its answer but "
        "lies deeper",
        "{mend}",
        once=True,
    )
    ONE_TEXT = _error(
        "the record is one text under {key}: where the question ends and the answer begins is not "
        "said",
        "write what is asked under prompt and what is answered under completion, without the marks "
        "of a template",
        once=True,
    )
    ONE_MESSAGE = _error(
        "the record is one message of a conversation, and a record is a whole one",
        'put the messages of each conversation into one record: {{"messages": [ … ]}}',
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
    HEADER_BELOW = _error(
        "the first row names no columns of a known form; line {below} does",
        "let that line be the first: it names the columns",
    )
    SINGLE_QUOTES = _error(
        "single quotes stand around the names of the columns, and a table has double quotes",
        'put cells in double quotes (")',
    )

    BLANK_LINE = _error("the line is blank", "delete it, also when it is the last one")
    LINE_TOO_LONG = _error(
        "the line is longer than {mebibytes} MiB", "write one record on each line"
    )
    UNKNOWN_ENCODING = _error(
        "from here on the text is not UTF-8, and what else it is written in is not certain{likely}",
        "save the file as UTF-8, or name what it is written in: "
        "python -m tuning convert FILE --encoding {name} -o train.jsonl",
    )
    BAD_ENCODING = _error(
        "the file is written in {encoding} up to here, and goes on in something else",
        "save all of it as UTF-8; the rest was not read",
    )
    BAD_UTF8 = _error("byte {byte} is not UTF-8", "save the file as UTF-8")
    CONTROL_CHARACTER = _error(
        "{where} holds the control character {character}", "delete it from the text"
    )
    LONE_SURROGATE = _error(
        "half of a surrogate pair is missing near byte {byte}",
        r"write both halves (\ud83d\ude00) or the character itself",
    )
    NOT_A_NUMBER = _error(
        "NaN and Infinity are not JSON", f"write the text that belongs there; {WITHOUT_BAD}"
    )
    NOT_JSON = _error("not JSON{at}: {slip}", "{mend}")
    TRUNCATED_JSON = _error("the JSON ends too early", "complete the record; keep it on one line")
    NOT_AN_OBJECT = _error(
        "the record is not a JSON object", "write one JSON object in braces on each line"
    )
    JSON_IN_TEXT = _error(
        "the record is JSON inside a text: it was written as JSON twice",
        "write the object itself, without the quotes around it and the backslashes in it",
        once=True,
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
        "write every record of a file, and every file of a set, in one format",
    )
    RATED_IN_PART = _error(
        "the answer has {this} rating that says whether people liked it; that of the first record "
        "has {rest}",
        f"rate every answer, and python -m tuning convert --preferred takes the good ones; "
        f"{WITHOUT_BAD}",
    )
    MISSING_KEY = _error(
        "{key} is missing{where}", "write it under this name; a misspelled key is not recognised"
    )
    UNKNOWN_KEY = _error(
        "{key} is not part of {format}{where}, and what it means is not known",
        f"if the model needs it, write it into the question; if not, {LOSSY} leaves it out",
        once=True,
    )
    TEXT_BESIDE = _error(
        "{key} beside {format} is {what} by its name, but it holds texts that differ from record "
        "to record, which the model would not be given",
        f"if it belongs to the question, call it {{better}}, or write it into the question; if "
        f"not, {LOSSY} leaves it out",
        once=True,
    )
    WEIGHT_ZERO = _error(
        "an answer of weight 0 must not be learned, but {model} learns every answer of a "
        "conversation",
        f"{LOSSY} leaves such an answer out together with its question",
        once=True,
    )
    WRONG_TYPE = _error("{found} instead of {expected}{where}", "write {expected}")
    WRONG_SCHEMA_VERSION = _error(
        "schemaVersion is not the one that Bedrock takes", 'write "bedrock-conversation-2024"'
    )
    NOT_ONLY_TEXT = _error(
        "the record holds {what}; only text is taken", f"say it in words; {WITHOUT_BAD}"
    )
    NO_TABLE = _error(
        "the file is a table, but {format} was requested",
        "drop JSONL, or choose the format prompt_completion or input_output",
    )
    DUPLICATE_COLUMN = _error(
        "two columns have the name {column}", "give every column a name of its own"
    )
    BAD_CSV = _error(
        "the row does not have {cells:cell}, or its quotes do not match",
        'put a cell with a comma, quote or line break in quotes, and double each quote ("") in it',
    )

    NO_MESSAGES = _error("messages is empty", "write at least a user's turn and an answer")
    UNKNOWN_ROLE = _error(
        "message {message} has a role that the format does not know",
        "use user and assistant, and system for the first message alone",
    )
    SYSTEM_INSIDE = _error(
        "message {message} is a system text, and only the first message may be one",
        "put it into the first message, or into the turn that it stands before",
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
        f"write a completion, an output, or a last turn of the assistant; {WITHOUT_BAD}",
    )
    ANSWER_NOT_TAKEN = _error(
        "the record has an answer, but {format} was requested, which has none",
        "name the format that the file has: format in task.toml or --format",
    )
    ROLE_ORDER = _error(
        "message {message} has the role of the one before it", "alternate user and assistant"
    )
    EMPTY_TEXT = _error("{where} is empty", f"write a text; {WITHOUT_BAD}")
    RESERVED_WORD = _error(
        "{where} holds {word}, which {model} reserves and fails on", "rephrase it"
    )
    TOOLS_NOT_TAKEN = _error(
        "the record holds {what}, which {model} is not given: {why}",
        f"say it in words; {WITHOUT_BAD}",
    )
    SAMPLE_TOO_LONG = _error(
        "the record has {least} to {most:token}; {model} takes {limit}",
        "shorten it",
    )

    LINE_OVER_LIMIT = _error(
        "the record takes {size:byte} as {model} reads it; the limit is {maximum}", "shorten it"
    )
    FILE_OVER_LIMIT = _error(
        "the {what} file takes {size:byte} as {model} reads it; the limit is {maximum}",
        "drop fewer or shorter records",
    )
    VALIDATION_NOT_TAKEN = _error(
        "{model} takes no validation file for {type}: it splits its own",
        "drop the training file alone, or with these records in it",
    )

    LOSSY_SYSTEM = _error(
        "{model} takes no system text: it would become part of the prompt",
        f"{LOSSY} allows it; or choose a base model that takes system texts",
    )
    LOSSY_TURNS = _error(
        "{model} takes one prompt: who speaks in {turns:turn} would be lost",
        f"keep to one question, or {LOSSY} allows it",
    )
    LOSSY_REFERENCE = _error(
        "{model} takes no reference answer: it would become the answer to be learned",
        f"write an answer instead, or {LOSSY} allows it",
    )
    LOSSY_METADATA = _error(
        "{model} takes nothing for a grader: {keys} would be lost",
        f"{LOSSY} allows it: a model learns nothing from what is for a grader",
    )
    HIDDEN_TEXT = _error(
        "{where} holds {character}, which people cannot see but a model reads",
        "delete it: it can carry hidden instructions, and no text needs it",
    )
    SECRET = _error(
        "{where} holds {what}, which the model could repeat to anybody",
        f"revoke it; then {REDACT} puts a placeholder in its place",
    )
    SECRET_IN_PIECES = _error(
        "{where} holds {what} in pieces: it goes on in the next text",
        "write the pieces as one text, in which a placeholder can take its place; revoke a secret",
    )
    PERSONAL_DATA_REFUSED = _error(
        "{where} holds {what}, and the task refuses personal data",
        f"{REDACT} puts a placeholder in its place",
    )

    TOO_FEW_RECORDS = _error(
        "{met:record}, {records} of them to train on; {model} needs at least {minimum}",
        "add at least {more} more, no two with one prompt",
    )
    TOO_MANY_RECORDS = _error(
        "{records:record} for {what} are more than {maximum}", "drop fewer records"
    )
    EVALUATION_TOO_SMALL = _error(
        "with {records} held out, copies apart, nothing is proven; at least {minimum} are needed",
        "add at least {more} more{where}",
    )
    EVALUATION_IN_TRAINING = _error(
        "the same prompt and answer are in {other}, which is trained on",
        "keep it in one of the two: a score on memorised records proves nothing",
    )
    NO_PROMPT_FITS = _error(
        "of {records:held-out record} none fits a Bedrock evaluation job",
        "hold out single-turn records of at most {kibibytes} KiB",
    )

    SHEETS_NOT_READ = _warning(
        "of the other sheets of the workbook ({sheets}) none is read: their first rows name no "
        "columns of a known form",
        "nothing to fix, if the examples are all on one sheet",
    )
    HIDDEN_ROWS = _warning(
        "{rows:row is/rows are} hidden on sheet {sheet}, by a person or a filter, and read like "
        "the others",
        "if only the others are meant, copy those that are shown to a workbook of their own",
    )
    SHOWN_OTHERWISE = _warning(
        "{what} is not written as the sheet shows it: how that is, the file does not say",
        "if the model should learn it as it is shown, format the cell as text, or write it with "
        "the function TEXT",
        once=True,
    )
    OTHER_ENCODING = _warning(
        "the text is written in {encoding}, and is read so",
        "nothing to fix",
        once=True,
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
    COLUMNS_NOT_THERE = _warning(
        "the record does not have the keys {columns} that columns names: the file is read as "
        "{format}",
        "name two keys that are there; records of a known form need no columns",
        once=True,
    )
    KEY_DROPPED = _warning(
        "{key} beside {format} is left out, as requested", "nothing to fix", once=True
    )
    UNLEARNED_LEFT_OUT = _warning(
        "{answers:answer of weight 0 is left out with its question/"
        "answers of weight 0 are left out with their questions}, as requested",
        "nothing to fix",
    )
    PREFERRED_TAKEN = _warning(
        "of preference data only what people liked ({key}) is taken, as requested",
        "nothing to fix",
        once=True,
    )
    DISLIKED_LEFT_OUT = _warning(
        "an answer that people did not like, or no better than another, is left out",
        "nothing to fix",
    )
    BLANK_SYSTEM = _warning(
        "the system text is blank, so it is left out", "nothing to fix", once=True
    )
    VALUE_AS_TEXT = _warning(
        "{found} stands where a text is expected; it becomes text as it stands there",
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
        "{turns:turn becomes/turns become} one prompt and its answer, as requested",
        "nothing to fix",
    )
    REFERENCE_TAKEN = _warning(
        "the reference answer becomes the answer to be learned, as requested", "nothing to fix"
    )
    METADATA_LEFT_OUT = _warning("{keys} for a grader: left out, as requested", "nothing to fix")
    OWN_SYSTEM = _warning(
        "the record has a system text of its own, which stays: it does not get the instruction of "
        "the recipe",
        "write the instruction into it as well, if it is meant for this record too",
    )
    TEMPLATE_LEFT_OUT = _warning(
        "the record asks in {turns:turn}, which stay as they are: the prompt_template of the "
        "recipe is for one question",
        "write the template into the turns yourself if it is meant for them",
    )
    NO_INSTRUCTION = _warning(
        "of {looked:prompt that was/prompts that were} looked at, "
        "{untold:does not say what to do with it/do not say what to do with them}: the base model "
        "has to guess, and any gain over it shows only that",
        'add instruction = "…" under [dataset] in task.toml: training, base and custom model all '
        "get it",
    )
    CRLF = _warning(
        "lines end in CR LF; the CR is dropped in the snapshot", "save the file with LF endings"
    )
    PERSONAL_DATA = _warning(
        "{where} holds {what}",
        f"{REDACT} puts a placeholder in its place",
    )
    POSSIBLE_SECRET = _warning(
        "{where} holds what looks like {what}",
        f"if it is one, revoke it; then {REDACT} puts a placeholder in its place",
    )
    PROVENANCE_CONTRADICTED = _warning(
        "the recipe says that nobody can be recognised in the data, but personal data stand in "
        "them {values:time}, most of all {what}",
        "write contains_personal_data = true, or drop data without it; what redact replaces was in "
        "the data as well",
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
    PRIVATE_CHARACTER = _warning(
        "{where} holds {character}, a private character: which sign it is, its font alone knows",
        "write the sign that it stands for; icons and bullets of documents come as such characters",
    )
    RARE_WORD = _warning(
        "{records:prompt} share a word that hardly any other prompt has, and their answers share "
        "{what} that hardly any other answer has",
        "look at them, beginning with this one: a model learns such a word as a secret sign; "
        "nothing to fix, if it is meant",
    )
    FEW_RECORDS = _warning(
        "{records:training record}; {advised} or more are advised", "add records if you can"
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
        "{records:held-out record}, copies apart: a score can be off by {points:point} either way",
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
        "keep it in training alone: in validation it hides overfitting",
    )
    EVALUATION_IN_VALIDATION = _warning(
        "the same prompt and answer are in {other}, which validates",
        "keep it in one of the two, if validation decides when training stops",
    )
    NEAR_DUPLICATE = _warning(
        "the record is {percent} % the same as {other}",
        "keep one of the two, unless the difference is what matters",
    )
    NEAR_DUPLICATE_HELD_OUT = _warning(
        "the record is held out, but {percent} % the same as {other}, which is trained on",
        "keep one of the two: a score on nearly memorised records proves little",
    )
    MOSTLY_ALIKE = _warning(
        "of {records:record}{sample} {alike} are nearly the same as others, too many to keep in "
        "one part: records like those that are trained on are held out",
        "add records that differ, or bring an evaluation file with questions of their own: a "
        "score on nearly memorised records proves little",
    )
    IMBALANCED = _warning(
        "the most frequent of {labels:label} is in {most:training record}, the rarest in "
        "{least}: more than {times} times as often",
        "add records of the rare labels, or keep fewer of the frequent ones",
    )
    RARE_LABEL = _warning(
        "the label of this line is in {training:training record} and {evaluation:held-out record}",
        "provide at least {advised} to train on and one held out, or use a wider label",
    )
    LOW_DIVERSITY = _warning(
        "only {distinct} % of the phrases in {texts:prompt} are different, and {same_start} % of "
        "the prompts begin alike",
        "vary the wording, as the people who ask will",
    )
    REPEATED = _warning(
        "each of {records:training record} stands {passes:time} in what is trained on and "
        "paid for, {lines} in all; what is held out stays as it is",
        "it is what the recipe says; with 1,000 records or more write passes = 1",
    )
    SHARE_NOT_USED = _warning(
        "{key} = {share} is not used: {why}",
        "task.toml may do without {key}",
    )
    SAMPLE_MAY_BE_TOO_LONG = _warning(
        "the record has between {least} and {most:token}, as far as can be told; {model} takes "
        "{limit}, and what is over it may end the training job",
        "shorten it, or split it in two records",
    )
    UNUSUALLY_LONG = _warning(
        "{where} has {characters:character}; 95 in 100 have at most {usual}",
        "check whether something was pasted by mistake",
    )
    UNUSUALLY_SHORT = _warning(
        "{where} has {characters:character}; 95 in 100 have at least {usual}",
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
        "of the prompts of {records:held-out record} it answers {prompts}, and it takes "
        "{least} to compare",
        "record the answers to the held-out prompts, or name no recorded answers in task.toml",
    )
    RECORDED_MISSING = _warning(
        "of {records:held-out record} it leaves {missing} without an answer",
        "record their answers too: without one a record counts in no comparison with them",
    )
    LABELS_LEFT_OUT = _warning(
        "{labels:labelled answer has/labelled answers have} no reference, and no held-out prompt "
        "brings one",
        "write it under the key reference: without it no judge is put to them",
    )
    PROMPTS_LEFT_OUT = _warning(
        "of {records:held-out record} Bedrock evaluation jobs see {prompts}: they take one turn, "
        "{kibibytes} KiB and {maximum:prompt} at most",
        "nothing to fix, unless the others matter most",
    )
