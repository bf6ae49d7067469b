"""Visibility of events and what belongs to them."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from events.choices import RegistrationState, StaffRole

if TYPE_CHECKING:
    from companies.models import User
    from events.models import Event, Registration, Representative


class EventQuerySet(models.QuerySet["Event"]):
    def public(self) -> Self:
        return self.filter(is_public=True)

    def staffed_by(self, user: "User | Any", *roles: StaffRole) -> Self:
        """Events that the person is staff of, in one of the roles where roles are named."""
        from events.models import Staff

        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self.all()
        staff = Staff.objects.filter(event=OuterRef("pk"), user=user)
        if roles:
            staff = staff.filter(role__in=roles)
        return self.filter(Exists(staff))

    def attended_by(self, user: "User | Any") -> Self:
        """Events that an organisation of the person is registered for."""
        from events.models import Registration

        if not user.is_authenticated:
            return self.none()
        own = Registration.objects.filter(event=OuterRef("pk"), organisation__members__user=user)
        return self.filter(Exists(own))

    def visible_to(self, user: "User | Any") -> Self:
        """Public events, and those that the person runs or is registered for."""
        if not user.is_authenticated:
            return self.public()
        if user.is_superuser:
            return self.all()
        mine: Any = self.model._default_manager
        return self.filter(
            Q(is_public=True)
            | Q(pk__in=mine.staffed_by(user).values("pk"))
            | Q(pk__in=mine.attended_by(user).values("pk"))
        )


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def approved(self) -> Self:
        return self.filter(state=RegistrationState.APPROVED)

    def on_public_page(self) -> Self:
        """Those who let strangers know that they come."""
        return self.approved().filter(is_listed=True, is_public=True)

    def of(self, user: "User | Any") -> Self:
        """Registrations of the person's organisations."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(organisation__members__user=user)

    def listed_for(self, viewer: "Registration") -> Self:
        """Counterparts that a registration may find and ask: approved, listed, of its event."""
        return (
            self.approved().filter(event_id=viewer.event_id, is_listed=True).exclude(pk=viewer.pk)
        )


class RepresentativeQuerySet(models.QuerySet["Representative"]):
    def coming(self) -> Self:
        return self.filter(registration__state=RegistrationState.APPROVED)

    def of(self, user: "User | Any") -> Self:
        if not user.is_authenticated:
            return self.none()
        return self.filter(user=user)
