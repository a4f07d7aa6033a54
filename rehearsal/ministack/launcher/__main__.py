"""Serve MiniStack on a socket that is already bound: ``python -m launcher FD HOME``."""

import argparse
import asyncio
from pathlib import Path

from . import certificate, lifeline


def main() -> None:
    """Write the certificate, patch what needs it, serve until the lifeline is cut."""
    arguments = argparse.ArgumentParser(prog="launcher", description=__doc__)
    arguments.add_argument("socket", type=int, help="the listening socket's file descriptor")
    arguments.add_argument("home", type=Path, help="where the certificate and all its files go")
    arguments.add_argument("--as-published", action="store_true", help="patch nothing")
    chosen = arguments.parse_args()

    certificate.write(chosen.home / "certificate.pem", chosen.home / "key.pem")
    # MiniStack reads its settings when it is imported, the certificate among them.
    from ministack.core import lambda_runtime

    from . import gateway, patches, recorder

    lifeline.hold(chosen.home, farewell=lambda_runtime.reset)
    if not chosen.as_published:
        patches.apply()
    recorder.record(chosen.home)
    asyncio.run(gateway.serve(chosen.socket))


if __name__ == "__main__":
    main()
