"""A request that ended because one side left the event is closed: nobody declined, nobody took it
back. Those that were stored as declined or withdrawn are known by the activity log."""

from django.db import migrations, models

LATER = """
UPDATE matchmaking_meetingrequest AS request
SET state = 'closed',
    answered_by_id = CASE WHEN last.was_answered THEN request.answered_by_id END,
    answered_at = CASE WHEN last.was_answered THEN request.answered_at END
FROM (
    SELECT DISTINCT ON (subject_id)
        subject_id, before ->> 'state' = 'accepted' AS was_answered,
        after ->> 'because' AS because
    FROM matchmaking_activity
    WHERE subject_type = 'matchmaking.meetingrequest'
    ORDER BY subject_id, at DESC, id DESC
) AS last
WHERE last.subject_id = request.id
    AND last.because = 'participant_left'
    AND request.state IN ('declined', 'withdrawn')
"""
BEFORE = "UPDATE matchmaking_meetingrequest SET state = 'withdrawn' WHERE state = 'closed'"


class Migration(migrations.Migration):
    dependencies = [
        ("matchmaking", "0017_put_aside"),
    ]

    operations = [
        migrations.AlterField(
            model_name="meetingrequest",
            name="state",
            field=models.CharField(
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
        migrations.RunSQL(LATER, BEFORE),
    ]
