"""What came of the registration's meetings."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from matchmaking.api.access import ParticipantView, reader
from matchmaking.api.serializers.outcomes import ContactSerializer, OutcomeSerializer
from matchmaking.domain.agenda import meetings_of
from matchmaking.domain.outcomes import contacts_of, record_outcome


class ContactList(ParticipantView):
    """Whom the registration meets, with the addresses that a meeting shares."""

    @extend_schema(responses=ContactSerializer(many=True))
    def get(self, request: Request, **kwargs: Any) -> Response:
        """All contacts, in the order of the meetings; there are as many as meetings, no pages."""
        return Response(ContactSerializer(contacts_of(self.registration), many=True).data)


class OutcomeDetail(ParticipantView):
    @extend_schema(request=OutcomeSerializer, responses=OutcomeSerializer)
    def put(self, request: Request, uid: UUID, **kwargs: Any) -> Response:
        """Write down what came of a meeting, once it has begun; again replaces it."""
        meeting = get_object_or_404(meetings_of(self.registration), uid=uid)
        form = OutcomeSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        outcome = record_outcome(
            meeting, registration=self.registration, by=reader(request), **form.validated_data
        )
        return Response(OutcomeSerializer(outcome).data)
