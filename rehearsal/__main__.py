"""The terminal's way in: ``python -m rehearsal``."""

import sys
from collections.abc import Sequence

from rehearsal.interruption import Interrupted, interruptible


def main(words: Sequence[str]) -> int:
    """Rehearse as the command line says, and return the exit code."""
    try:
        with interruptible():
            from rehearsal.terminal import rehearse  # loads for a while: Ctrl-C counts already

            return rehearse(words)
    except Interrupted as interruption:
        sys.stderr.write(f"Stopped by {interruption}; nothing is left running.\n")
        return interruption.exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
