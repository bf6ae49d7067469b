"""What Django's constraints cannot say: rows that point at each other belong to one event, and
slots and blocks lie inside their event's days, whoever writes."""

from django.db import migrations

SAME_EVENT = [
    ("slot_block_same_event", "events_slot", "block_id", "events_meetingblock"),
    ("registration_side_same_event", "events_registration", "side_id", "events_side"),
    (
        "registration_delegation_same_event",
        "events_registration",
        "delegation_id",
        "events_delegation",
    ),
    ("registration_booth_same_event", "events_registration", "booth_id", "events_meetingtable"),
    (
        "representative_registration_same_event",
        "events_representative",
        "registration_id",
        "events_registration",
    ),
]


def same_event(name: str, table: str, column: str, target: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} "
        f"FOREIGN KEY ({column}, event_id) REFERENCES {target} (id, event_id)",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


INSIDE_EVENT = """
CREATE FUNCTION events_span(starts_on date, ends_on date, time_zone text) RETURNS tstzrange
LANGUAGE sql STABLE AS $$
    SELECT tstzrange(
        starts_on::timestamp AT TIME ZONE time_zone,
        (ends_on + 1)::timestamp AT TIME ZONE time_zone
    )
$$;

CREATE FUNCTION events_refuse_time_outside_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM events_event e
        WHERE e.id = NEW.event_id
        AND NEW.during <@ events_span(e.starts_on, e.ends_on, e.time_zone)
    ) THEN
        RAISE EXCEPTION 'the time % is outside the days of event %', NEW.during, NEW.event_id
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_inside_event';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER events_slot_inside_event
    BEFORE INSERT OR UPDATE OF during, event_id ON events_slot
    FOR EACH ROW EXECUTE FUNCTION events_refuse_time_outside_event();

CREATE TRIGGER events_meetingblock_inside_event
    BEFORE INSERT OR UPDATE OF during, event_id ON events_meetingblock
    FOR EACH ROW EXECUTE FUNCTION events_refuse_time_outside_event();

CREATE FUNCTION events_refuse_days_without_slots() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM events_meetingblock b
        WHERE b.event_id = NEW.id
        AND NOT b.during <@ events_span(NEW.starts_on, NEW.ends_on, NEW.time_zone)
    ) OR EXISTS (
        SELECT FROM events_slot s
        WHERE s.event_id = NEW.id
        AND NOT s.during <@ events_span(NEW.starts_on, NEW.ends_on, NEW.time_zone)
    ) THEN
        RAISE EXCEPTION 'event % has meeting times outside its new days', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'events_event_holds_its_slots';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER events_event_holds_its_slots
    BEFORE UPDATE OF starts_on, ends_on, time_zone ON events_event
    FOR EACH ROW EXECUTE FUNCTION events_refuse_days_without_slots();
"""

INSIDE_EVENT_REVERSED = """
DROP TRIGGER events_event_holds_its_slots ON events_event;
DROP FUNCTION events_refuse_days_without_slots();
DROP TRIGGER events_meetingblock_inside_event ON events_meetingblock;
DROP TRIGGER events_slot_inside_event ON events_slot;
DROP FUNCTION events_refuse_time_outside_event();
DROP FUNCTION events_span(date, date, text);
"""


class Migration(migrations.Migration):
    replaces = [("events", "0002_guarantees")]

    dependencies = [
        ("events", "0001_models"),
        # The same by its old name: Django refuses a database that stopped half-way to it.
        ("events", "0009_declines_told"),
    ]

    operations = [
        *[same_event(*foreign_key) for foreign_key in SAME_EVENT],
        migrations.RunSQL(INSIDE_EVENT, INSIDE_EVENT_REVERSED),
    ]
