"""What the fields of front matter mean."""

from __future__ import annotations

from qbank.notes.meta import questions_in, resolve, understand


def test_fields_under_many_names() -> None:
    """Title, number, date, guests and hosts are found under the names that shows use."""
    said = understand(
        {
            "title": "Tern",
            "episode": "21",
            "PublishDate": 1,
            "published": "2020-01-02",
            "guests": ["Ada Quist"],
            "host": {"name": "Bo Aster"},
        }
    )
    assert (said.title, said.number, said.date) == ("Tern", 21, "2020-01-02")
    assert said.guests == ("Ada Quist",)
    assert said.hosts == ("Bo Aster",)


def test_guests_in_any_shape() -> None:
    """A text, a record, a list of records: all give names."""
    assert understand({"guest": "Ada Quist, CTO of Reef"}).guests == ("Ada Quist",)
    assert understand({"guest": {"name": "Ada Quist", "of": "Reef"}}).guests == ("Ada Quist",)
    assert understand({"guests": [{"name": "Ada Quist"}, "Bo Aster"]}).guests == ("Ada Quist", "Bo Aster")
    assert understand({"guests": 3}).guests == ()


def test_placeholders_are_told() -> None:
    """A guest called "Firstname Lastname" is not a guest."""
    said = understand({"guest": "Firstname Lastname"})
    assert said.guests == ()
    assert said.leftover == "Firstname Lastname"


def test_account_names_stand_for_people() -> None:
    """The account `aquist` is the Ada Quist that the summary names."""
    said = understand({"guests": ["aquist", "boaster", "nobody"]})
    assert said.handles == ("aquist", "boaster", "nobody")
    assert resolve(said.handles, ["We talk to Ada Quist and Bo Aster."]) == ("Ada Quist", "Bo Aster")


def test_questions_in_lists_of_fields() -> None:
    """Texts in lists that ask are questions with the time beside them, without the label before them; other fields are not."""
    meta = {
        "title": "What is this?",
        "sections": [{"title": "Past: Where did it begin?", "time": 3}, {"title": "Outro"}, "Who is next?"],
    }
    assert questions_in(meta) == (("Where did it begin?", "0:03"), ("Who is next?", ""))


def test_fields_that_hold_themselves_end() -> None:
    """A list that holds itself is not followed forever."""
    endless: list[object] = ["Why?"]
    endless.append(endless)
    assert len(questions_in({"x": endless})) <= 5000


def test_a_yes_is_no_number() -> None:
    """`episode: yes` says that it is one, and not which; the next field may know it."""
    assert understand({"title": "Tern", "episode": True}).number is None
    assert understand({"title": "Tern", "episode": True, "number": 4}).number == 4


def test_an_account_stands_for_nobody_with_one_name() -> None:
    """A single name is too little to tell whose account it is."""
    assert resolve(["ada"], ["Ada, and later Ada Quist, spoke.", "We talk to Ada Øøø about it."]) == ()
