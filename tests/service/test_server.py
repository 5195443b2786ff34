import json
import socket
import threading
import time
import urllib.request

import pytest
import uvicorn

from service.app import create_app
from service.errors import SettingsError
from service.server import listen, run_server, url_of
from service.settings import Settings


def test_the_address_is_written_as_browsers_want_it():
    with listen(Settings(port=0)) as listener:
        port = listener.getsockname()[1]
        assert url_of(listener, "127.0.0.1") == f"http://127.0.0.1:{port}/"
        assert url_of(listener, "::1") == f"http://[::1]:{port}/"


def test_the_listener_says_that_it_is_tcp():
    # asyncio turns Nagle's delay off for such sockets only.
    with listen(Settings(port=0)) as listener:
        assert listener.proto == socket.IPPROTO_TCP


def test_an_address_that_is_not_ours_is_refused():
    # 192.0.2.1 is for documentation: no machine has it.
    with pytest.raises(SettingsError, match="Cannot listen"):
        listen(Settings(host="192.0.2.1", port=0))


def test_a_real_server_answers_and_its_log_has_no_address(pipeline, narrative, monkeypatch, capsys):
    servers = []
    start = uvicorn.Server.__init__

    def remember(self, config):
        start(self, config)
        servers.append(self)

    monkeypatch.setattr(uvicorn.Server, "__init__", remember)
    settings = Settings(port=0)
    with listen(settings) as listener:
        url = url_of(listener, "127.0.0.1")
        arguments = (create_app(settings, pipeline), settings, listener)
        thread = threading.Thread(target=run_server, args=arguments)
        thread.start()
        try:
            deadline = time.monotonic() + 20
            while not (servers and servers[0].started):
                assert time.monotonic() < deadline
                time.sleep(0.02)
            request = urllib.request.Request(
                f"{url}v1/tag?name=Zulfiya",
                data=json.dumps({"text": narrative}).encode(),
                headers={"Content-Type": "application/json"},
            )
            with urllib.request.urlopen(request, timeout=10) as answer:
                assert json.load(answer)["model"] == {"version": "fake-1"}
                assert "Server" not in answer.headers
            with socket.create_connection(("127.0.0.1", listener.getsockname()[1])) as raw:
                raw.sendall(b"Zulfiya Qadamova\r\n\r\n")
                raw.settimeout(10)
                assert b"400" in raw.recv(1000)
        finally:
            servers[0].should_exit = True
            thread.join(timeout=20)
    assert "Zulfiya" not in capsys.readouterr().err
