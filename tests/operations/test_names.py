"""What a model's field is called, a reader can read in their language."""

import pytest
from django.apps import apps
from django.utils.functional import Promise


@pytest.mark.parametrize("app", ["companies", "events", "matchmaking"])
def test_every_field_has_a_name_that_can_be_translated(app):
    fields = [
        field
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
        if field.concrete and not field.auto_created
    ]
    assert fields
    assert [str(field) for field in fields if not isinstance(field.verbose_name, Promise)] == []
