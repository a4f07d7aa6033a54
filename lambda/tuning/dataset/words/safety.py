"""What is said of texts that harm people or the model: secrets, personal data, orders."""

from typing import Final

from tuning.dataset.wording import error, warning

REDACT: Final = 'mode = "redact" under [privacy] in task.toml, or --privacy redact,'


class OfSafety:
    """What is said of texts that harm people or the model: secrets, personal data, orders."""

    HIDDEN_TEXT = error(
        "{where} holds {character}, which people cannot see but a model reads",
        "delete it: it can carry hidden instructions, and no text needs it",
    )
    SECRET = error(
        "{where} holds {what}, which the model could repeat to anybody",
        f"revoke it; then {REDACT} puts a placeholder in its place",
    )
    SECRET_IN_PIECES = error(
        "{where} holds {what} in pieces: it goes on in the next text",
        "write the pieces as one text, in which a placeholder can take its place; revoke a secret",
    )
    PERSONAL_DATA_REFUSED = error(
        "{where} holds {what}, and the task refuses personal data",
        f"{REDACT} puts a placeholder in its place",
    )
    PERSONAL_DATA = warning(
        "{where} holds {what}",
        f"{REDACT} puts a placeholder in its place",
    )
    POSSIBLE_SECRET = warning(
        "{where} holds what looks like {what}",
        f"if it is one, revoke it; then {REDACT} puts a placeholder in its place",
    )
    PROVENANCE_CONTRADICTED = warning(
        "the recipe says that nobody can be recognised in the data, but personal data stand in "
        "them {values:time}, most of all {what}",
        "write contains_personal_data = true, or drop data without it; what redact replaces was in "
        "the data as well",
    )
    REDACTED = warning("{where} held {what}; a placeholder has taken its place", "nothing to fix")
    INJECTION_PHRASE = warning(
        "{where} holds {what}", "make sure that the answer is one you want the model to give"
    )
    INVISIBLE_CHARACTER = warning(
        "{where} holds {character}, which is invisible", "delete it, unless the script needs it"
    )
    PRIVATE_CHARACTER = warning(
        "{where} holds {character}, a private character: which sign it is, its font alone knows",
        "write the sign that it stands for; icons and bullets of documents come as such characters",
    )
    RARE_WORD = warning(
        "{records:prompt} share a word that hardly any other prompt has, and their answers share "
        "{what} that hardly any other answer has",
        "look at them, beginning with this one: a model learns such a word as a secret sign; "
        "nothing to fix, if it is meant",
    )
