"""Who is scored again only because somebody asked says the same as before.

A notification leaves a trace (0003) only where a page shows it, which is a change of the schedule
that its person has not seen yet: to send its mail changes no page.
"""

from importlib import import_module

from django.db import migrations, models

watch = import_module("matchmaking.migrations.0003_touched").watch

FUNCTION = """
CREATE FUNCTION matchmaking_touch_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO matchmaking_touched (topic)
            SELECT DISTINCT 'user:' || c.recipient_id FROM changed AS c JOIN before AS b USING (id)
            WHERE c.kind = 'schedule_changed' AND c.recipient_id IS NOT NULL
            AND (c.context, c.seen_at, c.created_at)
                IS DISTINCT FROM (b.context, b.seen_at, b.created_at);
    ELSE
        INSERT INTO matchmaking_touched (topic)
            SELECT DISTINCT 'user:' || recipient_id FROM changed
            WHERE kind = 'schedule_changed' AND recipient_id IS NOT NULL;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER touched_by_insert AFTER INSERT ON matchmaking_notification
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION matchmaking_touch_told();
CREATE TRIGGER touched_by_update AFTER UPDATE ON matchmaking_notification
    REFERENCING NEW TABLE AS changed OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION matchmaking_touch_told();
CREATE TRIGGER touched_by_delete AFTER DELETE ON matchmaking_notification
    REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION matchmaking_touch_told();
"""
NO_FUNCTION = """
SELECT matchmaking_unwatch('matchmaking_notification');
DROP FUNCTION matchmaking_touch_told;
"""
EVERY_CHANGE = watch("matchmaking_notification", ("", "'user:' || c.recipient_id"))


class Migration(migrations.Migration):
    dependencies = [
        ("matchmaking", "0015_interpreters_of_meetings"),
    ]

    operations = [
        migrations.AddField(
            model_name="stalescore",
            name="says_the_same",
            field=models.BooleanField(default=False, verbose_name="says the same as before"),
        ),
        migrations.RunSQL(EVERY_CHANGE.reverse_sql, EVERY_CHANGE.sql),
        migrations.RunSQL(FUNCTION, NO_FUNCTION),
    ]
