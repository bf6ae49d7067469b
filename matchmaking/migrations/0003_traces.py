"""What pages show leaves a trace when it changes, whoever changes it: one line a topic, with the
transaction that wrote it. A page that was kept before that transaction was over is old.

Lines are only ever added, so that writers never wait for each other. A statement that changes more
rows than one person's day has leaves one line for the event instead of one for each participant.
"""

from django.db import migrations

TABLE = """
CREATE TABLE matchmaking_touched (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic text NOT NULL,
    transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX matchmaking_touched_topic ON matchmaking_touched (topic);
CREATE INDEX matchmaking_touched_at ON matchmaking_touched (at);
"""

# TG_ARGV: an SQL expression for the topic of a large change, or '', then those of a small one.
# Each is over the alias `c` of a changed row. An update has the rows before it among them.
FUNCTION = """
CREATE FUNCTION matchmaking_touch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rows_changed text := 'SELECT * FROM changed';
    first_topic int := 1;
    last_topic int := TG_NARGS - 1;
    many boolean := false;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        rows_changed := 'SELECT * FROM changed UNION ALL SELECT * FROM before';
    END IF;
    IF TG_ARGV[0] <> '' THEN
        SELECT count(*) > 100 INTO many FROM (SELECT 1 FROM changed LIMIT 101) AS first_rows;
    END IF;
    IF many THEN
        first_topic := 0;
        last_topic := 0;
    END IF;
    FOR i IN first_topic .. last_topic LOOP
        EXECUTE format(
            'INSERT INTO matchmaking_touched (topic) SELECT DISTINCT topic FROM '
            '(SELECT %s AS topic FROM (%s) AS c) AS named WHERE topic IS NOT NULL',
            TG_ARGV[i], rows_changed
        );
    END LOOP;
    RETURN NULL;
END
$$;
"""

WATCH = """
CREATE FUNCTION matchmaking_watch(name text, VARIADIC topics text[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    arguments text := (SELECT string_agg(quote_literal(t), ', ' ORDER BY n)
                       FROM unnest(topics) WITH ORDINALITY AS listed (t, n));
BEGIN
    EXECUTE format('CREATE TRIGGER touched_by_insert AFTER INSERT ON %I REFERENCING NEW TABLE AS '
        'changed FOR EACH STATEMENT EXECUTE FUNCTION matchmaking_touch(%s)', name, arguments);
    EXECUTE format('CREATE TRIGGER touched_by_update AFTER UPDATE ON %I REFERENCING NEW TABLE AS '
        'changed OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION matchmaking_touch(%s)',
        name, arguments);
    EXECUTE format('CREATE TRIGGER touched_by_delete AFTER DELETE ON %I REFERENCING OLD TABLE AS '
        'changed FOR EACH STATEMENT EXECUTE FUNCTION matchmaking_touch(%s)', name, arguments);
END
$$;
CREATE FUNCTION matchmaking_unwatch(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('DROP TRIGGER IF EXISTS touched_by_insert ON %I', name);
    EXECUTE format('DROP TRIGGER IF EXISTS touched_by_update ON %I', name);
    EXECUTE format('DROP TRIGGER IF EXISTS touched_by_delete ON %I', name);
END
$$;
"""

EVENT = "'event:' || c.event_id"
OF_SESSION = "(SELECT 'event:' || event_id FROM events_session WHERE id = c.session_id)"
OF_VENUE = "(SELECT 'event:' || event_id FROM events_venue WHERE id = c.venue_id)"
OF_REPRESENTATIVE = (
    "(SELECT 'registration:' || registration_id FROM events_representative"
    " WHERE id = c.representative_id)"
)
# Nobody's page shows a draft.
SHOWN = (
    "CASE WHEN (SELECT state FROM matchmaking_scheduleversion WHERE id = c.version_id)"
    " IS DISTINCT FROM 'draft' THEN {} END"
)
# A notice names its meeting as both sides know it; the published schedule knows whose it is.
OF_SIDE = (
    "(SELECT 'registration:' || m.registration_{}_id FROM matchmaking_meeting m"
    " WHERE m.uid = c.meeting_uid AND m.version_id = (SELECT v.id FROM matchmaking_scheduleversion v"
    " WHERE v.event_id = c.event_id AND v.state = 'published'))"
)

