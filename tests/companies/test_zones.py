"""The list of time zones."""

import pytest
from django import forms

from companies.zones import NEAR_ZONES, TimeZoneField, distance, lived_in, zone_choices


def groups() -> dict[str, dict[str, str]]:
    return {str(part): dict(zones) for part, zones in zone_choices()}


def test_the_regions_zones_come_first_and_no_zone_comes_twice():
    first, *_others = zone_choices()
    assert [name for name, _label in first[1]] == list(NEAR_ZONES)
    every = [name for _part, zones in zone_choices() for name, _label in zones]
    assert len(every) == len(set(every)) > 400


def test_every_zone_of_the_tables_is_offered_and_old_names_are_not():
    every = {name for _part, zones in zone_choices() for name, _label in zones}
    assert lived_in() <= every
    assert not {"Asia/Saigon", "Asia/Calcutta", "US/Eastern", "Etc/GMT+7"} & every


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Asia/Ho_Chi_Minh", "UTC+7"),
        ("Asia/Kolkata", "UTC+5:30"),
        ("Europe/Berlin", "UTC+1/+2"),
        ("America/St_Johns", "UTC−3:30/−2:30"),
        ("UTC", "UTC+0"),
    ],
)
def test_the_distance_is_that_of_winter_and_summer(name, said):
    assert distance(name, 2026) == said


def test_a_zone_is_named_by_its_place():
    assert "Ho Chi Minh (UTC+7)" in groups()["East and Southeast Asia"].values()


class Form(forms.Form):
    zone = TimeZoneField(required=False, empty="None")


def test_a_stored_old_name_stays_chosen():
    assert '<option value="Asia/Saigon" selected>' in str(Form(initial={"zone": "Asia/Saigon"}))
    assert "Asia/Saigon" not in str(Form())
    form = Form(initial={"zone": "Asia/Saigon"})
    shown, shown_again = str(form), str(form)
    assert shown_again == shown, "it stands there once still"


@pytest.mark.parametrize(("sent", "is_fine"), [("", True), ("Asia/Saigon", True), ("Moon", False)])
def test_what_is_no_zone_is_refused(sent, is_fine):
    assert Form({"zone": sent}).is_valid() is is_fine
