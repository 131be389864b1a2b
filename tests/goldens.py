"""Ten kinds of interview, each with three facts: the cases whose outlines a person has read line by line."""

from __future__ import annotations

from dataclasses import dataclass

DAY = "2026-11-22"


@dataclass(frozen=True, slots=True)
class Golden:
    """One interview to plan: what a host would type, and the facts that only this subject has."""

    id: str
    flags: tuple[str, ...]
    facts: tuple[str, ...]

    def arguments(self) -> list[str]:
        """Return the command line."""
        facts = [word for fact in self.facts for word in ("--fact", fact)]
        return ["outline", *self.flags, *facts, "--date", DAY, "--no-input"]


def golden(id: str, *facts: str, **flags: str | list[str]) -> Golden:
    """Make a case; `guest=["A", "B"]` stands for two guests, `not_trait` for --not-trait."""
    words: list[str] = []
    for name, value in flags.items():
        for one in value if isinstance(value, list) else [value]:
            words += [f"--{name.replace('_', '-')}", one]
    return Golden(id, tuple(words), facts)


GOLDENS: tuple[Golden, ...] = (
    golden(
        "kafka",
        "limit: Kafka keeps the order of messages within a partition, not across a topic",
        "change: since version 4 it runs without ZooKeeper",
        "body: the Apache Software Foundation owns the code, and several companies sell it",
        guest="Jay Kreps", technology="Kafka",
    ),
    golden(
        "dbt",
        "choice: dbt only transforms what is in the warehouse already, and never loads anything",
        "claim: analysts should work the way software engineers do",
        "criticism: people say that a project of a thousand models is a tangle like any other",
        guest="Rosa Feld", technology="dbt", relation="uses",
    ),
    golden(
        "duckdb",
        "choice: the database runs inside the calling program",
        "limit: only one process may write to the file",
        "body: a foundation owns the code, and a company is paid to work on it",
        guest="Hanne Ilves", technology="DuckDB", relation="made", minutes="45",
    ),
    golden(
        "rust",
        "number: a new version of the compiler comes out every six weeks",
        "limit: the borrow checker turns away some programs that would have run safely",
        "change: async functions became stable years after version 1.0",
        guest="Tomas Berg", technology="Rust", relation="joined", domain="systems programming",
    ),
    golden(
        "newsletter",
        "choice: it carries no advertising",
        "number: one reader in eight writes back",
        "change: it went from daily to weekly in its third year",
        guest="Ada Quill", technology="The Ferry Letter", family="publication", kind="newsletter", relation="writes",
        domain="urban planning",
    ),
    golden(
        "research",
        "limit: every answer spends some of a budget that cannot be refilled",
        "claim: nobody can tell whether your own record is in the data",
        "criticism: social scientists complain that small groups vanish in the noise",
        guest="Mina Okafor", technology="differential privacy", relation="studies", domain="data privacy",
    ),
    golden(
        "person",
        "choice: you turned down a chair to go on teaching beginners",
        "change: you gave up your own company after eleven years",
        "criticism: reviewers call your books too short",
        guest="Ines Umbra", family="person", domain="computing education",
    ),
    golden(
        "start-up",
        "choice: you sell to hospitals only",
        "number: four of the first five employees are still there",
        "body: the two founders hold the majority between them",
        guest=["Lena Voss", "Abel Tran"], technology="Sickbed", family="company", kind="start-up", relation="made",
        domain="health data", trait="venture-backed",
    ),
    golden(
        "returning",
        "change: its releases now come once a year",
        "number: the largest known cluster stores more than fifty petabytes",
        "body: a foundation of its members steers the project",
        guest="Sage Weil", technology="Ceph", relation="made",
    ),
    golden(
        "twenty-minutes",
        "choice: the source is open, but contributions from outside are not taken",
        "claim: it is the most widely used database in the world",
        "number: its test suite is many hundred times the size of its code",
        guest="Nora Lind", technology="SQLite", relation="uses", minutes="20",
    ),
    golden(
        "ninety-minutes",
        "choice: each connection is a process of its own",
        "limit: old versions of rows stay in the table until they are vacuumed away",
        "body: no single company owns the project",
        guest="Igor Maas", technology="PostgreSQL", relation="made", minutes="90",
    ),
)  # fmt: skip
