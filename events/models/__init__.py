"""WHERE and WHEN: events, their staff, places, time, programme, visits and registrations."""

from events.models.event import Event, Host, Phase, Side, Staff
from events.models.place import Hall, MeetingTable, Venue, Walk
from events.models.programme import Appearance, Attendance, Memorandum, Session
from events.models.registration import Absence, Delegation, Registration, Representative
from events.models.resource import Interpreter
from events.models.time import MeetingBlock, Slot
from events.models.visit import SiteVisit, VisitSeat

__all__ = [
    "Absence",
    "Appearance",
    "Attendance",
    "Delegation",
    "Event",
    "Hall",
    "Host",
    "Interpreter",
    "MeetingBlock",
    "MeetingTable",
    "Memorandum",
    "Phase",
    "Registration",
    "Representative",
    "Session",
    "Side",
    "SiteVisit",
    "Slot",
    "Staff",
    "Venue",
    "VisitSeat",
    "Walk",
]
