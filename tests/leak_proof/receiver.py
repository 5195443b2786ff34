"""A server for webhooks on this machine that keeps what it gets."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver:
    """Keeps path, headers and body of every message.

    Args:
        status: What it answers; 500 makes the sender try again.
    """

    def __init__(self, status: int = 204):
        self.got: list[tuple[str, str, bytes]] = []
        kept = self.got

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                kept.append((self.path, str(self.headers), body))
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_arguments):
                """Keep quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()
