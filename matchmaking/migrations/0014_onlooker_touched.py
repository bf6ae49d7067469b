"""Whom a participant marked or blocked leaves a trace as what pages show does (0003)."""

from importlib import import_module

from django.db import migrations

watch = import_module("matchmaking.migrations.0003_touched").watch


class Migration(migrations.Migration):
    dependencies = [
        ("matchmaking", "0013_preparation"),
    ]

    operations = [
        watch("matchmaking_counterpartmark", ("", "'registration:' || c.registration_id")),
        watch(
            "matchmaking_blockedorganisation",
            ("", "'organisation:' || c.organisation_id", "'organisation:' || c.blocked_id"),
        ),
    ]
