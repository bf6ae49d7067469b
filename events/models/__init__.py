"""WHERE and WHEN: events, their staff, places, time, programme, visits and registrations."""

from events.models.event import Event, Host, Phase, Side, Staff
from events.models.place import Hall, MeetingTable, Venue, Walk
from events.models.programme import Appearance, Attendance, Memorandum, Session
from events.models.question import Answer, Choice, Question
from events.models.registration import (
    Absence,
    Delegation,
    InvitedRepresentative,
    Registration,
    Representative,
)
from events.models.resource import Interpreter
from events.models.time import MeetingBlock, Slot
from events.models.visit import SiteVisit, VisitSeat, VisitWish

__all__ = [
    "Absence",
    "Answer",
    "Appearance",
    "Attendance",
    "Choice",
    "Delegation",
    "Event",
    "Hall",
    "Host",
    "Interpreter",
    "InvitedRepresentative",
    "MeetingBlock",
    "MeetingTable",
    "Memorandum",
    "Phase",
    "Question",
    "Registration",
    "Representative",
    "Session",
    "Side",
    "SiteVisit",
    "Slot",
    "Staff",
    "Venue",
    "VisitSeat",
    "VisitWish",
    "Walk",
]
