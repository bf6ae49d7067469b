"""A change of what a directory lists leaves a line under `directory:<event>`, whoever makes it.

As in 0003, by statement, with the transaction; but one line for each event that is concerned,
however many rows change.
"""

from django.db import migrations

# TG_ARGV[0] is a condition that joins the changed rows `c` to registrations `r`; or '' where `c`
# names its event itself, as a registration does that may be deleted by now.
FUNCTION = """
CREATE FUNCTION matchmaking_touch_directory() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rows_changed text := 'SELECT * FROM changed';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        rows_changed := 'SELECT * FROM changed UNION ALL SELECT * FROM before';
    END IF;
    IF TG_ARGV[0] = '' THEN
        EXECUTE format(
            'INSERT INTO matchmaking_touched (topic) '
            'SELECT DISTINCT ''directory:'' || c.event_id FROM (%s) AS c', rows_changed
        );
    ELSE
        EXECUTE format(
            'INSERT INTO matchmaking_touched (topic) '
            'SELECT DISTINCT ''directory:'' || r.event_id FROM (%s) AS c '
            'JOIN events_registration r ON %s', rows_changed, TG_ARGV[0]
        );
    END IF;
    RETURN NULL;
END
$$;
"""

OF_STATEMENT = "r.organisation_id = (SELECT organisation_id FROM companies_statement WHERE id = c.statement_id)"
WATCHED = {
    "companies_organisation": "r.organisation_id = c.id",
    "companies_organisation_sectors": "r.organisation_id = c.organisation_id",
    "companies_statement": "r.organisation_id = c.organisation_id",
    "companies_statement_sectors": OF_STATEMENT,
    "companies_sector": "true",
    "events_registration": "",
    "events_registration_statements": "r.id = c.registration_id",
    "events_side": "",
}


def watch(table: str, condition: str) -> migrations.RunSQL:
    function = f"matchmaking_touch_directory('{condition}')"
    kinds = {
        "insert": "REFERENCING NEW TABLE AS changed",
        "update": "REFERENCING NEW TABLE AS changed OLD TABLE AS before",
        "delete": "REFERENCING OLD TABLE AS changed",
    }
    return migrations.RunSQL(
        ";\n".join(
            f"CREATE TRIGGER listed_by_{kind} AFTER {kind.upper()} ON {table} {rows} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {function}"
            for kind, rows in kinds.items()
        ),
        ";\n".join(f"DROP TRIGGER IF EXISTS listed_by_{kind} ON {table}" for kind in kinds),
    )


class Migration(migrations.Migration):
    replaces = [("matchmaking", "0010_directory_touched")]

    dependencies = [("matchmaking", "0003_traces")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION matchmaking_touch_directory"),
        *(watch(table, condition) for table, condition in WATCHED.items()),
    ]
