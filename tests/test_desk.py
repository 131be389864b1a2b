"""The desk by its rules: pages, changes, marks and what is saved, asked without a socket."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from desk_tools import Client, bank_in, client, desk_of, mark

from qbank import bank as banks
from qbank.bank.place import Place
from qbank.desk.server import Desk
from qbank.outline import log

NAME = "ledgerlake-mina-okafor"


@pytest.fixture(scope="module")
def _bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bank_in(tmp_path_factory.mktemp("bank") / "show").root


@pytest.fixture
def place(_bank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Return a bank of one's own with one sheet."""
    import shutil

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    shutil.copytree(_bank, tmp_path / "show")
    return Place(root=tmp_path / "show", exports=tmp_path / "show" / "exports")


@pytest.fixture
def desk(place: Place) -> Desk:
    """Return a desk over that bank."""
    return desk_of(place)[0]


@pytest.fixture
def host(desk: Desk) -> Client:
    """Return the host, who may do everything."""
    return client(desk)


def _digest(host: Client) -> str:
    found = re.search(r'"digest":"([0-9a-f]+)"', host.get(f"/plan/{NAME}").text)
    assert found
    return found[1]


@pytest.mark.parametrize(
    "path",
    ["/", "/find", "/plan", f"/plan?from={NAME}", f"/plan/{NAME}", f"/live/{NAME}", f"/live/{NAME}?practice=1", f"/after/{NAME}",
     "/coverage", f"/share/{NAME}", "/show/040-ceph/7", "/show/network-partitions", f"/clock/{NAME}", f"/guest/{NAME}"],
)  # fmt: skip
def test_every_screen_is_there(host: Client, path: str) -> None:
    """Each screen is a whole page in English with a title, and may run only the desk's own scripts."""
    answer = host.get(path)
    assert answer.status in (200, 404) if path == "/show/network-partitions" else answer.status == 200
    assert "<!doctype html>" in answer.text.lower()
    assert '<html lang="en"' in answer.text
    assert re.search(r"<title>[^<]+</title>", answer.text)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe-inline" not in re.sub(r"style-src[^;]+", "", answer.headers["content-security-policy"])


def test_the_welcome_says_what_there_is_and_what_to_do(host: Client) -> None:
    """The first page counts the bank and lists its sheets."""
    text = host.get("/").text
    counts = host.get("/api/bank").json
    assert (counts["episodes"], counts["questions"]) == (10, 127)
    assert "Mina Okafor on LedgerLake" in text


def test_a_broken_sheet_is_named_and_the_others_are_listed(host: Client, place: Place) -> None:
    """One sheet that cannot be read does not hide the rest; the page says what is wrong with it."""
    (place.exports / "broken.toml").write_text("id = 3\n", "utf-8")
    text = host.get("/").text
    assert "broken.toml" in text
    assert "Mina Okafor on LedgerLake" in text


def test_a_search_answers_in_groups_with_reasons(host: Client) -> None:
    """Hits are grouped by template; each says why it is there, and where its matches stand."""
    found = host.get("/api/find?q=consensus").json
    assert found["total"] > 0
    hits = [hit for group in found["groups"] for hit in group["hits"]]
    assert all(hit["why"] for hit in hits)
    assert any(hit["text"][slice(*hit["marks"][0])] for hit in hits if hit["marks"])


def test_templates_are_found_too(host: Client) -> None:
    """What nobody was asked yet is found among the templates."""
    found = host.get("/api/find?q=biggest+gap").json
    assert found["templates"]


def test_a_search_can_be_narrowed(host: Client) -> None:
    """With a filter only its questions are left; a filter that names nothing is answered with help."""
    found = host.get("/api/find?q=&technology=Ceph").json
    assert {hit["technology"] for group in found["groups"] for hit in group["hits"]} == {"Ceph"}
    wrong = host.get("/api/find?q=raft&category=nonsense")
    assert wrong.status in (404, 422)
    assert wrong.json["message"]


