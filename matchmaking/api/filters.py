"""What lists can be narrowed by."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from events.choices import EventMode
from events.models import Event
from matchmaking.api.serializers.matching import DIRECTIONS
from matchmaking.choices import RequestState
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


class RequestFilter(django_filters.FilterSet):
    direction = django_filters.ChoiceFilter(
        choices=[(value, value) for value in DIRECTIONS], method="going"
    )
    state = django_filters.MultipleChoiceFilter(
        field_name="known_state", choices=RequestState.choices
    )

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
