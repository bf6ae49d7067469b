"""The closed lists of matching: states of requests, runs, versions and meetings."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class RequestState(models.TextChoices):
    PENDING = "pending", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")
    CLOSED = "closed", _("Closed")  # by one side leaving the event: nobody's answer


LIVE_REQUEST_STATES = (RequestState.PENDING, RequestState.ACCEPTED)


class RequestPriority(models.IntegerChoices):
    LOW = 1, _("Nice to have")
    NORMAL = 2, _("Wanted")
    HIGH = 3, _("Must have")


class MarkKind(models.TextChoices):
    SAVED = "saved", _("Saved for later")
    HIDDEN = "hidden", _("Hidden")


class RunState(models.TextChoices):
    QUEUED = "queued", _("Waiting for a worker")
    RUNNING = "running", _("Running")
    SUCCEEDED = "succeeded", _("Finished")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


ACTIVE_RUN_STATES = (RunState.QUEUED, RunState.RUNNING)


class RunPhase(models.TextChoices):
    """What an active run is doing."""

    WAITING = "waiting", _("Waiting for a worker")
    SNAPSHOT = "snapshot", _("Reading the event")
    ENCODING = "encoding", _("Reading offers and needs")
    SCORING = "scoring", _("Scoring pairs")
    SCHEDULING = "scheduling", _("Finding the schedule")
    CHECKING = "checking", _("Checking the schedule")
    APPLYING = "applying", _("Saving the schedule")
    DONE = "done", _("Done")


class BlockKind(models.TextChoices):
    """What a block of a run's work is."""

    ENCODING = "encoding", _("Texts to read")
    SCORING = "scoring", _("Participants to score")


class VersionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Superseded")


class MeetingState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    CANCELLED = "cancelled", _("Cancelled")


class NoticeKind(models.TextChoices):
    """What somebody says on coming to a meeting. `COMING` takes back what was said before."""

    COMING = "coming", _("Coming")
    ON_THE_WAY = "on_the_way", _("On the way")
    LATE = "late", _("Running late")
    CANNOT_COME = "cannot_come", _("Cannot come")


class NextStep(models.TextChoices):
    NONE = "none", _("No next step")
    SAMPLES = "samples", _("Samples")
    PILOT = "pilot", _("Pilot project")
    QUOTATION = "quotation", _("Quotation")
    NDA = "nda", _("Non-disclosure agreement")
    MOU = "mou", _("Memorandum of understanding")
    DISTRIBUTION = "distribution", _("Distribution")
    INVESTMENT = "investment", _("Investment")


class Action(models.TextChoices):
    """Everything that the log can say was done; its sentences are in `domain.chronicle`."""

    REQUEST_SENT = "request.sent", _("A meeting was asked for")
    REQUEST_ACCEPTED = "request.accepted", _("A request was accepted")
    REQUEST_DECLINED = "request.declined", _("A request was declined")
    REQUEST_WITHDRAWN = "request.withdrawn", _("A request was withdrawn")
    REQUEST_EXPIRED = "request.expired", _("A request expired")
    REQUEST_CLOSED = "request.closed", _("A request was closed")
    ORGANISATION_BLOCKED = "organisation.blocked", _("An organisation was blocked")
    ORGANISATION_UNBLOCKED = "organisation.unblocked", _("A block was taken back")
    LEADER_ALLOWED = "registration.leader_allowed", _("A delegation's leader was allowed to act")
    LEADER_TAKEN_BACK = (
        "registration.leader_taken_back",
        _("A leader's permission to act was taken back"),
    )
    ABSENCE_ADDED = "absence.added", _("A leader noted when somebody cannot meet")
    ABSENCE_REMOVED = "absence.removed", _("A leader took such a time out again")
    MEETING_PROMISED = "meeting.promised", _("A meeting was promised")
    MEETING_UNPROMISED = "meeting.unpromised", _("A promise was taken back")
    RUN_STARTED = "run.started", _("The matching was started")
    RUN_CANCELLED = "run.cancelled", _("The matching was cancelled")
    SCHEDULE_PUBLISHED = "schedule.published", _("A schedule was published")
    SCHEDULE_DISCARDED = "schedule.discarded", _("A draft was thrown away")
    PARTICIPANT_LEFT = "schedule.participant_left", _("A participant left the schedule")
    PERSON_LEFT = "schedule.person_left", _("A person left the schedule")
    MEETING_NOTICE = "meeting.notice", _("Somebody said whether they are coming")
    OUTCOME_RECORDED = "outcome.recorded", _("What came of a meeting was written down")
    MAIL_SENT_AGAIN = "notification.sent_again", _("A mail was sent again")
    EXPORT_ASKED = "person.export_asked", _("Somebody asked for their own data")
    PERSON_DELETED = "person.deleted", _("An account was deleted")


