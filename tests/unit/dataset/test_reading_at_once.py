"""Many lines that are read at once are read as one after the other would be."""

from io import BytesIO
from unittest import mock

import pytest

from tests.fuzz.oracle import blocks_of
from tuning.dataset.expressions import PAYS_FROM
from tuning.dataset.inspection import inspect
from tuning.dataset.reading.parser import LAYOUT, Parser, one_object_a_line
from tuning.run.handling import Handling

AT_ONCE = Parser.parse_all

GOOD = b'{"prompt":"a","completion":"b"}\n'
SPACED = b'{"prompt": "a", "completion": "b"}\n'
CHAT = b'{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}\n'

TRICKS = {
    "two records on one line, and a blank line": GOOD.strip() + GOOD + b"\n",
    "two records on one line, and one on two": (
        GOOD.strip() + b" " + GOOD + b'{"prompt":"a",\n"completion":"b"}\n'
    ),
    "records that are cut at braces": b'{"prompt":"}\n{","completion":"b"}\n',
    "a record that begins where one ends": GOOD.replace(b"}", b"}{").replace(b"}{\n", b"}\n"),
    "blank lines": b"\n \n\t\n",
    "a key twice": b'{"prompt":"a","prompt":"c","completion":"b"}\n',
    "a key twice, with spaces": b'{ "prompt" : "a" , "completion" : "b" , "prompt" : "a" }\n',
    "a key twice, escaped": b'{"prompt":"a","completion":"b","pr\\u006fmpt":"c"}\n',
    "a key twice, first as an object": b'{"completion":{},"prompt":"a","completion":"b"}\n',
    "a key twice, beside escaped quotes": (
        b'{"prompt":"\\u0022\\u0022","completion":"b"}\n'
        b'{"prompt":"a","completion":"b","prompt":"c"}\n'
    ),
    "a text that looks like keys": b'{"prompt":"{\\"a\\":1,\\"b\\":2}","completion":"\\":"}\n',
    "a text that ends in a backslash": b'{"prompt":"a\\\\","completion":"b\\\\"}\n',
    "CR LF": GOOD.replace(b"\n", b"\r\n") + b"\r\n",
    "CR inside a record": b'{"prompt":"a",\r"completion":"b"}\n',
    "bad UTF-8": b'{"prompt":"\xff","completion":"b"}\n',
}


def read(content: bytes, handling: Handling) -> tuple[list[str], int, list[bytes], list[int]]:
    with inspect(BytesIO(content), handling, file="train.jsonl") as piece:
        told = [str(problem) for problem in piece.problems.listed]
        facts = piece.facts
        return told, facts.records, list(piece.lines.lines()), list(piece.sheet.lines)


@pytest.mark.parametrize("good", [GOOD, SPACED, CHAT], ids=["compact", "spaced", "chat"])
def test_good_lines_are_known_to_be_one_object_each(good: bytes) -> None:
    text = good * 5000
    assert len(text) > 2 * PAYS_FROM

    assert one_object_a_line(good * 3, LAYOUT.present(good * 3))
    assert one_object_a_line(text, LAYOUT.present(text))


@pytest.mark.parametrize("trick", TRICKS.values(), ids=TRICKS.keys())
@pytest.mark.parametrize("good", [GOOD, SPACED, CHAT], ids=["compact", "spaced", "chat"])
def test_a_trick_among_good_lines_is_seen(good: bytes, trick: bytes, handling: Handling) -> None:
    # The first block shows the format, so that the second one is read at once.
    content = good * 500 + trick + good * 30
    with blocks_of(len(good) * 250):
        with mock.patch.object(Parser, "parse_all", autospec=True, side_effect=AT_ONCE) as at_once:
            fast = read(content, handling)
        with mock.patch.object(Parser, "parse_all", return_value=None):
            slow = read(content, handling)

    assert at_once.called
    assert slow == fast


@pytest.mark.parametrize("good", [GOOD, SPACED, CHAT, GOOD.replace(b'"a"', b'"\\"a\\": \\n"')])
def test_good_lines_are_read_at_once(good: bytes, handling: Handling) -> None:
    with mock.patch.object(Parser, "parse", autospec=True, side_effect=Parser.parse) as parse:
        told, records, written, _ = read(good * 9000, handling)

    assert ([], 9000, 9000) == (told, records, len(written))
    assert parse.call_count < 5000


def test_repeated_keys_are_found_in_every_block(handling: Handling) -> None:
    twice = b'{"prompt":"a","completion":"b","prompt":"c"}\n'
    told, *_ = read(GOOD * 9000 + twice + GOOD, handling)

    assert ["train.jsonl:9001: DUPLICATE_KEY"] == [one[:31] for one in told]
