"""Who may see and change which rows of this app."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from companies.models import Member, Organisation, User


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def of(self, user: "User | Any") -> Self:
        """Organisations that the person belongs to."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(members__user=user)

    def owned_by(self, user: "User | Any") -> Self:
        if not user.is_authenticated:
            return self.none()
        return self.filter(members__user=user, members__role="owner")


class MemberQuerySet(models.QuerySet["Member"]):
    def visible_to(self, user: "User | Any") -> Self:
        """People of the organisations that the person belongs to."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(organisation__members__user=user).distinct()