def test_every_value_of_a_brief_has_words() -> None:
    """Whatever can be chosen on the page and in the wizard is said in words: each family, relation, type of fact and role."""
    from qbank.model import FACT_TYPES, FAMILIES, RELATIONS, ROLES
    from qbank.tasks import plan

    assert set(plan.FACT_TITLES) == set(FACT_TYPES)
    assert set(plan.FAMILY_TITLES) == set(FAMILIES)
    assert set(plan.RELATION_TITLES) == set(RELATIONS)
    assert set(plan.ROLE_TITLES) == set(ROLES)


def test_a_sheet_is_started_from_a_guest_and_a_subject(host: Client, place: Place) -> None:
    """The page's form plans as the command does, and the sheet is a file in exports/."""
    answer = host.post(
        "/api/plan", {"brief": {"guest": ["Jay Kreps"], "technology": "Kafka", "minutes": 45, "date": "2026-11-22"}}
    )
    assert answer.status == 200
    assert answer.json["href"] == "/plan/kafka-jay-kreps"
    assert banks.load_outline(place.exports / "kafka-jay-kreps.toml").minutes == 45


@pytest.mark.parametrize(
    "brief",
    [{}, {"guest": []}, {"guest": "Jay"}, {"guest": ["Jay"], "technology": 3}, {"guest": ["Jay"], "technology": "Kafka", "minutes": "long"},
     {"guest": ["Jay"], "technology": "Kafka", "nonsense": 1}, {"guest": ["Jay"], "technology": "Kafka", "trait": ["nonsense"]}],
)  # fmt: skip
def test_a_brief_that_cannot_be_meant_is_answered_with_help(host: Client, brief: object) -> None:
    """What is missing or of the wrong kind is said in words; nothing is planned."""
    answer = host.post("/api/plan", {"brief": brief})
    assert answer.status in (422, 500)
    assert answer.json["message"]


@pytest.mark.parametrize(
    ("change", "look"),
    [
        ({"do": "step", "id": "q04", "by": -1}, lambda o: [q.id for q in o.sections[1].questions][:3] == ["q02", "q04", "q03"]),
        ({"do": "before", "id": "q04", "to": "q02"}, lambda o: o.sections[1].questions[0].id == "q04"),
        ({"do": "move", "id": "q04", "to": "inside"}, lambda o: o.sections[2].questions[0].id == "q04"),
        ({"do": "lane", "id": "q04", "lane": "must"}, lambda o: log.question(o, "q04").lane == "must"),
        ({"do": "minutes", "id": "q04", "minutes": 7}, lambda o: log.question(o, "q04").minutes == 7),
        ({"do": "text", "id": "q04", "text": " Who came  first? "}, lambda o: log.question(o, "q04").text == "Who came first?"),
        ({"do": "context", "id": "q04", "context": "You said so."}, lambda o: log.question(o, "q04").context == "You said so."),
        ({"do": "cue", "id": "q04", "cue": "first one"}, lambda o: log.question(o, "q04").cue == "first one"),
        ({"do": "private", "id": "q04", "private": True}, lambda o: log.question(o, "q04").private),
        ({"do": "drop", "id": "q04"}, lambda o: all(q.id != "q04" for q in o.questions)),
        ({"do": "add", "text": "What did I forget?"}, lambda o: any(q.text == "What did I forget?" for q in o.questions)),
        ({"do": "follow_ups", "id": "q04", "follow_ups": [{"role": "if-brief", "text": "Who else?"}, {"role": "deeper", "text": ""}]},
         lambda o: [(f.role, f.text) for f in log.question(o, "q04").follow_ups] == [("if-brief", "Who else?")]),
    ],
    ids=lambda one: one["do"] if isinstance(one, dict) else "",
)  # fmt: skip
def test_a_change_is_made_in_the_file(host: Client, place: Place, change: dict[str, object], look: object) -> None:
    """Each change of the page is one in the sheet's file, on the version that the page has seen."""
    answer = host.post(f"/api/plan/{NAME}", {"digest": _digest(host), "changes": [change]})
    assert answer.status == 200, answer.text
    assert callable(look)
    assert look(banks.load_outline(place.exports / f"{NAME}.toml"))
    assert answer.json["view"]["digest"] != ""


