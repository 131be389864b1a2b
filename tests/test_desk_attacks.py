"""The attack table of the desk: what is tried from outside, by another site, a stranger in the network, or a hostile bank."""

from __future__ import annotations

import json
import re
import socket
import time
from dataclasses import replace
from pathlib import Path

import outlines as sheets
import pytest
from desk_tools import HOST, Answer, Client, bank_in, client, desk_of, mark, running

from qbank import bank as banks
from qbank.bank.place import Place
from qbank.desk import guard
from qbank.desk.guard import Keys
from qbank.desk.server import Desk

NAME = "ledgerlake-mina-okafor"
READS = ("/", "/find", "/plan", f"/plan/{NAME}", f"/live/{NAME}", f"/after/{NAME}", "/coverage", f"/share/{NAME}", f"/guest/{NAME}", f"/clock/{NAME}",
         f"/export/{NAME}?to=docx", "/api/find?q=raft", "/api/bank", f"/api/live/{NAME}/sheet", f"/api/live/{NAME}/events", f"/api/plan/{NAME}/others?id=q01",
         f"/api/after/{NAME}/outputs", "/show/040-ceph/7")  # fmt: skip
WRITES = (
    "/api/plan",
    f"/api/plan/{NAME}",
    f"/api/plan/{NAME}/take",
    "/api/undo",
    f"/api/live/{NAME}/marks",
    f"/api/after/{NAME}/save",
)
SECRETS = ("law suit of 2024", "Okafor", "LedgerLake", "Why start a new one")
JSON = ("content-type", "application/json")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Return a bank that is only looked at: nothing here may get as far as changing it."""
    return bank_in(tmp_path_factory.mktemp("bank") / "show")


@pytest.fixture(scope="module")
def desk(place: Place) -> Desk:
    """Return a desk over it."""
    return desk_of(place)[0]


@pytest.fixture
def untouched(place: Place) -> object:
    """Prove that no file of the bank was changed by a test."""
    before = {path: path.read_bytes() for path in sorted(place.root.rglob("*")) if path.is_file()}
    yield
    assert {path: path.read_bytes() for path in sorted(place.root.rglob("*")) if path.is_file()} == before


def _nothing_in(answer: Answer) -> bool:
    return not any(secret in answer.text for secret in SECRETS)


@pytest.mark.parametrize("path", READS)
def test_without_a_token_nothing_is_seen(desk: Desk, path: str) -> None:
    """Another program or person on the machine, without the link, gets no page and no data."""
    answer = client(desk, None).get(path)
    assert answer.status == 401
    assert _nothing_in(answer)


@pytest.mark.parametrize("token", ["", "0" * 32, "x" * 100_000, "é", '"', "a" * 31])
def test_a_guessed_token_is_refused(desk: Desk, token: str) -> None:
    """A wrong token is refused, as a cookie and in a link, whatever it is made of."""
    stranger = client(desk, None)
    cookie = token.encode("utf-8").decode("latin-1")
    assert stranger.get("/", cookie=f"{desk.keys.cookie('host')}={cookie}").status == 401
    if len(token) < 1000 and token.isascii() and token:
        assert stranger.get(f"/join/host/-/{token}").status == 401
        assert stranger.get(f"/join/guest/{NAME}/{token}").status == 401


def test_a_token_is_for_one_role_one_sheet_and_one_secret(desk: Desk) -> None:
    """A guest's token under another role's or sheet's name, or from another bank's desk, opens nothing."""
    keys, stranger = desk.keys, client(desk, None)
    guest = keys.token("guest", NAME)
    for role in ("host", "cohost", "clock"):
        stranger.cookies = {
            keys.cookie(role, NAME): guest,
            keys.cookie(role): guest,
            keys.cookie("guest", "other"): guest,
        }
        assert {stranger.get(path).status for path in READS} == {401}, role
    assert stranger.get(f"/join/host/-/{guest}").status == 401
    assert stranger.get(f"/join/cohost/{NAME}/{guest}").status == 401
    stranger.cookies = {keys.cookie("host"): Keys(bytes(32), 4747).token("host")}
    assert stranger.get("/").status == 401
    assert (
        len(
            {
                keys.token("host"),
                guest,
                keys.token("guest", "other"),
                keys.token("cohost", NAME),
                keys.token("clock", NAME),
            }
        )
        == 5
    )


HOSTS = ["evil.example", "127.0.0.1", "127.0.0.1:4748", "127.0.0.1:4747.evil.example", "evil.example:4747", "localhost:4747.", "LOCALHOST.evil:4747",
         "127.0.0.1:4747@evil.example", "", "[::1]:4747", "0x7f.1:4747", "2130706433:4747", "127.1:4747"]  # fmt: skip


@pytest.mark.parametrize("host", HOSTS)
def test_another_name_for_this_machine_gets_nothing(desk: Desk, host: str) -> None:
    """DNS rebinding: a site that makes its own name point at this machine is not answered, even with the cookie."""
    answer = client(desk).get("/", host=host)
    assert answer.status == 421
    assert _nothing_in(answer)


def test_two_hosts_or_none_are_refused(desk: Desk) -> None:
    """A request that names two hosts, or none, is not understood in the attacker's favor."""
    host = client(desk)
    cookie = ("cookie", "; ".join(f"{n}={v}" for n, v in host.cookies.items()))
    assert host.ask("GET", "/", headers=[("host", HOST), ("host", "evil.example"), cookie]).status == 421
    assert host.ask("GET", "/", headers=[("Host", HOST), cookie]).status == 200


