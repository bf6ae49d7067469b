"""What came of meetings, and the contacts to follow up."""

from rest_framework import serializers

from matchmaking.api.serializers.common import CounterpartSerializer
from matchmaking.choices import NextStep
from matchmaking.models import Outcome


class OutcomeSerializer(serializers.ModelSerializer):
    """What one's own side says came of a meeting."""

    interest = serializers.IntegerField(
        min_value=1, max_value=5, allow_null=True, default=None, help_text="1 to 5, or null."
    )
    next_step = serializers.ChoiceField(choices=NextStep.choices, default=NextStep.NONE)
    note = serializers.CharField(max_length=2000, allow_blank=True, default="")
    note_is_shared = serializers.BooleanField(
        default=False, help_text="Whether the other side may read the note."
    )
    follow_up_on = serializers.DateField(allow_null=True, default=None)

    class Meta:
        model = Outcome
        fields = [
            "took_place",
            "interest",
            "next_step",
            "note",
            "note_is_shared",
            "follow_up_on",
        ]


class ContactPersonSerializer(serializers.Serializer):
    """Somebody one meets, with their address."""

    name = serializers.CharField(allow_blank=True)
    job_title = serializers.CharField(allow_blank=True)
    email = serializers.EmailField()
    phone = serializers.CharField(allow_blank=True)


class ContactSerializer(serializers.Serializer):
    """A company that one meets, and what came of it."""

    uid = serializers.UUIDField(source="meeting.uid", help_text="Of the meeting.")
    starts_at = serializers.DateTimeField()
    counterpart = CounterpartSerializer()
    people = ContactPersonSerializer(many=True)
    outcome = OutcomeSerializer(allow_null=True)
    their_note = serializers.CharField(
        allow_blank=True, help_text="What the other side shares of its own note."
    )
    is_open = serializers.BooleanField(help_text="Whether a next step or a date is written down.")
