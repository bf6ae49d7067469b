"""Requests, scores, runs, schedule versions, meetings, messages and the log."""

import datetime
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
import matchmaking.choices
import matchmaking.models.feed
import matchmaking.models.notification
import uuid
from django.conf import settings
from django.db import migrations, models

from companies.migration_operations import CreateModels


MODELS = [
    migrations.CreateModel(
        name="CalendarFeed",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "secret",
                models.CharField(
                    default=matchmaking.models.feed.new_secret,
                    editable=False,
                    max_length=32,
                    verbose_name="secret",
                ),
            ),
            ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
            ("renewed_at", models.DateTimeField(blank=True, null=True, verbose_name="renewed at")),
            (
                "user",
                models.OneToOneField(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="calendar_feed",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="person",
                ),
            ),
        ],
        options={
            "verbose_name": "calendar feed",
            "verbose_name_plural": "calendar feeds",
            "ordering": ["id"],
        },
    ),
    migrations.CreateModel(
        name="MeetingRequest",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "state",
                models.CharField(
                    choices=[
                        ("pending", "Waiting for an answer"),
                        ("accepted", "Accepted"),
                        ("declined", "Declined"),
                        ("withdrawn", "Withdrawn"),
                        ("expired", "Expired"),
                        ("closed", "Closed"),
                    ],
                    default="pending",
                    max_length=10,
                    verbose_name="state",
                ),
            ),
            (
                "priority",
                models.PositiveSmallIntegerField(
                    choices=[(1, "Nice to have"), (2, "Wanted"), (3, "Must have")],
                    default=2,
                    verbose_name="priority",
                ),
            ),
            ("message", models.TextField(blank=True, max_length=1000, verbose_name="message")),
            ("answer", models.CharField(blank=True, max_length=1000, verbose_name="answer")),
            ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="sent at")),
            (
                "answered_at",
                models.DateTimeField(blank=True, null=True, verbose_name="answered at"),
            ),
            ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="expires at")),
            (
                "answered_by",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="answered_requests",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="answered by",
                ),
            ),
            (
                "event",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="requests",
                    to="events.event",
                    verbose_name="event",
                ),
            ),
            (
                "receiver",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="received_requests",
                    to="events.registration",
                    verbose_name="to",
                ),
            ),
            (
                "sender",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="sent_requests",
                    to="events.registration",
                    verbose_name="from",
                ),
            ),
            (
                "sent_by",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="sent_requests",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="sent by",
                ),
            ),
            (
                "put_aside_at",
                models.DateTimeField(
                    blank=True, null=True, verbose_name="declined without being told, at"
                ),
            ),
            (
                "wished_people",
                models.ManyToManyField(
                    blank=True,
                    related_name="wished_in",
                    to="events.representative",
                    verbose_name="wished people",
                ),
            ),
        ],
        options={
            "verbose_name": "meeting request",
            "verbose_name_plural": "meeting requests",
            "ordering": ["-created_at", "-id"],
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("state__in", ("pending", "accepted"))),
                    fields=("sender", "receiver"),
                    name="request_live_once",
                ),
                models.CheckConstraint(
                    condition=models.Q(("sender", models.F("receiver")), _negated=True),
                    name="request_not_to_oneself",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="MustMeet",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
            (
                "event",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="must_meets",
                    to="events.event",
                    verbose_name="event",
                ),
            ),
            (
                "registration_a",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="must_meet_as_a",
                    to="events.registration",
                    verbose_name="participant",
                ),
            ),
            (
                "registration_b",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="must_meet_as_b",
                    to="events.registration",
                    verbose_name="other participant",
                ),
            ),
        ],
        options={
            "verbose_name": "promised meeting",
            "verbose_name_plural": "promised meetings",
            "ordering": ["id"],
            "constraints": [
                models.UniqueConstraint(
                    models.F("event"),
                    django.db.models.functions.comparison.Least("registration_a", "registration_b"),
                    django.db.models.functions.comparison.Greatest(
                        "registration_a", "registration_b"
                    ),
                    name="must_meet_once",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("registration_a", models.F("registration_b")), _negated=True
                    ),
                    name="must_meet_two_different",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Notification",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "kind",
                models.CharField(
                    choices=matchmaking.choices.notification_kinds,
                    max_length=30,
                    verbose_name="kind",
                ),
            ),
            ("key", models.CharField(max_length=200, unique=True, verbose_name="key")),
            ("context", models.JSONField(blank=True, default=dict, verbose_name="context")),
            ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="written at")),
            (
                "not_before",
                models.DateTimeField(default=django.utils.timezone.now, verbose_name="not before"),
            ),
            ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
            (
                "seen_at",
                models.DateTimeField(blank=True, null=True, verbose_name="seen in the schedule at"),
            ),
            ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
            (
                "failure",
                models.CharField(blank=True, max_length=300, verbose_name="what went wrong"),
            ),
            (
                "event",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="notifications",
                    to="events.event",
                    verbose_name="event",
                ),
            ),
            (
                "recipient",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="notifications",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="recipient",
                ),
            ),
            (
                "address",
                models.EmailField(
                    blank=True, max_length=254, verbose_name="address without an account"
                ),
            ),
            ("is_urgent", models.BooleanField(default=False, verbose_name="ahead of others")),
            (
                "language",
                models.CharField(
                    blank=True,
                    choices=[
                        ("en", "English"),
                        ("vi", "Vietnamese"),
                        ("zh-hant", "Traditional Chinese"),
                        ("ko", "Korean"),
                    ],
                    max_length=10,
                    verbose_name="language",
                ),
            ),
            (
                "mail_state",
                models.CharField(
                    choices=[
                        ("waiting", "Waits to be sent"),
                        ("digest", "Waits for the daily mail"),
                        ("sent", "Sent"),
                        ("off", "Not wanted by mail"),
                        ("obsolete", "No longer so when it was due"),
                        ("failed", "Given up"),
                    ],
                    default="waiting",
                    max_length=10,
                    verbose_name="mail",
                ),
            ),
            ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="read at")),
            (
                "waived",
                models.CharField(
                    blank=True,
                    choices=[
                        ("", "Nothing"),
                        ("quiet_hours", "Quiet hours"),
                        ("daily_mail", "Daily mail"),
                    ],
                    default="",
                    max_length=12,
                    verbose_name="in spite of",
                ),
            ),
        ],
        options={
            "verbose_name": "notification",
            "verbose_name_plural": "notifications",
            "ordering": ["-created_at", "-id"],
            "indexes": [
                models.Index(
                    models.OrderBy(models.F("is_urgent"), descending=True),
                    models.F("not_before"),
                    models.F("id"),
                    condition=models.Q(("mail_state", "waiting")),
                    name="notification_waiting",
                ),
                models.Index(
                    condition=models.Q(("mail_state", "digest")),
                    fields=["not_before", "recipient"],
                    name="notification_digest",
                ),
                models.Index(fields=["recipient", "-created_at", "-id"], name="notification_page"),
                models.Index(
                    condition=models.Q(("read_at__isnull", True)),
                    fields=["recipient"],
                    name="notification_unread",
                ),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("address", ""), ("recipient__isnull", False)),
                        models.Q(
                            ("recipient__isnull", True), models.Q(("address", ""), _negated=True)
                        ),
                        _connector="OR",
                    ),
                    name="notification_to_a_person_or_an_address",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("mail_state", "sent"), ("sent_at__isnull", False)),
                        models.Q(
                            models.Q(("mail_state", "sent"), _negated=True),
                            ("sent_at__isnull", True),
                        ),
                        _connector="OR",
                    ),
                    name="notification_sent_has_its_time",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="PairScore",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("value", models.PositiveIntegerField(verbose_name="score")),
            ("factors", models.JSONField(default=list, verbose_name="factors")),
            ("computed_at", models.DateTimeField(auto_now=True, verbose_name="computed at")),
            (
                "event",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="pair_scores",
                    to="events.event",
                    verbose_name="event",
                ),
            ),
            (
                "registration_a",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="scores_as_a",
                    to="events.registration",
                    verbose_name="participant",
                ),
            ),
            (
                "registration_b",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="scores_as_b",
                    to="events.registration",
                    verbose_name="other participant",
                ),
            ),
        ],
        options={
            "verbose_name": "pair score",
            "verbose_name_plural": "pair scores",
            "ordering": ["-value", "id"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("event", "registration_a", "registration_b"), name="pair_score_once"
                ),
                models.CheckConstraint(
                    condition=models.Q(("registration_a__lt", models.F("registration_b"))),
                    name="pair_score_in_order",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Run",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "state",
                models.CharField(
                    choices=[
                        ("queued", "Waiting for a worker"),
                        ("running", "Running"),
                        ("succeeded", "Finished"),
                        ("failed", "Failed"),
                        ("cancelled", "Cancelled"),
                    ],
                    default="queued",
                    max_length=10,
                    verbose_name="state",
                ),
            ),
            (
                "phase",
                models.CharField(
                    choices=[
                        ("waiting", "Waiting for a worker"),
                        ("snapshot", "Reading the event"),
                        ("encoding", "Reading offers and needs"),
                        ("scoring", "Scoring pairs"),
                        ("scheduling", "Finding the schedule"),
                        ("checking", "Checking the schedule"),
                        ("applying", "Saving the schedule"),
                        ("done", "Done"),
                    ],
                    default="waiting",
                    max_length=12,
                    verbose_name="phase",
                ),
            ),
            ("done", models.PositiveIntegerField(default=0, verbose_name="done")),
            ("total", models.PositiveIntegerField(default=0, verbose_name="of")),
            ("value", models.BigIntegerField(blank=True, null=True, verbose_name="value so far")),
            ("bound", models.BigIntegerField(blank=True, null=True, verbose_name="bound")),
            ("gap", models.FloatField(blank=True, null=True, verbose_name="gap")),
            ("publishes", models.BooleanField(default=False, verbose_name="publish when done")),
            ("seed", models.BigIntegerField(default=0, verbose_name="seed")),
            ("params", models.JSONField(blank=True, default=dict, verbose_name="parameters")),
            (
                "versions",
                models.JSONField(blank=True, default=dict, verbose_name="software versions"),
            ),
            (
                "timings",
                models.JSONField(blank=True, default=dict, verbose_name="seconds by phase"),
            ),
            ("findings", models.JSONField(blank=True, default=list, verbose_name="findings")),
            ("input_hash", models.CharField(blank=True, max_length=64, verbose_name="input hash")),
            ("problem", models.JSONField(blank=True, null=True, verbose_name="input")),
            (
                "scoring_input",
                models.JSONField(blank=True, null=True, verbose_name="input of scoring"),
            ),
            (
                "claim",
                models.UUIDField(blank=True, editable=False, null=True, verbose_name="claimed by"),
            ),
            ("failure", models.TextField(blank=True, verbose_name="what went wrong")),
            (
                "cancel_requested_at",
                models.DateTimeField(blank=True, null=True, verbose_name="cancel requested at"),
            ),
            ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
            ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="asked for at")),
            ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="started at")),
            (
                "heartbeat_at",
                models.DateTimeField(blank=True, null=True, verbose_name="last sign of life"),
            ),
            (
                "finished_at",
                models.DateTimeField(blank=True, null=True, verbose_name="finished at"),
            ),
            (
                "event",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="runs",
                    to="events.event",
                    verbose_name="event",
                ),
            ),
            (
                "requested_by",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="runs",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="started by",
                ),
            ),
            (
                "based_on",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="runs_from",
                    to="matchmaking.scheduleversion",
                    verbose_name="made from",
                ),
            ),
        ],
        options={
            "verbose_name": "run",
            "verbose_name_plural": "runs",
            "ordering": ["-created_at", "-id"],
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("state__in", ("queued", "running"))),
                    fields=("event",),
                    name="run_active_once_an_event",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="RunBlock",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "kind",
                models.CharField(
                    choices=[("encoding", "Texts to read"), ("scoring", "Participants to score")],
                    max_length=10,
                    verbose_name="kind",
                ),
            ),
            ("first", models.PositiveIntegerField(verbose_name="first")),
            ("last", models.PositiveIntegerField(verbose_name="last")),
            ("product", models.BinaryField(blank=True, null=True, verbose_name="product")),
            (
                "beat_at",
                models.DateTimeField(blank=True, null=True, verbose_name="last sign of life"),
            ),
            ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
            ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done at")),
            (
                "run",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="blocks",
                    to="matchmaking.run",
                    verbose_name="run",
                ),
            ),
        ],
        options={
            "verbose_name": "block of work",
            "verbose_name_plural": "blocks of work",
            "ordering": ["kind", "first"],
            "constraints": [
                models.UniqueConstraint(fields=("run", "kind", "first"), name="run_block_once"),
                models.CheckConstraint(
                    condition=models.Q(("first__lt", models.F("last"))), name="run_block_not_empty"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="ScheduleVersion",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("number", models.PositiveIntegerField(verbose_name="version")),
            (
                "state",
                models.CharField(
                    choices=[
                        ("draft", "Draft"),
                        ("published", "Published"),
                        ("superseded", "Superseded"),
                    ],
                    default="draft",
                    max_length=12,
                    verbose_name="state",
                ),
            ),
            ("objective", models.BigIntegerField(blank=True, null=True, verbose_name="value")),
            ("bound", models.BigIntegerField(blank=True, null=True, verbose_name="bound")),
            ("gap", models.FloatField(blank=True, null=True, verbose_name="gap")),
            ("is_optimal", models.BooleanField(default=False, verbose_name="proven optimal")),
            ("levels", models.JSONField(blank=True, default=list, verbose_name="levels")),
            ("metrics", models.JSONField(blank=True, default=dict, verbose_name="figures")),
            ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
            ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="made at")),
            (
                "published_at",
                models.DateTimeField(blank=True, null=True, verbose_name="published at"),
            ),
            (
                "event",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="versions",
                    to="events.event",
                    verbose_name="event",
                ),
            ),
            (
                "parent",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="children",
                    to="matchmaking.scheduleversion",
                    verbose_name="made from",
                ),
            ),
            (
                "published_by",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="published_versions",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="published by",
                ),
            ),
            (
                "run",
                models.OneToOneField(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="version",
                    to="matchmaking.run",
                    verbose_name="run",
                ),
            ),
        ],
        options={
            "verbose_name": "schedule version",
            "verbose_name_plural": "schedule versions",
            "ordering": ["-number"],
            "constraints": [
                models.UniqueConstraint(fields=("event", "number"), name="version_number_once"),
                models.UniqueConstraint(
                    condition=models.Q(("state", "published")),
                    fields=("event",),
                    name="version_published_once_an_event",
                ),
                models.UniqueConstraint(fields=("id", "event"), name="version_of_event"),
            ],
        },
    ),
    migrations.CreateModel(
        name="Meeting",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "uid",
                models.UUIDField(default=uuid.uuid4, editable=False, verbose_name="calendar id"),
            ),
            (
                "sequence",
                models.PositiveIntegerField(
                    default=0, editable=False, verbose_name="calendar sequence"
                ),
            ),
            (
                "during",
                django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name="time"),
            ),
            ("online_url", models.URLField(blank=True, verbose_name="link")),
            ("tier", models.PositiveSmallIntegerField(default=0, verbose_name="tier")),
            ("value", models.PositiveIntegerField(default=0, verbose_name="score")),
            ("is_locked", models.BooleanField(default=False, verbose_name="locked")),
            (
                "state",
                models.CharField(
                    choices=[("planned", "Planned"), ("cancelled", "Cancelled")],
                    default="planned",
                    max_length=10,
                    verbose_name="state",
                ),
            ),
            (
                "event",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="meetings",
                    to="events.event",
                    verbose_name="event",
                ),
            ),
            (
                "registration_a",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.RESTRICT,
                    related_name="meetings_as_a",
                    to="events.registration",
                    verbose_name="participant",
                ),
            ),
            (
                "registration_b",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.RESTRICT,
                    related_name="meetings_as_b",
                    to="events.registration",
                    verbose_name="other participant",
                ),
            ),
            (
                "slot",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.RESTRICT,
                    related_name="meetings",
                    to="events.slot",
                    verbose_name="slot",
                ),
            ),
            (
                "table",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.RESTRICT,
                    related_name="meetings",
                    to="events.meetingtable",
                    verbose_name="table",
                ),
            ),
            (
                "request",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="meetings",
                    to="matchmaking.meetingrequest",
                    verbose_name="request",
                ),
            ),
            (
                "version",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="meetings",
                    to="matchmaking.scheduleversion",
                    verbose_name="schedule version",
                ),
            ),
            (
                "interpreter",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="meetings",
                    to="events.interpreter",
                    verbose_name="interpreter",
                ),
            ),
        ],
        options={
            "verbose_name": "meeting",
            "verbose_name_plural": "meetings",
            "ordering": ["during", "id"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("version", "uid"), name="meeting_uid_once_a_version"
                ),
                models.UniqueConstraint(
                    models.F("version"),
                    django.db.models.functions.comparison.Least("registration_a", "registration_b"),
                    django.db.models.functions.comparison.Greatest(
                        "registration_a", "registration_b"
                    ),
                    condition=models.Q(("state", "planned")),
                    name="meeting_pair_once_a_version",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("registration_a", models.F("registration_b")), _negated=True
                    ),
                    name="meeting_of_two",
                ),
                models.UniqueConstraint(
                    fields=("id", "version", "event", "during"), name="meeting_of_version_at"
                ),
                django.contrib.postgres.constraints.ExclusionConstraint(
                    condition=models.Q(("state", "planned"), ("table__isnull", False)),
                    deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                    expressions=[("version", "="), ("table", "="), ("during", "&&")],
                    name="meeting_table_free",
                    violation_error_message="The table is taken at that time.",
                ),
                django.contrib.postgres.constraints.ExclusionConstraint(
                    condition=models.Q(("interpreter__isnull", False), ("state", "planned")),
                    deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                    expressions=[("version", "="), ("interpreter", "="), ("during", "&&")],
                    name="meeting_interpreter_free",
                    violation_error_message="The interpreter is in another meeting at that time.",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Outcome",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("took_place", models.BooleanField(verbose_name="took place")),
            (
                "interest",
                models.PositiveSmallIntegerField(
                    blank=True,
                    null=True,
                    validators=[
                        django.core.validators.MinValueValidator(1),
                        django.core.validators.MaxValueValidator(5),
                    ],
                    verbose_name="interest",
                ),
            ),
            (
                "next_step",
                models.CharField(
                    choices=[
                        ("none", "No next step"),
                        ("samples", "Samples"),
                        ("pilot", "Pilot project"),
                        ("quotation", "Quotation"),
                        ("nda", "Non-disclosure agreement"),
                        ("mou", "Memorandum of understanding"),
                        ("distribution", "Distribution"),
                        ("investment", "Investment"),
                    ],
                    default="none",
                    max_length=20,
                    verbose_name="next step",
                ),
            ),
            ("note", models.TextField(blank=True, max_length=2000, verbose_name="note")),
            (
                "note_is_shared",
                models.BooleanField(
                    default=False, verbose_name="share the note with the other side"
                ),
            ),
            ("follow_up_on", models.DateField(blank=True, null=True, verbose_name="follow up on")),
            ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="written at")),
            ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed at")),
            (
                "author",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="outcomes",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="author",
                ),
            ),
            (
                "meeting",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="outcomes",
                    to="matchmaking.meeting",
                    verbose_name="meeting",
                ),
            ),
            (
                "registration",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="outcomes",
                    to="events.registration",
                    verbose_name="registration",
                ),
            ),
        ],
        options={
            "verbose_name": "outcome",
            "verbose_name_plural": "outcomes",
            "ordering": ["-updated_at"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("meeting", "registration"), name="outcome_once_a_side"
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("interest__isnull", True),
                        models.Q(("interest__gte", 1), ("interest__lte", 5)),
                        _connector="OR",
                    ),
                    name="outcome_interest_1_to_5",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Seat",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "during",
                django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name="time"),
            ),
            ("is_held", models.BooleanField(default=True, verbose_name="held")),
            (
                "event",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="seats",
                    to="events.event",
                    verbose_name="event",
                ),
            ),
            (
                "meeting",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="seats",
                    to="matchmaking.meeting",
                    verbose_name="meeting",
                ),
            ),
            (
                "registration",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.RESTRICT,
                    related_name="seats",
                    to="events.registration",
                    verbose_name="registration",
                ),
            ),
            (
                "representative",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.RESTRICT,
                    related_name="seats",
                    to="events.representative",
                    verbose_name="representative",
                ),
            ),
            (
                "version",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="seats",
                    to="matchmaking.scheduleversion",
                    verbose_name="schedule version",
                ),
            ),
        ],
        options={
            "verbose_name": "seat",
            "verbose_name_plural": "seats",
            "ordering": ["id"],
            "constraints": [
                models.UniqueConstraint(fields=("meeting", "representative"), name="seat_once"),
                django.contrib.postgres.constraints.ExclusionConstraint(
                    condition=models.Q(("is_held", True)),
                    deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                    expressions=[("version", "="), ("representative", "="), ("during", "&&")],
                    name="seat_person_free",
                    violation_error_message="This person has another meeting at that time.",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="TextVector",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("encoder", models.CharField(max_length=120, verbose_name="encoder")),
            ("text_hash", models.CharField(max_length=64, verbose_name="text hash")),
            ("vector", models.BinaryField(verbose_name="vector")),
            ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
        ],
        options={
            "verbose_name": "text vector",
            "verbose_name_plural": "text vectors",
            "ordering": ["id"],
            "constraints": [
                models.UniqueConstraint(fields=("encoder", "text_hash"), name="text_vector_once")
            ],
        },
    ),
    migrations.CreateModel(
        name="UnscheduledPair",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("tier", models.PositiveSmallIntegerField(default=0, verbose_name="tier")),
            ("reason", models.CharField(max_length=40, verbose_name="reason")),
            ("detail", models.JSONField(blank=True, default=dict, verbose_name="detail")),
            (
                "registration_a",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="unscheduled_as_a",
                    to="events.registration",
                    verbose_name="participant",
                ),
            ),
            (
                "registration_b",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="unscheduled_as_b",
                    to="events.registration",
                    verbose_name="other participant",
                ),
            ),
            (
                "version",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="unscheduled",
                    to="matchmaking.scheduleversion",
                    verbose_name="schedule version",
                ),
            ),
        ],
        options={
            "verbose_name": "unscheduled pair",
            "verbose_name_plural": "unscheduled pairs",
            "ordering": ["id"],
            "constraints": [
                models.UniqueConstraint(
                    models.F("version"),
                    django.db.models.functions.comparison.Least("registration_a", "registration_b"),
                    django.db.models.functions.comparison.Greatest(
                        "registration_a", "registration_b"
                    ),
                    name="unscheduled_pair_once",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="Activity",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("action", models.CharField(max_length=80, verbose_name="action")),
            ("subject_type", models.CharField(max_length=80, verbose_name="subject")),
            ("subject_id", models.BigIntegerField(null=True, verbose_name="subject id")),
            ("before", models.JSONField(blank=True, default=dict, verbose_name="before")),
            ("after", models.JSONField(blank=True, default=dict, verbose_name="after")),
            ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
            (
                "actor",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="activity",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="person",
                ),
            ),
            (
                "event",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="activity",
                    to="events.event",
                    verbose_name="event",
                ),
            ),
            (
                "acted_for",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="acted_for_it",
                    to="events.registration",
                    verbose_name="for",
                ),
            ),
        ],
        options={
            "verbose_name": "activity",
            "verbose_name_plural": "activity",
            "ordering": ["-at", "-id"],
            "indexes": [
                models.Index(fields=["subject_type", "subject_id"], name="activity_subject")
            ],
        },
    ),
    migrations.CreateModel(
        name="BlockedOrganisation",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="since")),
            (
                "blocked",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="blocked_by",
                    to="companies.organisation",
                    verbose_name="blocked organisation",
                ),
            ),
            (
                "organisation",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="blocked_organisations",
                    to="companies.organisation",
                    verbose_name="organisation",
                ),
            ),
        ],
        options={
            "verbose_name": "blocked organisation",
            "verbose_name_plural": "blocked organisations",
            "ordering": ["id"],
            "constraints": [
                models.UniqueConstraint(fields=("organisation", "blocked"), name="blocked_once"),
                models.CheckConstraint(
                    condition=models.Q(("organisation", models.F("blocked")), _negated=True),
                    name="blocked_not_oneself",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="MailPreferences",
        fields=[
            (
                "user",
                models.OneToOneField(
                    on_delete=django.db.models.deletion.CASCADE,
                    primary_key=True,
                    related_name="mail_preferences",
                    serialize=False,
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="person",
                ),
            ),
            (
                "requests",
                models.CharField(
                    choices=[
                        ("at_once", "At once"),
                        ("daily", "Once a day"),
                        ("off", "Not by mail"),
                    ],
                    default="at_once",
                    max_length=10,
                    verbose_name="Meeting requests",
                ),
            ),
            (
                "schedule",
                models.CharField(
                    choices=[
                        ("at_once", "At once"),
                        ("daily", "Once a day"),
                        ("off", "Not by mail"),
                    ],
                    default="at_once",
                    max_length=10,
                    verbose_name="Your schedule",
                ),
            ),
            (
                "reminders",
                models.CharField(
                    choices=[
                        ("at_once", "At once"),
                        ("daily", "Once a day"),
                        ("off", "Not by mail"),
                    ],
                    default="at_once",
                    max_length=10,
                    verbose_name="Reminders",
                ),
            ),
            (
                "follow_ups",
                models.CharField(
                    choices=[
                        ("at_once", "At once"),
                        ("daily", "Once a day"),
                        ("off", "Not by mail"),
                    ],
                    default="at_once",
                    max_length=10,
                    verbose_name="Following up",
                ),
            ),
            (
                "registration",
                models.CharField(
                    choices=[
                        ("at_once", "At once"),
                        ("daily", "Once a day"),
                        ("off", "Not by mail"),
                    ],
                    default="at_once",
                    max_length=10,
                    verbose_name="Your registration",
                ),
            ),
            (
                "organisation",
                models.CharField(
                    choices=[
                        ("at_once", "At once"),
                        ("daily", "Once a day"),
                        ("off", "Not by mail"),
                    ],
                    default="at_once",
                    max_length=10,
                    verbose_name="Your organisation",
                ),
            ),
            (
                "digest_hour",
                models.PositiveSmallIntegerField(
                    default=7,
                    validators=[django.core.validators.MaxValueValidator(23)],
                    verbose_name="hour of the daily mail",
                ),
            ),
            (
                "has_quiet_hours",
                models.BooleanField(
                    default=matchmaking.models.notification.quiet_by_default,
                    verbose_name="quiet hours",
                ),
            ),
            (
                "quiet_from",
                models.TimeField(default=datetime.time(21, 0), verbose_name="quiet from"),
            ),
            (
                "quiet_until",
                models.TimeField(default=datetime.time(7, 0), verbose_name="quiet until"),
            ),
        ],
        options={
            "verbose_name": "mail preferences",
            "verbose_name_plural": "mail preferences",
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("digest_hour__lte", 23)), name="digest_hour_of_a_day"
                ),
                models.CheckConstraint(
                    condition=models.Q(("requests__in", ["at_once", "daily", "off"])),
                    name="mail_pace_of_requests",
                ),
                models.CheckConstraint(
                    condition=models.Q(("schedule__in", ["at_once", "daily", "off"])),
                    name="mail_pace_of_schedule",
                ),
                models.CheckConstraint(
                    condition=models.Q(("reminders__in", ["at_once", "daily", "off"])),
                    name="mail_pace_of_reminders",
                ),
                models.CheckConstraint(
                    condition=models.Q(("follow_ups__in", ["at_once", "daily", "off"])),
                    name="mail_pace_of_follow_ups",
                ),
                models.CheckConstraint(
                    condition=models.Q(("registration__in", ["at_once", "daily", "off"])),
                    name="mail_pace_of_registration",
                ),
                models.CheckConstraint(
                    condition=models.Q(("organisation__in", ["at_once", "daily", "off"])),
                    name="mail_pace_of_organisation",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="EventScores",
        fields=[
            (
                "event",
                models.OneToOneField(
                    on_delete=django.db.models.deletion.CASCADE,
                    primary_key=True,
                    related_name="scores",
                    serialize=False,
                    to="events.event",
                    verbose_name="event",
                ),
            ),
            ("encoder", models.CharField(blank=True, max_length=120, verbose_name="encoder")),
            ("basis", models.BinaryField(default=bytes, verbose_name="basis")),
            ("best", models.PositiveSmallIntegerField(default=0, verbose_name="best")),
            ("generation", models.PositiveIntegerField(default=0, verbose_name="generation")),
            ("profiles", models.PositiveIntegerField(default=0, verbose_name="profiles")),
            ("renewed", models.PositiveIntegerField(default=0, verbose_name="renewed")),
            ("stored_at", models.DateTimeField(null=True, verbose_name="scored at")),
            ("claimed_at", models.DateTimeField(null=True, verbose_name="claimed at")),
            ("seconds", models.FloatField(default=0, verbose_name="seconds")),
        ],
        options={"verbose_name": "scores of an event", "verbose_name_plural": "scores of events"},
    ),
    migrations.CreateModel(
        name="StaleScore",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("since", models.DateTimeField(verbose_name="since")),
            (
                "event",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="stale_scores",
                    to="events.event",
                    verbose_name="event",
                ),
            ),
            (
                "registration",
                models.OneToOneField(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="stale_score",
                    to="events.registration",
                    verbose_name="registration",
                ),
            ),
            (
                "says_the_same",
                models.BooleanField(default=False, verbose_name="says the same as before"),
            ),
        ],
        options={
            "verbose_name": "participant to be scored again",
            "verbose_name_plural": "participants to be scored again",
            "ordering": ["since", "id"],
        },
    ),
    migrations.CreateModel(
        name="CounterpartMark",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "kind",
                models.CharField(
                    choices=[("saved", "Saved for later"), ("hidden", "Hidden")],
                    max_length=10,
                    verbose_name="kind",
                ),
            ),
            ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="since")),
            (
                "by",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="counterpart_marks",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="by",
                ),
            ),
            (
                "counterpart",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="marked_by",
                    to="events.registration",
                    verbose_name="counterpart",
                ),
            ),
            (
                "registration",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="counterpart_marks",
                    to="events.registration",
                    verbose_name="registration",
                ),
            ),
        ],
        options={
            "verbose_name": "saved or hidden participant",
            "verbose_name_plural": "saved and hidden participants",
            "ordering": ["-created_at", "-id"],
            "constraints": [
                models.UniqueConstraint(fields=("registration", "counterpart"), name="mark_once"),
                models.CheckConstraint(
                    condition=models.Q(("registration", models.F("counterpart")), _negated=True),
                    name="mark_not_oneself",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="DataExport",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "state",
                models.CharField(
                    choices=[
                        ("waiting", "Waiting for a worker"),
                        ("running", "Being put together"),
                        ("ready", "Ready"),
                        ("failed", "Failed"),
                        ("expired", "Deleted"),
                    ],
                    default="waiting",
                    max_length=10,
                    verbose_name="state",
                ),
            ),
            ("done", models.PositiveSmallIntegerField(default=0, verbose_name="done")),
            ("total", models.PositiveSmallIntegerField(default=0, verbose_name="of")),
            ("archive", models.BinaryField(null=True, verbose_name="file")),
            ("size", models.PositiveIntegerField(default=0, verbose_name="bytes")),
            ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="asked for at")),
            (
                "finished_at",
                models.DateTimeField(blank=True, null=True, verbose_name="finished at"),
            ),
            ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="deleted at")),
            (
                "person",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="exports",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="person",
                ),
            ),
        ],
        options={
            "verbose_name": "export of one's own data",
            "verbose_name_plural": "exports of one's own data",
            "ordering": ["-created_at", "-id"],
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("state__in", ("waiting", "running"))),
                    fields=("person",),
                    name="export_one_at_a_time",
                )
            ],
        },
    ),
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
            "indexes": [models.Index(fields=["event", "meeting_uid"], name="notice_of_meeting")],
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
    migrations.CreateModel(
        name="CardPhoto",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("picture", models.BinaryField(verbose_name="picture")),
            (
                "media_type",
                models.CharField(editable=False, max_length=20, verbose_name="kind of file"),
            ),
            ("taken_at", models.DateTimeField(auto_now=True, verbose_name="taken at")),
            (
                "outcome",
                models.OneToOneField(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="card",
                    to="matchmaking.outcome",
                    verbose_name="outcome",
                ),
            ),
            (
                "taken_by",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="taken by",
                ),
            ),
        ],
        options={
            "verbose_name": "photo of a card",
            "verbose_name_plural": "photos of cards",
            "ordering": ["-taken_at"],
        },
    ),
    migrations.CreateModel(
        name="PreparationNote",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("meeting_uid", models.UUIDField(verbose_name="meeting")),
            ("text", models.TextField(max_length=1000, verbose_name="note")),
            ("written_at", models.DateTimeField(auto_now=True, verbose_name="written at")),
            (
                "event",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="+",
                    to="events.event",
                    verbose_name="event",
                ),
            ),
            (
                "registration",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="preparation_notes",
                    to="events.registration",
                    verbose_name="registration",
                ),
            ),
            (
                "written_by",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="written by",
                ),
            ),
        ],
        options={
            "verbose_name": "note for a meeting",
            "verbose_name_plural": "notes for meetings",
            "ordering": ["-written_at"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("meeting_uid", "registration"), name="preparation_once_a_side"
                )
            ],
        },
    ),
]


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("matchmaking", "0001_initial"),
        ("matchmaking", "0004_mail_preferences"),
        ("matchmaking", "0005_scores_and_marks"),
        ("matchmaking", "0006_names_of_relations"),
        ("matchmaking", "0007_names_of_more_relations"),
        ("matchmaking", "0008_own_data"),
        ("matchmaking", "0009_notices"),
        ("matchmaking", "0011_name_of_an_export"),
        ("matchmaking", "0012_cards"),
        ("matchmaking", "0013_preparation"),
        ("matchmaking", "0015_interpreters_of_meetings"),
        ("matchmaking", "0016_said_the_same"),
        ("matchmaking", "0017_put_aside"),
        ("matchmaking", "0018_closed_requests"),
    ]

    dependencies = [("companies", "0001_models"), ("events", "0001_models")]

    operations = [CreateModels(MODELS)]
