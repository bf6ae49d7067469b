"""Meeting requests of the person's own registration."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ValidationError

from events.models import Registration
from matchmaking.api.access import ParticipantView, reader
from matchmaking.api.errors import Forbidden
from matchmaking.api.filters import RequestFilter
from matchmaking.api.serializers.matching import (
    AnswerSerializer,
    RequestSerializer,
    SendSerializer,
)
from matchmaking.domain.counterparts import known_to
from matchmaking.domain.relations import profile_for
from matchmaking.domain.request_board import (
    cards_of,
    of_registration,
    with_known_state,
    with_sides,
)
from matchmaking.domain.requests import (
    accept_request,
    decline_request,
    send_request,
    withdraw_request,
)
from matchmaking.models import MeetingRequest


class _Requests(ParticipantView):
    def own_requests(self) -> QuerySet[MeetingRequest]:
        own = MeetingRequest.objects.visible_to(self.request.user).filter(
            of_registration(self.registration)
        )
        return with_known_state(with_sides(own), self.registration)

    def answer(self, pk: int, code: int = status.HTTP_200_OK) -> Response:
        """The request as it is now, from the person's side."""
        (card,) = cards_of(self.registration, [self.own_requests().get(pk=pk)])
        return Response(RequestSerializer(card).data, status=code)


class RequestList(_Requests, generics.GenericAPIView):
    """What the registration sent and received; asking another participant for a meeting."""

    filterset_class = RequestFilter
    serializer_class = RequestSerializer

    def get_queryset(self) -> QuerySet[MeetingRequest]:
        if getattr(self, "swagger_fake_view", False):
            return MeetingRequest.objects.none()
        return self.own_requests()

    @extend_schema(responses=RequestSerializer(many=True))
    def get(self, request: Request, **kwargs: Any) -> Response:
        """Requests of the person's registration, the newest first."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        cards = cards_of(self.registration, list(page or ()))
        return self.get_paginated_response(RequestSerializer(cards, many=True).data)

    @extend_schema(request=SendSerializer, responses={201: RequestSerializer})
    def post(self, request: Request, **kwargs: Any) -> Response:
        """Ask for a meeting. Where the receiver has asked already, this accepts theirs."""
        form = SendSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        receiver = self._receiver(form.validated_data["receiver"])
        sent = send_request(
            self.registration,
            receiver,
            by=reader(request),
            message=form.validated_data["message"],
            priority=form.validated_data["priority"],
            people=form.people_of(profile_for(self.registration, receiver)),
        )
        return self.answer(sent.pk, status.HTTP_201_CREATED)

    def _receiver(self, pk: int) -> Registration:
        """A participant that the person may know of; their own registration, to be refused."""
        if pk == self.registration.pk:
            return self.registration
        known = known_to(self.registration) if self.registration.is_approved else None
        receiver = known.filter(pk=pk).first() if known is not None else None
        if receiver is None:
            raise ValidationError({"receiver": [_("There is no such participant.")]})
        return receiver


class RequestDetail(_Requests):
    """One request of the person's registration."""

    @extend_schema(responses=RequestSerializer)
    def get(self, request: Request, pk: int, **kwargs: Any) -> Response:
        get_object_or_404(self.own_requests(), pk=pk)
        return self.answer(pk)


class _Change(_Requests):
    """A change of a request that one of its sides may make."""

    permission = ""

    def asked(self, pk: int) -> MeetingRequest:
        """The request, if the person may change it: 404 if they may not even see it."""
        asked = get_object_or_404(self.own_requests(), pk=pk)
        if not self.request.user.has_perm(self.permission, asked):
            raise Forbidden(_("This is for the other side of the request to do."))
        return asked

    def told(self) -> str:
        form = AnswerSerializer(data=self.request.data)
        form.is_valid(raise_exception=True)
        return str(form.validated_data["answer"])


class Accept(_Change):
    permission = "matchmaking.answer_request"

    @extend_schema(request=AnswerSerializer, responses=RequestSerializer)
    def post(self, request: Request, pk: int, **kwargs: Any) -> Response:
        """Agree to meet; for the receiver. The time follows with the schedule."""
        accept_request(self.asked(pk), by=reader(request), answer=self.told())
        return self.answer(pk)


class Decline(_Change):
    permission = "matchmaking.answer_request"

    @extend_schema(request=AnswerSerializer, responses=RequestSerializer)
    def post(self, request: Request, pk: int, **kwargs: Any) -> Response:
        """Do not meet; for the receiver. What the sender learns of it, and of the answer, is what
        the event tells of declines."""
        decline_request(self.asked(pk), by=reader(request), answer=self.told())
        return self.answer(pk)


class Withdraw(_Change):
    permission = "matchmaking.withdraw_request"

    @extend_schema(request=None, responses=RequestSerializer)
    def post(self, request: Request, pk: int, **kwargs: Any) -> Response:
        """Take the request back; for the sender, until the meeting is published."""
        withdraw_request(self.asked(pk), by=reader(request))
        return self.answer(pk)
