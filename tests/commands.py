"""Running commands in tests: what a fixture hands out."""

from __future__ import annotations

from collections.abc import Callable

Run = Callable[..., tuple[int, str, str]]
"""Runs a command with these arguments and returns its exit code and what it wrote on stdout and stderr, by itself."""

PLAN = (
    "outline", "--guest", "Ada Example", "--technology", "Kafka", "--date", "2026-11-22", "--no-input",
)  # fmt: skip
"""A plan that several tests start from."""
