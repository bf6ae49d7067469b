"""What somebody says on coming to a meeting; both sides' schedules show it at once."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


ONE_SIDE = (
    "(SELECT 'registration:' || m.registration_{side}_id FROM matchmaking_meeting m"
    " WHERE m.uid = c.meeting_uid AND m.version_id = (SELECT v.id FROM matchmaking_scheduleversion v"
    " WHERE v.event_id = c.event_id AND v.state = 'published'))"
)


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0006_names_of_more_relations"),
        ("matchmaking", "0008_own_data"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MeetingNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("meeting_uid", models.UUIDField(verbose_name="meeting")),
                ("meeting_starts_at", models.DateTimeField(verbose_name="start of the meeting")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("coming", "Coming"),
                            ("on_the_way", "On the way"),
                            ("late", "Running late"),
                            ("cannot_come", "Cannot come"),
                        ],
                        max_length=12,
                        verbose_name="what",
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="minutes late",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("said_at", models.DateTimeField(verbose_name="said at")),
                (
                    "keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="taps",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "representative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="events.representative",
                        verbose_name="representative",
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="said by",
                    ),
                ),
            ],
            options={
                "verbose_name": "notice",
                "verbose_name_plural": "notices",
                "ordering": ["-said_at", "-id"],
                "indexes": [
                    models.Index(fields=["event", "meeting_uid"], name="notice_of_meeting")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("meeting_uid", "representative"), name="notice_once_a_person"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "late"), ("minutes__isnull", False)),
                            models.Q(
                                models.Q(("kind", "late"), _negated=True), ("minutes__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="notice_minutes_if_late",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            "SELECT matchmaking_watch('matchmaking_meetingnotice', '', {}, {})".format(
                quoted(ONE_SIDE.format(side="a")), quoted(ONE_SIDE.format(side="b"))
            ),
            "SELECT matchmaking_unwatch('matchmaking_meetingnotice')",
        ),
    ]
