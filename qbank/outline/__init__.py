"""Guest + subject + bank + minutes -> outline: selection, clock, memory, refresh."""

from qbank.outline.plan import OwnLine, Planned, plan
from qbank.outline.request import Request

__all__ = ["OwnLine", "Planned", "Request", "plan"]
