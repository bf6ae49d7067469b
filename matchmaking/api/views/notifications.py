"""What the person was told, and how they want to be told by mail."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from matchmaking.api.access import ReaderView, reader
from matchmaking.api.filters import NotificationFilter
from matchmaking.api.serializers.notifications import (
    MailChoiceSerializer,
    MarkedSerializer,
    MarkReadSerializer,
    NotificationSerializer,
)
from matchmaking.domain.notifications import (
    choose_mails,
    entries_of,
    mail_preferences,
    mark_read,
)
from matchmaking.models import Notification


class NotificationList(ReaderView, generics.GenericAPIView):
    filterset_class = NotificationFilter
    serializer_class = NotificationSerializer

    def get_queryset(self) -> QuerySet[Notification]:
        told = Notification.objects.visible_to(self.request.user)
        return told.select_related("event", "recipient")

    @extend_schema(responses=NotificationSerializer(many=True))
    def get(self, request: Request, **kwargs: Any) -> Response:
        """What the person was told, the newest first; `unread=true` leaves out what they read."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        entries = entries_of(list(page or ()))
        return self.get_paginated_response(NotificationSerializer(entries, many=True).data)


class MarkRead(ReaderView):
    @extend_schema(request=MarkReadSerializer, responses=MarkedSerializer)
    def post(self, request: Request, **kwargs: Any) -> Response:
        """Mark notifications as read: those with these ids, or all. Ids of others are passed
        over."""
        form = MarkReadSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        number = mark_read(reader(request), only=form.validated_data.get("ids"))
        return Response({"marked": number})


class MailChoice(ReaderView):
    @extend_schema(responses=MailChoiceSerializer)
    def get(self, request: Request, **kwargs: Any) -> Response:
        """Which mails the person gets, and when."""
        return Response(MailChoiceSerializer(mail_preferences(reader(request))).data)

    @extend_schema(request=MailChoiceSerializer, responses=MailChoiceSerializer)
    def patch(self, request: Request, **kwargs: Any) -> Response:
        """Choose otherwise; what is left out stays. Mails that wait follow the new choice."""
        person = reader(request)
        form = MailChoiceSerializer(mail_preferences(person), data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        return Response(MailChoiceSerializer(choose_mails(person, **form.choices())).data)
