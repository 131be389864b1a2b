"""Guest + subject + bank + minutes -> outline: selection, clock, memory, refresh."""

from qbank.outline.plan import Planned, plan
from qbank.outline.request import OwnLine, Request

__all__ = ["OwnLine", "Planned", "Request", "plan"]
