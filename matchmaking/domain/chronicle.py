"""The log in sentences: which participant did what, in the reader's language.

The words of each `Action` stand here and nowhere else.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from matchmaking.choices import Action, NoticeKind
from matchmaking.domain.chronicle_facts import Facts, read_facts
from matchmaking.models import Activity

Told = Mapping[str, Any]
"""What an entry keeps of before and after, together."""

SENTENCES: Mapping[Action, Promise] = {
    Action.REQUEST_SENT: gettext_lazy("%(sender)s asked %(receiver)s for a meeting."),
    Action.REQUEST_ACCEPTED: gettext_lazy("%(receiver)s accepted the request of %(sender)s."),
    Action.REQUEST_DECLINED: gettext_lazy("%(receiver)s declined the request of %(sender)s."),
    Action.REQUEST_WITHDRAWN: gettext_lazy("%(sender)s withdrew its request to %(receiver)s."),
    Action.REQUEST_EXPIRED: gettext_lazy(
        "The request of %(sender)s expired: %(receiver)s did not answer in time."
    ),
    Action.REQUEST_CLOSED: gettext_lazy(
        "The request of %(sender)s to %(receiver)s ended: %(left)s takes part no longer."
    ),
    Action.ORGANISATION_BLOCKED: gettext_lazy("%(company)s blocked %(other)s."),
    Action.ORGANISATION_UNBLOCKED: gettext_lazy("%(company)s no longer blocks %(other)s."),
    Action.LEADER_ALLOWED: gettext_lazy("%(company)s lets %(leader)s act for it."),
    Action.LEADER_TAKEN_BACK: gettext_lazy("%(company)s no longer lets %(leader)s act for it."),
    Action.ABSENCE_ADDED: gettext_lazy("It was noted when %(person)s of %(company)s cannot meet."),
    Action.ABSENCE_REMOVED: gettext_lazy(
        "A time at which %(person)s of %(company)s could not meet was taken out."
    ),
    Action.MEETING_PROMISED: gettext_lazy("A meeting was promised to %(a)s and %(b)s."),
    Action.MEETING_UNPROMISED: gettext_lazy(
        "The promise of a meeting to %(a)s and %(b)s was taken back."
    ),
    Action.RUN_STARTED: gettext_lazy("The matching was started."),
    Action.RUN_CANCELLED: gettext_lazy("The matching was cancelled while it ran."),
    Action.SCHEDULE_PUBLISHED: gettext_lazy(
        "Version %(version)s of the schedule was published (new meetings: %(added)s, moved: "
        "%(moved)s, ended: %(cancelled)s)."
    ),
    Action.SCHEDULE_DISCARDED: gettext_lazy(
        "The draft of version %(version)s of the schedule was thrown away."
    ),
    Action.PARTICIPANT_LEFT: ngettext_lazy(
        "%(company)s takes part no longer: %(cancelled)s meeting was cancelled.",
        "%(company)s takes part no longer: %(cancelled)s meetings were cancelled.",
        "cancelled",
    ),
    Action.PERSON_LEFT: ngettext_lazy(
        "A person closed their account: %(cancelled)s meeting of version %(version)s was "
        "cancelled.",
        "A person closed their account: %(cancelled)s meetings of version %(version)s were "
        "cancelled.",
        "cancelled",
    ),
    Action.MEETING_NOTICE: gettext_lazy(
        "%(person)s of %(company)s said of the meeting with %(other)s: %(notice)s."
    ),
    Action.OUTCOME_RECORDED: gettext_lazy(
        "%(company)s wrote down what came of its meeting with %(other)s."
    ),
    Action.MAIL_SENT_AGAIN: gettext_lazy("The mail “%(mail)s” to %(person)s was sent again."),
    Action.EXPORT_ASKED: gettext_lazy("%(actor)s asked for the file of their own data."),
    Action.PERSON_DELETED: gettext_lazy("A person deleted their account."),
}

BECAUSE: Mapping[tuple[Action, str], Promise] = {
    (Action.REQUEST_WITHDRAWN, "participant_left"): gettext_lazy(
        "The request of %(sender)s to %(receiver)s ended: %(sender)s takes part no longer."
    ),
    (Action.REQUEST_DECLINED, "participant_left"): gettext_lazy(
        "The request of %(sender)s to %(receiver)s ended: %(receiver)s takes part no longer."
    ),
    (Action.REQUEST_DECLINED, "declined_before"): gettext_lazy(
        "The request of %(sender)s was put aside: %(receiver)s has declined it before."
    ),
    (Action.REQUEST_WITHDRAWN, "blocked"): gettext_lazy(
        "The request of %(sender)s to %(receiver)s ended: %(sender)s blocked %(receiver)s."
    ),
    (Action.REQUEST_DECLINED, "blocked"): gettext_lazy(
        "The request of %(sender)s to %(receiver)s ended: %(receiver)s blocked %(sender)s."
    ),
}
"""Requests that ended because of something else, by what that was."""


def tell_activity(entries: Collection[Activity]) -> dict[int, str]:
    """A sentence for each entry, by its id, in the language that is active.

    Who acted, and when, stands in the entry; the sentence says what was done.
    """
    facts = read_facts(entries)
    return {entry.pk: _sentence(entry, facts) for entry in entries}


class _Words(dict[str, Any]):
    """The names in a sentence; one that is not there any more is somebody who has left."""

    def __missing__(self, key: str) -> str:
        return _("a former participant")


def _sentence(entry: Activity, facts: Facts) -> str:
    if entry.action not in SENTENCES:
        return entry.what
    action = Action(entry.action)
    words = _Words({name: word for name, word in _words(entry, facts).items() if word is not None})
    sentence = BECAUSE.get((action, entry.after.get("because", "")), SENTENCES[action])
    return str(sentence % words)


def _words(entry: Activity, facts: Facts) -> dict[str, Any]:
    """Everything that the sentence of the entry may name; None where it is not known."""
    told = {**entry.before, **entry.after}
    words = {
        **_figures(told),
        "version": told.get("version") or facts.versions.get(entry.subject_id or 0, "–"),
        "actor": entry.actor.public_name if entry.actor is not None else None,
        **_companies(facts, a=told.get("a"), b=told.get("b"), company=entry.acted_for_id),
    }
    of_subject = SUBJECTS.get(entry.subject_type)
    return words if of_subject is None else {**words, **of_subject(entry, facts, told)}


def _request_words(entry: Activity, facts: Facts, told: Told) -> dict[str, Any]:
    given = (told.get("sender"), told.get("receiver"))
    sender, receiver = facts.requests.get(entry.subject_id or 0, given)
    return _companies(facts, sender=sender, receiver=receiver, left=told.get("left"))


def _outcome_words(entry: Activity, facts: Facts, told: Told) -> dict[str, Any]:
    company, other = facts.outcomes.get(entry.subject_id or 0, (None, None))
    return _companies(facts, company=company, other=other)


def _mail_words(entry: Activity, facts: Facts, told: Told) -> dict[str, Any]:
    kind, recipient = facts.mails.get(entry.subject_id or 0, ("–", None))
    return {"mail": kind, "person": facts.people.get(recipient or 0)}


def _block_words(entry: Activity, facts: Facts, told: Told) -> dict[str, Any]:
    name = facts.organisations.get
    return {"company": name(told.get("organisation", 0)), "other": name(entry.subject_id or 0)}


def _registration_words(entry: Activity, facts: Facts, told: Told) -> dict[str, Any]:
    leader = entry.after.get("leader") or entry.before.get("leader") or 0
    words = _companies(facts, company=entry.subject_id)
    return {**words, "leader": facts.people.get(leader)}


def _absence_words(entry: Activity, facts: Facts, told: Told) -> dict[str, Any]:
    known = facts.representatives.get(told.get("representative", 0))
    return {"person": facts.people.get(known[0])} if known else {}


def _companies(facts: Facts, **registrations: int | None) -> dict[str, Any]:
    return {name: facts.companies.get(pk or 0) for name, pk in registrations.items()}


def _figures(told: Told) -> dict[str, Any]:
    return {name: told.get(name, 0) for name in ("added", "moved", "cancelled")}


def _notice_words(entry: Activity, facts: Facts, told: Told) -> dict[str, Any]:
    """What was said then: the notice itself may say something else by now."""
    notice = str(NoticeKind(told["kind"]).label) if told.get("kind") in NoticeKind.values else "–"
    if told.get("minutes"):
        notice = _("%(what)s, %(minutes)d min") % {"what": notice, "minutes": told["minutes"]}
    if entry.subject_id not in facts.notices:
        return {"notice": notice}
    representative, uid = facts.notices[entry.subject_id]
    user, registration = facts.representatives[representative]
    sides = [side for side in facts.meetings.get(uid, ()) if side != registration]
    words = _companies(facts, company=registration, other=sides[0] if sides else None)
    return {**words, "person": facts.people.get(user), "notice": notice}


SUBJECTS: "Mapping[str, Callable[[Activity, Facts, Told], dict[str, Any]]]" = {
    "matchmaking.meetingrequest": _request_words,
    "matchmaking.outcome": _outcome_words,
    "matchmaking.meetingnotice": _notice_words,
    "matchmaking.notification": _mail_words,
    "companies.organisation": _block_words,
    "events.registration": _registration_words,
    "events.absence": _absence_words,
}