def test_changes_go_together_or_not_at_all(host: Client, place: Place) -> None:
    """If one of several changes cannot be made, none is."""
    before = (place.exports / f"{NAME}.toml").read_bytes()
    changes = [{"do": "lane", "id": "q04", "lane": "must"}, {"do": "drop", "id": "q99"}]
    answer = host.post(f"/api/plan/{NAME}", {"digest": _digest(host), "changes": changes})
    assert answer.status == 404
    assert "q99" in answer.json["message"]
    assert (place.exports / f"{NAME}.toml").read_bytes() == before


def test_a_change_never_goes_over_someone_elses(host: Client, place: Place) -> None:
    """If the file was edited meanwhile the answer is 409 with the sheet as it is now; nothing is written."""
    digest, path = _digest(host), place.exports / f"{NAME}.toml"
    path.write_text(path.read_text("utf-8").replace("Why start a new one", "Why begin a new one"), "utf-8")
    edited = path.read_bytes()
    change = {"do": "text", "id": "q03", "text": "Why not mend that one?"}
    answer = host.post(f"/api/plan/{NAME}", {"digest": digest, "changes": [change]})
    assert answer.status == 409
    assert path.read_bytes() == edited
    shown = [q["text"] for block in answer.json["view"]["blocks"] for q in block["questions"]]
    assert any(text.startswith("Why begin a new one") for text in shown)
    again = host.post(f"/api/plan/{NAME}", {"digest": answer.json["view"]["digest"], "changes": [change]})
    assert again.status == 200


def test_a_change_is_taken_back(host: Client, place: Place) -> None:
    """Undo gives the file back as it was, and says what it took back."""
    path = place.exports / f"{NAME}.toml"
    before = path.read_bytes()
    host.post(f"/api/plan/{NAME}", {"digest": _digest(host), "changes": [{"do": "drop", "id": "q04"}]})
    answer = host.post("/api/undo", {"name": NAME})
    assert answer.status == 200
    assert NAME in answer.json["undone"]
    assert path.read_bytes() == before


def test_swapping_shows_wordings_and_other_questions_with_reasons(host: Client, place: Place) -> None:
    """For a question of the bank there are its other wordings, and others for its place; one of them takes its place."""
    host.post(
        "/api/plan", {"brief": {"guest": ["Jay Kreps"], "technology": "Kafka", "minutes": 45, "date": "2026-11-22"}}
    )
    name = "kafka-jay-kreps"
    outline = banks.load_outline(place.exports / f"{name}.toml")
    question = next(q for q in outline.questions if q.category == "architecture" and q.lane == "must")
    found = host.get(f"/api/plan/{name}/others?id={question.id}").json
    assert found["questions"]
    assert all(one["why"] and one["text"] and "{{" not in one["text"] for one in found["questions"])
    there = {q.template for q in outline.questions}
    assert there.isdisjoint(one["template"] for one in found["questions"])
    digest = re.search(r'"digest":"([0-9a-f]+)"', host.get(f"/plan/{name}").text)
    assert digest
    put = {"do": "replace", "id": question.id, "template": found["questions"][0]["template"]}
    assert host.post(f"/api/plan/{name}", {"digest": digest[1], "changes": [put]}).status == 200
    after = banks.load_outline(place.exports / f"{name}.toml")
    assert log.question(after, question.id).text == found["questions"][0]["text"]
    assert question.template in after.wishes.avoid
    assert put["template"] in after.wishes.must


def test_what_is_found_goes_onto_the_open_sheet(host: Client, place: Place) -> None:
    """A question that was found is added in its words; a template as this guest would be asked it, once."""
    assert host.post(f"/api/plan/{NAME}/take", {"text": "What is a quorum?"}).status == 200
    assert host.post(f"/api/plan/{NAME}/take", {"template": "hardest-part", "text": "x"}).status in (200, 404, 422)
    outline = banks.load_outline(place.exports / f"{NAME}.toml")
    assert sum(q.text == "What is a quorum?" for q in outline.questions) == 1


@pytest.mark.parametrize(
    ("to", "begins"),
    [
        ("docx", b"PK"),
        ("html", b"<!doctype"),
        ("md", b"# "),
        ("txt", b""),
        ("email", b"Subject:"),
        ("desk", b"<!doctype"),
    ],
)
def test_a_sheet_is_taken_along_in_every_format(host: Client, to: str, begins: bytes) -> None:
    """An export is a download; nothing of it is written beside the sheet."""
    answer = host.get(f"/export/{NAME}?to={to}")
    assert answer.status == 200
    assert answer.body.startswith(begins)
    assert answer.headers["content-disposition"].startswith("attachment")


