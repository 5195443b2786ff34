"""Run the web service on a socket of its own."""

import signal
import socket
import sys
import threading
from typing import Any

import uvicorn
from fastapi import FastAPI

from service.errors import SettingsError
from service.settings import Settings
from service.slow_callers import http_protocol

BACKLOG = 128
SHUTDOWN_SECONDS = 10


def listen(settings: Settings) -> socket.socket:
    """Open the socket, so that the address is known to be free before anything is announced.

    Raises:
        SettingsError: If the address is taken or not one of this machine.
    """
    try:
        places = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        family, _, _, _, address = places[0]
        # Named as TCP, asyncio sends small answers at once; else each waits 40 ms (Nagle).
        return _bind(socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP), address)
    except OSError as error:
        raise SettingsError(
            f"Cannot listen at {settings.host} port {settings.port}: {error.strerror}."
        ) from None


def _bind(listener: socket.socket, address: Any) -> socket.socket:  # noqa: ANN401  # by family
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError:
        listener.close()
        raise
    return listener


def url_of(listener: socket.socket, host: str) -> str:
    """Return the address to open in a browser."""
    port = listener.getsockname()[1]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def run_server(app: FastAPI, settings: Settings, listener: socket.socket) -> None:
    """Serve until stopped; SIGHUP makes it look for other models."""
    _look_for_models_on_hangup(app)
    config = uvicorn.Config(
        app,
        http=http_protocol(settings),
        log_config=None,  # ours is set up already
        access_log=False,  # it would log addresses with their query strings
        server_header=False,
        lifespan="on",
        backlog=BACKLOG,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
    uvicorn.Server(config).run(sockets=[listener])


def _look_for_models_on_hangup(app: FastAPI) -> None:
    reload = app.state.model_reload
    is_main = threading.current_thread() is threading.main_thread()  # others get no signals
    # A terminal that is closed sends the signal too: what was started there ends with it.
    is_terminal = sys.stdin is not None and sys.stdin.isatty()
    if reload is not None and is_main and not is_terminal and hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, lambda _number, _frame: reload.ask())