FOREIGN = [
    [("sec-fetch-site", "cross-site"), ("origin", "http://evil.example")], [("sec-fetch-site", "same-site"), ("origin", f"http://{HOST}")],
    [("sec-fetch-site", "none")], [("origin", "http://evil.example")], [("origin", "null")], [("origin", f"https://{HOST}")],
    [("origin", "http://127.0.0.1:8080")], [("origin", f"http://{HOST}.evil.example")], [], [("sec-fetch-site", "same-origin"), ("origin", "http://evil.example")],
    [("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")], [("origin", f"http://{HOST}"), ("origin", "http://evil.example")],
    [("referer", f"http://{HOST}/")],
]  # fmt: skip


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("headers", FOREIGN, ids=lambda h: " ".join(f"{n}={v}" for n, v in h) or "nothing")
@pytest.mark.parametrize("path", WRITES)
def test_another_sites_form_or_script_changes_nothing(desk: Desk, path: str, headers: list[tuple[str, str]]) -> None:
    """A write that no page of the desk made is refused, even where the browser sends the cookie along."""
    host = client(desk)
    answer = host.ask("POST", path, headers=[*headers, JSON], body=b"{}")
    assert answer.status == 403
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "application/jsonp"],
)
def test_a_form_is_not_json(desk: Desk, kind: str) -> None:
    """What a form can send without asking is not taken, wherever it says that it comes from."""
    for path in WRITES:
        answer = client(desk).ask(
            "POST", path, headers=[("sec-fetch-site", "same-origin"), ("content-type", kind)], body=b"{}"
        )
        assert answer.status == 415, path


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "GET", "HEAD"])
def test_other_methods_write_nothing(desk: Desk, method: str) -> None:
    """A write is a POST; no link, image or preflight makes one."""
    for path in WRITES:
        assert client(desk).ask(method, path).status in (404, 405), path


PATHS = ["..", "../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%2e%2e%2fshow", "....//", "..\\..\\x", "%00", "C:\\x", "\\\\server\\share", "a" * 5000,
         f"{NAME}.toml", f"./{NAME}", f"../exports/{NAME}", NAME.upper(), "con", "%ff%fe", "*", "?", "-"]  # fmt: skip


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("path", PATHS)
def test_no_path_leads_out_of_the_sheets(desk: Desk, path: str) -> None:
    """A sheet is named by exactly what one of the files in exports/ is called; everything else is not a sheet."""
    host = client(desk)
    for place in (
        "/plan/{}",
        "/live/{}",
        "/after/{}",
        "/guest/{}",
        "/export/{}?to=html",
        "/api/live/{}/sheet",
        "/api/live/{}/events",
        "/show/{}",
    ):
        answer = host.get(place.format(path))
        assert answer.status in (401, 404), (place, answer.text[:200])
        assert "root:" not in answer.text
    for place in ("/api/live/{}/marks", "/api/plan/{}", "/api/after/{}/save", "/api/plan/{}/take"):
        assert host.post(
            place.format(path), {"events": [mark("asked", "q01")], "digest": "", "changes": [], "text": "x"}
        ).status in (401, 404)