# --- the live hour ------------------------------------------------------------------------------------------------------


def _hour() -> list[dict[str, object]]:
    return [
        mark("record", at=0), mark("begin", at=60), mark("asked", "q01", at=65), mark("great", "q01", at=90), mark("skipped", "q02", at=100),
        mark("asked", "q03", at=130), mark("note", "q03", at=150, text="ask Lena"), mark("moment", at=170, text="the disk story"),
        mark("improvised", "q03", at=200, id_="a" * 32), mark("word", "a" * 32, at=210, text="Who paid for that?"), mark("end", at=2600),
    ]  # fmt: skip


def test_marks_are_on_the_disk_before_they_are_acknowledged(host: Client, place: Place) -> None:
    """Whoever is answered 200 may forget the marks; sent again they are not kept twice."""
    events = _hour()
    assert host.post(f"/api/live/{NAME}/marks", {"events": events}).json == {"n": len(events)}
    kept = (place.exports / f"{NAME}.desk.jsonl").read_text("utf-8")
    assert kept.count("\n") == len(events)
    assert host.post(f"/api/live/{NAME}/marks", {"events": events}).json == {"n": len(events)}
    assert (place.exports / f"{NAME}.desk.jsonl").read_text("utf-8") == kept


@pytest.mark.parametrize(
    "event",
    [3, {}, mark("nonsense"), mark("saved"), mark("asked") | {"id": "x"}, mark("asked") | {"time": "now"}, mark("asked") | {"time": -1}, mark("asked") | {"time": 1e300},
     mark("asked") | {"text": "x" * 5000}, mark("asked") | {"of": ["q01"]}, mark("at", "q01", text="soon"), mark("note", "q01", text="\ud800")],
)  # fmt: skip
def test_a_mark_that_is_none_is_refused(host: Client, place: Place, event: object) -> None:
    """One bad mark in a request is named, and none of the request is kept."""
    answer = host.post(f"/api/live/{NAME}/marks", {"events": [mark("asked", "q01"), event]})
    assert answer.status == 422
    assert answer.json["message"]
    assert not (place.exports / f"{NAME}.desk.jsonl").exists()


def test_the_log_is_saved_as_one_change_that_can_be_undone(host: Client, place: Place) -> None:
    """After: marks, times, notes and the improvised question are in the sheet's file; undo takes all of it back."""
    path = place.exports / f"{NAME}.toml"
    before = path.read_bytes()
    host.post(f"/api/live/{NAME}/marks", {"events": _hour()})
    answer = host.post(f"/api/after/{NAME}/save", {})
    assert answer.status == 200, answer.text
    outline = banks.load_outline(path)
    marks = {q.id: (q.mark, q.at) for q in outline.questions if q.mark}
    new = next(q for q in outline.questions if q.text == "Who paid for that?")
    assert marks == {
        "q01": ("great", "01:05"),
        "q02": ("skipped", None),
        "q03": ("asked", "02:10"),
        new.id: ("improvised", "03:20"),
    }
    assert log.question(outline, "q03").note == "ask Lena\nmoment 02:50: the disk story"
    assert host.post(f"/api/after/{NAME}/save", {}).json["changed"] is False
    host.post("/api/undo", {"name": NAME})
    assert path.read_bytes() == before
    assert host.post(f"/api/after/{NAME}/save", {}).json["changed"] is True
    assert {q.id: (q.mark, q.at) for q in banks.load_outline(path).questions if q.mark} == marks


