"""WHO MEETS WHOM: requests, scores, runs, schedule versions, meetings and what came of them."""

from matchmaking.models.activity import Activity
from matchmaking.models.card import CardPhoto
from matchmaking.models.export import DataExport
from matchmaking.models.feed import CalendarFeed
from matchmaking.models.mark import CounterpartMark
from matchmaking.models.meeting import Meeting, Seat
from matchmaking.models.notice import MeetingNotice
from matchmaking.models.notification import MailPreferences, Notification
from matchmaking.models.outcome import Outcome
from matchmaking.models.preparation import PreparationNote
from matchmaking.models.request import BlockedOrganisation, MeetingRequest, MustMeet
from matchmaking.models.run import Run, RunBlock
from matchmaking.models.schedule import ScheduleVersion, UnscheduledPair
from matchmaking.models.score import EventScores, PairScore, StaleScore, TextVector

__all__ = [
    "Activity",
    "BlockedOrganisation",
    "CalendarFeed",
    "CardPhoto",
    "CounterpartMark",
    "DataExport",
    "EventScores",
    "MailPreferences",
    "Meeting",
    "MeetingNotice",
    "MeetingRequest",
    "MustMeet",
    "Notification",
    "Outcome",
    "PairScore",
    "PreparationNote",
    "Run",
    "RunBlock",
    "ScheduleVersion",
    "Seat",
    "StaleScore",
    "TextVector",
    "UnscheduledPair",
]
