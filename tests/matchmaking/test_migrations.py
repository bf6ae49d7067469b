"""The history of the schema: whole in both directions, and known to databases of before."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.exceptions import NodeNotFoundError
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

pytestmark = pytest.mark.django_db

APPS = ("companies", "events", "matchmaking")
SCHEMA = """
SELECT 'column', table_name || '.' || column_name,
       concat_ws(' ', data_type, character_maximum_length, is_nullable, column_default)
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL
SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL
SELECT 'index', indexrelid::regclass::text, pg_get_indexdef(indexrelid)
FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
WHERE relnamespace = 'public'::regnamespace
UNION ALL
SELECT 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid)
FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT 'function', p.oid::regprocedure::text, pg_get_functiondef(p.oid)
FROM pg_proc p JOIN pg_language l ON l.oid = prolang
WHERE pronamespace = 'public'::regnamespace AND lanname IN ('sql', 'plpgsql')
UNION ALL
SELECT 'extension', extname, extversion FROM pg_extension
"""


def schema() -> dict[tuple[str, str], str]:
    with connection.cursor() as cursor:
        cursor.execute(SCHEMA)
        return {(kind, name): definition for kind, name, definition in cursor.fetchall()}


def ours(whole: dict[tuple[str, str], str]) -> set[str]:
    return {name for kind, name in whole if kind != "extension" and name.startswith(APPS)}


def migrate(*targets: tuple[str, str | None]) -> None:
    MigrationExecutor(connection).migrate(targets)


def check_references_now() -> None:
    """Not at the transaction's end, which here is the test's: a table waits for that otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_back_to_nothing_and_forward_again_is_the_same():
    before = schema()
    assert {"trigger", "function", "constraint"} <= {kind for kind, _name in before}
    check_references_now()
    migrate(("companies", None))  # the others build on it
    assert not ours(schema())
    migrate(("companies", "0002_sectors"))
    check_references_now()
    migrate(*MigrationLoader(connection).graph.leaf_nodes())
    assert schema() == before


@pytest.fixture
def of_before():
    """Recorded are the old names only, as before there was one migration a subject."""
    recorder = MigrationRecorder(connection)
    replacing = MigrationLoader(connection).replacements
    assert {app for app, _name in replacing} == set(APPS)
    for app, name in replacing:
        recorder.record_unapplied(app, name)
    return recorder


@pytest.mark.usefixtures("of_before")
def test_a_database_of_before_has_nothing_to_do():
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    assert {app for app, _name in leaves} >= set(APPS)
    assert executor.migration_plan(leaves) == []
    call_command("migrate", verbosity=0)
    names = MigrationRecorder(connection).applied_migrations()
    assert {node for node in leaves if node[0] in APPS} <= set(names)


@pytest.mark.parametrize("app", APPS)
def test_a_database_that_stopped_half_way_to_it_is_refused(of_before, app):
    """By Django itself, naming what is missing: its tables are neither the old nor the new ones."""
    replacing = MigrationLoader(connection).replacements
    (last,) = [
        each.replaces[-1]
        for (of, name), each in replacing.items()
        if (of, name[:4]) == (app, "0001")
    ]
    of_before.record_unapplied(*last)
    with pytest.raises(NodeNotFoundError, match=last[1]):
        MigrationLoader(connection)
