"""The closed lists of matching: states of requests, runs, versions and meetings."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RequestState(models.TextChoices):
    PENDING = "pending", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


LIVE_REQUEST_STATES = (RequestState.PENDING, RequestState.ACCEPTED)


class RequestPriority(models.IntegerChoices):
    LOW = 1, _("Nice to have")
    NORMAL = 2, _("Wanted")
    HIGH = 3, _("Must have")


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


class NextStep(models.TextChoices):
    NONE = "none", _("No next step")
    SAMPLES = "samples", _("Samples")
    PILOT = "pilot", _("Pilot project")
    QUOTATION = "quotation", _("Quotation")
    NDA = "nda", _("Non-disclosure agreement")
    MOU = "mou", _("Memorandum of understanding")
    DISTRIBUTION = "distribution", _("Distribution")
    INVESTMENT = "investment", _("Investment")


class NotificationKind(models.TextChoices):
    REQUEST_RECEIVED = "request_received", _("A company asks to meet")
    REQUEST_ANSWERED = "request_answered", _("A request is answered")
    REQUEST_WITHDRAWN = "request_withdrawn", _("A request is withdrawn")
    REQUEST_REMINDER = "request_reminder", _("A request waits for an answer")
    REQUEST_EXPIRED = "request_expired", _("A request expired")
    SCHEDULE_PUBLISHED = "schedule_published", _("A schedule is published")
    SCHEDULE_CHANGED = "schedule_changed", _("Meetings changed")
    REGISTRATION_DECIDED = "registration_decided", _("A registration is decided")
