"""How much of a machine a function needs, and for how long at most."""

from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, kw_only=True)
class Extent:
    """Memory, time and disk; CPU grows with memory, and 1,769 MB is one whole core."""

    memory_mb: int = 256
    timeout_seconds: int = 120
    disk_mb: int = 512


USUAL: Final = Extent()

READS_A_DROP: Final = Extent(memory_mb=1769, timeout_seconds=900, disk_mb=10_240)
"""One whole core, because a file is read by one thread, and the longest that a function may run.
The disk holds every converted record twice, in the order dropped and by its part: the largest
dataset that Bedrock takes (20,000 records of 32,000 tokens of 6 characters) is under 4 GB. A
segment is read like a file, and a file that cannot be cut is one segment, whatever its size."""

READS_A_STREAM: Final = Extent(memory_mb=1769, timeout_seconds=900)
"""Reads on until it meets a record whose format it knows, or hashes all that a job will read."""

ASKS_ONE_MODEL: Final = Extent(memory_mb=1769, timeout_seconds=900)
"""Puts every held-out prompt to the base model; then the baselines are made, as where answers are
read, for which it is one whole core. A function that is cut short there finds all answers kept."""

ASKS_TWO_MODELS: Final = Extent(memory_mb=1024, timeout_seconds=900)
"""Puts every held-out prompt to two models."""

READS_ANSWERS: Final = Extent(memory_mb=1769, timeout_seconds=900)
"""One whole core: every training record is held against every held-out one, twice read as a stream
(the largest training set is under 4 GB), and what is held out is scored five times over."""

ASKS_ONCE: Final = Extent(timeout_seconds=900)
"""Puts one question to a model that may still load, and again for as long as that may take."""

ANSWERS: Final = Extent(memory_mb=512, timeout_seconds=150)
"""Asks a model once, whose answer takes two minutes at most. API Gateway waits for 29 seconds; what
comes later is paid all the same, and counted."""

READS_SCORES: Final = Extent(memory_mb=512, timeout_seconds=300)
DRAWS: Final = Extent(memory_mb=512)
"""Reads curves, or draws pictures of them."""

SWEEPS: Final = Extent(memory_mb=512, timeout_seconds=900)
"""Looks at all that the account holds, and writes the reports of runs that broke off."""

Part = Literal["core", "data"]
"""A layer, which holds what the lock of its name in locks/ names, to the byte."""

Brings = tuple[Part, ...]
"""The layers of a function."""

CORE: Final[Brings] = ("core",)
"""The SDK, typed records and logs: whoever buys or releases has nothing else."""

WITH_DATA: Final[Brings] = ("core", "data")
"""What reads datasets, judges answers and writes reports, in native code of smaller projects."""
