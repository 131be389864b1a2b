"""Running the desk: a port, a secret, the links, and the server until someone ends it."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

import uvicorn
from filelock import FileLock, Timeout
from platformdirs import user_state_path
from uvicorn.protocols.http.h11_impl import H11Protocol

from qbank import kept
from qbank.desk.guard import Keys
from qbank.desk.server import Desk, app
from qbank.errors import BankError, QbankError, UsageError
from qbank.tasks.workspace import Workspace

LOCAL = "127.0.0.1"
PORT = 4747
LINK_HOURS = 24
_KEPT = "desk 1"
"""The form in which a secret, a port, and when they were made are kept."""
MOST_CONNECTIONS = 256
"""So many connections may be open at once."""
REQUEST_SECONDS = 10.0
"""A connection that has not sent a whole request head by then is closed."""

Say = Callable[[str], None]


class Door(H11Protocol):
    """A connection that is counted. Where there are too many, the one that has said nothing for longest makes room."""

    open_: ClassVar[set[Door]] = set()
    silent: ClassVar[dict[Door, None]] = {}

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection; if there are too many, close the oldest that is silent, or else this one."""
        super().connection_made(transport)
        Door.open_.add(self)
        Door.silent[self] = None
        self._late = self.loop.call_later(REQUEST_SECONDS, self._close_if_silent)
        if len(Door.open_) > MOST_CONNECTIONS:
            next(iter(Door.silent)).transport.abort()

    def data_received(self, data: bytes) -> None:
        """Take bytes; once they are a request the connection is no longer silent."""
        super().data_received(data)
        if self.cycle is not None:
            Door.silent.pop(self, None)

    def _close_if_silent(self) -> None:
        """Close a connection whose first request is not there in time."""
        if self in Door.silent:
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Give its place free."""
        Door.open_.discard(self)
        Door.silent.pop(self, None)
        self._late.cancel()
        super().connection_lost(exc)


def run(
    workspace: Workspace, *, name: str, lan: bool, read_only: bool, port: int | None, open_browser: bool, say: Say, put: Say
) -> None:  # fmt: skip
    """Serve a workspace until someone ends it; UsageError if the port is taken, BankError if a desk is open already."""
    state = State(workspace.place.root if not workspace.place.shipped else workspace.place.exports)
    with state.held() as alone:
        if not alone:
            hint = f"go to {state.address() or 'its page'}, or end it with Ctrl-C where it runs"
            raise BankError("a desk is open on this bank already", hint=hint)
        secret, last = state.secret(now=time.time())
        address = _lan_address() if lan else ""
        bound = _bound(address or LOCAL, port, last)
        used = int(bound.getsockname()[1])
        keys = Keys(secret, used)
        hosts = {f"{LOCAL}:{used}", f"localhost:{used}"} | ({f"{address}:{used}"} if address else set())
        desk = Desk(workspace, keys, lan=f"{address}:{used}" if address else "", read_only=read_only)
        sockets = [bound, *([_bound(LOCAL, used, 0)] if address else [])]
        state.keep(secret, used, now=time.time())
        # The first page needs the bank: it is read while the browser opens.
        threading.Thread(target=_read_ahead, args=(desk,), daemon=True).start()
        _told(desk, used, name, address, open_browser, say, put)
        _serve(desk, hosts, sockets)


def _read_ahead(desk: Desk) -> None:
    """Load the bank; what is wrong with it, the page that needs it says."""
    with suppress(QbankError):
        _ = desk.workspace.bank


def _told(desk: Desk, port: int, name: str, address: str, open_browser: bool, say: Say, put: Say) -> None:
    """Print the links, and open the browser if that is wanted."""
    target = f"?go={quote(name, safe='')}" if name else ""
    link = f"http://{LOCAL}:{port}{desk.keys.link('host')}{target}"
    put(link)
    if address:
        told = "the sheet's page “Other screens” shows them."
        say(f"Others in this network get in by their links: {address}:{port}; {told}")
    say("Ctrl-C ends the desk.")
    if open_browser:
        import webbrowser

        with suppress(webbrowser.Error):
            webbrowser.open(link)


def _serve(desk: Desk, hosts: set[str], sockets: list[socket.socket]) -> None:
    config = uvicorn.Config(
        app(desk, hosts=hosts), http=Door, ws="none", lifespan="off", log_config=None, access_log=False, server_header=False,
        date_header=False, proxy_headers=False, timeout_keep_alive=15, timeout_graceful_shutdown=1, h11_max_incomplete_event_size=16_384,
    )  # fmt: skip
    server = uvicorn.Server(config)
    with suppress(KeyboardInterrupt):
        asyncio.run(server.serve(sockets=sockets))


def _bound(host: str, wanted: int | None, last: int) -> socket.socket:
    """Return a socket that listens on the port asked for, else on the one used last, the usual one, or any that is free."""
    if wanted is not None:
        try:
            return _listening(host, wanted)
        except OSError as error:
            told = f"port {wanted} cannot be used: {error.strerror}"
            raise UsageError(told, hint="leave --port out, and a free one is taken") from error
    for port in dict.fromkeys((last or PORT, PORT, 0)):
        with suppress(OSError):
            return _listening(host, port)
    raise QbankError(f"no port of {host} is free", hint="close a program that listens, and try again")


def _listening(host: str, port: int) -> socket.socket:
    # Said to be TCP: asyncio sends small parts at once only on sockets that say so; else an answer waits 40 ms for the other side.
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(128)
    except OSError:
        made.close()
        raise
    made.setblocking(False)
    return made


def _lan_address() -> str:
    """Return this machine's address in its network, by asking the system which one it would send from; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            found = str(probe.getsockname()[0])
        except OSError:
            found = ""
    if not found or found.startswith("127."):
        raise QbankError("this machine is in no network", hint="leave --lan out, or join the network first")
    return found


class State:
    """What a desk keeps between its starts, where only this user can read it: its secret, its port, that it is open."""

    def __init__(self, bank: Path) -> None:
        """Keep the state of a bank's desk in the user's own folder."""
        self._path = user_state_path("qbank") / "desk" / sha256(str(bank.resolve()).encode()).hexdigest()[:16]

    @contextmanager
    def held(self) -> Iterator[bool]:
        """Say whether this is the only desk of its bank, and hold its place; the system frees a dead one's."""
        folder, lock = self._path.parent, FileLock(self._path.with_suffix(".lock"))
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise BankError(f"cannot write {folder}: {error.strerror}", where=str(folder)) from error
        try:
            lock.acquire(timeout=0)
        except Timeout:
            yield False
            return
        try:
            yield True
        finally:
            lock.release()

    def address(self) -> str:
        """Return where the desk that is open can be found; empty if nothing says so."""
        found = kept.values(self._path, _KEPT)
        return f"http://{LOCAL}:{found[1]}" if found else ""

    def secret(self, *, now: float) -> tuple[bytes, int]:
        """Return the secret and the port used last (0: none).

        A desk that is started again within a day has the same links, so that pages which were open go on.
        """
        found = kept.values(self._path, _KEPT)
        if found and 0 <= now - found[2] < LINK_HOURS * 3600:
            return found[0], found[1]
        return secrets.token_bytes(32), 0

    def keep(self, secret: bytes, port: int, *, now: float) -> None:
        """Keep the secret and the port for the next start, for this user's eyes only."""
        kept.keep(self._path, _KEPT, (secret, port, now))
