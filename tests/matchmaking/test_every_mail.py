"""Every mail, in every language, as text and as HTML: nothing is left in English, both say the
same, and each has what a mail program shows before it is opened, a button and a way out."""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from html import unescape
from pathlib import Path

import allauth
import pytest
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import timezone, translation

from companies.models import Organisation, User
from events.web.account_mails import ACCOUNT_DELETED
from matchmaking.choices import NotificationKind
from matchmaking.domain.mail_kinds import kind_of
from matchmaking.domain.mails import build_digest, build_email, digest_entry
from matchmaking.domain.messages import NothingToTellError, read_facts
from matchmaking.models import MeetingRequest
from tests.matchmaking.letters import ACCOUNT_MAILS, OF_A_CHANGE, WRITTEN, Letters, account_context
from tests.matchmaking.scenes import Scene, published_scene

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.fixture
def scene() -> Scene:
    """Names of the event and its people have no word of English."""
    day = timezone.now().date() + timedelta(days=2)
    scene = published_scene(2, name="Hội chợ <3", starts_on=day, ends_on=day, accent="#f5c400")
    hall = scene.meetings[0].table.hall
    hall.name = "Sảnh A"
    hall.save()
    person = scene.me
    person.full_name = "Trần <i>Hà</i> 😀"
    person.save()
    return scene


def html_of(email: EmailMultiAlternatives) -> str:
    return str(email.alternatives[0][0])


def words_of(html: str) -> str:
    """What a person reads of the HTML."""
    said = unescape(re.sub(r"<[^>]+>", "\n", html.split("<body")[1]))
    return re.sub(r"\s+", " ", said)


def sentences(emails: Iterable[EmailMultiAlternatives], written: Iterable[str]) -> set[str]:
    """Subjects and lines, without addresses of pages and without what people are called or wrote,
    as far as there are words left."""
    lines = {
        re.sub(r"https?://\S+", "", line)
        for email in emails
        for line in (email.subject, *email.body.splitlines())
    }
    for text in sorted(filter(None, written), key=len, reverse=True):
        lines = {line.replace(text, "§") for line in lines}
    return {line.strip(" :>*") for line in lines if re.search(r"[^\W\d_]{3}", line)}


def check_sheet(name: str, email: EmailMultiAlternatives, language: str) -> None:
    html = html_of(email)
    assert f'<html lang="{language}">' in html, name
    assert "\n" not in email.subject, name
    assert 3 < len(email.subject) < 160, (name, email.subject)
    body = html.split("<body")[1]
    preview = re.search(r'<div style="display:none[^>]*>([^<]*)&#8203;</div>', body)
    assert preview is not None, name
    assert len(preview[1].strip()) > 5, name
    assert unescape(preview[1]).strip(" .。") != email.subject, name
    assert "<script" not in html, name
    assert not re.search(r"%\(\w+\)|\{\{|\{%", email.body + html), name
    plain = words_of(html)
    for line in email.body.splitlines():
        for part in re.split(r"(?:^> |: (?=http))", line.strip().removesuffix(":")):
            if part.startswith("http"):
                assert part in unescape(html), (name, part)
            elif ": " not in part and part != "--":
                assert re.sub(r"\s+", " ", part.removeprefix("* ")) in plain, (name, part)


