"""Which organisations are offered as the one somebody means."""

from itertools import combinations

import pytest

from companies.domain.likeness import (
    ALIKE,
    core_name,
    likely_organisations,
    names_likeness,
    own_name,
    own_names_likeness,
    site_of,
)
from matchmaking.demonstration.companies import read, read_companies
from tests.factories import OrganisationFactory


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sao Bắc Đẩu", "sao bac dau"),
        ("Công ty Cổ phần Sao Mai", "Sao Mai JSC"),
        ("CÔNG TY TNHH Tích Hợp An Phú", "Tich hop An Phu Co., Ltd."),
        ("台灣電網科技股份有限公司", "台灣電網科技"),
        ("Formosa Grid 台灣電網科技", "台灣電網科技有限公司"),
        ("주식회사 한빛소프트", "한빛소프트"),
        ("(주)한빛소프트", "한빛소프트"),
        ("株式会社 日立", "日立"),
        ("FPT Software", "F.P.T. Software"),
        ("Vietnam Post", "Viet Nam Post Corporation"),
        ("ＣＭＣ Telecom", "CMC Telecom"),
    ],
)
def test_the_same_one_written_otherwise(one: str, other: str) -> None:
    assert names_likeness(core_name(one), core_name(other)) >= ALIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sao Mai", "Sao Bắc Đẩu"),
        ("Smart City Solutions", "Smart Farm Systems"),
        ("台灣電網科技", "台灣雲端科技"),
        ("한빛소프트", "한국전력"),
        ("VNPT", "VNG"),
        ("", "Sao Mai"),
    ],
)
def test_two_that_differ(one: str, other: str) -> None:
    assert names_likeness(core_name(one), core_name(other)) < ALIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SAO BAC DAU TECHNOLOGIES CORP", "Công ty Cổ phần Công nghệ Sao Bắc Đẩu"),
        ("Công ty TNHH Giải pháp Phần mềm Đại Dũng", "Dai Dung Software Solutions Co., Ltd"),
        ("CMC Technology & Solution", "Tập đoàn Công nghệ CMCC"),
        ("緯穎科技股份有限公司", "緯穎資訊"),
        ("한빛테크놀로지 주식회사", "한빛기술"),
        ("Samsong Vietnam", "Samsong International Trading JSC"),
    ],
)
def test_the_same_one_with_other_words_of_its_trade(one: str, other: str) -> None:
    same = "CMC" not in one  # three letters are too few to tell
    assert (own_names_likeness(own_name(one), own_name(other)) > 0) == same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Vietnam Software", "Viet Nam Technology"),  # nothing of their own is left
        ("Smart City Solutions", "Smart Farm Systems"),
        ("Sao Mai Technology", "Sao Bắc Đẩu Technology"),
        ("Global Services", ""),
    ],
)
def test_words_of_a_trade_make_nobody_the_same(one: str, other: str) -> None:
    assert own_names_likeness(own_name(one), own_name(other)) == 0


def test_a_name_of_a_legal_form_only_is_still_a_name() -> None:
    assert core_name("Group Holdings") == "groupholdings"


FILES = ("taiwan_digital_day_local", "taiwan_digital_day_visiting", "da_nang_local", "us_ict")


def test_no_two_companies_of_the_demonstration_are_taken_for_one() -> None:
    names = [core_name(company.name) for file in FILES for company in read_companies(file)]
    names += [core_name(entry["name"]) for entry in read("organisations").values()]
    likest = sorted(((names_likeness(a, b), a, b) for a, b in combinations(set(names), 2)))
    taken = [pair for pair in likest if pair[0] >= ALIKE]
    assert len(taken) <= 0.001 * len(likest), taken
    names = [own_name(company.name) for file in FILES for company in read_companies(file)]
    names += [own_name(entry["name"]) for entry in read("organisations").values()]
    owns = [(own_names_likeness(a, b), a, b) for a, b in combinations(set(names), 2)]
    taken = [pair for pair in owns if pair[0]]
    assert len(taken) <= 0.001 * len(owns), taken


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("https://www.Sao-Mai.vn/about", "sao-mai.vn"),
        ("sao-mai.vn", "sao-mai.vn"),
        ("huong@sao-mai.vn", "sao-mai.vn"),
        ("huong@gmail.com", ""),
        ("", ""),
        ("not an address", ""),
    ],
)
def test_what_of_an_address_is_an_organisations_own(address: str, site: str) -> None:
    assert site_of(address) == site


@pytest.mark.django_db
def test_the_likeliest_comes_first_and_the_rest_is_left_out() -> None:
    same_site = OrganisationFactory(
        name="Another name", website="https://www.saomai.vn", country="KR"
    )
    same_name = OrganisationFactory(name="SAO MÁI", country="VN")
    abroad = OrganisationFactory(name="Sao Mai Inc.", country="US")
    OrganisationFactory(name="Something else", website="https://else.vn")
    found = likely_organisations("Sao Mai", email="huong@saomai.vn", country="VN")
    assert found == [same_name, same_site, abroad]
    found = likely_organisations("Sao Mai", website="https://gmail.com", country="VN")
    assert found == [same_name, abroad]


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 3])
def test_looking_takes_two_queries(django_assert_num_queries, size: int) -> None:
    for _ in range(size):
        OrganisationFactory(name="Sao Mai")
    with django_assert_num_queries(2):
        assert len(likely_organisations("Sao Mai")) == size
