"""People's accounts as superusers see them."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext

from companies.domain.second_steps import remove_second_step
from tests.events.admin.forms import shown_values
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def person(db):
    person = UserFactory(email="huong@example.com", language="vi", time_zone="Asia/Taipei")
    TOTP.activate(person, SECRET)
    RecoveryCodes.activate(person)
    return person


@pytest.fixture
def address(client, person) -> str:
    client.force_login(UserFactory(is_superuser=True))
    return reverse("admin:companies_user_change", args=[person.pk])


def test_second_steps_stand_on_the_persons_page_without_their_secret(client, person, address):
    page = client.get(address).content.decode()
    assert "Authenticator app" in page
    assert "Recovery codes" in page
    secrets = [str(each) for step in person.authenticator_set.all() for each in step.data.values()]
    long = [each for each in secrets if len(each) > 15]
    assert len(long) >= 2, "both steps keep one"
    assert not [each for each in long if each in page]
    with pytest.raises(NoReverseMatch):
        reverse("admin:mfa_authenticator_changelist")


def test_whoever_lost_their_app_gets_in_without_it_and_is_told(client, person, address, mailoutbox):
    values = shown_values(client, address)
    ids = [value for name, value in values.items() if name.endswith("-id")]
    app = person.authenticator_set.get(type="totp")
    values[f"authenticator_set-{ids.index(str(app.pk))}-DELETE"] = "on"
    assert client.post(address, values).status_code == 302
    assert not person.authenticator_set.exists()
    (mail,) = mailoutbox
    assert mail.to == ["huong@example.com"]
    with translation.override("vi"):
        assert mail.subject == gettext("The authenticator app was removed")
    assert mail.subject != "The authenticator app was removed"
    person.refresh_from_db()
    assert person.time_zone == "Asia/Taipei"


def test_codes_stay_while_there_is_another_step(person):
    passkey = Authenticator.objects.create(user=person, type="webauthn", data={"name": "Phone"})
    remove_second_step(person.authenticator_set.get(type="totp"))
    kinds = set(person.authenticator_set.values_list("type", flat=True))
    assert kinds == {"webauthn", "recovery_codes"}
    remove_second_step(passkey)
    assert not person.authenticator_set.exists()


def test_somebody_elses_steps_stay(person):
    other = UserFactory()
    TOTP.activate(other, SECRET)
    remove_second_step(person.authenticator_set.get(type="totp"))
    assert other.authenticator_set.count() == 1
