"""What Bedrock accepted: the reports on its input that a customization job leaves with its output.

No page of the documentation names them. Jobs of 2026 left ``input_status/**/manifest.report.csv``,
and distillation jobs ``input_data_report/manifest.report.csv``, so whatever is not there, or is not
what was expected, is unknown and no failure.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Final

import msgspec

from tuning import artifacts
from tuning.run.validation import Admission

FOLDER: Final = "training/"
"""Where the jobs of a run write, under what the run leaves behind."""

NAME: Final = "manifest.report.csv"
FOLDERS: Final = ("/input_status/", "/input_data_report/")

COLUMNS: Final[Mapping[str, str]] = {
    "totalprocessedrecordcount": "processed",
    "acceptedrecordcount": "accepted",
    "partiallyacceptedrecordcount": "partly_accepted",
    "rejectedrecordcount": "rejected",
}
"""The columns of counts, in lower case, and what they are called here."""

FILE: Final = "filename"

THOUSANDS: Final = re.compile(r"\d{1,3}(,\d{3})+(\.0*)?")
"""A number with separators between its thousands."""


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """What Bedrock's own report says of the records of a file; None where it says no number.

    Attributes:
        sent: how many records were handed to the job.
        file: the file that the report names.
    """

    sent: int
    file: str
    processed: int | None = None
    accepted: int | None = None
    partly_accepted: int | None = None
    rejected: int | None = None

    @property
    def trained_on(self) -> int | None:
        """How many records the model can have learned from at most; None where that is unknown.

        Where the report does not say how many were accepted in part, all that was processed and not
        rejected may have been.
        """
        if self.accepted is None:
            return None
        if self.partly_accepted is not None:
            return self.accepted + self.partly_accepted
        if self.processed is None or self.rejected is None:
            return None
        return max(self.accepted, self.processed - self.rejected)

    @property
    def words(self) -> str:
        """The counts in a sentence without its full stop."""
        counts = (
            (self.accepted, "accepted"),
            (self.partly_accepted, "partly accepted"),
            (self.rejected, "rejected"),
        )
        known = [f"{number:,} {what}" for number, what in counts if number is not None]
        if not known:
            return f"of {self.sent:,} records sent Bedrock's report names no counts"
        return f"of {self.sent:,} records sent Bedrock's report says {', '.join(known)}"

    def too_few(self, minimum: int, model: str) -> str | None:
        """Say that fewer records were accepted than the model needs; None when enough were."""
        if self.trained_on is None or self.trained_on >= minimum:
            return None
        return (
            f"trained on too little: {self.words}, and {model} needs at least {minimum:,}. Compare "
            "the dataset with the model's rules (python -m tuning check FILE --model ID), fix "
            f"what was rejected and drop it again; the report names {self.file}"
        )


def of_run(run_id: str, admission: Admission) -> Accepted | None:
    """Return what Bedrock's report says of the training file of a run; None without one."""
    if admission.training is None:
        return None
    name = PurePosixPath(admission.training.key).name
    prefix = artifacts.key_of(run_id, FOLDER)
    return found(prefix, file=name, sent=admission.training.records)


def found(prefix: str, *, file: str, sent: int) -> Accepted | None:
    """Return what the newest reports under a prefix of the artifacts bucket say of one file.

    Args:
        prefix: where the job wrote.
        file: the name of the file that it was given.
        sent: how many records that file holds.
    """
    keys = (key for key in artifacts.keys(prefix) if is_report(key))
    reports = (rows_of(artifacts.read(key) or b"") for key in keys)
    return next(filter(None, (of_file(rows, file=file, sent=sent) for rows in reports)), None)


def is_report(key: str) -> bool:
    """Tell whether a key is that of a report on a job's input."""
    return key.endswith(f"/{NAME}") and any(folder in key for folder in FOLDERS)


def rows_of(content: bytes) -> Iterator[Mapping[str, str]]:
    """Yield the rows of a report that name a file, by their columns in lower case.

    What is no table has none. Nor has one with a row of more cells than columns: a number whose
    separator was not quoted shifts all that follow it.
    """
    try:
        table = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        header = [title.strip().lower() for title in next(table, [])]
        rows = [[cell.strip() for cell in row] for row in table]
    except (UnicodeDecodeError, csv.Error):
        return
    if any(any(row[len(header) :]) for row in rows):
        return
    for row in rows:
        named = dict(zip(header, row, strict=False))
        if named.get(FILE):
            yield named


def of_file(rows: Iterable[Mapping[str, str]], *, file: str, sent: int) -> Accepted | None:
    """Return what the rows about a file say together; None when no row is about it.

    A count that one of them does not say is unknown.
    """
    about = [row for row in rows if PurePosixPath(row.get(FILE, "")).name == file]
    if not about:
        return None
    counts = {
        name: _sum(_count(row.get(column)) for row in about) for column, name in COLUMNS.items()
    }
    return Accepted(sent=sent, file=about[0][FILE], **counts)


def _sum(counts: Iterable[int | None]) -> int | None:
    together = 0
    for count in counts:
        if count is None:
            return None
        together += count
    return together


def _count(text: str | None) -> int | None:
    plain = text or ""
    try:
        number = float(plain.replace(",", "") if THOUSANDS.fullmatch(plain) else plain)
    except ValueError:
        return None
    return int(number) if number.is_integer() and number >= 0 else None
