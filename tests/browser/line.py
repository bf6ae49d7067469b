"""The line between a browser and a server, that can be cut."""

import socket
import threading
from contextlib import suppress

from playwright.sync_api import BrowserContext, Page


class Line:
    """Relays to the server at a port of this machine; `url` is where the site is for the browser.

    The browser's own switch tells pages that they are offline, but does not always reach a service
    worker; without the line nothing gets through, whoever asks.
    """

    def __init__(self, port: int, context: BrowserContext) -> None:
        self._server = ("localhost", port)
        self._context = context
        self._ends: set[socket.socket] = set()
        self._is_cut = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        self._is_cut = True
        self._hang_up()
        self._context.set_offline(True)

    def mend(self) -> None:
        self._is_cut = False
        self._context.set_offline(False)

    def close(self) -> None:
        self._is_cut = True
        self._listener.close()
        self._hang_up()

    def _hang_up(self) -> None:
        for end in tuple(self._ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _listen(self) -> None:
        with suppress(OSError):  # it was closed
            while True:
                browser, _address = self._listener.accept()
                if self._is_cut:
                    browser.close()
                    continue
                server = socket.create_connection(self._server)
                for one, other in ((browser, server), (server, browser)):
                    self._ends.add(one)
                    threading.Thread(target=self._relay, args=(one, other), daemon=True).start()

    def _relay(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError), one:
            while data := one.recv(65536):
                other.sendall(data)
        with suppress(OSError):
            other.shutdown(socket.SHUT_RDWR)
        self._ends.discard(one)


def send_in_vain(page: Page, line: Line, button: str) -> None:
    """Press a form's button while the line is cut, until the browser says so."""
    line.cut()
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_url("chrome-error://**")
    line.mend()
