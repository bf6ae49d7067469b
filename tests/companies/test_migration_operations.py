"""Creating many models at once: the same tables, rendered once."""

import pytest
from django.db import connection, models
from django.db.migrations import CreateModel
from django.db.migrations.state import ModelState, ProjectState

from companies.migration_operations import CreateModels

pytestmark = pytest.mark.django_db

CIRCLE = [
    CreateModel(
        "Hen",
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("egg", models.ForeignKey("farm.Egg", models.CASCADE, null=True, related_name="+")),
        ],
    ),
    CreateModel(
        "Egg",
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("hen", models.ForeignKey("farm.Hen", models.CASCADE, related_name="eggs")),
        ],
        {"constraints": [models.UniqueConstraint(fields=["hen"], name="egg_of_one_hen")]},
    ),
]
TABLES = {"farm_hen", "farm_egg"}


def tables() -> set[str]:
    return TABLES & set(connection.introspection.table_names())


def references(table: str) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table).values()
    return [each["foreign_key"] for each in found if each["foreign_key"]]


def test_models_that_refer_to_each_other_are_created_and_dropped():
    operation = CreateModels(CIRCLE)
    before, after = ProjectState(), ProjectState()
    operation.state_forwards("farm", after)
    with connection.schema_editor() as editor:
        operation.database_forwards("farm", editor, before, after)
    assert tables() == TABLES
    assert references("farm_hen") == [("farm_egg", "id")]
    assert references("farm_egg") == [("farm_hen", "id")]
    hen = after.apps.get_model("farm", "Hen").objects.create()
    assert hen.eggs.create().hen_id == hen.pk
    after.apps.get_model("farm", "Egg").objects.all().delete()
    with connection.cursor() as cursor:  # no check of a reference may wait when tables are dropped
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with connection.schema_editor() as editor:
        operation.database_backwards("farm", editor, after, before)
    assert tables() == set()


def test_a_state_that_is_rendered_is_rendered_once_more_and_not_for_each(monkeypatch):
    rendered = []
    render = ModelState.render
    monkeypatch.setattr(
        ModelState, "render", lambda state, apps: rendered.append(state.name) or render(state, apps)
    )
    state = ProjectState()
    CreateModel("Farmer", [("id", models.BigAutoField(primary_key=True))]).state_forwards(
        "farm", state
    )
    kept = state.clone()
    assert kept.apps.get_model("farm", "Farmer")
    rendered.clear()
    CreateModels(CIRCLE).state_forwards("farm", kept)
    assert {model.__name__ for model in kept.apps.get_models()} == {"Farmer", "Hen", "Egg"}
    assert sorted(rendered) == ["Egg", "Farmer", "Hen"]


def test_it_says_what_it_creates():
    assert CreateModels(CIRCLE).describe() == "Create models Hen, Egg"
