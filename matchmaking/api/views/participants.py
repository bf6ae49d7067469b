"""Other participants, as far as the person may see them."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from events.models import Registration
from matchmaking.api.access import ParticipantView
from matchmaking.api.filters import ParticipantFilter
from matchmaking.api.serializers.matching import (
    ParticipantDetailSerializer,
    ParticipantSerializer,
)
from matchmaking.domain.counterparts import findable_by, known_to, live_requests, ranked_for
from matchmaking.domain.reasons import reasons_by_counterpart
from matchmaking.domain.relations import profiles_for


def _rows(viewer: Registration, found: list[Registration]) -> list[dict[str, Any]]:
    """The participants with reasons and requests, in a constant number of queries."""
    ids = [registration.pk for registration in found]
    reasons = reasons_by_counterpart(viewer, ids)
    live = live_requests(viewer, ids)
    profiles = profiles_for(viewer, found)
    rows = []
    for registration in found:
        request = live.get(registration.pk)
        rows.append(
            {
                "registration": registration,
                "profile": profiles[registration.pk],
                "reasons": reasons.get(registration.pk, []),
                "request": request
                and {
                    "id": request.pk,
                    "direction": "sent" if request.sender_id == viewer.pk else "received",
                    "state": request.state,
                },
            }
        )
    return rows


class ParticipantList(ParticipantView, generics.GenericAPIView):
    """Whom one may ask for a meeting, the best fits first."""

    filterset_class = ParticipantFilter
    serializer_class = ParticipantSerializer

    def get_queryset(self) -> QuerySet[Registration]:
        if getattr(self, "swagger_fake_view", False):
            return Registration.objects.none()
        viewer = self.approved_registration
        return (
            ranked_for(viewer, findable_by(viewer))
            .select_related("organisation", "side")
            .prefetch_related("organisation__sectors")
        )

    @extend_schema(responses=ParticipantSerializer(many=True))
    def get(self, request: Request, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        rows = _rows(self.approved_registration, list(page or ()))
        return self.get_paginated_response(ParticipantSerializer(rows, many=True).data)


class ParticipantDetail(ParticipantView):
    """A participant that one may find, was asked by, or meets."""

    @extend_schema(responses=ParticipantDetailSerializer)
    def get(self, request: Request, pk: int, **kwargs: Any) -> Response:
        viewer = self.approved_registration
        known = (
            known_to(viewer)
            .select_related("organisation", "side")
            .prefetch_related(
                "organisation__sectors", "statements__sectors", "representatives__user"
            )
        )
        (row,) = _rows(viewer, [get_object_or_404(known, pk=pk)])
        return Response(ParticipantDetailSerializer(row).data)