class NotificationKind(models.TextChoices):
    REQUEST_RECEIVED = "request_received", _("A company asks to meet")
    REQUEST_ANSWERED = "request_answered", _("A request is answered")
    REQUEST_WITHDRAWN = "request_withdrawn", _("A request is withdrawn")
    REQUEST_REMINDER = "request_reminder", _("A request waits for an answer")
    REQUEST_EXPIRED = "request_expired", _("A request expired")
    REQUEST_CLOSED = "request_closed", _("A company that you asked, or that asked you, left")
    SCHEDULE_PUBLISHED = "schedule_published", _("A schedule is published")
    SCHEDULE_CHANGED = "schedule_changed", _("Meetings changed")
    REGISTRATION_DECIDED = "registration_decided", _("A registration is decided")
    MEETING_NOTICE = "meeting_notice", _("Somebody is late or cannot come")
    SCHEDULE_TOMORROW = "schedule_tomorrow", _("The meetings of the next day")
    OUTCOME_MISSING = "outcome_missing", _("What came of meetings is not written down")
    FOLLOW_UP_DUE = "follow_up_due", _("A follow-up is due")
    NEXT_STEPS_OPEN = "next_steps_open", _("Next steps are open")
    INVITATION = "invitation", _("You are invited to an organisation")
    INVITATION_ANSWERED = "invitation_answered", _("An invitation is answered")
    JOIN_REQUESTED = "join_requested", _("Somebody asks to join your organisation")
    JOIN_DECIDED = "join_decided", _("Your request to join is decided")
    LEADER_ACTED = "leader_acted", _("Your delegation's leader acted for you")
    DATA_READY = "data_ready", _("The file of your data is ready")


class ExportState(models.TextChoices):
    """Where a person's file of their own data stands."""

    WAITING = "waiting", _("Waiting for a worker")
    RUNNING = "running", _("Being put together")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")
    EXPIRED = "expired", _("Deleted")


def notification_kinds() -> list[tuple[str, "StrOrPromise"]]:
    """The choices of a column: as a function, so that a new kind needs no migration."""
    return [*NotificationKind.choices]


class NotificationGroup(models.TextChoices):
    """What a person may choose the pace of, together. A kind belongs to one of them."""

    REQUESTS = "requests", _("Meeting requests")
    SCHEDULE = "schedule", _("Your schedule")
    REMINDERS = "reminders", _("Reminders")
    FOLLOW_UPS = "follow_ups", _("Following up")
    REGISTRATION = "registration", _("Your registration")
    ORGANISATION = "organisation", _("Your organisation")
    ACCOUNT = "account", _("Your account")  # not to choose: always at once


class MailPace(models.TextChoices):
    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day")
    OFF = "off", _("Not by mail")


class MailState(models.TextChoices):
    """Where the mail of a notification stands. On the page it is told whatever this says."""

    WAITING = "waiting", _("Waits to be sent")
    DIGEST = "digest", _("Waits for the daily mail")
    SENT = "sent", _("Sent")
    OFF = "off", _("Not wanted by mail")
    OBSOLETE = "obsolete", _("No longer so when it was due")
    FAILED = "failed", _("Given up")


class Waived(models.TextChoices):
    """What a mail went out in spite of, because a meeting is close."""

    NOTHING = "", _("Nothing")
    QUIET_HOURS = "quiet_hours", _("Quiet hours")
    DAILY_MAIL = "daily_mail", _("Daily mail")
