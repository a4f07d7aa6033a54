"""What one file is packed by is unpacked as it comes, within the same bounds for every packing."""

import bz2
import gzip
import io
import random
import struct
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator

import pytest

from tests.unit.dataset.taking import take_in
from tuning.dataset.problems import Unreadable
from tuning.dataset.reading.packings import bunzipped
from tuning.dataset.reading.zipped import Archive

GOOD = b'{"prompt":"a","completion":"b"}\n'
TABLE = b"prompt,completion\na,b\n"
MEBIBYTE = 1 << 20


class Unseekable(io.BytesIO):
    """What a zip archive is written to where its sizes are only known behind each file."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: object) -> int:
        raise OSError

    def tell(self) -> int:
        raise OSError


def zipped(
    files: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED, into: type = io.BytesIO
) -> bytes:
    target = into()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return bytes(target.getvalue())


def cut(content: bytes, size: int) -> Iterator[bytes]:
    return (content[start : start + size] for start in range(0, len(content), size))


def wide(content: bytes) -> bytes:
    """Write an archive whose sizes take 64 bits."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(target, "w") as archive,
        archive.open("train.jsonl", "w", force_zip64=True) as file,
    ):
        file.write(content)
    return target.getvalue()


ENCRYPTED = bytearray(zipped({"train.jsonl": GOOD}))
ENCRYPTED[6] |= 1

READ: dict[str, tuple[str, Callable[[], bytes]]] = {
    "gzip": ("train.jsonl.gz", lambda: gzip.compress(GOOD)),
    "bzip2": ("train.jsonl.bz2", lambda: bz2.compress(GOOD)),
    "bzip2 in two streams": (
        "train.jsonl.bz2",
        lambda: bz2.compress(GOOD[:9]) + bz2.compress(GOOD[9:]),
    ),
    "a table in bzip2": ("train.csv.bz2", lambda: bz2.compress(TABLE)),
    "zip": ("train.jsonl.zip", lambda: zipped({"train.jsonl": GOOD})),
    "zip that names nothing else": ("train.zip", lambda: zipped({"data.jsonl": GOOD})),
    "zip with what is said of its data": (
        "train.zip",
        lambda: zipped(
            {"set/README.md": b"# Parcels", "LICENSE": b"MIT", "set/a.jsonl": GOOD, "Readme": b""}
        ),
    ),
    "a table in zip": ("train.zip", lambda: zipped({"data.csv": TABLE})),
    "zip without packing": (
        "train.zip",
        lambda: zipped({"a.jsonl": GOOD}, method=zipfile.ZIP_STORED),
    ),
    "zip with sizes behind": ("train.zip", lambda: zipped({"a.jsonl": GOOD}, into=Unseekable)),
    "zip with wide sizes": ("train.zip", lambda: wide(GOOD)),
    "zip of a folder by a Macintosh": (
        "train.zip",
        lambda: zipped(
            {
                "set/": b"",
                "set/.DS_Store": b"\x00\x01",
                "set/train.jsonl": GOOD,
                "__MACOSX/set/._train.jsonl": b"\x00\x05",
            }
        ),
    ),
}

REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "no bzip2": ("train.jsonl.bz2", lambda: GOOD, "BAD_PACKING@None"),
    "bzip2 cut off": ("train.jsonl.bz2", lambda: bz2.compress(GOOD)[:-4], "BAD_PACKING@None"),
    "bzip2 with more behind": (
        "train.jsonl.bz2",
        lambda: bz2.compress(GOOD) + b"x",
        "BAD_PACKING@None",
    ),
    "a bzip2 bomb": (
        "train.jsonl.bz2",
        lambda: bz2.compress(GOOD + b" " * 64 * MEBIBYTE),
        "GZIP_BOMB@None",
    ),
    "a zip bomb": (
        "train.zip",
        lambda: zipped({"a.jsonl": GOOD + b" " * 64 * MEBIBYTE}),
        "GZIP_BOMB@None",
    ),
    "a zip bomb beside the file": (
        "train.zip",
        lambda: zipped({".DS_Store": b" " * 64 * MEBIBYTE, "a.jsonl": GOOD}),
        "GZIP_BOMB@None",
    ),
    "no zip": ("train.zip", lambda: GOOD, "BAD_PACKING@None"),
    "zip cut off": ("train.zip", lambda: zipped({"a.jsonl": GOOD * 9})[:50], "BAD_PACKING@None"),
    "zip cut off before its list": (
        "train.zip",
        lambda: zipped({"a.jsonl": GOOD}).partition(b"PK\x01\x02")[0],
        "BAD_PACKING@None",
    ),
    "a zip with a wrong checksum": (
        "train.zip",
        lambda: zipped({"a.jsonl": GOOD}, method=zipfile.ZIP_STORED).replace(b'"b"', b'"c"'),
        "BAD_PACKING@None",
    ),
    "an empty zip": ("train.zip", lambda: zipped({}), "ZIP_FILES@None"),
    "a zip of nothing": ("train.zip", lambda: zipped({"set/": b""}), "ZIP_FILES@None"),
    "a zip of two": (
        "train.zip",
        lambda: zipped({"a.jsonl": GOOD, "b.jsonl": GOOD}),
        "ZIP_FILES@None",
    ),
    "a zip of zips": ("train.zip", lambda: zipped({"a.zip": zipped({"b": GOOD})}), "NOT_TEXT@None"),
    "a zip of gzip": (
        "train.zip",
        lambda: zipped({"a.jsonl.gz": gzip.compress(GOOD)}),
        "NOT_TEXT@None",
    ),
    "an encrypted zip": ("train.zip", lambda: bytes(ENCRYPTED), "ZIP_ENCRYPTED@None"),
    "a zip by another method": (
        "train.zip",
        lambda: zipped({"a.jsonl": GOOD}, method=zipfile.ZIP_LZMA),
        "ZIP_METHOD@None",
    ),
    "a workbook by the name of a zip": (
        "train.zip",
        lambda: zipped({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<a/>"}),
        "ZIP_FILES@None",
    ),
    "Zstandard by the name of text": (
        "train.jsonl",
        lambda: b"\x28\xb5\x2f\xfd\x00",
        "NOT_TEXT@None",
    ),
}


@pytest.mark.parametrize(("name", "content"), READ.values(), ids=READ.keys())
def test_what_is_packed_is_read_as_if_it_were_not(name: str, content: Callable[[], bytes]) -> None:
    took = take_in(content(), name=name)

    assert [] == took.listed
    assert 1 == len(took.written)


@pytest.mark.parametrize(("name", "content", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_unpacked_has_one_code_and_a_mend(
    name: str, content: Callable[[], bytes], code: str
) -> None:
    took = take_in(content(), name=name)

    assert code == took.listed[-1]
    assert 1 == sum(1 for each in took.problems if each.severity == "error" and each.line is None)
    assert all(each.fix for each in took.problems)


@pytest.mark.parametrize("size", [1, 7, 300, 1 << 20])
def test_pieces_of_any_size_unpack_to_what_was_packed(size: int) -> None:
    dice = random.Random(size)
    content = dice.randbytes(40_000) + GOOD * 900
    many = {"set/": b"", "__MACOSX/a": content, "a.jsonl": content}

    assert content == b"".join(bunzipped(cut(bz2.compress(content) * 1, size)))
    for packed in (zipped(many), zipped(many, into=Unseekable), wide(content)):
        assert content == b"".join(Archive(cut(packed, size)).unpacked())


def test_no_packing_holds_what_it_unpacks() -> None:
    lines = b"".join(b'{"prompt":"%d","completion":"%d"}\n' % (n, n * n) for n in range(200_000))
    for packed, unpack in (
        (bz2.compress(lines), bunzipped),
        (zipped({"a.jsonl": lines}), lambda pieces: Archive(pieces).unpacked()),
    ):
        tracemalloc.start()
        assert len(lines) == sum(map(len, unpack(cut(packed, 1 << 16))))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < len(lines) / 4


def test_many_files_in_an_archive_take_no_memory() -> None:
    header = b"PK\x03\x04" + struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 0, 0, 0, 0, 2, 0) + b"a/"
    archive = header * 10_000
    tracemalloc.start()
    with pytest.raises(Unreadable):
        list(Archive(cut(archive, 1 << 16)).unpacked())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 1 << 18
