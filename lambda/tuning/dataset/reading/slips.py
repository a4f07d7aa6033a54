"""What people and programs write that is nearly JSON: each slip by what it is, with its remedy."""

from enum import Enum

from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault

REPAIR = "python -m tuning convert --repair mends it"


class Slip(Enum):
    """A way to miss JSON: what it is, and how it is mended."""

    TRAILING_COMMA = "a comma stands before a closing bracket", f"delete it; {REPAIR}"
    MISSING_COMMA = "a comma is missing between two records", f"write it; {REPAIR}"
    COMMA_BETWEEN = "a comma stands between two records", f"delete it; {REPAIR}"
    AFTER_THE_END = "something follows the end of the list", "write one list in a file"
    BETWEEN_RECORDS = (
        "something that is no record stands between records",
        "write a record or a comma there",
    )
    SINGLE_QUOTES = "single quotes stand around a text", f"write double quotes; {REPAIR}"
    SMART_QUOTES = (
        "typographic quotes stand around a text",
        f'write straight quotes ("); {REPAIR}',
    )
    BARE_KEY = "a key has no quotes", f"put it in double quotes; {REPAIR}"
    COMMENT = "JSON has no comments", f"delete it; {REPAIR}"
    PYTHON_WORD = "None, True and False are Python", f"write null, true and false; {REPAIR}"
    SEVERAL_RECORDS = "several records stand on one line", f"write each on its own line; {REPAIR}"
    COMMA_AFTER = "a comma follows the record", f"delete it, each line is JSON by itself; {REPAIR}"
    RAW_CONTROL = "a tab or another control character stands in a text", rf"write \t; {REPAIR}"
    BAD_ESCAPE = (
        "a backslash stands before a character that it does not escape",
        r"double it (\\)",
    )
    INNER_QUOTE = (
        "a quote inside a text ends the text too early",
        r"put a backslash before each quote inside a text (\")",
    )
    UNQUOTED_TEXT = "a text has no quotes", "put it in double quotes"
    MARK = "a byte order mark stands in the text", f"keep it to the beginning of the file; {REPAIR}"
    MERGE = (
        "a mark of a git merge stands between records",
        "keep the right one of the two sides that it parts, without the marks",
    )
    CUT = "the JSON ends too early", "complete the record; keep it on one line"
    OTHER = "something else stands where JSON goes on", "write one JSON object on each line"

    @property
    def words(self) -> str:
        """What it is."""
        return self.value[0]

    def fault(self, *, byte: int | None = None) -> Fault:
        """Return the fault that says it.

        Args:
            byte: where it is in its line, from 1; None when the line says enough.
        """
        at = f" at byte {byte}" if byte else ""
        words, mend = self.value
        return Fault.of(Code.NOT_JSON, at=at, slip=words, mend=mend, byte=byte)
