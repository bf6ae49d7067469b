from typing import Any

from django.db import models
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from matchmaking.choices import NotificationKind
from matchmaking.domain.notifications import Entry
from matchmaking.models import MailPreferences
from matchmaking.models.notification import CHOSEN_GROUPS


class NotificationSerializer(serializers.Serializer):
    """`subject`, `text` and `url` are empty where what it told of is gone."""

    id = serializers.IntegerField(source="message.pk")
    kind = serializers.ChoiceField(NotificationKind.choices, source="message.kind")
    event = serializers.SlugField(source="message.event.slug", allow_null=True)
    subject = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()
    is_settled = serializers.SerializerMethodField(
        help_text="Whether it is no longer so: answered, withdrawn or over since."
    )
    told_at = serializers.DateTimeField(source="message.created_at")
    read_at = serializers.DateTimeField(source="message.read_at", allow_null=True)

    def get_subject(self, entry: Entry) -> str:
        return entry.content.subject if entry.content else ""

    def get_text(self, entry: Entry) -> str:
        return entry.content.lines[0] if entry.content else ""

    def get_url(self, entry: Entry) -> str:
        return entry.content.url if entry.content else ""

    def get_is_settled(self, entry: Entry) -> bool:
        return entry.content is None or bool(entry.content.obsolete)


class MarkReadSerializer(serializers.Serializer):
    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        max_length=1000,
        required=False,
        help_text="Left out: all of them.",
    )


class MarkedSerializer(serializers.Serializer):
    marked = serializers.IntegerField(help_text="How many were unread.")


@extend_schema_field(
    {
        "type": "string",
        "pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$",
        "example": "21:00:00",
    }
)
class ClockField(serializers.TimeField):
    """A time on the person's clock. OpenAPI's `time` would name an offset from UTC with it."""

    format = "%H:%M:%S"


class MailChoiceSerializer(serializers.ModelSerializer):
    """A pace for each group of mails, the hour of the daily mail, and quiet hours."""

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.TimeField: ClockField,
    }

    class Meta:
        model = MailPreferences
        exclude = ["user"]

    def choices(self) -> dict[str, Any]:
        """What `choose_mails` wants to know; what was not given stays as it is."""
        kept: dict[str, Any] = {
            field.name: getattr(self.instance, field.name)
            for field in MailPreferences._meta.fields
            if not field.is_relation
        }
        data = {**kept, **self.validated_data}
        return {"paces": {group: data.pop(group.value) for group in CHOSEN_GROUPS}, **data}