def test_what_comes_after_a_save_is_added_to_it(host: Client, place: Place) -> None:
    """A correction after the save changes what it is about and nothing else; what was edited by hand stays."""
    path = place.exports / f"{NAME}.toml"
    host.post(f"/api/live/{NAME}/marks", {"events": _hour()})
    host.post(f"/api/after/{NAME}/save", {})
    path.write_text(path.read_text("utf-8").replace('mark = "skipped"', 'mark = "asked"'), "utf-8")
    host.post(
        f"/api/live/{NAME}/marks",
        {
            "events": [
                mark("said", "q03", at=3000, text="It took two years."),
                mark("word", "a" * 32, at=3001, text="Who paid?"),
            ]
        },
    )
    assert host.post(f"/api/after/{NAME}/save", {}).json["changed"]
    outline = banks.load_outline(path)
    assert log.question(outline, "q02").mark == "asked"
    assert log.question(outline, "q03").said == "It took two years."
    assert [q.text for q in outline.questions if q.cue == "improvised"] == ["Who paid?"]


def test_an_improvised_question_without_words_waits(host: Client, place: Place) -> None:
    """It is told as a problem, stays in the log, and comes into the sheet once it has plan."""
    host.post(
        f"/api/live/{NAME}/marks",
        {
            "events": [
                mark("record"),
                mark("begin"),
                mark("improvised", at=65, id_="b" * 32),
                mark("asked", "q01", at=70),
            ]
        },
    )
    answer = host.post(f"/api/after/{NAME}/save", {}).json
    assert any("01:05" in text and "words" in text for text in answer["problems"])
    host.post(f"/api/live/{NAME}/marks", {"events": [mark("word", "b" * 32, at=80, text="And then?")]})
    assert host.post(f"/api/after/{NAME}/save", {}).json["problems"] == []
    outline = banks.load_outline(place.exports / f"{NAME}.toml")
    assert [(q.text, q.mark, q.at) for q in outline.questions if q.cue == "improvised"] == [
        ("And then?", "improvised", "01:05")
    ]


def test_the_outputs_are_show_notes_of_what_was_asked(host: Client) -> None:
    """Before anything is logged there is nothing to take; then the notes hold what was asked, and not what was skipped."""
    assert host.get(f"/api/after/{NAME}/outputs").json == {"outputs": []}
    host.post(f"/api/live/{NAME}/marks", {"events": _hour()})
    host.post(f"/api/after/{NAME}/save", {})
    notes = next(o for o in host.get(f"/api/after/{NAME}/outputs").json["outputs"] if o["name"] == "Show notes")
    assert "Who paid for that?" in notes["text"]
    assert "what is LedgerLake?" not in notes["text"]


def test_a_transcript_says_when_each_question_was_asked(host: Client, place: Place) -> None:
    """Its times come back by question, for the page to take over like corrections; nothing is kept, and what is none is told so."""
    before = next(place.exports.glob("*.toml")).read_bytes()
    text = "\n\n".join(
        f"{who} ({at}): {words}"
        for at, who, words in (
            ("00:05", "Robin Field", "Welcome to the show. How did you get involved in the area of data management?"),
            ("00:20", "Mina Okafor", "I was a librarian for years, and the cards were never where they should be."),
            ("02:10", "Robin Field", "Why start a new one instead of mending that one?"),
            ("02:20", "Mina Okafor", "Because nobody dared to touch the old one any more, and I was young."),
        )
    )  # fmt: skip
    found = host.post(f"/api/after/{NAME}/transcript", {"name": "talk.txt", "text": text})
    assert (found.status, found.json) == (200, {"at": {"q01": "0:05", "q03": "2:10"}}), found.text
    assert next(place.exports.glob("*.toml")).read_bytes() == before
    refused = host.post(f"/api/after/{NAME}/transcript", {"name": "talk.txt", "text": "milk, batteries"})
    assert (refused.status, "talk.txt is not a transcript" in refused.json["message"]) == (422, True)


