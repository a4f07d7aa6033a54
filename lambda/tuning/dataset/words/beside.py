"""What is said of files beside a dataset: recorded answers, labels, prompts."""

from tuning.dataset.wording import error, warning


class OfWhatIsBeside:
    """What is said of files beside a dataset: recorded answers, labels, prompts."""

    LABEL_MISSING = error(
        "good is not true or false, so nobody knows what people said of the answer",
        'write "good": true or "good": false',
    )
    ANSWERED_TWICE = error(
        "the line says otherwise than {other}, which has the same prompt",
        "keep the one that counts",
    )
    RECORDED_ELSEWHERE = error(
        "of the prompts of {records:held-out record} it answers {prompts}, and it takes "
        "{least} to compare",
        "record the answers to the held-out prompts, or name no recorded answers in task.toml",
    )
    RECORDED_MISSING = warning(
        "of {records:held-out record} it leaves {missing} without an answer",
        "record their answers too: without one a record counts in no comparison with them",
    )
    LABELS_LEFT_OUT = warning(
        "{labels:labelled answer has/labelled answers have} no reference, and no held-out prompt "
        "brings one",
        "write it under the key reference: without it no judge is put to them",
    )
    PROMPTS_LEFT_OUT = warning(
        "of {records:held-out record} Bedrock evaluation jobs see {prompts}: they take one turn, "
        "{kibibytes} KiB and {maximum:prompt} at most",
        "nothing to fix, unless the others matter most",
    )
