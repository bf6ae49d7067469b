from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from companies.models import Organisation
from events.models.event import Event


class SiteVisit(models.Model):
    """A visit to a host's site, with its seats and the time on the road before and after."""

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="visits"
    )
    host = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="visits",
        verbose_name=_("host"),
    )
    title = models.CharField(_("title"), max_length=250)
    place = models.CharField(_("place"), max_length=300, blank=True)
    during = DateTimeRangeField(_("time"))
    travel_there_minutes = models.PositiveSmallIntegerField(
        _("minutes on the way there"), default=0
    )
    travel_back_minutes = models.PositiveSmallIntegerField(_("minutes on the way back"), default=0)
    seats = models.PositiveSmallIntegerField(_("seats"), default=20)

    class Meta:
        verbose_name = _("site visit")
        verbose_name_plural = _("site visits")
        ordering = ["during", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(during__isempty=False), name="visit_has_a_length"
            ),
            models.UniqueConstraint(fields=["id", "event"], name="visit_of_event"),
        ]

    def __str__(self) -> str:
        return self.title


class VisitSeat(models.Model):
    """A representative's seat on a visit; the visit and the road take their time."""

    visit = models.ForeignKey(
        SiteVisit,
        verbose_name=_("site visit"),
        on_delete=models.CASCADE,
        related_name="taken_seats",
    )
    representative = models.ForeignKey(
        "events.Representative",
        verbose_name=_("representative"),
        on_delete=models.CASCADE,
        related_name="visit_seats",
    )

    class Meta:
        verbose_name = _("visit seat")
        verbose_name_plural = _("visit seats")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "representative"], name="visit_seat_once"),
        ]

    def __str__(self) -> str:
        return f"{self.representative} – {self.visit}"


class VisitWish(models.Model):
    """A representative's wish to come on a visit, before their registration is decided.

    Approval turns it into a seat where there is one.
    """

    visit = models.ForeignKey(
        SiteVisit, verbose_name=_("site visit"), on_delete=models.CASCADE, related_name="wishes"
    )
    representative = models.ForeignKey(
        "events.Representative",
        verbose_name=_("representative"),
        on_delete=models.CASCADE,
        related_name="visit_wishes",
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("wish for a visit")
        verbose_name_plural = _("wishes for visits")
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "representative"], name="visit_wish_once"),
        ]

    def __str__(self) -> str:
        return f"{self.representative} – {self.visit}"
