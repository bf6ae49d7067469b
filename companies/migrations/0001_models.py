"""People, organisations, sectors, offers and needs."""

import companies.faces
import companies.models.user
import companies.validators
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models

from companies.migration_operations import CreateModels


MODELS = [
    migrations.CreateModel(
        name="User",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("password", models.CharField(max_length=128, verbose_name="password")),
            ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
            (
                "is_superuser",
                models.BooleanField(
                    default=False,
                    help_text="Designates that this user has all permissions without explicitly assigning them.",
                    verbose_name="superuser status",
                ),
            ),
            (
                "is_staff",
                models.BooleanField(
                    default=False,
                    help_text="Designates whether the user can log into this admin site.",
                    verbose_name="staff status",
                ),
            ),
            (
                "is_active",
                models.BooleanField(
                    default=True,
                    help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                    verbose_name="active",
                ),
            ),
            (
                "date_joined",
                models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined"),
            ),
            (
                "email",
                models.EmailField(
                    error_messages={
                        "unique": "Somebody is registered with this address already. Sign in."
                    },
                    max_length=254,
                    unique=True,
                    verbose_name="email address",
                ),
            ),
            ("full_name", models.CharField(blank=True, max_length=150, verbose_name="full name")),
            (
                "language",
                models.CharField(
                    choices=[
                        ("en", "English"),
                        ("vi", "Vietnamese"),
                        ("zh-hant", "Traditional Chinese"),
                        ("ko", "Korean"),
                    ],
                    default="en",
                    max_length=10,
                    verbose_name="language",
                ),
            ),
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
                "deleted_at",
                models.DateTimeField(blank=True, null=True, verbose_name="account deleted at"),
            ),
            (
                "phone",
                models.CharField(
                    blank=True,
                    max_length=30,
                    validators=[companies.validators.validate_phone],
                    verbose_name="telephone",
                ),
            ),
            (
                "photo",
                models.ImageField(
                    blank=True,
                    storage=companies.faces.face_storage,
                    upload_to="people/",
                    validators=[
                        django.core.validators.FileExtensionValidator(
                            ["png", "jpg", "jpeg", "webp"]
                        )
                    ],
                    verbose_name="photo",
                ),
            ),
            (
                "groups",
                models.ManyToManyField(
                    blank=True,
                    help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                    related_name="user_set",
                    related_query_name="user",
                    to="auth.group",
                    verbose_name="groups",
                ),
            ),
            (
                "user_permissions",
                models.ManyToManyField(
                    blank=True,
                    help_text="Specific permissions for this user.",
                    related_name="user_set",
                    related_query_name="user",
                    to="auth.permission",
                    verbose_name="user permissions",
                ),
            ),
        ],
        options={
            "verbose_name": "person",
            "verbose_name_plural": "people",
            "indexes": [models.Index(fields=["photo"], name="user_by_photo")],
            "constraints": [
                models.UniqueConstraint(
                    django.db.models.functions.text.Lower("email"),
                    name="user_email_any_case_unique",
                )
            ],
        },
        managers=[("objects", companies.models.user.UserManager())],
    ),
    migrations.CreateModel(
        name="Sector",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("code", models.CharField(max_length=80, unique=True, verbose_name="code")),
            ("name", models.CharField(max_length=120, verbose_name="name")),
            ("name_en", models.CharField(max_length=120, null=True, verbose_name="name")),
            ("name_vi", models.CharField(max_length=120, null=True, verbose_name="name")),
            ("name_zh_hant", models.CharField(max_length=120, null=True, verbose_name="name")),
            ("name_ko", models.CharField(max_length=120, null=True, verbose_name="name")),
            ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            (
                "parent",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="children",
                    to="companies.sector",
                    verbose_name="parent",
                ),
            ),
        ],
        options={
            "verbose_name": "sector",
            "verbose_name_plural": "sectors",
            "ordering": ["position", "code"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        ("parent__isnull", True),
                        models.Q(("parent", models.F("id")), _negated=True),
                        _connector="OR",
                    ),
                    name="sector_not_its_own_parent",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="Organisation",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("name", models.CharField(max_length=200, verbose_name="name")),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("company", "Company"),
                        ("association", "Association"),
                        ("government", "Government agency"),
                        ("research", "Research institute"),
                        ("university", "University"),
                        ("investor", "Investor"),
                        ("media", "Media"),
                    ],
                    default="company",
                    max_length=20,
                    verbose_name="kind",
                ),
            ),
            (
                "country",
                models.CharField(
                    max_length=2,
                    validators=[companies.validators.validate_country],
                    verbose_name="country",
                ),
            ),
            ("city", models.CharField(blank=True, max_length=100, verbose_name="city")),
            (
                "size",
                models.CharField(
                    blank=True,
                    choices=[
                        ("1-9", "1 to 9 people"),
                        ("10-49", "10 to 49 people"),
                        ("50-249", "50 to 249 people"),
                        ("250-999", "250 to 999 people"),
                        ("1000+", "1,000 people or more"),
                    ],
                    max_length=10,
                    verbose_name="size",
                ),
            ),
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
            (
                "target_markets",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.CharField(
                        max_length=2, validators=[companies.validators.validate_country]
                    ),
                    blank=True,
                    default=list,
                    size=None,
                    verbose_name="target markets",
                ),
            ),
            ("website", models.URLField(blank=True, verbose_name="website")),
            (
                "logo",
                models.ImageField(
                    blank=True,
                    upload_to="logos/",
                    validators=[
                        django.core.validators.FileExtensionValidator(
                            ["png", "jpg", "jpeg", "webp"]
                        )
                    ],
                    verbose_name="logo",
                ),
            ),
            ("tagline", models.CharField(blank=True, max_length=160, verbose_name="in one line")),
            (
                "description",
                models.TextField(blank=True, max_length=4000, verbose_name="description"),
            ),
            (
                "verified_at",
                models.DateTimeField(blank=True, null=True, verbose_name="verified at"),
            ),
            ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
            ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed at")),
            (
                "sectors",
                models.ManyToManyField(
                    blank=True,
                    related_name="organisations",
                    to="companies.sector",
                    verbose_name="sectors",
                ),
            ),
        ],
        options={
            "verbose_name": "organisation",
            "verbose_name_plural": "organisations",
            "ordering": ["name", "id"],
        },
    ),
    migrations.CreateModel(
        name="Member",
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
                    choices=[("owner", "Owner"), ("representative", "Representative")],
                    default="representative",
                    max_length=20,
                    verbose_name="role",
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
            ("joined_at", models.DateTimeField(auto_now_add=True, verbose_name="joined at")),
            (
                "user",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="memberships",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="person",
                ),
            ),
            (
                "organisation",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="members",
                    to="companies.organisation",
                    verbose_name="organisation",
                ),
            ),
        ],
        options={
            "verbose_name": "member",
            "verbose_name_plural": "members",
            "ordering": ["id"],
            "constraints": [
                models.UniqueConstraint(fields=("organisation", "user"), name="member_once")
            ],
        },
    ),
    migrations.CreateModel(
        name="Statement",
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
                    choices=[("offer", "Offer"), ("need", "Need")],
                    max_length=10,
                    verbose_name="kind",
                ),
            ),
            (
                "text",
                models.TextField(
                    max_length=2000,
                    validators=[companies.validators.validate_some_text],
                    verbose_name="text",
                ),
            ),
            (
                "language",
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
                "cooperation",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.CharField(
                        choices=[
                            ("sell", "Sell"),
                            ("source", "Source"),
                            ("distribute", "Distribution"),
                            ("pilot", "Pilot project"),
                            ("co_develop", "Co-development"),
                            ("invest", "Investment"),
                            ("transfer", "Technology transfer"),
                        ],
                        max_length=20,
                    ),
                    blank=True,
                    default=list,
                    size=None,
                    verbose_name="cooperation",
                ),
            ),
            ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed at")),
            (
                "organisation",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="statements",
                    to="companies.organisation",
                    verbose_name="organisation",
                ),
            ),
            (
                "sectors",
                models.ManyToManyField(
                    blank=True,
                    related_name="statements",
                    to="companies.sector",
                    verbose_name="sectors",
                ),
            ),
        ],
        options={
            "verbose_name": "offer or need",
            "verbose_name_plural": "offers and needs",
            "ordering": ["kind", "position", "id"],
        },
    ),
    migrations.CreateModel(
        name="Invitation",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("email", models.EmailField(max_length=254, verbose_name="email address")),
            ("full_name", models.CharField(blank=True, max_length=150, verbose_name="full name")),
            (
                "role",
                models.CharField(
                    choices=[("owner", "Owner"), ("representative", "Representative")],
                    default="representative",
                    max_length=20,
                    verbose_name="role",
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
            (
                "language",
                models.CharField(
                    choices=[
                        ("en", "English"),
                        ("vi", "Vietnamese"),
                        ("zh-hant", "Traditional Chinese"),
                        ("ko", "Korean"),
                    ],
                    default="en",
                    max_length=10,
                    verbose_name="language of the mail",
                ),
            ),
            (
                "state",
                models.CharField(
                    choices=[
                        ("pending", "Waiting for an answer"),
                        ("accepted", "Accepted"),
                        ("declined", "Declined"),
                        ("revoked", "Taken back"),
                    ],
                    default="pending",
                    max_length=20,
                    verbose_name="state",
                ),
            ),
            ("serial", models.PositiveSmallIntegerField(default=1, verbose_name="serial")),
            ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
            ("sent_at", models.DateTimeField(verbose_name="sent at")),
            ("expires_at", models.DateTimeField(verbose_name="valid until")),
            (
                "answered_at",
                models.DateTimeField(blank=True, null=True, verbose_name="answered at"),
            ),
            (
                "accepted_by",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="accepted_invitations",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="accepted by",
                ),
            ),
            (
                "invited_by",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="sent_invitations",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="invited by",
                ),
            ),
            (
                "organisation",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="invitations",
                    to="companies.organisation",
                    verbose_name="organisation",
                ),
            ),
        ],
        options={
            "verbose_name": "invitation",
            "verbose_name_plural": "invitations",
            "ordering": ["-created_at", "-id"],
            "constraints": [
                models.UniqueConstraint(
                    models.F("organisation"),
                    django.db.models.functions.text.Lower("email"),
                    condition=models.Q(("state", "pending")),
                    name="invitation_waits_once",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="JoinRequest",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("message", models.CharField(blank=True, max_length=500, verbose_name="message")),
            (
                "state",
                models.CharField(
                    choices=[
                        ("pending", "Waiting for the owner"),
                        ("approved", "Approved"),
                        ("declined", "Declined"),
                        ("withdrawn", "Withdrawn"),
                    ],
                    default="pending",
                    max_length=20,
                    verbose_name="state",
                ),
            ),
            ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
            ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
            (
                "decided_by",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="decided_join_requests",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="decided by",
                ),
            ),
            (
                "organisation",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="join_requests",
                    to="companies.organisation",
                    verbose_name="organisation",
                ),
            ),
            (
                "user",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="join_requests",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="person",
                ),
            ),
        ],
        options={
            "verbose_name": "request to join",
            "verbose_name_plural": "requests to join",
            "ordering": ["created_at", "id"],
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("state", "pending")),
                    fields=("organisation", "user"),
                    name="join_request_waits_once",
                )
            ],
        },
    ),
]


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("companies", "0001_initial"),
        ("companies", "0003_telephone_and_deletion"),
        ("companies", "0004_names_of_relations"),
        ("companies", "0005_joining"),
        ("companies", "0006_names_of_more_relations"),
        ("companies", "0007_faces"),
    ]

    dependencies = [("auth", "0012_alter_user_first_name_max_length")]

    operations = [UnaccentExtension(), TrigramExtension(), CreateModels(MODELS)]
