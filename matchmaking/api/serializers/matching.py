"""Requests, meetings, the agenda."""

from typing import Any

from rest_framework import serializers

from events.domain.disclosure import Profile
from events.models import Representative
from matchmaking.api.serializers.common import (
    CounterpartSerializer,
    PersonSerializer,
    ReasonSerializer,
)
from matchmaking.choices import NoticeKind, RequestPriority, RequestState
from matchmaking.models import MeetingNotice

KINDS = ("meeting", "session", "visit", "break", "free")
DIRECTIONS = ("sent", "received")


class LiveRequestSerializer(serializers.Serializer):
    """Where the request between the person's registration and another one stands."""

    id = serializers.IntegerField()
    direction = serializers.ChoiceField(choices=DIRECTIONS)
    state = serializers.ChoiceField(choices=RequestState.choices)


class RequestMeetingSerializer(serializers.Serializer):
    """The published meeting that a request led to."""

    uid = serializers.UUIDField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    table = serializers.CharField(source="table.label", default=None, allow_null=True)
    online_url = serializers.CharField(allow_blank=True)


class RequestSerializer(serializers.Serializer):
    """A meeting request, seen from the person's side."""

    id = serializers.IntegerField(source="request.pk")
    direction = serializers.SerializerMethodField()
    state = serializers.ChoiceField(choices=RequestState.choices)
    counterpart = CounterpartSerializer()
    priority = serializers.ChoiceField(source="request.priority", choices=RequestPriority.choices)
    message = serializers.CharField(source="request.message", allow_blank=True)
    answer = serializers.CharField(source="request.answer", allow_blank=True)
    wished_people = PersonSerializer(source="request.wished_people", many=True)
    sent_at = serializers.DateTimeField(source="request.created_at")
    answered_at = serializers.DateTimeField(source="request.answered_at", allow_null=True)
    expires_at = serializers.DateTimeField(source="request.expires_at", allow_null=True)
    can_answer = serializers.BooleanField()
    can_withdraw = serializers.BooleanField()
    reasons = ReasonSerializer(many=True)
    meeting = RequestMeetingSerializer(allow_null=True)

    def get_direction(self, card: Any) -> str:
        return "received" if card.is_received else "sent"


class SendSerializer(serializers.Serializer):
    """Ask another participant for a meeting."""

    receiver = serializers.IntegerField(
        min_value=1, help_text="Id of the participant, from the event's participants."
    )
    message = serializers.CharField(max_length=1000, allow_blank=True, default="")
    priority = serializers.ChoiceField(
        choices=RequestPriority.choices, default=RequestPriority.NORMAL
    )
    people = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        max_length=20,
        default=list,
        help_text="Ids of the receiver's people that are wished for.",
    )

    def people_of(self, profile: Profile) -> list[Representative]:
        """The receiver's people of the given ids; one that the sender may not know of is an error
        of the field."""
        wanted = set(self.validated_data["people"])
        found = {p.id: p.representative for p in profile.people if p.id in wanted}
        if unknown := sorted(wanted - found.keys()):
            raise serializers.ValidationError(
                {"people": [f"{', '.join(map(str, unknown))}: not among the receiver's people."]}
            )
        return [found[pk] for pk in sorted(found)]


class AnswerSerializer(serializers.Serializer):
    """What is told with an answer; may be left empty."""

    answer = serializers.CharField(max_length=1000, allow_blank=True, default="")


class NoticeSerializer(serializers.ModelSerializer):
    """What somebody of a meeting said on coming to it."""

    person = serializers.CharField(source="representative.user.public_name", read_only=True)
    said_at = serializers.DateTimeField(
        allow_null=True, help_text="Null where `coming` had nothing to take back."
    )

    class Meta:
        model = MeetingNotice
        fields = ["person", "kind", "minutes", "reason", "said_at"]


class SaySerializer(serializers.Serializer):
    """Say something on coming to a meeting; it takes the place of what was said before."""

    kind = serializers.ChoiceField(choices=NoticeKind.choices)
    minutes = serializers.IntegerField(
        default=None, allow_null=True, help_text="How late: 5, 10 or 15. Only with `late`."
    )
    reason = serializers.CharField(
        max_length=300, allow_blank=True, default="", help_text="Only with `cannot_come`."
    )
    key = serializers.CharField(
        max_length=64,
        allow_blank=True,
        default="",
        help_text="Names this one message: sent twice, it counts once.",
    )


class AgendaItemSerializer(serializers.Serializer):
    """A meeting, session, visit, break or free time. A visit includes the road."""

    key = serializers.CharField(help_text="Names the item for as long as it lives.")
    kind = serializers.ChoiceField(choices=KINDS)
    title = serializers.CharField(allow_blank=True)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    uid = serializers.UUIDField(source="meeting.uid", default=None, allow_null=True)
    sequence = serializers.IntegerField(source="meeting.sequence", default=None, allow_null=True)
    counterpart = CounterpartSerializer(allow_null=True)
    people = PersonSerializer(many=True, help_text="Whom one meets.")
    own_people = PersonSerializer(many=True, help_text="Who goes for one's own company.")
    table = serializers.CharField(source="table.label", default=None, allow_null=True)
    hall = serializers.CharField(source="hall.name", default=None, allow_null=True)
    place = serializers.CharField(allow_blank=True)
    online_url = serializers.CharField(allow_blank=True)
    interpreter = serializers.CharField(
        source="meeting.interpreter.name",
        default=None,
        allow_null=True,
        help_text="Who interprets in the meeting.",
    )
    reasons = ReasonSerializer(many=True)
    is_optional = serializers.BooleanField(help_text="Meetings go on beside it.")
    is_on_stage = serializers.BooleanField()
    is_cancelled = serializers.BooleanField()
    change = serializers.ChoiceField(
        choices=("added", "moved", "cancelled"),
        allow_blank=True,
        help_text="What changed since the person last acknowledged; empty if nothing.",
    )
    notices = NoticeSerializer(many=True, help_text="What others of the meeting said on coming.")
    own_notice = NoticeSerializer(
        allow_null=True, help_text="What the person said; in their own agenda only."
    )


class AgendaSerializer(serializers.Serializer):
    """A person's whole event."""

    time_zone = serializers.CharField(source="event_zone.key")
    reader_time_zone = serializers.CharField(source="reader_zone.key")
    is_published = serializers.BooleanField()
    current = serializers.CharField(source="current.key", default=None, allow_null=True)
    next = serializers.CharField(source="next.key", default=None, allow_null=True)
    dropped = serializers.IntegerField(
        help_text="Meetings that are gone since the person last acknowledged."
    )
    items = AgendaItemSerializer(many=True)
