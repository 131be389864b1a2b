"""Who may do what: every request passes here before any page sees it.

A request is let through if its Host is one that the desk was bound to, if it carries a token for what it asks for, and,
where it writes, if it was made by one of the desk's own pages. Tokens come in by link and stay as cookies that only
this browser sends, and only to this port.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Literal, get_args
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, JSONResponse, Response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

Role = Literal["host", "cohost", "guest", "clock"]
ROLES: tuple[Role, ...] = get_args(Role)
BODY_LIMIT = 1_000_000
BODY_SECONDS = 10.0
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
GUEST_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
"""For the guest's copy, whose layout is the host's own file: it has its style inside, and does nothing."""
_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), screen-wake-lock=(self)",
}


class Keys:
    """The tokens of a desk: one for the host, and one for each further role and outline, made from one secret."""

    def __init__(self, secret: bytes, port: int) -> None:
        """Take a secret of 32 bytes, and the port that the cookies' names hold."""
        self._secret, self._port = secret, port

    def token(self, role: Role, name: str = "") -> str:
        """Return the 128-bit token of a role; the host's is for everything, the others' for one outline."""
        said = role if role == "host" else f"{role}\0{name}"
        return hmac.new(self._secret, said.encode(), hashlib.sha256).hexdigest()[:32]

    def fits(self, token: str, role: Role, name: str = "") -> bool:
        """Say whether a token is that of a role, in a time that tells nothing about it."""
        return hmac.compare_digest(self.token(role, name).encode(), token.encode())

    def link(self, role: Role, name: str = "") -> str:
        """Return the path that lets someone in as a role."""
        return f"/join/{role}/{quote(name, safe='') or '-'}/{self.token(role, name)}"

    def cookie(self, role: Role, name: str = "") -> str:
        """Return the name of a role's cookie. It holds the port: cookies do not tell one port from another."""
        tail = "" if role == "host" else f"-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
        return f"qbank-{self._port}-{role}{tail}"

    def allowed(self, cookies: Mapping[str, str], roles: Collection[Role], name: str = "") -> Role | None:
        """Return the first of these roles that the cookies prove for this outline; None if there is none."""
        fitting = (r for r in ROLES if r in roles and self.fits(cookies.get(self.cookie(r, name), ""), r, name))
        return next(fitting, None)


class Guard:
    """The middleware in front of the desk's pages."""

    def __init__(self, app: ASGIApp, *, hosts: Collection[str], read_only: bool = False) -> None:
        """Guard an app that answers to exactly these values of Host."""
        self._app, self._hosts, self._read_only = app, frozenset(hosts), read_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it with what is wrong."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        refused = self._refusal(scope["method"], Headers(scope=scope))
        answer: ASGIApp = refused or self._app
        if refused is None and scope["method"] == "POST":
            body = await _body(receive)
            if isinstance(body, Response):
                answer = body
            else:
                receive = _given(body, receive)
        await answer(scope, receive, _with_headers(send))

    def _refusal(self, method: str, headers: Headers) -> Response | None:
        """Return the answer to a request that may not even be looked at."""
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0] not in self._hosts:
            return refuse(421, "This desk answers to its own address only.", "Open the link that it printed.")
        if method in ("GET", "HEAD"):
            return None
        if method != "POST":
            return refuse(405, "The desk does not know this method.")
        if self._read_only:
            return refuse(403, "This desk was started with --read-only.", "Start it without, to change something.")
        if not _own_page(headers, hosts[0]):
            return refuse(403, "This did not come from one of the desk's pages.")
        if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return refuse(415, "The desk takes JSON only.")
        length = headers.get("content-length")
        if length is not None and not (length.isdecimal() and len(length) < 10 and int(length) <= BODY_LIMIT):
            return refuse(413, f"This is larger than {BODY_LIMIT} bytes.")
        return None


def _own_page(headers: Headers, host: str) -> bool:
    """Say whether a write comes from a page of this desk.

    A browser says so with Sec-Fetch-Site. On a plain address of the network it sends none; then Origin has to be ours.
    """
    site, origin = headers.getlist("sec-fetch-site"), headers.getlist("origin")
    return bool(site or origin) and site in ([], ["same-origin"]) and origin in ([], [f"http://{host}"])


async def _body(receive: Receive) -> bytes | Response:
    """Return the whole body of a request; an answer instead if it is too long or takes too long."""
    parts, size = list[bytes](), 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ClientDisconnect
                parts.append(message.get("body", b""))
                size += len(parts[-1])
                if size > BODY_LIMIT:
                    return refuse(413, f"This is larger than {BODY_LIMIT} bytes.")
                if not message.get("more_body"):
                    return b"".join(parts)
    except TimeoutError:
        return refuse(408, "This took too long to arrive.")
    except ClientDisconnect:
        return refuse(400, "The request was broken off.")


def _given(body: bytes, receive: Receive) -> Receive:
    """Return what hands out a body that was read already, then waits for the connection's end."""
    left = [{"type": "http.request", "body": body, "more_body": False}]

    async def give() -> Message:
        return left.pop() if left else await receive()

    return give


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("content-security-policy", POLICY)
            headers.setdefault("cache-control", "no-store")
        await send(message)

    return sent


def refuse(status: int, message: str, hint: str = "") -> JSONResponse:
    """Return an answer that says what is wrong and how to mend it."""
    return JSONResponse({"message": message, "hint": hint}, status)


def joined(keys: Keys, role: Role, name: str, target: str) -> HTMLResponse:
    """Return the page that leaves a cookie and goes on to `target`.

    It is a page rather than a redirect: a strict cookie is not sent along a chain that another site began.
    """
    to = quote(target, safe="/")
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>qbank</title><link rel="icon" href="data:,">'
        f'<meta http-equiv="refresh" content="0; url={to}"></head><body><p><a href="{to}">Open the desk</a></p></body></html>'
    )
    answer = HTMLResponse(page)
    answer.set_cookie(
        keys.cookie(role, name), keys.token(role, name), path="/", httponly=True, samesite="strict", max_age=7 * 86400
    )  # fmt: skip
    return answer
