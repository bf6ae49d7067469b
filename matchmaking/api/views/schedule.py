"""The published schedule: the registration's meetings, the person's own agenda."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from events.models import Representative
from matchmaking.api.access import ParticipantView, reader
from matchmaking.api.filters import MeetingFilter
from matchmaking.api.serializers.matching import (
    AgendaItemSerializer,
    AgendaSerializer,
    NoticeSerializer,
    SaySerializer,
)
from matchmaking.choices import NoticeKind
from matchmaking.domain.agenda import (
    acknowledge_changes,
    meeting_items_of,
    meetings_of,
    personal_agenda,
)
from matchmaking.domain.notices import say_notice
from matchmaking.models import Meeting


class MeetingList(ParticipantView, generics.GenericAPIView):
    """Meetings of all people of the registration, in time order."""

    filterset_class = MeetingFilter
    serializer_class = AgendaItemSerializer

    def get_queryset(self) -> QuerySet[Meeting]:
        if getattr(self, "swagger_fake_view", False):
            return Meeting.objects.none()
        return meetings_of(self.registration)

    @extend_schema(responses=AgendaItemSerializer(many=True))
    def get(self, request: Request, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        items = meeting_items_of(list(page or ()), self.registration)
        return self.get_paginated_response(AgendaItemSerializer(items, many=True).data)


class Notice(ParticipantView):
    """What the person says on coming to a meeting in which they have a seat."""

    @extend_schema(request=SaySerializer, responses=NoticeSerializer)
    def put(self, request: Request, uid: UUID, **kwargs: Any) -> Response:
        """Say it; the other side is told at once. `coming` takes back what was said before."""
        person = reader(request)
        seated = Meeting.objects.seating(person).filter(event=self.event)
        meeting = get_object_or_404(
            seated.select_related(
                "version",
                "event",
                "registration_a__organisation",
                "registration_b__organisation",
            ),
            uid=uid,
        )
        own = get_object_or_404(Representative, event=self.event, user=person)
        form = SaySerializer(data=request.data)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        kind = NoticeKind(said.pop("kind"))
        return Response(NoticeSerializer(say_notice(meeting, own, kind, by=person, **said)).data)


class AgendaDetail(ParticipantView):
    """Where the person has to be when."""

    @extend_schema(responses=AgendaSerializer)
    def get(self, request: Request, **kwargs: Any) -> Response:
        """Meetings, sessions, visits, breaks and free time of the person's whole event."""
        return Response(AgendaSerializer(personal_agenda(reader(request), self.event)).data)


class Acknowledge(ParticipantView):
    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, **kwargs: Any) -> Response:
        """The person has seen what changed in their schedule."""
        acknowledge_changes(reader(request), self.event)
        return Response(status=status.HTTP_204_NO_CONTENT)
