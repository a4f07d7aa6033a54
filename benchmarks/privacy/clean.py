"""Texts in which there is nothing to find: people's questions, and what only looks like a value."""

import csv
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.privacy.planted import SEED

SHARE: Final = Path(__file__).parents[2] / "datasets" / "banking-intents"
LOOKALIKES: Final = (
    "Order {d8} has not arrived.",
    "Order no. {d10} was paid with voucher {u8}.",
    "Invoice {d4}-{d6} of 2024-0{n}-1{n} is due.",
    "Ticket #{d7}, reference {u3}-{d5}.",
    "Parcel {d12} left the depot at 1{n}:2{n}.",
    "Tracking number {u2}{d9}GB.",
    "The total is {d3},{d3}.{d2} EUR.",
    "We sold {d1},{d3},{d3} units in 202{n}.",
    "It weighs {d2}.{d2} kg and costs ${d3}.{d2}.",
    "ISBN 978-3-{d2}-{d6}-{n}",
    "Version {n}.{d2}.{d3}.{n} is out.",
    "pip install lib=={n}.{d2}.{n}",
    "commit {h40}",
    "sha256:{h64}",
    "The build {h8}-{h4}-{h4}-{h4}-{h12} failed.",
    "MAC {h2}:{h2}:{h2}:{h2}:{h2}:{h2}",
    "Meet at 52.{d4}, 13.{d4}.",
    "From 0{n}.0{n}.2024 to 1{n}.0{n}.2025.",
    "2024-0{n}-0{n}T1{n}:2{n}:3{n}Z INFO started in {d3} ms",
    "Room {d3}, floor {n}, seat {n}{n}A.",
    "Flight LH {d3} lands at 1{n}:4{n}.",
    "HTTP {d3}: retry after {d2} seconds.",
    "Error 0x{h8} at line {d4}.",
    "The router is at 192.168.{n}.{d2}.",
    "Use 10.{n}.{d2}.{n} or 192.0.2.{d2} in the example.",
    "IPv6: 2001:db8::{h4}:{h4}, fe80::{h4}",
    "password: required, at least {n} characters",
    "My password does not work since {d2} May.",
    "Enter your PIN at the terminal.",
    "export TOKEN=$TOKEN && run --n {d2}",
    "token = get_token(user_{n})",
    'api_key = os.environ["API_KEY_{n}"]',
    "password: ${{DB_PASSWORD_{n}}}",
    "[EMAIL_{n}] asked about [PHONE_{n}].",
    "x = [{d3}, {d3}, {d3}, {d3}]",
    "id,score\n{d4},{d2}\n{d4},{d2}\n{d4},{d2}",
    "| year | sales |\n| --- | --- |\n| 202{n} | {d6} |\n| 201{n} | {d6} |",
    "width={d4} height={d4} size={d6}",
    "Model {u2}-{d4}{u1}, serial {u4}{d6}.",
    "Article {d3}.{d3}.{d2} of the catalogue.",
    "Chapter {n}.{n}.{n}.{n} says so.",
    "The population was {d1} {d3} {d3} in 19{d2}.",
    "Score {d2}:{d2} after {d2} minutes.",
    "{d3} {d3} {d3} {d3} {d3}",
    "Timestamp 17{d8} and 17{d11}.",
    "Licence plate {u1}-{u2} {d4}.",
    "Bus {d3} to platform {d2}.",
    "C = {d1}.{d6}e-{d2}",
    "icon@{n}x.png and pkg@{n}.{n}.{n}.tgz",
    "git clone git@github.com:owner/repo-{d2}.git",
)
OF_EACH: Final = 20
ALPHABETS: Final = {
    "d": "0123456789",
    "h": "0123456789abcdef",
    "u": "ABCDEFGHJKLMNPQRSTUVWXYZ",
}


def lookalikes() -> Iterator[str]:
    """Yield figures of every day: orders, versions, dates, digests, nobody's addresses."""
    draw = random.Random(SEED)
    fields = [(sign, count) for sign in ALPHABETS for count in range(1, 65)]
    for form in LOOKALIKES:
        for _ in range(OF_EACH):
            drawn = {f"{s}{n}": "".join(draw.choices(ALPHABETS[s], k=n)) for s, n in fields}
            yield form.format(n=draw.randint(1, 9), **drawn)


def questions(folder: Path | None = None) -> Iterator[str]:
    """Yield the customers' questions of banking77.

    Args:
        folder: holds its two CSV files; without them, the share that this repository trains on.
    """
    if folder:
        for name in ("train.csv", "test.csv"):
            with (folder / name).open(newline="") as file:
                yield from (row["text"] for row in csv.DictReader(file))
        return
    for file_name in SHARE.glob("*.jsonl"):
        for line in file_name.read_text().splitlines():
            turns = json.loads(line)["messages"]
            yield from (block["text"] for turn in turns for block in turn["content"])
