"""What lists can be narrowed by."""

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from companies.choices import OrganisationKind
from companies.models import Sector
from events.choices import EventMode
from events.models import Event, Registration
from matchmaking.api.serializers.matching import DIRECTIONS
from matchmaking.choices import RequestState
from matchmaking.domain.counterparts import searched
from matchmaking.models import Meeting, MeetingRequest, Notification

PARTS = [("attending", _("Attending")), ("staff", _("Staff"))]


class EventFilter(django_filters.FilterSet):
    part = django_filters.ChoiceFilter(
        choices=PARTS, method="of_part", label=_("Only events that the person has this part in.")
    )
    mode = django_filters.ChoiceFilter(choices=EventMode.choices)
    ends_after = django_filters.DateFilter(field_name="ends_on", lookup_expr="gte")
    starts_before = django_filters.DateFilter(field_name="starts_on", lookup_expr="lte")

    class Meta:
        model = Event
        fields: list[str] = []

    def of_part(self, events: "QuerySet[Event]", name: str, part: str) -> "QuerySet[Event]":
        user = self.request.user
        own = Event.objects
        mine = own.attended_by(user) if part == "attending" else own.staffed_by(user)
        return events.filter(pk__in=mine.values("pk"))


class ParticipantFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        method="containing",
        max_length=200,
        label=_("Every word occurs in the name, line, offers or needs; marks may be left out."),
    )
    sector = django_filters.CharFilter(
        method="in_sector", max_length=80, label=_("Code of a sector, with all below it.")
    )
    country = django_filters.CharFilter(field_name="organisation__country", max_length=2)
    kind = django_filters.ChoiceFilter(
        field_name="organisation__kind", choices=OrganisationKind.choices
    )
    side = django_filters.CharFilter(field_name="side__code", max_length=40)

    class Meta:
        model = Registration
        fields: list[str] = []

    def containing(
        self, found: "QuerySet[Registration]", name: str, query: str
    ) -> "QuerySet[Registration]":
        return searched(found, query)

    def in_sector(
        self, found: "QuerySet[Registration]", name: str, code: str
    ) -> "QuerySet[Registration]":
        return found.filter(
            Exists(
                Sector.objects.filter(
                    Q(code=code) | Q(code__startswith=f"{code}."),
                    organisations=OuterRef("organisation"),
                )
            )
        )


class RequestFilter(django_filters.FilterSet):
    direction = django_filters.ChoiceFilter(
        choices=[(value, value) for value in DIRECTIONS], method="going"
    )
    state = django_filters.MultipleChoiceFilter(choices=RequestState.choices)

    class Meta:
        model = MeetingRequest
        fields: list[str] = []

    def going(
        self, requests: "QuerySet[MeetingRequest]", name: str, direction: str
    ) -> "QuerySet[MeetingRequest]":
        side = "sender" if direction == "sent" else "receiver"
        return requests.filter(**{side: self.request.parser_context["view"].registration})


class MeetingFilter(django_filters.FilterSet):
    mine = django_filters.BooleanFilter(
        method="seated", label=_("Only meetings in which the person has a seat.")
    )

    class Meta:
        model = Meeting
        fields: list[str] = []

    def seated(self, meetings: "QuerySet[Meeting]", name: str, mine: bool) -> "QuerySet[Meeting]":
        seated = Q(pk__in=Meeting.objects.seating(self.request.user).values("pk"))
        return meetings.filter(seated if mine else ~seated)


class NotificationFilter(django_filters.FilterSet):
    unread = django_filters.BooleanFilter(
        field_name="read_at", lookup_expr="isnull", label=_("Only what the person has not read.")
    )
    event = django_filters.CharFilter(field_name="event__slug", max_length=80)

    class Meta:
        model = Notification
        fields: list[str] = []
