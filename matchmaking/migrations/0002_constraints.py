"""What Django's constraints cannot say: requests, scores, meetings and seats stay inside one event
and one version, and a meeting's time is its slot's, whoever writes. A slot that moves takes its
meetings and their seats along; the overlaps of table and person are checked again on the way."""

from django.db import migrations

FOREIGN_KEYS = [
    # name, table, columns, target, target's columns, what follows
    *[
        (
            f"{name}_same_event",
            table,
            f"{column}, event_id",
            "events_registration",
            "id, event_id",
        )
        for name, table, column in [
            ("request_sender", "matchmaking_meetingrequest", "sender_id"),
            ("request_receiver", "matchmaking_meetingrequest", "receiver_id"),
            ("must_meet_a", "matchmaking_mustmeet", "registration_a_id"),
            ("must_meet_b", "matchmaking_mustmeet", "registration_b_id"),
            ("pair_score_a", "matchmaking_pairscore", "registration_a_id"),
            ("pair_score_b", "matchmaking_pairscore", "registration_b_id"),
            ("meeting_a", "matchmaking_meeting", "registration_a_id"),
            ("meeting_b", "matchmaking_meeting", "registration_b_id"),
        ]
    ],
    (
        "meeting_version_same_event",
        "matchmaking_meeting",
        "version_id, event_id",
        "matchmaking_scheduleversion",
        "id, event_id",
    ),
    (
        "meeting_table_same_event",
        "matchmaking_meeting",
        "table_id, event_id",
        "events_meetingtable",
        "id, event_id",
    ),
    (
        "meeting_interpreter_same_event",
        "matchmaking_meeting",
        "interpreter_id, event_id",
        "events_interpreter",
        "id, event_id",
    ),
    (
        "meeting_in_slot",
        "matchmaking_meeting",
        "slot_id, event_id, during",
        "events_slot",
        "id, event_id, during",
        "ON UPDATE CASCADE",
    ),
    (
        "seat_in_meeting",
        "matchmaking_seat",
        "meeting_id, version_id, event_id, during",
        "matchmaking_meeting",
        "id, version_id, event_id, during",
        "ON UPDATE CASCADE",
    ),
    (
        "seat_representative_of_registration",
        "matchmaking_seat",
        "representative_id, registration_id, event_id",
        "events_representative",
        "id, registration_id, event_id",
    ),
]


def foreign_key(
    name: str,
    table: str,
    columns: str,
    target: str,
    target_columns: str,
    action: str = "",
) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} "
        f"FOREIGN KEY ({columns}) REFERENCES {target} ({target_columns}) {action}",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    replaces = [("matchmaking", "0002_guarantees")]

    dependencies = [
        ("matchmaking", "0001_models"),
        # The same by its old name: Django refuses a database that stopped half-way to it.
        ("matchmaking", "0018_closed_requests"),
    ]

    operations = [foreign_key(*each) for each in FOREIGN_KEYS]
