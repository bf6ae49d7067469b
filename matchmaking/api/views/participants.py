"""Other participants, as far as the person may see them."""

from collections.abc import Sequence
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from events.models import Registration
from matchmaking.api.access import ParticipantView, reader
from matchmaking.api.serializers.directory import (
    ParticipantDetailSerializer,
    ParticipantSerializer,
    SearchSerializer,
)
from matchmaking.domain.counterparts import findable_by, known_to, live_requests
from matchmaking.domain.marks import marks_of
from matchmaking.domain.onlooker import look_around
from matchmaking.domain.reasons import reasons_by_counterpart
from matchmaking.domain.relations import profiles_for
from matchmaking.domain.searching import Search


def _rows(viewer: Registration, found: Sequence[Registration]) -> list[dict[str, Any]]:
    """The participants with reasons, requests and marks, in a constant number of queries."""
    ids = [registration.pk for registration in found]
    reasons = reasons_by_counterpart(viewer, ids)
    live = live_requests(viewer, ids)
    marks = marks_of(viewer)
    profiles = profiles_for(viewer, found)
    rows = []
    for registration in found:
        request = live.get(registration.pk)
        rows.append(
            {
                "registration": registration,
                "profile": profiles[registration.pk],
                "reasons": reasons.get(registration.pk, []),
                "mark": marks.get(registration.pk),
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
    """Whom one may ask for a meeting: the directory."""

    serializer_class = ParticipantSerializer
    filter_backends: Sequence[Any] = ()

    @extend_schema(parameters=[SearchSerializer], responses=ParticipantSerializer(many=True))
    def get(self, request: Request, slug: str, **kwargs: Any) -> Response:
        """Who is found, the best fits first unless another order is asked for."""
        viewer = self.approved_registration
        form = SearchSerializer(data=request.query_params)
        form.is_valid(raise_exception=True)
        outlook = look_around(reader(request).pk, slug, lambda: (self.event, viewer))
        places: Any = Search(outlook, form.wanted).places  # a page is cut from it as from a query
        ids = [int(outlook.listing.ids[at]) for at in self.paginate_queryset(places) or ()]
        # Who is found is decided by the listing; who may be shown, by the database.
        shown = (
            findable_by(viewer)
            .select_related("organisation", "side")
            .prefetch_related("organisation__sectors")
            .in_bulk(ids)
        )
        rows = _rows(viewer, [shown[pk] for pk in ids if pk in shown])
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
