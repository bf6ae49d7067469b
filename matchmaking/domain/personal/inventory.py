"""Everything that hangs on a person: whether they get it as a file, and what becomes of it when
they go.

A test holds this list against the models: a relation to a person that is not named here fails.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model

from companies.models import Member, User
from events.models import Representative


@dataclass(frozen=True)
class Entry:
    """What happens to the rows of one relation.

    `section` is the part of the file in which they stand; without one, `why_not` says why they are
    not given. `hidden` are columns that would harm (secrets) or belong to somebody else. `leaving`
    is one of `DELETED`, `FORGETS` (the row stays and names nobody) and `KEPT` (the row stays and
    belongs to “a former participant”).
    """

    leaving: str
    section: str = ""
    why_not: str = ""
    hidden: tuple[str, ...] = ()


DELETED, FORGETS, KEPT = "deleted", "forgets", "kept"

# By "app.Model.field"; the field leads to a person, or to somebody's membership or representation.
INVENTORY: Mapping[str, Entry] = {
    # companies
    "companies.Member.user": Entry(DELETED, "memberships"),
    "companies.Invitation.invited_by": Entry(
        FORGETS, "invitations_sent", hidden=("email", "full_name", "secret")
    ),
    "companies.Invitation.accepted_by": Entry(DELETED, "invitations_accepted", hidden=("secret",)),
    "companies.JoinRequest.user": Entry(DELETED, "requests_to_join"),
    "companies.JoinRequest.decided_by": Entry(
        FORGETS, "requests_to_join_decided", hidden=("message",)
    ),
    # events
    "events.Staff.user": Entry(DELETED, "staff"),
    "events.Appearance.user": Entry(FORGETS, "appearances"),
    "events.Delegation.leader": Entry(FORGETS, "delegations_led"),
    "events.Registration.acting_leader": Entry(FORGETS, "allowed_to_act_for"),
    "events.Representative.user": Entry(KEPT, "representations"),
    "events.Absence.representative": Entry(DELETED, "absences"),
    "events.Attendance.representative": Entry(DELETED, "session_places"),
    "events.VisitWish.representative": Entry(DELETED, "visit_wishes"),
    "events.VisitSeat.representative": Entry(DELETED, "visit_seats"),
    # matchmaking
    "matchmaking.MeetingRequest.sent_by": Entry(FORGETS, "requests_sent", hidden=("put_aside_at",)),
    "matchmaking.MeetingRequest.answered_by": Entry(FORGETS, "requests_answered"),
    "matchmaking.MeetingRequest.wished_people": Entry(
        DELETED, "requests_naming_you", hidden=("answer",)
    ),
    "matchmaking.CounterpartMark.by": Entry(FORGETS, "saved_and_hidden_participants"),
    "matchmaking.Seat.representative": Entry(KEPT, "meetings"),
    "matchmaking.Outcome.author": Entry(FORGETS, "outcomes"),
    "matchmaking.PreparationNote.written_by": Entry(FORGETS, "notes_for_meetings"),
    "matchmaking.CardPhoto.taken_by": Entry(DELETED, "card_photos"),
    "matchmaking.MeetingNotice.representative": Entry(
        DELETED, "notices_on_coming", hidden=("keys",)
    ),
    "matchmaking.MeetingNotice.said_by": Entry(FORGETS, "notices_said", hidden=("keys",)),
    "matchmaking.Notification.recipient": Entry(DELETED, "notifications", hidden=("key",)),
    "matchmaking.MailPreferences.user": Entry(DELETED, "mail_preferences"),
    "matchmaking.CalendarFeed.user": Entry(DELETED, "calendar_feed", hidden=("secret",)),
    "matchmaking.Activity.actor": Entry(FORGETS, "activity"),
    "matchmaking.DataExport.person": Entry(DELETED, "exports", hidden=("archive",)),
    "matchmaking.Run.requested_by": Entry(
        FORGETS, why_not="The run of a whole event; that you started it stands in `activity`."
    ),
    "matchmaking.ScheduleVersion.published_by": Entry(
        FORGETS, why_not="The schedule of a whole event; its publishing stands in `activity`."
    ),
    # libraries
    "account.EmailAddress.user": Entry(DELETED, "email_addresses"),
    "mfa.Authenticator.user": Entry(DELETED, "second_factors", hidden=("data",)),
    "authtoken.Token.user": Entry(DELETED, "api_tokens", hidden=("key",)),
    "usersessions.UserSession.user": Entry(DELETED, "sessions", hidden=("session_key", "data")),
    "admin.LogEntry.user": Entry(
        KEPT, "organising", hidden=("object_repr", "change_message", "object_id")
    ),
    "companies.User_groups.user": Entry(DELETED, why_not="Groups are not used."),
    "companies.User_user_permissions.user": Entry(
        DELETED, why_not="Single permissions are not used; a role at an event stands in `staff`."
    ),
}
PEOPLE: tuple[type[Model], ...] = (User, Member, Representative)


def relations_to_people() -> set[str]:
    """Every relation of every model that leads to a person, a membership or a representation."""
    names = set()
    for model in apps.get_models(include_auto_created=True):
        fields = [*model._meta.local_fields, *model._meta.local_many_to_many]
        for field in fields:
            target = field.related_model
            through = getattr(getattr(field, "remote_field", None), "through", None)
            is_automatic = through is not None and through._meta.auto_created
            if target in PEOPLE and not (is_automatic and model is User):
                names.add(f"{model._meta.label}.{field.name}")
    return names - _behind_other_relations()


def _behind_other_relations() -> set[str]:
    """Tables that Django makes for a many-to-many field, which is named itself."""
    names = set()
    for model in apps.get_models(include_auto_created=True):
        made_for: Any = model._meta.auto_created
        if made_for and made_for != User:
            names |= {
                f"{model._meta.label}.{field.name}"
                for field in model._meta.local_fields
                if field.related_model in PEOPLE
            }
    return names


def rows_of(name: str, person: User) -> Any:
    """The person's rows of a relation, as a QuerySet."""
    label, field = name.rsplit(".", 1)
    model = apps.get_model(label)
    target = model._meta.get_field(field).related_model
    path = field if target is User else f"{field}__user"
    return model._default_manager.filter(**{path: person}).order_by("pk")
