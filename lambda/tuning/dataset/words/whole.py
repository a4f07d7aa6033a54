"""What is said of a dataset as a whole: how much it is, its split, what is alike in it."""

from tuning.dataset.wording import error, warning


class OfTheWhole:
    """What is said of a dataset as a whole: how much it is, its split, what is alike in it."""

    TOO_FEW_RECORDS = error(
        "{met:record}, {records} of them to train on; {model} needs at least {minimum}",
        "add at least {more} more, no two with one prompt",
    )
    TOO_MANY_RECORDS = error(
        "{records:record} for {what} are more than {maximum}", "drop fewer records"
    )
    EVALUATION_TOO_SMALL = error(
        "with {records} held out, copies apart, nothing is proven; at least {minimum} are needed",
        "add at least {more} more{where}",
    )
    EVALUATION_IN_TRAINING = error(
        "the same prompt and answer are in {other}, which is trained on",
        "keep it in one of the two: a score on memorised records proves nothing",
    )
    NO_PROMPT_FITS = error(
        "of {records:held-out record} none fits a Bedrock evaluation job",
        "hold out single-turn records of at most {kibibytes} KiB",
    )
    ARTEFACT = warning(
        "{where} holds {what}", "fix what wrote it, unless the model should say it like this"
    )
    FEW_RECORDS = warning(
        "{records:training record}; {advised} or more are advised", "add records if you can"
    )
    DUPLICATE_RECORD = warning(
        "the record has the prompt and answer of {other}",
        "keep one, unless it should count more",
    )
    CONFLICTING_ANSWERS = warning(
        "the prompt is that of {other}, with another answer",
        "make sure that both answers are meant",
    )
    CONFLICTING_LABELS = warning(
        "the prompt is that of {other}, with another label",
        "choose one of the two: a model cannot learn both",
    )
    EVALUATION_SMALL = warning(
        "{records:held-out record}, copies apart: a score can be off by {points:point} either way",
        "hold out {advised} or more",
    )
    NO_VALIDATION = warning(
        "no record is left for validation, so overfitting will go unnoticed",
        "drop more records, or bring a validation file",
    )
    PROMPT_IN_TRAINING = warning(
        "the same prompt is in {other}, which is trained on, with another answer",
        "make sure that both answers are meant",
    )
    VALIDATION_IN_TRAINING = warning(
        "the same prompt and answer are in {other}, which is trained on",
        "keep it in training alone: in validation it hides overfitting",
    )
    EVALUATION_IN_VALIDATION = warning(
        "the same prompt and answer are in {other}, which validates",
        "keep it in one of the two, if validation decides when training stops",
    )
    NEAR_DUPLICATE = warning(
        "the record is {percent} % the same as {other}",
        "keep one of the two, unless the difference is what matters",
    )
    NEAR_DUPLICATE_HELD_OUT = warning(
        "the record is held out, but {percent} % the same as {other}, which is trained on",
        "keep one of the two: a score on nearly memorised records proves little",
    )
    MOSTLY_ALIKE = warning(
        "of {records:record}{sample} {alike} are nearly the same as others, too many to keep in "
        "one part: records like those that are trained on are held out",
        "add records that differ, or bring an evaluation file with questions of their own: a "
        "score on nearly memorised records proves little",
    )
    IMBALANCED = warning(
        "the most frequent of {labels:label} is in {most:training record}, the rarest in "
        "{least}: more than {times} times as often",
        "add records of the rare labels, or keep fewer of the frequent ones",
    )
    RARE_LABEL = warning(
        "the label of this line is in {training:training record} and {evaluation:held-out record}",
        "provide at least {advised} to train on and one held out, or use a wider label",
    )
    LOW_DIVERSITY = warning(
        "only {distinct} % of the phrases in {texts:prompt} are different, and {same_start} % of "
        "the prompts begin alike",
        "vary the wording, as the people who ask will",
    )
    REPEATED = warning(
        "each of {records:training record} stands {passes:time} in what is trained on and "
        "paid for, {lines} in all; what is held out stays as it is",
        "it is what the recipe says; with 1,000 records or more write passes = 1",
    )
    SHARE_NOT_USED = warning(
        "{key} = {share} is not used: {why}",
        "task.toml may do without {key}",
    )
    UNUSUALLY_LONG = warning(
        "{where} has {characters:character}; 95 in 100 have at most {usual}",
        "check whether something was pasted by mistake",
    )
    UNUSUALLY_SHORT = warning(
        "{where} has {characters:character}; 95 in 100 have at least {usual}",
        "check whether something is missing",
    )
