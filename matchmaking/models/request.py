from django.conf import settings
from django.db import models
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from companies.models import Organisation
from events.models import Event, Registration, Representative
from matchmaking.choices import LIVE_REQUEST_STATES, RequestPriority, RequestState
from matchmaking.querysets import MeetingRequestQuerySet


class MeetingRequest(models.Model):
    """One participant asks another of the same event for a meeting.

    Where the event tells nothing of declines, a request that the receiver has declined is put
    aside: for whoever asked it stays as it is, so that nothing they see can differ.
    """

    has_schedule: bool  # where it is read `with_schedule`

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="requests"
    )
    sender = models.ForeignKey(
        Registration,
        on_delete=models.CASCADE,
        related_name="sent_requests",
        verbose_name=_("from"),
    )
    receiver = models.ForeignKey(
        Registration,
        on_delete=models.CASCADE,
        related_name="received_requests",
        verbose_name=_("to"),
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=RequestState.choices,
        default=RequestState.PENDING,
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=RequestPriority.choices, default=RequestPriority.NORMAL
    )
    message = models.TextField(_("message"), max_length=1000, blank=True)
    wished_people = models.ManyToManyField(
        Representative,
        verbose_name=_("wished people"),
        related_name="wished_in",
        blank=True,
    )
    answer = models.CharField(_("answer"), max_length=1000, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="sent_requests",
        verbose_name=_("sent by"),
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="answered_requests",
        verbose_name=_("answered by"),
    )
    created_at = models.DateTimeField(_("sent at"), auto_now_add=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    put_aside_at = models.DateTimeField(_("declined without being told, at"), null=True, blank=True)

    objects = MeetingRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting request")
        verbose_name_plural = _("meeting requests")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sender", "receiver"],
                condition=models.Q(state__in=LIVE_REQUEST_STATES),
                name="request_live_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(sender=models.F("receiver")),
                name="request_not_to_oneself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sender} → {self.receiver}"

    @property
    def waits_for_answer(self) -> bool:
        """Whether the receiver has not said anything yet."""
        return self.state == RequestState.PENDING and self.put_aside_at is None

    def state_for(self, registration: Registration) -> RequestState:
        """The state as that side of the request knows it."""
        if self.put_aside_at is not None and registration.pk == self.receiver_id:
            return RequestState.DECLINED
        return RequestState(self.state)


class MustMeet(models.Model):
    """A meeting that the organiser promised to both."""

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="must_meets"
    )
    registration_a = models.ForeignKey(
        Registration,
        verbose_name=_("participant"),
        on_delete=models.CASCADE,
        related_name="must_meet_as_a",
    )
    registration_b = models.ForeignKey(
        Registration,
        verbose_name=_("other participant"),
        on_delete=models.CASCADE,
        related_name="must_meet_as_b",
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("promised meeting")
        verbose_name_plural = _("promised meetings")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                models.F("event"),
                Least("registration_a", "registration_b"),
                Greatest("registration_a", "registration_b"),
                name="must_meet_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(registration_a=models.F("registration_b")),
                name="must_meet_two_different",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration_a} – {self.registration_b}"


class BlockedOrganisation(models.Model):
    """An organisation never wants to meet another."""

    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="blocked_organisations",
    )
    blocked = models.ForeignKey(
        Organisation,
        verbose_name=_("blocked organisation"),
        on_delete=models.CASCADE,
        related_name="blocked_by",
    )
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("blocked organisation")
        verbose_name_plural = _("blocked organisations")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "blocked"], name="blocked_once"),
            models.CheckConstraint(
                condition=~models.Q(organisation=models.F("blocked")),
                name="blocked_not_oneself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ✕ {self.blocked}"
