"""What the commands say of no, one and two records is English."""

import re
from html import unescape
from pathlib import Path
from typing import Final

import pytest

from tuning.__main__ import main

ONE_OF_MANY: Final = re.compile(r"(?<![\w.,:/$-])1 (?!is\b|has\b|was\b)[a-z]+s\b")
ONE_OF_A_WORD: Final = re.compile(r"(?<![\w.,:/$-])(?:0|2) (?:record|error|warning|hour|epoch)\b")

COMMANDS: Final = (
    "check train.jsonl --html page.html",
    "estimate train.jsonl",
    "estimate train.jsonl --epochs 1 --hours 1 --hosting provisioned",
    "init train.jsonl -o task",
    "split train.jsonl -o parts",
    "convert train.jsonl -o out.jsonl",
    "convert train.jsonl -o out.jsonl --skip-bad",
    "convert train.jsonl -o out.jsonl --repair",
)
RECORD: Final = b'{"prompt": "Where is %d? Ask a%d@example.org", "completion": "In %d."}\n'
BAD: Final = b'{"prompt": "a question", "completion": ""}\n'
SLIP: Final = b'{"prompt": "one", "completion": "a thing",}\n'


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("bad", [b"", BAD, SLIP], ids=["good", "bad", "slip"])
@pytest.mark.parametrize("records", [0, 1, 2])
def test_one_is_told_as_one_and_more_as_more(
    command: str, records: int, bad: bytes, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = b"".join(RECORD % (n, n, n) for n in range(records))
    (folder / "train.jsonl").write_bytes(good + bad * max(records, 1) * bool(bad))

    main(command.split())

    heard = capsys.readouterr()
    said = heard.out + heard.err
    if (page := folder / "page.html").exists():
        body = page.read_text().partition("<main>")[2]
        inline = re.sub(r"</?(?:small|code|span)\b[^>]*>", "", body)
        said += unescape(re.sub(r"<[^>]+>", "\n", inline))
    assert said
    assert not ONE_OF_MANY.findall(said)
    assert not ONE_OF_A_WORD.findall(said)
