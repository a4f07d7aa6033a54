"""One measurement, in a process of its own: ``python -m benchmarks.lap MODULE FUNCTION FILE``."""

import json
import os
import sys
import time
from contextlib import redirect_stdout
from importlib import import_module
from pathlib import Path

CORE = max(os.sched_getaffinity(0))
"""The last one: the first serves the machine's interrupts."""


def main(module: str, function: str, file: str, started: str) -> None:
    """Measure one call and print it as JSON.

    Its seconds are those of the processor, of all threads together, so that what other people do
    on the machine at the same time counts as little as possible.

    Args:
        module: what to import; what this and making ready take is the start-up.
        function: of the module; takes the file's path, makes everything ready, and returns what
            is to be timed, which returns how many records it met.
        file: what to read.
        started: the clock when this process was asked for, in nanoseconds.
    """
    os.sched_setaffinity(0, {CORE})
    path = Path(file)
    with redirect_stdout(sys.stderr):
        timed = getattr(import_module(module), function)(path)
        ready, began = time.monotonic_ns(), time.process_time()
        records = timed()
        seconds = time.process_time() - began
    lap = {
        "startup": (ready - int(started)) / 1e9,
        "seconds": seconds,
        "bytes": path.stat().st_size,
        "records": records,
        "memory": peak_memory(),
    }
    sys.stdout.write(json.dumps(lap))


def peak_memory() -> int:
    """Return the most memory that this process held, in bytes.

    Not ``getrusage``: its figure is inherited from the process that started this one.
    """
    status = Path("/proc/self/status").read_text()
    kibibytes = status.partition("VmHWM:")[2].split()[0]
    return int(kibibytes) * 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
