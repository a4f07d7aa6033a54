"""The HTTP server: loopback only, a thread for each connection, dated by the rehearsal's clock."""

import json
import logging
from collections.abc import Callable
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

from rehearsal.bedrock.wire.messages import HttpAnswer, HttpRequest
from rehearsal.clock import Clock

LOG = logging.getLogger(__name__)

Dispatch = Callable[[HttpRequest], HttpAnswer]


class ReplyLost(Exception):
    """The request was served, and its reply never reaches the caller."""


class Server:
    """Listens on a free port of 127.0.0.1 from the moment it is made."""

    def __init__(self, dispatch: Dispatch, clock: Clock) -> None:
        """Bind the port; callers wait until ``start``."""

        class Handler(_Handler):
            pass

        Handler.dispatch = staticmethod(dispatch)
        Handler.clock = clock
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )

    @property
    def url(self) -> str:
        """The server's address."""
        return f"http://127.0.0.1:{self._http.server_port}"

    def start(self) -> None:
        """Serve, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Stop serving and close the port."""
        if self._thread.is_alive():
            self._http.shutdown()
            self._thread.join()
        self._http.server_close()


class _Handler(BaseHTTPRequestHandler):
    dispatch: Dispatch
    clock: Clock
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # headers and body leave in one packet

    def _serve(self) -> None:
        url = urlsplit(self.path)
        request = HttpRequest(
            method=self.command,
            path=url.path,
            query=url.query,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(int(self.headers.get("content-length") or 0)),
        )
        try:
            answer = self.dispatch(request)
        except ReplyLost:
            self.close_connection = True
            return
        content = answer.content
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(answer.status)
        for name, value in {"Content-Type": "application/json", **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    # the names by which BaseHTTPRequestHandler finds what serves a method
    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return the Date header, on the rehearsal's clock: callers compare ages by it."""
        return format_datetime(self.clock.now(), usegmt=True)

    def version_string(self) -> str:
        """Return the Server header."""
        return "rehearsal"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base's name)
        """Write to the log instead of the terminal."""
        LOG.debug(format, *args)
