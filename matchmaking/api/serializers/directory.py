"""Finding participants, and what the person's registration noted about them."""

from rest_framework import serializers

from companies.choices import Cooperation, OrganisationKind
from matchmaking.api.serializers.common import (
    OrganisationSerializer,
    PersonSerializer,
    ReasonSerializer,
    SectorSerializer,
    StatementSerializer,
)
from matchmaking.api.serializers.matching import LiveRequestSerializer
from matchmaking.choices import MarkKind
from matchmaking.domain.directory import RECOMMENDED, SORTS
from matchmaking.domain.searching import LONGEST_QUERY, Wanted
from matchmaking.models import BlockedOrganisation, CounterpartMark


class SearchSerializer(serializers.Serializer):
    """What participants are narrowed by; as in the directory's address. Empty narrows nothing."""

    q = serializers.CharField(
        max_length=LONGEST_QUERY,
        required=False,
        allow_blank=True,
        help_text="Every word occurs in the name, line, city, offers, needs or names of sectors; "
        "marks may be left out.",
    )
    sector = serializers.CharField(
        max_length=80,
        required=False,
        allow_blank=True,
        help_text="Code of a sector, with all below it.",
    )
    country = serializers.CharField(max_length=2, required=False, allow_blank=True)
    kind = serializers.ChoiceField(
        choices=OrganisationKind.choices, required=False, allow_blank=True
    )
    cooperation = serializers.ChoiceField(
        choices=Cooperation.choices, required=False, allow_blank=True
    )
    side = serializers.CharField(
        max_length=40,
        required=False,
        allow_blank=True,
        help_text="Its code. Where sides meet only each other, one's own is left out without it.",
    )
    sort = serializers.ChoiceField(
        choices=[(value, value) for value in SORTS], required=False, default=RECOMMENDED
    )
    show = serializers.ChoiceField(
        choices=MarkKind.choices,
        required=False,
        allow_blank=True,
        help_text="Only those who were saved, or hidden. Hidden ones are left out without it.",
    )

    @property
    def wanted(self) -> Wanted:
        return Wanted(**self.validated_data)


class ParticipantSerializer(serializers.Serializer):
    """Another participant, and why to meet them."""

    id = serializers.IntegerField(source="registration.pk")
    organisation = OrganisationSerializer(source="profile")
    sectors = SectorSerializer(source="registration.organisation.sectors", many=True)
    side = serializers.CharField(
        source="registration.side.code", default=None, allow_null=True, help_text="Its code."
    )
    reasons = ReasonSerializer(many=True)
    request = LiveRequestSerializer(allow_null=True)
    mark = serializers.ChoiceField(
        choices=MarkKind.choices,
        allow_null=True,
        help_text="Whether the person's registration saved or hid them.",
    )


class ParticipantDetailSerializer(ParticipantSerializer):
    """With what they offer and need, and who comes."""

    statements = StatementSerializer(source="registration.statements", many=True)
    people = PersonSerializer(source="profile.people", many=True)


class MarkSerializer(serializers.ModelSerializer):
    """That the registration saved a participant for later, or hid it. They are not told."""

    by = serializers.CharField(
        source="by.public_name",
        default=None,
        allow_null=True,
        read_only=True,
        help_text="Which of the registration's people did.",
    )

    class Meta:
        model = CounterpartMark
        fields = ["kind", "by", "created_at"]
        read_only_fields = ["created_at"]


class BlockSerializer(serializers.ModelSerializer):
    """An organisation that the person's has blocked, at every event. They are not told."""

    organisation = serializers.CharField(source="blocked.name")
    country = serializers.CharField(source="blocked.country")

    class Meta:
        model = BlockedOrganisation
        fields = ["id", "organisation", "country", "created_at"]


class BlockingSerializer(serializers.Serializer):
    """Block the organisation of a participant."""

    participant = serializers.IntegerField(
        min_value=1, help_text="Id of the participant, from the event's participants."
    )
