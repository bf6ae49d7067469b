"""Every address that answers with a page is among those that the browser's tests open."""

from collections.abc import Iterator

from django.urls import URLResolver, get_resolver, resolve

from tests.browser import test_account_pages, test_every_page

NO_PAGES = {
    # forms that answer with another page
    "companies:theme", "companies:ask_to_join", "companies:withdraw_join_request",
    "companies:member_role", "companies:resend_invitation", "companies:revoke_invitation",
    "companies:decide_join_request", "events:drop_statement", "events:drop_person",
    "events:drop_invited", "events:drop_absence", "matchmaking:say_notice",
    "matchmaking:acknowledge", "matchmaking:renew_feed", "matchmaking:join_visit",
    "matchmaking:join_session", "matchmaking:delegation_drop_absence",
    "matchmaking:delegation_accept", "matchmaking:accept", "matchmaking:mark",
    "matchmaking:unblock", "matchmaking:read_notifications", "matchmaking:notification",
    "matchmaking:resubscribe", "set_language", "mfa_login_webauthn", "mfa_reauthenticate_webauthn",
    # what a page asks for, or a part of one
    "matchmaking:news", "matchmaking:count_notifications", "events:suggest_sectors",
    # files
    "matchmaking:own_data_file", "matchmaking:calendar_file", "matchmaking:feed",
    "matchmaking:manifest", "matchmaking:service_worker", "matchmaking:delegation_csv",
    "matchmaking:contacts_csv", "matchmaking:contacts_vcf", "matchmaking:card",
    "matchmaking:face", "events:robots", "events:sitemap", "events:event_calendar",
    "events:preview_picture", "events:accent", "mfa_download_recovery_codes",
    # needs a passkey that was made a moment ago: `test_passkeys.py`
    "mfa_signup_webauthn",
}  # fmt: skip
NUMBERS = dict.fromkeys(
    (
        "stop", "us", "them", "other", "stranger", "request", "mine", "organisation", "member",
        "invitation", "statement", "passkey",
    ),
    1,
)  # fmt: skip
MEETING = "11111111-1111-4111-8111-111111111111"


def named(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """The names of the addresses of this site; the admin and the API are other matters."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace not in {"admin", "api"}:
                yield from named(entry, entry.namespace or space)
        elif entry.name and entry.name != "nothing":
            yield f"{space}:{entry.name}" if space else entry.name


def opened() -> set[str]:
    every, account = test_every_page, test_account_pages
    lists = (
        every.PUBLIC, every.OWN, account.STRANGERS, account.OWN, account.SECOND_STEP,
        account.OF_A_PASSKEY,
    )  # fmt: skip
    addresses = {address for each in lists for address in each}
    return account.REACHED | {
        resolve(address.format(**NUMBERS, meeting=MEETING).partition("?")[0]).view_name
        for address in addresses
    }


def test_every_page_is_opened_by_a_test() -> None:
    assert set(named(get_resolver())) - opened() - NO_PAGES == set()


def test_what_is_called_no_page_is_an_address_that_no_test_opens() -> None:
    assert not NO_PAGES & opened()
    assert set(named(get_resolver())) >= NO_PAGES
