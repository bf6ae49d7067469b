"""Names in the order in which people look for them, in Python and in the database."""

import pytest
from django.test import Client

from companies.models import Organisation, User
from companies.ordering import alphabetical, by_name
from tests.factories import EventFactory, OrganisationFactory, participant

NAMES = [
    "3D Print",
    "án văn",
    "An Phú",
    "Ánh Dương",
    "Ân Nam",
    "Bến Nghé",
    "Đại Dũng",
    "DANA",
    "đường sắt",
    "Ömer Söhne",
    "Zeta",
    "가나 반도체",
    "각",
    "한국",
    "台灣電網",
    "悠行票證",
]


def test_latin_names_stand_where_their_letters_do() -> None:
    found = sorted(["Zeta", "Đại Dũng", "Ánh Dương", "Bến Nghé", "An Phú", "Eco"], key=alphabetical)
    assert found == ["An Phú", "Ánh Dương", "Bến Nghé", "Đại Dũng", "Eco", "Zeta"]


@pytest.mark.django_db
def test_the_database_orders_as_python_does() -> None:
    for name in reversed(NAMES):
        OrganisationFactory(name=name)
    found = Organisation.objects.order_by(by_name("name"), "name").values_list("name", flat=True)
    assert list(found) == sorted(NAMES, key=alphabetical)


@pytest.mark.django_db
def test_the_public_list_and_the_organisers_are_ordered_so(client: Client) -> None:
    event = EventFactory(slug="fair")
    names = ["Zeta", "Đại Dũng", "An Phú", "Ánh Dương"]
    for name in names:
        registration = participant(event, is_listed=True, is_public=True)
        registration.organisation.name = name
        registration.organisation.save()
    client.force_login(User.objects.create_superuser(email="root@desk.example", password="x"))
    for address in (
        "/e/fair/companies/",
        "/admin/companies/organisation/",
        f"/admin/events/registration/?event__id__exact={event.pk}",
    ):
        page = client.get(address).text
        places = [page.rindex(f">{name}<") for name in sorted(names, key=alphabetical)]
        assert places == sorted(places), address
