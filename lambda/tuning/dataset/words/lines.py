"""What is said of a line: its encoding, its JSON."""

from tuning.dataset.wording import WITHOUT_BAD, error, warning


class OfLines:
    """What is said of a line: its encoding, its JSON."""

    BLANK_LINE = error("the line is blank", "delete it, also when it is the last one")
    LINE_TOO_LONG = error(
        "the line is longer than {mebibytes} MiB", "write one record on each line"
    )
    UNKNOWN_ENCODING = error(
        "from here on the text is not UTF-8, and what else it is written in is not certain{likely}",
        "save the file as UTF-8, or name what it is written in, and read what comes of it: under a "
        "wrong name some letters are others; python -m tuning convert FILE --encoding NAME -o "
        "train.jsonl",
    )
    BAD_ENCODING = error(
        "the file is written in {encoding} up to here, and goes on in something else",
        "save all of it as UTF-8; the rest was not read",
    )
    BAD_UTF8 = error("byte {byte} is not UTF-8", "save the file as UTF-8")
    CONTROL_CHARACTER = error(
        "{where} holds the control character {character}", "delete it from the text"
    )
    LONE_SURROGATE = error(
        "half of a surrogate pair is missing near byte {byte}",
        r"write both halves (\ud83d\ude00) or the character itself",
    )
    NOT_A_NUMBER = error(
        "NaN and Infinity are not JSON", f"write the text that belongs there; {WITHOUT_BAD}"
    )
    NOT_JSON = error("not JSON{at}: {slip}", "{mend}")
    TRUNCATED_JSON = error("the JSON ends too early", "complete the record; keep it on one line")
    NOT_AN_OBJECT = error(
        "the record is not a JSON object", "write one JSON object in braces on each line"
    )
    JSON_IN_TEXT = error(
        "the record is JSON inside a text: it was written as JSON twice",
        "write the object itself, without the quotes around it and the backslashes in it",
        once=True,
    )
    TOO_DEEP = error("the record is nested too deeply", "keep to the fields of the format")
    HUGE_INT = error(
        "a number is too large: readers take integers of 64 bits",
        "write it as text, in quotes",
    )
    DUPLICATE_KEY = error(
        "{key} appears twice in one object", "keep one of them: a reader sees only the last"
    )
    OTHER_ENCODING = warning(
        "the text is written in {encoding}, and is read so",
        "nothing to fix",
        once=True,
    )
    CRLF = warning(
        "lines end in CR LF; the CR is dropped in the snapshot", "save the file with LF endings"
    )