def test_every_kind_is_among_the_letters(scene: Scene) -> None:
    assert {letter.kind for _name, letter in Letters(scene, "en").all()} == set(NotificationKind)


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_and_html_say_the_same_and_have_a_way_out(scene: Scene, language: str) -> None:
    for name, letter in Letters(scene, language).all():
        email = build_email(letter)
        check_sheet(name, email, language)
        html = html_of(email)
        assert "<b>" not in html.split("<body")[1], name
        assert "<i>" not in html, name
        if kind_of(letter.kind).is_of_account:
            assert "List-Unsubscribe" not in email.extra_headers, name
            continue
        address = email.extra_headers["List-Unsubscribe"].strip("<>")
        assert address in email.body, name
        assert address in unescape(html), name
        assert email.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def digest(scene: Scene, language: str) -> EmailMultiAlternatives:
    """A daily mail of what can be in one, as long as it is so."""
    letters = [
        letter
        for _name, letter in Letters(scene, language).all()
        if letter.recipient is not None and not kind_of(letter.kind).is_of_account
    ]
    entries = []
    for number, letter in enumerate(letters):
        letter.pk = number
        entries.append(letter)
    facts = read_facts(entries)
    told = []
    for letter in entries:
        with suppress(NothingToTellError):  # of one row in several states the last one holds
            told.append(digest_entry(letter, facts))
    assert len(told) > 10
    return build_digest(told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_daily_mail(scene: Scene, language: str) -> None:
    check_sheet("digest", digest(scene, language), language)


def account_mail(prefix: str, language: str) -> EmailMultiAlternatives:
    with translation.override(language):
        email = get_adapter().render_mail(prefix, "a@x.example", account_context(prefix))
    assert isinstance(email, EmailMultiAlternatives)
    return email


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("prefix", ACCOUNT_MAILS)
def test_mails_on_the_account(prefix: str, language: str) -> None:
    email = account_mail(prefix, language)
    check_sheet(prefix, email, language)
    if "code" in ACCOUNT_MAILS[prefix]:
        assert re.search(r"^QX7-RT2$", email.body, re.MULTILINE), "alone on its line, to be copied"
        assert "QX7-RT2" in email.subject
    else:
        assert 'class="button"' in html_of(email)


def test_every_mail_of_the_accounts_library_has_words_of_ours() -> None:
    folder = Path(allauth.__file__).parent / "templates"
    known = {
        f"{app}/email/{path.name.removesuffix('_subject.txt')}"
        for app in ("account", "mfa")
        for path in (folder / app / "email").glob("*_subject.txt")
    }
    # By code we do not reset passwords: whoever has a code signs in with it.
    assert known - {"account/email/password_reset_code"} == ACCOUNT_MAILS.keys() - {ACCOUNT_DELETED}


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_nothing_is_left_in_english(scene: Scene, language: str) -> None:
    """A sentence that reads the same in English is one that nobody translated."""
    mails: dict[str, list[EmailMultiAlternatives]] = {}
    for code, where in (("en", scene), (language, published_copy(scene))):
        mails[code] = [
            *(build_email(letter) for _name, letter in Letters(where, code).all()),
            *(account_mail(prefix, code) for prefix in ACCOUNT_MAILS),
            digest(published_copy(scene), code),
        ]
    written = {
        *Organisation.objects.values_list("name", flat=True),
        *User.objects.values_list("full_name", flat=True),
        *User.objects.values_list("email", flat=True),
        *MeetingRequest.objects.values_list("message", flat=True),
        *WRITTEN,
        *("Hội chợ <3", "Sảnh A", "Asia/Ho_Chi_Minh", OF_A_CHANGE["user_agent"]),
    }
    assert len(sentences(mails["en"], written)) > 60
    assert sentences(mails["en"], written) & sentences(mails[language], written) == set()


def published_copy(scene: Scene) -> Scene:
    """Another event with the same names: the rows that letters are made of are there once."""
    day = timezone.now().date() + timedelta(days=2)
    copy = published_scene(2, name=scene.event.name, starts_on=day, ends_on=day)
    hall = copy.meetings[0].table.hall
    hall.name = "Sảnh A"
    hall.save()
    person = copy.me
    person.full_name = scene.me.full_name
    person.save()
    return copy


def test_account_mails_lead_to_pages_that_are_there() -> None:
    for prefix, path in (
        ("account/email/account_already_exists", reverse("account_request_login_code")),
        ("account/email/password_changed", reverse("usersessions_list")),
    ):
        assert f"{settings.SITE_URL}{path}" in account_mail(prefix, "en").body
