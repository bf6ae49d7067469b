"""Events that the person may know of, and their programme."""

from typing import Any

from django.db.models import Count, F, Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from events.models import Event, Registration, Session, SiteVisit
from matchmaking.api.access import EventView, ReaderView
from matchmaking.api.filters import EventFilter
from matchmaking.api.serializers.events import EventSerializer, ProgrammeSerializer


class _Events(ReaderView, generics.GenericAPIView):
    serializer_class = EventSerializer

    def get_queryset(self) -> QuerySet[Event]:
        """With all that an event's answer shows, in a constant number of queries."""
        own = Registration.objects.of(self.request.user).select_related("organisation")
        return (
            Event.objects.visible_to(self.request.user)
            .prefetch_related(
                "phases",
                "hosts__organisation",
                Prefetch("registrations", own.order_by("pk"), to_attr="own_registrations"),
            )
            .order_by("-starts_on", "slug")
        )


class EventList(_Events, generics.ListAPIView):
    """Public events, and those that the person attends or works for."""

    filterset_class = EventFilter


class EventDetail(_Events, generics.RetrieveAPIView):
    """One event."""

    lookup_field = "slug"


class Programme(EventView):
    """Sessions with who is on stage, and site visits with the seats that are left."""

    @extend_schema(responses=ProgrammeSerializer)
    def get(self, request: Request, **kwargs: Any) -> Response:
        sessions = (
            Session.objects.filter(event=self.event)
            .select_related("hall", "host")
            .prefetch_related("appearances")
            .order_by("during", "pk")
        )
        visits = (
            SiteVisit.objects.filter(event=self.event)
            .select_related("host")
            .annotate(seats_left=F("seats") - Count("taken_seats"))
            .order_by("during", "pk")
        )
        programme = {
            "time_zone": self.event.time_zone,
            "sessions": sessions,
            "visits": visits,
        }
        return Response(ProgrammeSerializer(programme).data)
