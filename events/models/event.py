from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import FileExtensionValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from companies.models import Organisation
from companies.validators import validate_country, validate_time_zone
from events.choices import DeclineTold, EventMode, HostRole, Pairing, PhaseKind, StaffRole
from events.querysets import EventQuerySet


class Event(models.Model):
    """A trade event in its own time zone, with the rules that its meetings follow."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    summary = models.CharField(_("in one line"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True)
    mode = models.CharField(
        _("mode"), max_length=10, choices=EventMode.choices, default=EventMode.ON_SITE
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        default="Asia/Ho_Chi_Minh",
        validators=[validate_time_zone],
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    country = models.CharField(
        _("country"), max_length=2, blank=True, validators=[validate_country]
    )
    city = models.CharField(_("city"), max_length=100, blank=True)
    is_public = models.BooleanField(_("public"), default=False)
    logo = models.ImageField(
        _("logo"),
        upload_to="events/",
        blank=True,
        validators=[FileExtensionValidator(["png", "jpg", "jpeg", "webp"])],
    )
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write a colour such as #0b6e4f."))],
    )

    pairing = models.CharField(
        _("who meets whom"),
        max_length=20,
        choices=Pairing.choices,
        default=Pairing.ANY_TO_ANY,
    )
    same_delegation_meets = models.BooleanField(
        _("members of one delegation may meet each other"), default=False
    )
    slot_minutes = models.PositiveSmallIntegerField(_("minutes a meeting"), default=20)
    break_minutes = models.PositiveSmallIntegerField(_("minutes between meetings"), default=5)
    request_quota = models.PositiveSmallIntegerField(
        _("requests a participant may send"), default=20
    )
    declines_told = models.CharField(
        _("what a company learns when its request is declined"),
        max_length=10,
        choices=DeclineTold.choices,
        default=DeclineTold.REASON,
    )
    meeting_minimum = models.PositiveSmallIntegerField(
        _("meetings promised to each participant"), default=0
    )
    meeting_maximum = models.PositiveSmallIntegerField(
        _("most meetings of a participant"), null=True, blank=True
    )
    suggests_meetings = models.BooleanField(
        _("fill free slots with good matches that nobody asked for"), default=True
    )
    is_fair = models.BooleanField(
        _("nobody goes home with nothing while others fill up"), default=True
    )
    registration_needs_approval = models.BooleanField(
        _("registrations need approval"), default=True
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-starts_on", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="event_ends_after_it_starts",
                violation_error_message=_("The last day comes before the first day."),
            ),
            models.CheckConstraint(
                condition=models.Q(slot_minutes__gte=5, slot_minutes__lte=240),
                name="event_slot_length_sane",
                violation_error_message=_("A meeting takes between 5 and 240 minutes."),
            ),
            models.CheckConstraint(
                condition=models.Q(meeting_maximum__isnull=True)
                | models.Q(meeting_maximum__gte=models.F("meeting_minimum")),
                name="event_maximum_not_below_minimum",
                violation_error_message=_(
                    "The most meetings of a participant is below the number promised to each."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def today(self) -> date:
        """The date it is now where the event is."""
        return timezone.now().astimezone(self.zone).date()

    def phase_at(self, moment: datetime) -> PhaseKind:
        """The phase that began last at `moment`, set-up before the first, of prefetched ones."""
        begun = [phase for phase in self.phases.all() if phase.starts_at <= moment]
        if not begun:
            return PhaseKind.SET_UP
        order = list(PhaseKind)
        return max((PhaseKind(phase.kind) for phase in begun), key=order.index)

    @property
    def phase(self) -> PhaseKind:
        return self.phase_at(timezone.now())


class Phase(models.Model):
    """When a phase of the event begins. It ends when a later one begins."""

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="phases"
    )
    kind = models.CharField(_("phase"), max_length=20, choices=PhaseKind.choices)
    starts_at = models.DateTimeField(_("starts at"))

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        ordering = ["starts_at"]
        constraints = [models.UniqueConstraint(fields=["event", "kind"], name="phase_once")]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= timezone.now()


class Side(models.Model):
    """One of the two sides of an event whose sides meet each other."""

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="sides"
    )
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("side")
        verbose_name_plural = _("sides")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "code"], name="side_once"),
            models.UniqueConstraint(fields=["id", "event"], name="side_of_event"),
        ]

    def __str__(self) -> str:
        return self.name


class Host(models.Model):
    """An organisation that invites, co-hosts or supports."""

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="hosts"
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="hosted",
        verbose_name=_("organisation"),
    )
    role = models.CharField(
        _("role"), max_length=10, choices=HostRole.choices, default=HostRole.HOST
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("host")
        verbose_name_plural = _("hosts")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "organisation"], name="host_once"),
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class Staff(models.Model):
    """A person who works for the event, and in which role."""

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="staff"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="staffed",
        verbose_name=_("person"),
    )
    role = models.CharField(
        _("role"), max_length=20, choices=StaffRole.choices, default=StaffRole.ORGANISER
    )

    class Meta:
        verbose_name = _("staff member")
        verbose_name_plural = _("staff")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["event", "user"], name="staff_once")]

    def __str__(self) -> str:
        return str(self.user)