def test_a_stream_goes_on_where_it_was_cut_off(desk: Desk, host: Client) -> None:
    """A page that comes back is sent what it has missed, by the number of the last mark that it has."""
    import asyncio

    from desk_tools import HOST

    host.post(f"/api/live/{NAME}/marks", {"events": _hour()})

    async def first_lines(last: str) -> str:
        got: list[bytes] = []
        done = asyncio.Event()

        async def receive() -> dict[str, object]:
            await done.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, object]) -> None:
            body = message.get("body", b"")
            assert isinstance(body, bytes)
            got.append(body)
            if b"event: marks" in body:
                done.set()

        headers = [
            (b"host", HOST.encode()),
            (b"last-event-id", last.encode()),
            (b"cookie", "; ".join(f"{n}={v}" for n, v in host.cookies.items()).encode()),
        ]
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http", "path": f"/api/live/{NAME}/events",
            "raw_path": b"", "query_string": b"", "root_path": "", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 1), "headers": headers,
        }  # fmt: skip
        await host.application(scope, receive, send)  # type: ignore[arg-type]
        return b"".join(got).decode()

    said = asyncio.run(first_lines("9"))
    assert said.startswith("retry: 1000\nevent: hello")
    assert "id: 11\n" in said
    assert said.count('"kind"') == 2
    assert desk.streams == 0


# --- who may do what --------------------------------------------------------------------------------------------------


def test_a_cohost_sees_the_live_page_and_marks_and_nothing_else(desk: Desk) -> None:
    """The co-host's link is for the live page of one sheet."""
    cohost = client(desk, "cohost", NAME)
    assert cohost.get(f"/live/{NAME}").status == 200
    assert cohost.post(f"/api/live/{NAME}/marks", {"events": [mark("asked", "q01")]}).status == 200
    assert desk.hour(NAME).log.events[-1].by == "cohost"
    for path in ("/", "/find", f"/plan/{NAME}", f"/after/{NAME}", f"/share/{NAME}", f"/export/{NAME}", "/coverage"):
        assert cohost.get(path).status == 401, path
    assert cohost.post(f"/api/plan/{NAME}", {"digest": "", "changes": []}).status == 401
    assert cohost.post(f"/api/after/{NAME}/save", {}).status == 401


def test_a_guest_sees_the_guests_copy_and_nothing_else(desk: Desk) -> None:
    """A guest's link never reaches the host's copy, nor another guest's."""
    guest = client(desk, "guest", NAME)
    text = guest.get(f"/guest/{NAME}").text
    assert "Why start a new one" in text
    for secret in ("law suit", "If the guest is brief", "core of its category", "Where does it hurt first?"):
        assert secret not in text
    assert "sandbox" in guest.get(f"/guest/{NAME}").headers["content-security-policy"]
    for path in (
        "/",
        f"/live/{NAME}",
        f"/plan/{NAME}",
        f"/clock/{NAME}",
        f"/export/{NAME}?copy=host",
        f"/api/live/{NAME}/sheet",
        f"/api/live/{NAME}/events",
        "/guest/other",
    ):
        assert guest.get(path).status == 401, path
    assert guest.post(f"/api/live/{NAME}/marks", {"events": []}).status == 401


def test_a_clock_has_no_word_of_the_sheet(desk: Desk) -> None:
    """The clock's page and stream hold times and marks, and no text that anybody wrote."""
    clock = client(desk, "clock", NAME)
    page = clock.get(f"/clock/{NAME}").text
    for word in ("Okafor", "LedgerLake", "Why start", "shortlist", "law suit", "Headphones"):
        assert word not in page
    assert clock.get(f"/live/{NAME}").status == 401
    assert clock.post(f"/api/live/{NAME}/marks", {"events": []}).status == 401


def test_a_link_is_swapped_for_a_cookie(desk: Desk) -> None:
    """The link leaves a cookie that scripts cannot read, other sites do not send, and whose name holds the port."""
    nobody = client(desk, None)
    assert nobody.get("/").status == 401
    answer = nobody.get(desk.keys.link("host"))
    assert answer.status == 200
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("qbank-4747-host=")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    nobody.cookies = dict([cookie.split(";")[0].split("=", 1)])
    assert nobody.get("/").status == 200


def test_read_only_shows_everything_and_changes_nothing(place: Place) -> None:
    """With --read-only every page is there and every write is refused."""
    host = client(desk_of(place, read_only=True)[0])
    assert host.get(f"/plan/{NAME}").status == 200
    assert '"practice":true' in host.get(f"/live/{NAME}").text
    for path in (
        f"/api/plan/{NAME}",
        "/api/plan",
        f"/api/live/{NAME}/marks",
        f"/api/after/{NAME}/save",
        "/api/undo",
        f"/api/plan/{NAME}/take",
    ):
        assert host.post(path, {}).status == 403, path
