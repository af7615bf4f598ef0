"""The program behind a port of this machine, in a thread of this process."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.db import connections

LONGEST_REQUEST = 60  # seconds


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


class Server(ThreadedWSGIServer):
    """Gives the connection of each thread back, and ends when all have done so."""

    daemon_threads = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lines: set[socket.socket] = set()  # to browsers, a thread each
        self._changed = threading.Condition()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer the requests of a line, in a thread of its own."""
        with self._changed:
            self._lines.add(request)
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer the requests of a line, and give the connection back."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            connections.close_all()
            with self._changed:
                self._lines.discard(request)
                self._changed.notify_all()

    @property
    def address(self) -> str:
        """Where it serves, without a slash at its end."""
        return f"http://localhost:{self.server_address[1]}"

    def end_what_is_open(self) -> bool:
        """Wait for the requests at work, hang up lines kept for later ones; say whether all end."""
        with self._changed:
            for each in self._lines:
                with suppress(OSError):  # closed meanwhile
                    each.shutdown(socket.SHUT_RD)
            return self._changed.wait_for(lambda: not self._lines, LONGEST_REQUEST)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that went away is nothing to tell."""


@contextmanager
def served() -> Iterator[str]:
    """Serve until the end; the value is the address, without a slash at its end."""
    with serving() as server:
        yield server.address


@contextmanager
def serving() -> Iterator[Server]:
    """Serve until the end; the value is the server itself."""
    server = Server(("127.0.0.1", 0), Quiet)
    server.set_app(StaticFilesHandler(WSGIHandler()))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        assert server.end_what_is_open(), "a request is still at work"
