"""The sectors that ship: complete in four languages, and seeded again without harm."""

from collections import Counter
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import translation

from companies.domain.sectors import sector_tree, sectors_by_code
from companies.models import Sector
from companies.taxonomy import TAXONOMY
from tests.factories import OrganisationFactory

migration = import_module("companies.migrations.0002_sectors")
ENTRIES = [entry for top, children in TAXONOMY for entry in (top, *children)]
TOPS = """smart_city transport cybersecurity energy agriculture commerce environment ai cloud
supporting_industries logistics manufacturing gis e_government digital_infrastructure
semiconductors health education fintech"""


def test_the_top_sectors():
    assert [top.code for top, _children in TAXONOMY] == TOPS.split()


@pytest.mark.parametrize(("top", "children"), TAXONOMY, ids=TOPS.split())
def test_each_has_three_to_six_children_with_codes_of_their_own(top, children):
    assert 3 <= len(children) <= 6
    codes = [child.code for child in children]
    assert len(set(codes)) == len(codes)
    assert all(code.isidentifier() and code.islower() for code in (top.code, *codes))
    assert max(len(f"{top.code}.{code}") for code in codes) <= 80


@pytest.mark.parametrize("language", ["en", "vi", "zh_hant", "ko"])
def test_names_are_there_and_tell_apart(language):
    names = [getattr(entry, language) for entry in ENTRIES]
    assert all(name.strip() == name and 0 < len(name) <= 120 for name in names)
    assert not [name for name, number in Counter(names).items() if number > 1]


def has(name: str, first: str, last: str) -> bool:
    return any(first <= letter <= last for letter in name)


def test_names_are_in_their_script():
    own = {"ESG", "AI", "IoT", "5G", "GIS"}
    for entry in ENTRIES:
        assert has(entry.zh_hant, "\u4e00", "\u9fff"), entry.code
        assert has(entry.ko, "\uac00", "\ud7a3"), entry.code
        assert entry.vi not in {entry.en} - own, entry.code
    used = "".join(entry.zh_hant for entry in ENTRIES)
    # Characters of the mainland's script, and its words where Taiwan has others.
    assert not set("数据网软车电产业设备医疗养闸处务开发环运输贸农营") & set(used)
    assert not any(word in used for word in ("軟件", "信息", "網絡", "芯片", "數碼", "智能"))


@pytest.fixture
def seeded(db):
    migration.seed(apps, None)


@pytest.mark.usefixtures("seeded")
def test_seeding_again_brings_names_up_to_date_and_adds_nothing():
    number = Sector.objects.count()
    assert number == len(ENTRIES)
    Sector.objects.filter(code="smart_city.lighting").update(name_vi="Cũ")
    Sector.objects.filter(code="fintech.payments").delete()
    own = Sector.objects.create(code="own", name="Somebody's own")
    migration.seed(apps, None)
    assert Sector.objects.count() == number + 1
    assert Sector.objects.get(code="smart_city.lighting").name_vi == "Chiếu sáng đô thị"
    assert Sector.objects.get(code="fintech.payments").parent.code == "fintech"
    assert Sector.objects.filter(pk=own.pk).exists()


@pytest.mark.usefixtures("seeded")
def test_going_back_leaves_what_is_used():
    used = Sector.objects.get(code="transport.ev_charging")
    OrganisationFactory().sectors.add(used)
    migration.unseed(apps, None)
    left = set(Sector.objects.values_list("code", flat=True))
    assert left == {"transport.ev_charging", "transport"}


@pytest.mark.usefixtures("seeded")
def test_names_follow_the_reader():
    sector = Sector.objects.get(code="semiconductors.design")
    for language, name in (
        ("vi", "Thiết kế vi mạch"),
        ("zh-hant", "IC設計"),
        ("ko", "반도체 설계"),
    ):
        with translation.override(language):
            assert str(sector) == name


@pytest.mark.usefixtures("seeded")
def test_the_tree_is_read_in_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        tree = sector_tree()
    shipped = [(top, children) for top, children in tree if top.code in TOPS.split()]
    assert [top.code for top, _children in shipped] == TOPS.split()
    lighting = shipped[0][1][1]
    assert lighting.code == "smart_city.lighting"


@pytest.mark.usefixtures("seeded")
def test_codes_stand_for_sectors(django_assert_num_queries):
    energy = Sector.objects.get(code="energy")
    with django_assert_num_queries(1):
        found = sectors_by_code(["ai.vision", energy])
    assert [sector.code for sector in found] == ["ai.vision", "energy"]
    with django_assert_num_queries(0):
        assert sectors_by_code([energy]) == [energy]
