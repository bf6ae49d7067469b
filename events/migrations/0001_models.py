"""Events: their places, times, programme, visits and registrations."""

import companies.validators
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

from companies.migration_operations import CreateModels


MODELS = [
    migrations.CreateModel(
        name="Event",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("slug", models.SlugField(max_length=80, unique=True, verbose_name="address")),
            ("name", models.CharField(max_length=200, verbose_name="name")),
            ("name_en", models.CharField(max_length=200, null=True, verbose_name="name")),
            ("name_vi", models.CharField(max_length=200, null=True, verbose_name="name")),
            ("name_zh_hant", models.CharField(max_length=200, null=True, verbose_name="name")),
            ("name_ko", models.CharField(max_length=200, null=True, verbose_name="name")),
            ("summary", models.CharField(blank=True, max_length=300, verbose_name="in one line")),
            (
                "summary_en",
                models.CharField(blank=True, max_length=300, null=True, verbose_name="in one line"),
            ),
            (
                "summary_vi",
                models.CharField(blank=True, max_length=300, null=True, verbose_name="in one line"),
            ),
            (
                "summary_zh_hant",
                models.CharField(blank=True, max_length=300, null=True, verbose_name="in one line"),
            ),
            (
                "summary_ko",
                models.CharField(blank=True, max_length=300, null=True, verbose_name="in one line"),
            ),
            ("description", models.TextField(blank=True, verbose_name="description")),
            ("description_en", models.TextField(blank=True, null=True, verbose_name="description")),
            ("description_vi", models.TextField(blank=True, null=True, verbose_name="description")),
            (
                "description_zh_hant",
                models.TextField(blank=True, null=True, verbose_name="description"),
            ),
            ("description_ko", models.TextField(blank=True, null=True, verbose_name="description")),
            (
                "mode",
                models.CharField(
                    choices=[
                        ("on_site", "On site"),
                        ("online", "Online"),
                        ("hybrid", "On site and online"),
                    ],
                    default="on_site",
                    max_length=10,
                    verbose_name="mode",
                ),
            ),
            (
                "time_zone",
                models.CharField(
                    default="Asia/Ho_Chi_Minh",
                    max_length=64,
                    validators=[companies.validators.validate_time_zone],
                    verbose_name="time zone",
                ),
            ),
            ("starts_on", models.DateField(verbose_name="first day")),
            ("ends_on", models.DateField(verbose_name="last day")),
            (
                "country",
                models.CharField(
                    blank=True,
                    max_length=2,
                    validators=[companies.validators.validate_country],
                    verbose_name="country",
                ),
            ),
            ("city", models.CharField(blank=True, max_length=100, verbose_name="city")),
            ("is_public", models.BooleanField(default=False, verbose_name="public")),
            (
                "logo",
                models.ImageField(
                    blank=True,
                    upload_to="events/",
                    validators=[
                        django.core.validators.FileExtensionValidator(
                            ["png", "jpg", "jpeg", "webp"]
                        )
                    ],
                    verbose_name="logo",
                ),
            ),
            (
                "accent",
                models.CharField(
                    blank=True,
                    max_length=7,
                    validators=[
                        django.core.validators.RegexValidator(
                            "^#[0-9a-fA-F]{6}$", "Write a colour such as #0b6e4f."
                        )
                    ],
                    verbose_name="accent colour",
                ),
            ),
            (
                "pairing",
                models.CharField(
                    choices=[
                        ("any_to_any", "Anybody may meet anybody"),
                        ("two_sided", "One side meets the other"),
                    ],
                    default="any_to_any",
                    max_length=20,
                    verbose_name="who meets whom",
                ),
            ),
            (
                "same_delegation_meets",
                models.BooleanField(
                    default=False, verbose_name="members of one delegation may meet each other"
                ),
            ),
            (
                "slot_minutes",
                models.PositiveSmallIntegerField(default=20, verbose_name="minutes a meeting"),
            ),
            (
                "break_minutes",
                models.PositiveSmallIntegerField(
                    default=5, verbose_name="minutes between meetings"
                ),
            ),
            (
                "request_quota",
                models.PositiveSmallIntegerField(
                    default=20, verbose_name="requests a participant may send"
                ),
            ),
            (
                "meeting_minimum",
                models.PositiveSmallIntegerField(
                    default=0, verbose_name="meetings promised to each participant"
                ),
            ),
            (
                "meeting_maximum",
                models.PositiveSmallIntegerField(
                    blank=True, null=True, verbose_name="most meetings of a participant"
                ),
            ),
            (
                "suggests_meetings",
                models.BooleanField(
                    default=True,
                    verbose_name="fill free slots with good matches that nobody asked for",
                ),
            ),
            (
                "is_fair",
                models.BooleanField(
                    default=True, verbose_name="nobody goes home with nothing while others fill up"
                ),
            ),
            (
                "registration_needs_approval",
                models.BooleanField(default=True, verbose_name="registrations need approval"),
            ),
            ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
            ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed at")),
            (
                "declines_told",
                models.CharField(
                    choices=[
                        ("reason", "That they decline, and the reason if they give one"),
                        ("answer", "That they decline, without a reason"),
                        ("nothing", "Nothing: the request stays open until it expires"),
                    ],
                    default="reason",
                    max_length=10,
                    verbose_name="what a company learns when its request is declined",
                ),
            ),
        ],
        options={
            "verbose_name": "event",
            "verbose_name_plural": "events",
            "ordering": ["-starts_on", "slug"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                    name="event_ends_after_it_starts",
                    violation_error_message="The last day comes before the first day.",
                ),
                models.CheckConstraint(
                    condition=models.Q(("slot_minutes__gte", 5), ("slot_minutes__lte", 240)),
                    name="event_slot_length_sane",
                    violation_error_message="A meeting takes between 5 and 240 minutes.",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("meeting_maximum__isnull", True),
                        ("meeting_maximum__gte", models.F("meeting_minimum")),
                        _connector="OR",
                    ),
                    name="event_maximum_not_below_minimum",
                    violation_error_message="The most meetings of a participant is below the number promised to each.",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Delegation",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("name", models.CharField(max_length=200, verbose_name="name")),
            ("name_en", models.CharField(max_length=200, null=True, verbose_name="name")),
            ("name_vi", models.CharField(max_length=200, null=True, verbose_name="name")),
            ("name_zh_hant", models.CharField(max_length=200, null=True, verbose_name="name")),
            ("name_ko", models.CharField(max_length=200, null=True, verbose_name="name")),
            (
                "country",
                models.CharField(
                    blank=True,
                    max_length=2,
                    validators=[companies.validators.validate_country],
                    verbose_name="country",
                ),
            ),
            (
                "leader",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="led_delegations",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="leader",
                ),
            ),
            (
                "organisation",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="led_delegations",
                    to="companies.organisation",
                    verbose_name="led by",
                ),
            ),
            (
                "event",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="delegations",
                    to="events.event",
                    verbose_name="event",
                ),
            ),
        ],
        options={
            "verbose_name": "delegation",
            "verbose_name_plural": "delegations",
            "ordering": ["id"],
            "constraints": [
                models.UniqueConstraint(fields=("id", "event"), name="delegation_of_event")
            ],
        },
    ),
    migrations.CreateModel(
        name="Host",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "role",
                models.CharField(
                    choices=[("host", "Host"), ("co_host", "Co-host"), ("partner", "Partner")],
                    default="host",
                    max_length=10,
                    verbose_name="role",
                ),
            ),
            ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            (
                "event",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="hosts",
                    to="events.event",
                    verbose_name="event",
                ),
            ),
            (
                "organisation",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="hosted",
                    to="companies.organisation",
                    verbose_name="organisation",
                ),
            ),
        ],
        options={
            "verbose_name": "host",
            "verbose_name_plural": "hosts",
            "ordering": ["position", "id"],
            "constraints": [
                models.UniqueConstraint(fields=("event", "organisation"), name="host_once")
            ],
        },
    ),
    migrations.CreateModel(
        name="Interpreter",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "name",
                models.CharField(
                    help_text="Both sides of a meeting read it. Where somebody else comes instead, write their name here: they take over the meetings.",
                    max_length=120,
                    verbose_name="name",
                ),
            ),
            (
                "language_a",
                models.CharField(
                    choices=[
                        ("vi", "Vietnamese"),
                        ("en", "English"),
                        ("zh-hant", "Chinese"),
                        ("ko", "Korean"),
                        ("ja", "Japanese"),
                        ("fr", "French"),
                        ("de", "German"),
                        ("es", "Spanish"),
                        ("th", "Thai"),
                        ("id", "Indonesian"),
                        ("ms", "Malay"),
                        ("ru", "Russian"),
                    ],
                    max_length=10,
                    verbose_name="language",
                ),
            ),
            (
                "language_b",
                models.CharField(
                    choices=[
                        ("vi", "Vietnamese"),
                        ("en", "English"),
                        ("zh-hant", "Chinese"),
                        ("ko", "Korean"),
                        ("ja", "Japanese"),
                        ("fr", "French"),
                        ("de", "German"),
                        ("es", "Spanish"),
                        ("th", "Thai"),
                        ("id", "Indonesian"),
                        ("ms", "Malay"),
                        ("ru", "Russian"),
                    ],
                    max_length=10,
                    verbose_name="other language",
                ),
            ),
            (
                "event",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="interpreters",
                    to="events.event",
                    verbose_name="event",
                ),
            ),
        ],
        options={
            "verbose_name": "interpreter",
            "verbose_name_plural": "interpreters",
            "ordering": ["id"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("language_a", models.F("language_b")), _negated=True),
                    name="interpreter_between_two_languages",
                ),
                models.UniqueConstraint(fields=("id", "event"), name="interpreter_of_event"),
            ],
        },
    ),
    migrations.CreateModel(
        name="MeetingBlock",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("name", models.CharField(blank=True, max_length=80, verbose_name="name")),
            (
                "during",
                django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name="time"),
            ),
            (
                "event",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="blocks",
                    to="events.event",
                    verbose_name="event",
                ),
            ),
        ],
        options={
            "verbose_name": "meeting block",
            "verbose_name_plural": "meeting blocks",
            "ordering": ["during"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("during__isempty", False)), name="block_has_a_length"
                ),
                models.UniqueConstraint(fields=("id", "event"), name="block_of_event"),
                django.contrib.postgres.constraints.ExclusionConstraint(
                    expressions=[("event", "="), ("during", "&&")],
                    name="blocks_of_an_event_apart",
                    violation_error_message="Two meeting blocks of the event overlap.",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Phase",
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
                    choices=[
                        ("set_up", "Set-up"),
                        ("registration", "Registration"),
                        ("requests", "Requests"),
                        ("draft", "Draft schedule"),
                        ("published", "Schedule published"),
                        ("live", "Live"),
                        ("follow_up", "Follow-up"),
                    ],
                    max_length=20,
                    verbose_name="phase",
                ),
            ),
            ("starts_at", models.DateTimeField(verbose_name="starts at")),
            (
                "event",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="phases",
                    to="events.event",
                    verbose_name="event",
                ),
            ),
        ],
        options={
            "verbose_name": "phase",
            "verbose_name_plural": "phases",
            "ordering": ["starts_at"],
            "constraints": [models.UniqueConstraint(fields=("event", "kind"), name="phase_once")],
        },
    ),
    migrations.CreateModel(
        name="Side",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("code", models.SlugField(max_length=40, verbose_name="code")),
            ("name", models.CharField(max_length=120, verbose_name="name")),
            ("name_en", models.CharField(max_length=120, null=True, verbose_name="name")),
            ("name_vi", models.CharField(max_length=120, null=True, verbose_name="name")),
            ("name_zh_hant", models.CharField(max_length=120, null=True, verbose_name="name")),
            ("name_ko", models.CharField(max_length=120, null=True, verbose_name="name")),
            ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            (
                "event",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="sides",
                    to="events.event",
                    verbose_name="event",
                ),
            ),
        ],
        options={
            "verbose_name": "side",
            "verbose_name_plural": "sides",
            "ordering": ["position", "id"],
            "constraints": [
                models.UniqueConstraint(fields=("event", "code"), name="side_once"),
                models.UniqueConstraint(fields=("id", "event"), name="side_of_event"),
            ],
        },
    ),
    migrations.CreateModel(
        name="SiteVisit",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("title", models.CharField(max_length=250, verbose_name="title")),
            ("title_en", models.CharField(max_length=250, null=True, verbose_name="title")),
            ("title_vi", models.CharField(max_length=250, null=True, verbose_name="title")),
            ("title_zh_hant", models.CharField(max_length=250, null=True, verbose_name="title")),
            ("title_ko", models.CharField(max_length=250, null=True, verbose_name="title")),
            ("place", models.CharField(blank=True, max_length=300, verbose_name="place")),
            (
                "during",
                django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name="time"),
            ),
            (
                "travel_there_minutes",
                models.PositiveSmallIntegerField(
                    default=0, verbose_name="minutes on the way there"
                ),
            ),
            (
                "travel_back_minutes",
                models.PositiveSmallIntegerField(default=0, verbose_name="minutes on the way back"),
            ),
            ("seats", models.PositiveSmallIntegerField(default=20, verbose_name="seats")),
            (
                "event",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="visits",
                    to="events.event",
                    verbose_name="event",
                ),
            ),
            (
                "host",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="visits",
                    to="companies.organisation",
                    verbose_name="host",
                ),
            ),
        ],
        options={
            "verbose_name": "site visit",
            "verbose_name_plural": "site visits",
            "ordering": ["during", "id"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("during__isempty", False)), name="visit_has_a_length"
                ),
                models.UniqueConstraint(fields=("id", "event"), name="visit_of_event"),
            ],
        },
    ),
    migrations.CreateModel(
        name="Slot",
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
            (
                "block",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="slots",
                    to="events.meetingblock",
                    verbose_name="meeting block",
                ),
            ),
            (
                "event",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="slots",
                    to="events.event",
                    verbose_name="event",
                ),
            ),
        ],
        options={
            "verbose_name": "slot",
            "verbose_name_plural": "slots",
            "ordering": ["during"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("during__isempty", False)), name="slot_has_a_length"
                ),
                models.UniqueConstraint(fields=("id", "event", "during"), name="slot_of_event_at"),
                django.contrib.postgres.constraints.ExclusionConstraint(
                    expressions=[("event", "="), ("during", "&&")],
                    name="slots_of_an_event_apart",
                    violation_error_message="Two slots of the event overlap.",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Staff",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "role",
                models.CharField(
                    choices=[
                        ("organiser", "Organiser"),
                        ("scheduler", "Scheduler"),
                        ("desk", "Desk and floor"),
                        ("observer", "Observer"),
                    ],
                    default="organiser",
                    max_length=20,
                    verbose_name="role",
                ),
            ),
            (
                "event",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="staff",
                    to="events.event",
                    verbose_name="event",
                ),
            ),
            (
                "user",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="staffed",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="person",
                ),
            ),
        ],
        options={
            "verbose_name": "staff member",
            "verbose_name_plural": "staff",
            "ordering": ["id"],
            "constraints": [models.UniqueConstraint(fields=("event", "user"), name="staff_once")],
        },
    ),
    migrations.CreateModel(
        name="Venue",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("name", models.CharField(max_length=200, verbose_name="name")),
            ("address", models.CharField(blank=True, max_length=300, verbose_name="address")),
            ("map_url", models.URLField(blank=True, verbose_name="map")),
            (
                "event",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="venues",
                    to="events.event",
                    verbose_name="event",
                ),
            ),
        ],
        options={"verbose_name": "venue", "verbose_name_plural": "venues", "ordering": ["id"]},
    ),
    migrations.CreateModel(
        name="Hall",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("name", models.CharField(max_length=120, verbose_name="name")),
            ("capacity", models.PositiveIntegerField(blank=True, null=True, verbose_name="seats")),
            (
                "venue",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="halls",
                    to="events.venue",
                    verbose_name="venue",
                ),
            ),
            (
                "plan",
                models.ImageField(
                    blank=True,
                    height_field="plan_height",
                    upload_to="plans/",
                    validators=[
                        django.core.validators.FileExtensionValidator(
                            ["png", "jpg", "jpeg", "webp"]
                        )
                    ],
                    verbose_name="picture of its plan",
                    width_field="plan_width",
                ),
            ),
            (
                "plan_height",
                models.PositiveIntegerField(
                    blank=True, editable=False, null=True, verbose_name="height of the picture"
                ),
            ),
            (
                "plan_width",
                models.PositiveIntegerField(
                    blank=True, editable=False, null=True, verbose_name="width of the picture"
                ),
            ),
        ],
        options={"verbose_name": "hall", "verbose_name_plural": "halls", "ordering": ["id"]},
    ),
    migrations.CreateModel(
        name="MeetingTable",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("label", models.CharField(max_length=20, verbose_name="label")),
            ("zone", models.CharField(blank=True, max_length=40, verbose_name="zone")),
            ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            ("is_usable", models.BooleanField(default=True, verbose_name="in use")),
            (
                "event",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="tables",
                    to="events.event",
                    verbose_name="event",
                ),
            ),
            (
                "hall",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.RESTRICT,
                    related_name="tables",
                    to="events.hall",
                    verbose_name="hall",
                ),
            ),
            (
                "x",
                models.PositiveSmallIntegerField(
                    blank=True,
                    help_text="Where it stands on the hall's plan: 0 at the left edge, 1000 at the right.",
                    null=True,
                    validators=[django.core.validators.MaxValueValidator(1000)],
                    verbose_name="from the left, ‰",
                ),
            ),
            (
                "y",
                models.PositiveSmallIntegerField(
                    blank=True,
                    help_text="0 at the top edge, 1000 at the bottom.",
                    null=True,
                    validators=[django.core.validators.MaxValueValidator(1000)],
                    verbose_name="from the top, ‰",
                ),
            ),
        ],
        options={
            "verbose_name": "table",
            "verbose_name_plural": "tables",
            "ordering": ["position", "id"],
            "constraints": [
                models.UniqueConstraint(fields=("event", "label"), name="table_label_once"),
                models.UniqueConstraint(fields=("id", "event"), name="table_of_event"),
            ],
        },
    ),
    migrations.CreateModel(
        name="Registration",
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
                        ("draft", "Draft"),
                        ("submitted", "Waiting for approval"),
                        ("approved", "Approved"),
                        ("waitlisted", "On the waiting list"),
                        ("rejected", "Not accepted"),
                        ("withdrawn", "Withdrawn"),
                    ],
                    default="draft",
                    max_length=20,
                    verbose_name="state",
                ),
            ),
            ("state_reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
            ("is_online", models.BooleanField(default=False, verbose_name="takes part online")),
            (
                "time_zone",
                models.CharField(
                    blank=True,
                    max_length=64,
                    validators=[companies.validators.validate_time_zone],
                    verbose_name="time zone",
                ),
            ),
            (
                "is_listed",
                models.BooleanField(default=True, verbose_name="shown to other participants"),
            ),
            (
                "meeting_minimum",
                models.PositiveSmallIntegerField(
                    blank=True, null=True, verbose_name="fewest meetings"
                ),
            ),
            (
                "meeting_maximum",
                models.PositiveSmallIntegerField(
                    blank=True, null=True, verbose_name="most meetings"
                ),
            ),
            (
                "submitted_at",
                models.DateTimeField(blank=True, null=True, verbose_name="submitted at"),
            ),
            ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
            ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
            ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed at")),
            (
                "booth",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="booth_of",
                    to="events.meetingtable",
                    verbose_name="own table",
                ),
            ),
            (
                "delegation",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="registrations",
                    to="events.delegation",
                    verbose_name="delegation",
                ),
            ),
            (
                "event",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="registrations",
                    to="events.event",
                    verbose_name="event",
                ),
            ),
            (
                "organisation",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="registrations",
                    to="companies.organisation",
                    verbose_name="organisation",
                ),
            ),
            (
                "side",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.RESTRICT,
                    related_name="registrations",
                    to="events.side",
                    verbose_name="side",
                ),
            ),
            (
                "acting_leader",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="may_act_for",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="leader who may act for it",
                ),
            ),
            (
                "description_for",
                models.CharField(
                    choices=[
                        ("everybody", "Everybody"),
                        ("participants", "Participants of the event"),
                        ("meeting", "Those you have agreed to meet"),
                    ],
                    default="participants",
                    max_length=15,
                    verbose_name="description seen by",
                ),
            ),
            (
                "is_public",
                models.BooleanField(default=False, verbose_name="shown on the public page"),
            ),
            (
                "markets_for",
                models.CharField(
                    choices=[
                        ("everybody", "Everybody"),
                        ("participants", "Participants of the event"),
                        ("meeting", "Those you have agreed to meet"),
                    ],
                    default="participants",
                    max_length=15,
                    verbose_name="markets seen by",
                ),
            ),
            (
                "people_for",
                models.CharField(
                    choices=[
                        ("everybody", "Everybody"),
                        ("participants", "Participants of the event"),
                        ("meeting", "Those you have agreed to meet"),
                    ],
                    default="participants",
                    max_length=15,
                    verbose_name="people's names and job titles seen by",
                ),
            ),
            (
                "size_for",
                models.CharField(
                    choices=[
                        ("everybody", "Everybody"),
                        ("participants", "Participants of the event"),
                        ("meeting", "Those you have agreed to meet"),
                    ],
                    default="participants",
                    max_length=15,
                    verbose_name="size seen by",
                ),
            ),
            (
                "website_for",
                models.CharField(
                    choices=[
                        ("everybody", "Everybody"),
                        ("participants", "Participants of the event"),
                        ("meeting", "Those you have agreed to meet"),
                    ],
                    default="participants",
                    max_length=15,
                    verbose_name="website seen by",
                ),
            ),
            (
                "statements",
                models.ManyToManyField(
                    blank=True,
                    related_name="registrations",
                    to="companies.statement",
                    verbose_name="offers and needs",
                ),
            ),
        ],
        options={
            "verbose_name": "registration",
            "verbose_name_plural": "registrations",
            "ordering": ["id"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("event", "organisation"),
                    name="registration_once",
                    violation_error_message="This organisation is registered for the event already.",
                ),
                models.UniqueConstraint(fields=("id", "event"), name="registration_of_event"),
            ],
        },
    ),
    migrations.CreateModel(
        name="Representative",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("job_title", models.CharField(blank=True, max_length=120, verbose_name="job title")),
            (
                "languages",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.CharField(
                        choices=[
                            ("vi", "Vietnamese"),
                            ("en", "English"),
                            ("zh-hant", "Chinese"),
                            ("ko", "Korean"),
                            ("ja", "Japanese"),
                            ("fr", "French"),
                            ("de", "German"),
                            ("es", "Spanish"),
                            ("th", "Thai"),
                            ("id", "Indonesian"),
                            ("ms", "Malay"),
                            ("ru", "Russian"),
                        ],
                        max_length=10,
                    ),
                    blank=True,
                    default=list,
                    size=None,
                    verbose_name="languages",
                ),
            ),
            ("takes_meetings", models.BooleanField(default=True, verbose_name="takes meetings")),
            (
                "event",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="representatives",
                    to="events.event",
                    verbose_name="event",
                ),
            ),
            (
                "registration",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="representatives",
                    to="events.registration",
                    verbose_name="registration",
                ),
            ),
            (
                "user",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="representations",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="person",
                ),
            ),
        ],
        options={
            "verbose_name": "representative",
            "verbose_name_plural": "representatives",
            "ordering": ["id"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("event", "user"),
                    name="representative_once_an_event",
                    violation_error_message="This person represents an organisation at the event already.",
                ),
                models.UniqueConstraint(
                    fields=("id", "registration", "event"), name="representative_of_registration"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Absence",
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
            ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
            (
                "representative",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="absences",
                    to="events.representative",
                    verbose_name="representative",
                ),
            ),
        ],
        options={
            "verbose_name": "absence",
            "verbose_name_plural": "absences",
            "ordering": ["during", "id"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("during__isempty", False)), name="absence_has_a_length"
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="Session",
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
                    choices=[
                        ("opening", "Opening"),
                        ("keynote", "Keynote"),
                        ("panel", "Panel"),
                        ("forum", "Forum"),
                        ("signing", "Signing"),
                        ("break", "Break"),
                        ("networking", "Networking"),
                    ],
                    max_length=20,
                    verbose_name="kind",
                ),
            ),
            ("title", models.CharField(max_length=250, verbose_name="title")),
            ("title_en", models.CharField(max_length=250, null=True, verbose_name="title")),
            ("title_vi", models.CharField(max_length=250, null=True, verbose_name="title")),
            ("title_zh_hant", models.CharField(max_length=250, null=True, verbose_name="title")),
            ("title_ko", models.CharField(max_length=250, null=True, verbose_name="title")),
            ("abstract", models.TextField(blank=True, verbose_name="abstract")),
            ("abstract_en", models.TextField(blank=True, null=True, verbose_name="abstract")),
            ("abstract_vi", models.TextField(blank=True, null=True, verbose_name="abstract")),
            ("abstract_zh_hant", models.TextField(blank=True, null=True, verbose_name="abstract")),
            ("abstract_ko", models.TextField(blank=True, null=True, verbose_name="abstract")),
            (
                "during",
                django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name="time"),
            ),
            ("online_url", models.URLField(blank=True, verbose_name="link")),
            (
                "audience",
                models.CharField(
                    choices=[
                        ("everyone", "Everybody at the event"),
                        ("signed_up", "Those who sign up and those on stage"),
                        ("nobody", "Nobody: meetings go on beside it"),
                    ],
                    default="everyone",
                    max_length=20,
                    verbose_name="takes the time of",
                ),
            ),
            (
                "event",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="sessions",
                    to="events.event",
                    verbose_name="event",
                ),
            ),
            (
                "hall",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.RESTRICT,
                    related_name="sessions",
                    to="events.hall",
                    verbose_name="hall",
                ),
            ),
            (
                "host",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="hosted_sessions",
                    to="companies.organisation",
                    verbose_name="host",
                ),
            ),
        ],
        options={
            "verbose_name": "session",
            "verbose_name_plural": "sessions",
            "ordering": ["during", "id"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("during__isempty", False)), name="session_has_a_length"
                ),
                models.UniqueConstraint(fields=("id", "event"), name="session_of_event"),
            ],
        },
    ),
    migrations.CreateModel(
        name="Appearance",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "role",
                models.CharField(
                    choices=[
                        ("speaker", "Speaker"),
                        ("moderator", "Moderator"),
                        ("signatory", "Signatory"),
                        ("witness", "Witness"),
                    ],
                    default="speaker",
                    max_length=20,
                    verbose_name="role",
                ),
            ),
            ("name", models.CharField(max_length=150, verbose_name="name")),
            ("job_title", models.CharField(blank=True, max_length=150, verbose_name="job title")),
            (
                "organisation_name",
                models.CharField(blank=True, max_length=200, verbose_name="organisation"),
            ),
            ("topic", models.CharField(blank=True, max_length=250, verbose_name="topic")),
            ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            (
                "user",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="appearances",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="person",
                ),
            ),
            (
                "session",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="appearances",
                    to="events.session",
                    verbose_name="session",
                ),
            ),
        ],
        options={
            "verbose_name": "appearance",
            "verbose_name_plural": "on stage",
            "ordering": ["position", "id"],
        },
    ),
    migrations.CreateModel(
        name="Memorandum",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("subject", models.CharField(max_length=300, verbose_name="subject")),
            ("subject_en", models.CharField(max_length=300, null=True, verbose_name="subject")),
            ("subject_vi", models.CharField(max_length=300, null=True, verbose_name="subject")),
            (
                "subject_zh_hant",
                models.CharField(max_length=300, null=True, verbose_name="subject"),
            ),
            ("subject_ko", models.CharField(max_length=300, null=True, verbose_name="subject")),
            ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="signed at")),
            (
                "session",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="memoranda",
                    to="events.session",
                    verbose_name="session",
                ),
            ),
            (
                "parties",
                models.ManyToManyField(
                    related_name="memoranda", to="companies.organisation", verbose_name="parties"
                ),
            ),
            (
                "witnesses",
                models.ManyToManyField(
                    blank=True,
                    related_name="witnessed",
                    to="events.appearance",
                    verbose_name="witnesses",
                ),
            ),
        ],
        options={
            "verbose_name": "memorandum of understanding",
            "verbose_name_plural": "memoranda of understanding",
            "ordering": ["id"],
        },
    ),
    migrations.CreateModel(
        name="Attendance",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "representative",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="attendances",
                    to="events.representative",
                    verbose_name="representative",
                ),
            ),
            (
                "session",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="attendances",
                    to="events.session",
                    verbose_name="session",
                ),
            ),
        ],
        options={
            "verbose_name": "attendance",
            "verbose_name_plural": "attendances",
            "ordering": ["id"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("session", "representative"), name="attendance_once"
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="VisitSeat",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "representative",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="visit_seats",
                    to="events.representative",
                    verbose_name="representative",
                ),
            ),
            (
                "visit",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="taken_seats",
                    to="events.sitevisit",
                    verbose_name="site visit",
                ),
            ),
        ],
        options={
            "verbose_name": "visit seat",
            "verbose_name_plural": "visit seats",
            "ordering": ["id"],
            "constraints": [
                models.UniqueConstraint(fields=("visit", "representative"), name="visit_seat_once")
            ],
        },
    ),
    migrations.CreateModel(
        name="Walk",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("minutes", models.PositiveSmallIntegerField(verbose_name="minutes")),
            (
                "end",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="walks_to",
                    to="events.hall",
                    verbose_name="to hall",
                ),
            ),
            (
                "event",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="walks",
                    to="events.event",
                    verbose_name="event",
                ),
            ),
            (
                "start",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="walks_from",
                    to="events.hall",
                    verbose_name="from hall",
                ),
            ),
        ],
        options={
            "verbose_name": "walking time",
            "verbose_name_plural": "walking times",
            "ordering": ["id"],
            "constraints": [
                models.UniqueConstraint(fields=("event", "start", "end"), name="walk_once"),
                models.CheckConstraint(
                    condition=models.Q(("start", models.F("end")), _negated=True),
                    name="walk_between_two_halls",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Question",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("text", models.CharField(max_length=300, verbose_name="question")),
            ("text_en", models.CharField(max_length=300, null=True, verbose_name="question")),
            ("text_vi", models.CharField(max_length=300, null=True, verbose_name="question")),
            ("text_zh_hant", models.CharField(max_length=300, null=True, verbose_name="question")),
            ("text_ko", models.CharField(max_length=300, null=True, verbose_name="question")),
            ("help", models.CharField(blank=True, max_length=500, verbose_name="help")),
            (
                "help_en",
                models.CharField(blank=True, max_length=500, null=True, verbose_name="help"),
            ),
            (
                "help_vi",
                models.CharField(blank=True, max_length=500, null=True, verbose_name="help"),
            ),
            (
                "help_zh_hant",
                models.CharField(blank=True, max_length=500, null=True, verbose_name="help"),
            ),
            (
                "help_ko",
                models.CharField(blank=True, max_length=500, null=True, verbose_name="help"),
            ),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("short_text", "A line of text"),
                        ("long_text", "A longer text"),
                        ("one_of", "One of several choices"),
                        ("several_of", "Any of several choices"),
                        ("yes_no", "Yes or no"),
                        ("number", "A number"),
                        ("date", "A date"),
                    ],
                    default="short_text",
                    max_length=20,
                    verbose_name="kind of answer",
                ),
            ),
            ("is_required", models.BooleanField(default=False, verbose_name="must be answered")),
            ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            (
                "is_retired",
                models.BooleanField(
                    default=False,
                    help_text="Answers that were given are kept and shown.",
                    verbose_name="no longer asked",
                ),
            ),
            (
                "event",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="questions",
                    to="events.event",
                    verbose_name="event",
                ),
            ),
            (
                "asked_of",
                models.ManyToManyField(
                    blank=True,
                    help_text="Nothing chosen: everybody is asked.",
                    related_name="questions",
                    to="events.side",
                    verbose_name="asked of",
                ),
            ),
        ],
        options={
            "verbose_name": "question",
            "verbose_name_plural": "questions",
            "ordering": ["position", "id"],
            "constraints": [
                models.UniqueConstraint(fields=("id", "event"), name="question_of_event")
            ],
        },
    ),
    migrations.CreateModel(
        name="Choice",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("text", models.CharField(max_length=200, verbose_name="choice")),
            ("text_en", models.CharField(max_length=200, null=True, verbose_name="choice")),
            ("text_vi", models.CharField(max_length=200, null=True, verbose_name="choice")),
            ("text_zh_hant", models.CharField(max_length=200, null=True, verbose_name="choice")),
            ("text_ko", models.CharField(max_length=200, null=True, verbose_name="choice")),
            ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            (
                "is_retired",
                models.BooleanField(
                    default=False,
                    help_text="Answers that were given are kept and shown.",
                    verbose_name="no longer offered",
                ),
            ),
            (
                "question",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="choices",
                    to="events.question",
                    verbose_name="question",
                ),
            ),
        ],
        options={
            "verbose_name": "choice",
            "verbose_name_plural": "choices",
            "ordering": ["position", "id"],
        },
    ),
    migrations.CreateModel(
        name="Answer",
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
                    choices=[
                        ("short_text", "A line of text"),
                        ("long_text", "A longer text"),
                        ("one_of", "One of several choices"),
                        ("several_of", "Any of several choices"),
                        ("yes_no", "Yes or no"),
                        ("number", "A number"),
                        ("date", "A date"),
                    ],
                    max_length=20,
                    verbose_name="kind of answer",
                ),
            ),
            ("question_text", models.CharField(max_length=300, verbose_name="as it was asked")),
            ("value", models.JSONField(verbose_name="answer")),
            ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed at")),
            (
                "registration",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="answers",
                    to="events.registration",
                    verbose_name="registration",
                ),
            ),
            (
                "question",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.RESTRICT,
                    related_name="answers",
                    to="events.question",
                    verbose_name="question",
                ),
            ),
        ],
        options={
            "verbose_name": "answer",
            "verbose_name_plural": "answers",
            "ordering": ["question__position", "question_id"],
            "constraints": [
                models.UniqueConstraint(fields=("registration", "question"), name="answer_once")
            ],
        },
    ),
    migrations.CreateModel(
        name="VisitWish",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
            (
                "representative",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="visit_wishes",
                    to="events.representative",
                    verbose_name="representative",
                ),
            ),
            (
                "visit",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="wishes",
                    to="events.sitevisit",
                    verbose_name="site visit",
                ),
            ),
        ],
        options={
            "verbose_name": "wish for a visit",
            "verbose_name_plural": "wishes for visits",
            "ordering": ["created_at", "id"],
            "constraints": [
                models.UniqueConstraint(fields=("visit", "representative"), name="visit_wish_once")
            ],
        },
    ),
    migrations.CreateModel(
        name="InvitedRepresentative",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("takes_meetings", models.BooleanField(default=True, verbose_name="takes meetings")),
            (
                "invitation",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="invited_representatives",
                    to="companies.invitation",
                    verbose_name="invitation",
                ),
            ),
            (
                "registration",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="invited_representatives",
                    to="events.registration",
                    verbose_name="registration",
                ),
            ),
        ],
        options={
            "verbose_name": "invited representative",
            "verbose_name_plural": "invited representatives",
            "ordering": ["id"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("registration", "invitation"), name="invited_representative_once"
                )
            ],
        },
    ),
]


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("events", "0001_initial"),
        ("events", "0003_disclosure"),
        ("events", "0004_names_of_relations"),
        ("events", "0005_joining"),
        ("events", "0006_names_of_more_relations"),
        ("events", "0007_hall_plans"),
        ("events", "0008_interpreter_of_event"),
        ("events", "0009_declines_told"),
    ]

    dependencies = [("companies", "0001_models")]

    operations = [BtreeGistExtension(), CreateModels(MODELS)]
