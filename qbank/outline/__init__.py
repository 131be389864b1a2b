"""Guest + subject + bank + minutes -> outline: selection, clock, memory, refresh."""

from qbank.outline.brief import OwnLine, Request
from qbank.outline.plan import Planned, plan

__all__ = ["OwnLine", "Planned", "Request", "plan"]
