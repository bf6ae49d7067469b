"""Saving, hiding and blocking participants. The other side learns of none of it."""

from typing import Any

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
from matchmaking.api.serializers.directory import (
    BlockingSerializer,
    BlockSerializer,
    MarkSerializer,
)
from matchmaking.domain.blocks import block_organisation, blocks_of, unblock_organisation
from matchmaking.domain.counterparts import known_to
from matchmaking.domain.marks import clear_mark, mark_counterpart


class _Marking(ParticipantView):
    @property
    def marking_registration(self) -> Registration:
        """The person's registration, once it is approved; they may mark for it."""
        registration = self.approved_registration
        if not self.request.user.has_perm("matchmaking.mark_counterpart", registration):
            raise Forbidden(_("This is for the people of the company to do."))
        return registration


class Mark(_Marking):
    """Whether a participant is saved for later or hidden; colleagues share it."""

    @extend_schema(request=MarkSerializer, responses=MarkSerializer)
    def put(self, request: Request, pk: int, **kwargs: Any) -> Response:
        """Save the participant for later, or hide it; the one takes the place of the other."""
        viewer = self.marking_registration
        counterpart = get_object_or_404(known_to(viewer), pk=pk)
        form = MarkSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        mark = mark_counterpart(viewer, counterpart, by=reader(request), **form.validated_data)
        return Response(MarkSerializer(mark).data)

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request, pk: int, **kwargs: Any) -> Response:
        """Neither saved nor hidden any more; also where it was neither."""
        viewer = self.marking_registration
        clear_mark(viewer, get_object_or_404(known_to(viewer), pk=pk))
        return Response(status=status.HTTP_204_NO_CONTENT)


class BlockList(_Marking, generics.GenericAPIView):
    """Organisations that the person's has blocked; blocking one more."""

    serializer_class = BlockSerializer
    filter_backends = ()

    @extend_schema(responses=BlockSerializer(many=True))
    def get(self, request: Request, **kwargs: Any) -> Response:
        """The blocked ones, the last first."""
        blocks = blocks_of(self.approved_registration.organisation)
        page = self.paginate_queryset(blocks)
        return self.get_paginated_response(BlockSerializer(page, many=True).data)

    @extend_schema(request=BlockingSerializer, responses={201: BlockSerializer})
    def post(self, request: Request, **kwargs: Any) -> Response:
        """Neither finds or asks the other any more, at any event; requests between are closed."""
        viewer = self.marking_registration
        form = BlockingSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        known = known_to(viewer).select_related("organisation")
        counterpart = known.filter(pk=form.validated_data["participant"]).first()
        if counterpart is None:
            raise ValidationError({"participant": [_("There is no such participant.")]})
        block = block_organisation(
            viewer.organisation, counterpart.organisation, by=reader(request)
        )
        return Response(BlockSerializer(block).data, status=status.HTTP_201_CREATED)


class BlockDetail(_Marking):
    """One of the organisation's own blocks."""

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request, pk: int, **kwargs: Any) -> Response:
        """Take the block back. What was closed stays closed."""
        organisation = self.marking_registration.organisation
        block = get_object_or_404(blocks_of(organisation), pk=pk)
        unblock_organisation(organisation, block.blocked, by=reader(request))
        return Response(status=status.HTTP_204_NO_CONTENT)
