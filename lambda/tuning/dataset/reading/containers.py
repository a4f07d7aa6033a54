"""The one table of containers: what holds records or packs them, and where it is read.

Names, first bytes, refusals, the terminal's readers and docs/forms.md all go by it.
"""

from dataclasses import dataclass
from typing import Final, Literal

Where = Literal["everywhere", "terminal", "nowhere"]

CONVERT: Final = "python -m tuning convert {file} -o train.jsonl"

TO_XLSX: Final = "save it as .xlsx, or as CSV"
AS_TABLE: Final = "copy the questions and answers into a table of two columns, and save that as CSV"
REPACK: Final = "unpack it, and drop what is in it as it is or with gzip"
EXPORT: Final = "export the records as UTF-8 JSON Lines"


@dataclass(frozen=True, kw_only=True)
class Container:
    """What a file is made as.

    Attributes:
        name: as a person calls it.
        suffixes: how its names end, in small letters.
        magic: the first bytes that nothing else has; none for what is text.
        read: by the pipeline and the terminal, at the terminal alone, or by neither.
        mend: what to do with one that is read nowhere.
    """

    name: str
    suffixes: tuple[str, ...] = ()
    magic: tuple[bytes, ...] = ()
    read: Where = "nowhere"
    mend: str = EXPORT


CSV: Final = Container(name="CSV", suffixes=(".csv",), read="everywhere")
TSV: Final = Container(name="TSV", suffixes=(".tsv",), read="everywhere")
PARQUET: Final = Container(
    name="Parquet", suffixes=(".parquet",), magic=(b"PAR1",), read="terminal"
)
ARROW: Final = Container(
    name="Arrow", suffixes=(".arrow", ".feather"), magic=(b"ARROW1",), read="terminal"
)
EXCEL: Final = Container(name="an Excel workbook", suffixes=(".xlsx",), read="terminal")
OLD_EXCEL: Final = Container(
    name="an old Excel workbook", suffixes=(".xls",), magic=(b"\xd0\xcf\x11\xe0",), mend=TO_XLSX
)

FORMS: Final = (
    Container(name="JSON Lines", suffixes=(".jsonl", ".ndjson"), read="everywhere"),
    Container(name="JSON", suffixes=(".json",), read="everywhere"),
    CSV,
    TSV,
    PARQUET,
    ARROW,
    EXCEL,
    OLD_EXCEL,
    Container(name="an OpenDocument table", suffixes=(".ods",), mend=TO_XLSX),
    Container(name="a Word document", suffixes=(".docx", ".odt"), mend=AS_TABLE),
    Container(name="Avro", suffixes=(".avro",), magic=(b"Obj\x01",)),
    Container(name="an SQLite database", suffixes=(".sqlite",), magic=(b"SQLite format 3",)),
    Container(name="PDF", suffixes=(".pdf",), magic=(b"%PDF",)),
)
"""What holds records, or is taken for it."""

GZIP: Final = Container(name="gzip", suffixes=(".gz",), magic=(b"\x1f\x8b",), read="everywhere")
BZIP2: Final = Container(name="bzip2", suffixes=(".bz2",), magic=(b"BZh",), read="everywhere")
ZIP: Final = Container(
    name="a zip archive",
    suffixes=(".zip",),
    magic=(b"PK\x03\x04", b"PK\x05\x06"),
    read="everywhere",
)
ZSTANDARD: Final = Container(
    name="Zstandard", suffixes=(".zst",), magic=(b"\x28\xb5\x2f\xfd",), read="terminal"
)

PACKINGS: Final = (
    GZIP,
    BZIP2,
    ZIP,
    ZSTANDARD,
    Container(name="xz", suffixes=(".xz",), magic=(b"\xfd7zXZ",), mend=REPACK),
    Container(name="a tar archive", suffixes=(".tar", ".tgz"), mend=REPACK),
    Container(name="a 7z archive", suffixes=(".7z",), magic=(b"7z\xbc\xaf",), mend=REPACK),
    Container(name="a RAR archive", suffixes=(".rar",), magic=(b"Rar!",), mend=REPACK),
)
"""What packs one file; a zip archive says in itself what its file is."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """How a file is made, by its name.

    Attributes:
        form: what holds its records; None where the name does not say.
        packing: what it is packed by; None where it is not.
    """

    form: Container | None
    packing: Container | None

    @property
    def read(self) -> Where:
        """Where such a file is read.

        A table that only the terminal reads is packed by itself, and nobody packs it again.
        """
        if self.packing is None:
            return self.form.read if self.form else "nowhere"
        if self.form is None:
            return "everywhere" if self.packing is ZIP else "nowhere"
        return self.packing.read if self.form.read == "everywhere" else "nowhere"

    @property
    def title(self) -> str:
        """What a person calls it."""
        named = [each.name for each in (self.form, self.packing) if each]
        return " in ".join(named) or "what its name does not say"

    @property
    def mend(self) -> str:
        """What to do with a file that is read nowhere."""
        if self.packing and self.packing.read != "nowhere":
            return (
                REPACK
                if self.form
                else f"name it by what is in it: train.jsonl{self.packing.suffixes[0]}"
            )
        last = self.packing or self.form
        return last.mend if last else EXPORT


def made(name: str) -> Made:
    """Say how a file is made by its name, which may be in any case."""
    folded = name.lower()
    packing = _ending(folded, PACKINGS)
    if packing:
        folded = folded.rpartition(".")[0]
    return Made(form=_ending(folded, FORMS), packing=packing)


def _ending(folded: str, known: tuple[Container, ...]) -> Container | None:
    return next((each for each in known if folded.endswith(each.suffixes)), None)


def recognised(head: bytes) -> Container | None:
    """Say what first bytes are those of; None where they may be a text's."""
    known = ((each, magic) for each in (*FORMS, *PACKINGS) for magic in each.magic)
    return next((each for each, magic in known if head.startswith(magic)), None)


def suffixes(where: Where, known: tuple[Container, ...] = FORMS) -> tuple[str, ...]:
    """Return how the names of containers end that are read there."""
    return tuple(suffix for each in known if each.read == where for suffix in each.suffixes)
