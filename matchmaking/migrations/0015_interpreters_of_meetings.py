"""Each meeting that needs an interpreter has one by name, of its own event, and nobody interprets
in two meetings at once, whoever writes."""

import django.contrib.postgres.constraints
import django.db.models.deletion
from django.db import migrations, models

SAME_EVENT = migrations.RunSQL(
    "ALTER TABLE matchmaking_meeting ADD CONSTRAINT meeting_interpreter_same_event "
    "FOREIGN KEY (interpreter_id, event_id) REFERENCES events_interpreter (id, event_id)",
    "ALTER TABLE matchmaking_meeting DROP CONSTRAINT meeting_interpreter_same_event",
)


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0008_interpreter_of_event"),
        ("matchmaking", "0014_onlooker_touched"),
    ]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="interpreter",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="meetings",
                to="events.interpreter",
                verbose_name="interpreter",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("interpreter__isnull", False), ("state", "planned")),
                deferrable=models.Deferrable["IMMEDIATE"],
                expressions=[("version", "="), ("interpreter", "="), ("during", "&&")],
                name="meeting_interpreter_free",
                violation_error_message="The interpreter is in another meeting at that time.",
            ),
        ),
        SAME_EVENT,
    ]