@pytest.mark.parametrize(
    "file",
    [
        "../server.py",
        "..%2fserver.py",
        "server.py",
        "../../../../etc/passwd",
        "%2e%2e/guard.py",
        "",
        "live.js%00.css",
        "tsconfig.json",
        "/etc/passwd",
    ],
)
def test_only_the_desks_own_scripts_are_served(desk: Desk, file: str) -> None:
    """Scripts and styles are served by their exact names, and nothing else is."""
    assert client(desk, None).get(f"/static/{file}").status == 404


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"3", b"\xff", b'{"events": 3}', b"[" * 100_000, b'{"events": [' + b"1," * 1000 + b"1]}", b'{"a":' * 5000 + b"1" + b"}" * 5000,
     b'{"events": [{"id": 1e999}]}'],
    ids=range(10),
)  # fmt: skip
def test_any_body_is_answered_with_words(desk: Desk, body: bytes) -> None:
    """What is not an object, or is nested without end, is refused with a message; nothing fails, nothing is kept."""
    for path in WRITES:
        answer = client(desk).ask("POST", path, headers=[JSON, ("sec-fetch-site", "same-origin")], body=body)
        assert answer.status in (404, 409, 422) or (path.endswith("/save") and answer.status == 200), (
            path,
            answer.text,
        )
        assert answer.json


@pytest.mark.usefixtures("untouched")
def test_a_body_without_end_is_cut_off(desk: Desk) -> None:
    """A body is read up to a limit, whether its length is said or not, and whether what is said is true."""
    host, own = client(desk), [JSON, ("sec-fetch-site", "same-origin")]
    part = b"x" * 100_000
    assert host.ask("POST", "/api/plan", headers=[*own, ("content-length", "99999999")], body=b"{}").status == 413
    assert host.ask("POST", "/api/plan", headers=[*own, ("content-length", "-1")], body=b"{}").status == 413
    assert host.ask("POST", "/api/plan", headers=own, parts=[part] * 11).status == 413
    assert host.ask("POST", "/api/plan", headers=[*own, ("content-length", "2")], parts=[part] * 11).status == 413


def test_a_body_that_does_not_come_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A body that is sent a byte now and then does not hold a place for ever."""
    import asyncio

    monkeypatch.setattr(guard, "BODY_SECONDS", 0.05)

    async def drip() -> dict[str, object]:
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b" ", "more_body": True}

    answer = asyncio.run(guard._body(drip))
    assert not isinstance(answer, bytes)
    assert answer.status_code == 408


def test_every_answer_says_what_a_browser_may_do_with_it(desk: Desk) -> None:
    """No frame, no sniffing, no referrer, no script but the desk's own, nothing kept; on refusals, too."""
    for who in (client(desk), client(desk, None)):
        for path in (*READS[:9], "/nonsense", "/static/live.js", desk.keys.link("host")):
            headers = who.get(path).headers
            policy = headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'none'" in policy
            assert "script-src 'self'" in policy or "sandbox" in policy
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "no-referrer"
            assert headers["x-frame-options"] == "DENY"
            assert headers["cross-origin-resource-policy"] == "same-origin"
            assert headers["cache-control"] in ("no-store", "no-cache")
            assert not {name for name in headers if name.startswith("access-control-")}


EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'`{{7*7}}${7*7}<!--"