WATCHED = {
    "events_event": ("", "'event:' || c.id"),
    "events_phase": ("", EVENT),
    "events_venue": ("", EVENT),
    "events_hall": ("", OF_VENUE),
    "events_meetingtable": ("", EVENT),
    "events_meetingblock": ("", EVENT),
    "events_session": ("", EVENT),
    "events_appearance": ("", OF_SESSION),
    "events_attendance": ("", OF_REPRESENTATIVE),
    "events_sitevisit": ("", EVENT),
    "events_visitseat": ("", OF_REPRESENTATIVE),
    "events_interpreter": ("", EVENT),
    "events_registration": (EVENT, "'registration:' || c.id"),
    "events_representative": (
        EVENT,
        "'registration:' || c.registration_id",
        "'user:' || c.user_id",
    ),
    "events_side": ("", EVENT),
    "events_delegation": ("", EVENT),
    "companies_sector": ("", "'sectors'"),
    "companies_user": ("", "'user:' || c.id"),
    "companies_member": ("", "'user:' || c.user_id", "'organisation:' || c.organisation_id"),
    "companies_organisation": ("", "'organisation:' || c.id"),
    "companies_statement": ("", "'organisation:' || c.organisation_id"),
    "matchmaking_scheduleversion": ("", f"CASE WHEN c.state <> 'draft' THEN {EVENT} END"),
    "matchmaking_meeting": (
        SHOWN.format(EVENT),
        SHOWN.format("'registration:' || c.registration_a_id"),
        SHOWN.format("'registration:' || c.registration_b_id"),
    ),
    "matchmaking_seat": (
        SHOWN.format(EVENT),
        SHOWN.format("'registration:' || c.registration_id"),
    ),
    "matchmaking_meetingrequest": (
        EVENT,
        "'registration:' || c.sender_id",
        "'registration:' || c.receiver_id",
    ),
    "matchmaking_pairscore": (
        EVENT,
        "'registration:' || c.registration_a_id",
        "'registration:' || c.registration_b_id",
    ),
    "matchmaking_outcome": ("", "'registration:' || c.registration_id"),
    "matchmaking_meetingnotice": ("", OF_SIDE.format("a"), OF_SIDE.format("b")),
    "matchmaking_preparationnote": ("", "'registration:' || c.registration_id"),
    "matchmaking_counterpartmark": ("", "'registration:' || c.registration_id"),
    "matchmaking_blockedorganisation": (
        "",
        "'organisation:' || c.organisation_id",
        "'organisation:' || c.blocked_id",
    ),
}

# A notification leaves a trace only where a page shows it, which is a change of the schedule that
# its person has not seen yet: to send its mail changes no page.
TOLD = """
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
NOT_TOLD = """
SELECT matchmaking_unwatch('matchmaking_notification');
DROP FUNCTION matchmaking_touch_told;
"""


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def watch(table: str, topics: tuple[str, ...]) -> migrations.RunSQL:
    """Let changes of the table leave their traces."""
    arguments = ", ".join(map(quoted, (table, *topics)))
    return migrations.RunSQL(
        f"SELECT matchmaking_watch({arguments})",
        f"SELECT matchmaking_unwatch({quoted(table)})",
    )


class Migration(migrations.Migration):
    replaces = [("matchmaking", "0003_touched"), ("matchmaking", "0014_onlooker_touched")]

    dependencies = [("matchmaking", "0002_constraints")]

    operations = [
        migrations.RunSQL(TABLE, "DROP TABLE matchmaking_touched"),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION matchmaking_touch"),
        migrations.RunSQL(
            WATCH, "DROP FUNCTION matchmaking_watch; DROP FUNCTION matchmaking_unwatch"
        ),
        *(watch(table, topics) for table, topics in WATCHED.items()),
        migrations.RunSQL(TOLD, NOT_TOLD),
    ]
