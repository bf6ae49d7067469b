"""Events and their programme."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from events.choices import HostRole, PhaseKind, RegistrationState, SpeakerRole, StaffRole
from events.models import Appearance, Event, Host, Phase, Registration, Session, SiteVisit
from events.rules import staff_roles


class HostSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="organisation.name")
    role = serializers.ChoiceField(choices=HostRole.choices)

    class Meta:
        model = Host
        fields = ["name", "role"]


class PhaseSerializer(serializers.ModelSerializer):
    kind = serializers.ChoiceField(choices=PhaseKind.choices)

    class Meta:
        model = Phase
        fields = ["kind", "starts_at"]


class OwnRegistrationSerializer(serializers.ModelSerializer):
    """The person's own part in an event."""

    organisation = serializers.CharField(source="organisation.name")
    state = serializers.ChoiceField(choices=RegistrationState.choices)

    class Meta:
        model = Registration
        fields = ["id", "organisation", "state", "state_reason"]


class EventSerializer(serializers.ModelSerializer):
    """An event, its rules, and the part that the person has in it."""

    phase = serializers.ChoiceField(choices=PhaseKind.choices)
    phases = PhaseSerializer(many=True)
    hosts = HostSerializer(many=True)
    registrations = OwnRegistrationSerializer(
        source="own_registrations", many=True, help_text="Of the person's own organisations."
    )
    staff_role = serializers.SerializerMethodField(
        help_text="What the person does for the event, or null."
    )

    class Meta:
        model = Event
        fields = [
            "slug",
            "name",
            "summary",
            "description",
            "mode",
            "time_zone",
            "starts_on",
            "ends_on",
            "country",
            "city",
            "pairing",
            "slot_minutes",
            "break_minutes",
            "request_quota",
            "phase",
            "phases",
            "hosts",
            "registrations",
            "staff_role",
        ]

    @extend_schema_field(serializers.ChoiceField(choices=StaffRole.choices, allow_null=True))
    def get_staff_role(self, event: Event) -> str | None:
        return staff_roles(self.context["request"].user).get(event.pk)


class AppearanceSerializer(serializers.ModelSerializer):
    role = serializers.ChoiceField(choices=SpeakerRole.choices)

    class Meta:
        model = Appearance
        fields = ["role", "name", "job_title", "organisation_name", "topic"]


class SessionSerializer(serializers.ModelSerializer):
    starts_at = serializers.DateTimeField(source="during.lower")
    ends_at = serializers.DateTimeField(source="during.upper")
    hall = serializers.CharField(source="hall.name", default=None, allow_null=True)
    host = serializers.CharField(source="host.name", default=None, allow_null=True)
    appearances = AppearanceSerializer(many=True)

    class Meta:
        model = Session
        fields = [
            "id",
            "kind",
            "title",
            "abstract",
            "starts_at",
            "ends_at",
            "hall",
            "online_url",
            "audience",
            "host",
            "appearances",
        ]


class VisitSerializer(serializers.ModelSerializer):
    starts_at = serializers.DateTimeField(source="during.lower")
    ends_at = serializers.DateTimeField(source="during.upper")
    host = serializers.CharField(source="host.name")
    seats_left = serializers.IntegerField()

    class Meta:
        model = SiteVisit
        fields = [
            "id",
            "title",
            "host",
            "place",
            "starts_at",
            "ends_at",
            "travel_there_minutes",
            "travel_back_minutes",
            "seats",
            "seats_left",
        ]


class ProgrammeSerializer(serializers.Serializer):
    """Everything on the programme, in time order."""

    time_zone = serializers.CharField()
    sessions = SessionSerializer(many=True)
    visits = VisitSerializer(many=True)
