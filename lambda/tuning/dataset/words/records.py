"""What is said of a record of a known form: its turns, and what the base model takes."""

from tuning.dataset.wording import LOSSY, WITHOUT_BAD, error, warning


class OfRecords:
    """What is said of a record of a known form: its turns, and what the base model takes."""

    NO_MESSAGES = error("messages is empty", "write at least a user's turn and an answer")
    UNKNOWN_ROLE = error(
        "message {message} has a role that the format does not know",
        "use user and assistant, and system for the first message alone",
    )
    SYSTEM_INSIDE = error(
        "message {message} is a system text, and only the first message may be one",
        "put it into the first message, or into the turn that it stands before",
    )
    FIRST_NOT_USER = error(
        "the first turn is not the user's", "begin with a user's turn after the system text"
    )
    LAST_NOT_ASSISTANT = error(
        "the last turn is not the assistant's", "end with the answer to be learned"
    )
    LAST_NOT_USER = error(
        "the last turn is not the user's, but there is a reference answer",
        "end with the question: the model answers it itself and is graded",
    )
    NO_ANSWER = error(
        "the record has no answer, and {model} learns from answers",
        f"write a completion, an output, or a last turn of the assistant; {WITHOUT_BAD}",
    )
    ANSWER_NOT_TAKEN = error(
        "the record has an answer, but {format} was requested, which has none",
        "name the format that the file has: format in task.toml or --format",
    )
    ROLE_ORDER = error(
        "message {message} has the role of the one before it", "alternate user and assistant"
    )
    EMPTY_TEXT = error("{where} is empty", f"write a text; {WITHOUT_BAD}")
    RESERVED_WORD = error(
        "{where} holds {word}, which {model} reserves and fails on", "rephrase it"
    )
    TOOLS_NOT_TAKEN = error(
        "the record holds {what}, which {model} is not given: {why}",
        f"say it in words; {WITHOUT_BAD}",
    )
    SAMPLE_TOO_LONG = error(
        "the record has {least} to {most:token}; {model} takes {limit}",
        "shorten it",
    )
    LINE_OVER_LIMIT = error(
        "the record takes {size:byte} as {model} reads it; the limit is {maximum}", "shorten it"
    )
    FILE_OVER_LIMIT = error(
        "the {what} file takes {size:byte} as {model} reads it; the limit is {maximum}",
        "drop fewer or shorter records",
    )
    VALIDATION_NOT_TAKEN = error(
        "{model} takes no validation file for {type}: it splits its own",
        "drop the training file alone, or with these records in it",
    )
    LOSSY_SYSTEM = error(
        "{model} takes no system text: it would become part of the prompt",
        f"{LOSSY} allows it; or choose a base model that takes system texts",
    )
    LOSSY_TURNS = error(
        "{model} takes one prompt: who speaks in {turns:turn} would be lost",
        f"keep to one question, or {LOSSY} allows it",
    )
    LOSSY_REFERENCE = error(
        "{model} takes no reference answer: it would become the answer to be learned",
        f"write an answer instead, or {LOSSY} allows it",
    )
    LOSSY_METADATA = error(
        "{model} takes nothing for a grader: {keys} would be lost",
        f"{LOSSY} allows it: a model learns nothing from what is for a grader",
    )
    DOUBTFUL_WORD = warning(
        "{where} holds {word}, in one spelling or another: AWS's own validators refuse it, and the "
        "documentation of {model} does not say that a job fails on it here",
        "rephrase it where you can",
    )
    SYSTEM_MERGED = warning(
        "the system text becomes part of the prompt, as requested", "nothing to fix"
    )
    TURNS_MERGED = warning(
        "{turns:turn becomes/turns become} one prompt and its answer, as requested",
        "nothing to fix",
    )
    REFERENCE_TAKEN = warning(
        "the reference answer becomes the answer to be learned, as requested", "nothing to fix"
    )
    METADATA_LEFT_OUT = warning("{keys} for a grader: left out, as requested", "nothing to fix")
    OWN_SYSTEM = warning(
        "the record has a system text of its own, which stays: it does not get the instruction of "
        "the recipe",
        "write the instruction into it as well, if it is meant for this record too",
    )
    TEMPLATE_LEFT_OUT = warning(
        "the record asks in {turns:turn}, which stay as they are: the prompt_template of the "
        "recipe is for one question",
        "write the template into the turns yourself if it is meant for them",
    )
    NO_INSTRUCTION = warning(
        "of {looked:prompt that was/prompts that were} looked at, "
        "{untold:does not say what to do with it/do not say what to do with them}: the base model "
        "has to guess, and any gain over it shows only that",
        'add instruction = "…" under [dataset] in task.toml: training, base and custom model all '
        "get it",
    )
    SAMPLE_MAY_BE_TOO_LONG = warning(
        "the record has between {least} and {most:token}, as far as can be told; {model} takes "
        "{limit}, and what is over it may end the training job",
        "shorten it, or split it in two records",
    )
