from django.core.validators import FileExtensionValidator, MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.event import Event


class Venue(models.Model):
    """A building or site where the event takes place."""

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="venues"
    )
    name = models.CharField(_("name"), max_length=200)
    address = models.CharField(_("address"), max_length=300, blank=True)
    map_url = models.URLField(_("map"), blank=True)

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Hall(models.Model):
    """A room of a venue: where tables stand and sessions are held."""

    venue = models.ForeignKey(
        Venue, verbose_name=_("venue"), on_delete=models.CASCADE, related_name="halls"
    )
    name = models.CharField(_("name"), max_length=120)
    capacity = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    plan = models.ImageField(
        _("picture of its plan"),
        upload_to="plans/",
        blank=True,
        width_field="plan_width",
        height_field="plan_height",
        validators=[FileExtensionValidator(["png", "jpg", "jpeg", "webp"])],
    )
    plan_width = models.PositiveIntegerField(
        _("width of the picture"), null=True, blank=True, editable=False
    )
    plan_height = models.PositiveIntegerField(
        _("height of the picture"), null=True, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("hall")
        verbose_name_plural = _("halls")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class MeetingTable(models.Model):
    """A table for one meeting at a time. A zone groups tables; a booth belongs to a participant."""

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="tables"
    )
    hall = models.ForeignKey(
        Hall, on_delete=models.RESTRICT, related_name="tables", verbose_name=_("hall")
    )
    label = models.CharField(_("label"), max_length=20)
    zone = models.CharField(_("zone"), max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_usable = models.BooleanField(_("in use"), default=True)
    x = models.PositiveSmallIntegerField(
        _("from the left, ‰"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(1000)],
        help_text=_("Where it stands on the hall's plan: 0 at the left edge, 1000 at the right."),
    )
    y = models.PositiveSmallIntegerField(
        _("from the top, ‰"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(1000)],
        help_text=_("0 at the top edge, 1000 at the bottom."),
    )

    class Meta:
        verbose_name = _("table")
        verbose_name_plural = _("tables")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "label"], name="table_label_once"),
            models.UniqueConstraint(fields=["id", "event"], name="table_of_event"),
        ]

    def __str__(self) -> str:
        return self.label


class Walk(models.Model):
    """Minutes that it takes to get from one hall to another, either way."""

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="walks"
    )
    start = models.ForeignKey(
        Hall, verbose_name=_("from hall"), on_delete=models.CASCADE, related_name="walks_from"
    )
    end = models.ForeignKey(
        Hall, verbose_name=_("to hall"), on_delete=models.CASCADE, related_name="walks_to"
    )
    minutes = models.PositiveSmallIntegerField(_("minutes"))

    class Meta:
        verbose_name = _("walking time")
        verbose_name_plural = _("walking times")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "start", "end"], name="walk_once"),
            models.CheckConstraint(
                condition=~models.Q(start=models.F("end")),
                name="walk_between_two_halls",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start} – {self.end}"
