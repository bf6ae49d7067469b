"""The closed lists of an event: modes, phases, roles, states."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventMode(models.TextChoices):
    ON_SITE = "on_site", _("On site")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("On site and online")


class Pairing(models.TextChoices):
    """Who meets whom."""

    ANY_TO_ANY = "any_to_any", _("Anybody may meet anybody")
    TWO_SIDED = "two_sided", _("One side meets the other")


class DeclineTold(models.TextChoices):
    """What somebody who asked for a meeting learns when the other side declines."""

    REASON = "reason", _("That they decline, and the reason if they give one")
    ANSWER = "answer", _("That they decline, without a reason")
    NOTHING = "nothing", _("Nothing: the request stays open until it expires")


class PhaseKind(models.TextChoices):
    """The phases of an event in their order."""

    SET_UP = "set_up", _("Set-up")
    REGISTRATION = "registration", _("Registration")
    REQUESTS = "requests", _("Requests")
    DRAFT = "draft", _("Draft schedule")
    PUBLISHED = "published", _("Schedule published")
    LIVE = "live", _("Live")
    FOLLOW_UP = "follow_up", _("Follow-up")


class HostRole(models.TextChoices):
    HOST = "host", _("Host")
    CO_HOST = "co_host", _("Co-host")
    PARTNER = "partner", _("Partner")


class StaffRole(models.TextChoices):
    ORGANISER = "organiser", _("Organiser")
    SCHEDULER = "scheduler", _("Scheduler")
    DESK = "desk", _("Desk and floor")
    OBSERVER = "observer", _("Observer")


class SessionKind(models.TextChoices):
    OPENING = "opening", _("Opening")
    KEYNOTE = "keynote", _("Keynote")
    PANEL = "panel", _("Panel")
    FORUM = "forum", _("Forum")
    SIGNING = "signing", _("Signing")
    BREAK = "break", _("Break")
    NETWORKING = "networking", _("Networking")


class SessionAudience(models.TextChoices):
    """Whose time a session takes."""

    EVERYONE = "everyone", _("Everybody at the event")
    SIGNED_UP = "signed_up", _("Those who sign up and those on stage")
    NOBODY = "nobody", _("Nobody: meetings go on beside it")


class SpeakerRole(models.TextChoices):
    SPEAKER = "speaker", _("Speaker")
    MODERATOR = "moderator", _("Moderator")
    SIGNATORY = "signatory", _("Signatory")
    WITNESS = "witness", _("Witness")


class RegistrationState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    WAITLISTED = "waitlisted", _("On the waiting list")
    REJECTED = "rejected", _("Not accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Audience(models.TextChoices):
    """Who sees a detail of a registration, from the widest circle to the narrowest."""

    EVERYBODY = "everybody", _("Everybody")
    PARTICIPANTS = "participants", _("Participants of the event")
    MEETING = "meeting", _("Those you have agreed to meet")


class QuestionKind(models.TextChoices):
    """What an answer to one of the event's own questions looks like."""

    SHORT_TEXT = "short_text", _("A line of text")
    LONG_TEXT = "long_text", _("A longer text")
    ONE_OF = "one_of", _("One of several choices")
    SEVERAL_OF = "several_of", _("Any of several choices")
    YES_NO = "yes_no", _("Yes or no")
    NUMBER = "number", _("A number")
    DATE = "date", _("A date")


CHOOSING = (QuestionKind.ONE_OF, QuestionKind.SEVERAL_OF)