def test_html_in_every_field_is_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet whose every text is markup: no page holds one of its tags, and no template computes one of its sums."""
    monkeypatch.setattr(sheets, "AWKWARD", EVIL)
    outline = replace(sheets.awkward(), id="evil", guests=(EVIL,))
    place = bank_in(tmp_path / "show")
    banks.save_outline(place, outline)
    host = client(desk_of(place)[0])
    host.post("/api/live/evil/marks", {"events": [mark("note", "q01", text=EVIL), mark("improvised", text=EVIL)]})
    for path in (
        "/",
        "/find",
        "/plan/evil",
        "/live/evil",
        "/after/evil",
        "/share/evil",
        "/clock/evil",
        "/guest/evil",
        "/plan?from=evil",
        f"/show/{'x' * 20}",
        "/export/evil?to=desk",
    ):
        text = host.get(path).text
        assert not re.search(r"<img src=x|<script>alert", text), path
        assert "49" not in re.sub(r"[\w:./-]*49[\w:./-]*", "", text) or "{{7*7}}" in text or path in ("/", "/find"), (
            path
        )
    assert json.loads(host.get("/api/live/evil/sheet").body)["lines"]


def test_a_page_of_one_file_allows_its_own_script_alone(tmp_path: Path) -> None:
    """The exported live page names its script and style by their hashes; a text with markup in it is data."""
    import base64
    from hashlib import sha256

    from qbank.sheet.formats import FORMATS, Wanted

    html = FORMATS["desk"](sheets.awkward(), {}, Wanted(date="2026-11-22")).decode()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)
    script = re.search(r'<script type="module">(.*?)</script>', html, re.DOTALL)
    assert policy
    assert script
    assert base64.b64encode(sha256(script[1].encode()).digest()).decode() in policy[1].replace("&#39;", "'")
    assert "default-src" in policy[1]
    assert "http://" not in html.replace("http://www.w3.org", "")
    assert tmp_path.exists()


# --- with real connections ----------------------------------------------------------------------------------------------


@pytest.mark.enable_socket
def test_silent_and_countless_connections_lock_nobody_out(tmp_path: Path) -> None:
    """A thousand connections that say nothing, and slow ones: the desk answers its host meanwhile, and lets them go.

    `benchmarks/desk.py connections` does it with 10,000.
    """
    place = bank_in(tmp_path / "show")
    with running(place.root, tmp_path / "state") as desk:
        host, port = desk.base.removeprefix("http://").split(":")
        held = []
        for n in range(600):
            one = socket.create_connection((host, int(port)), timeout=5)
            if n % 2:
                one.sendall(b"GET / HTTP/1.1\r\nHost: ")
            held.append(one)
            if n >= 400:
                held.pop(0).close()
        began = time.monotonic()
        answer = _raw(host, int(port), f"GET / HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 401")
        assert time.monotonic() - began < 20
        for one in held:
            one.close()
        assert desk.process.poll() is None


@pytest.mark.enable_socket
@pytest.mark.parametrize(
    "request_",
    ["GET / HTTP/1.1\r\n\r\n", "GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n", "GET / HTTP/1.0\r\n\r\n", "X" * 70_000,
     "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
     "GET / HTTP/1.1\r\nHost: x\r\n" + "A: b\r\n" * 5000 + "\r\n", "\x16\x03\x01\x02\x00", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ids=range(9),
)  # fmt: skip
def test_a_malformed_request_gets_nothing(shared_desk: tuple[str, int], request_: str) -> None:
    """What is not a proper request to this desk is refused or closed; the next one is answered."""
    host, port = shared_desk
    answer = _raw(host, port, request_)
    assert b" 200 " not in answer[:20]
    assert not any(secret.encode() in answer for secret in SECRETS)
    good = _raw(host, port, f"GET / HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n")
    assert good.startswith(b"HTTP/1.1 401")


@pytest.fixture(scope="module")
def shared_desk(place: Place, tmp_path_factory: pytest.TempPathFactory) -> object:
    """Run one desk for the malformed requests."""
    with running(place.root, tmp_path_factory.mktemp("state")) as desk:
        host, port = desk.base.removeprefix("http://").split(":")
        yield host, int(port)


def _raw(host: str, port: int, text: str) -> bytes:
    with socket.create_connection((host, port), timeout=15) as one:
        one.settimeout(15)
        got = b""
        try:
            one.sendall(text.encode("latin-1"))
            while part := one.recv(65536):
                got += part
        except OSError:
            pass
        return got


def test_a_client_of_the_tests_is_a_client(desk: Desk) -> None:
    """With the right cookie and name every page that was refused above is there: the refusals prove something."""
    host: Client = client(desk)
    assert {host.get(path).status for path in READS if not path.endswith("/events")} == {200}
