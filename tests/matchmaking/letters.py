"""Every mail that the product writes, one of each kind and state, for tests and for looking at.

What people wrote and are called is in other scripts than the words around it, so that a word that
was not translated stands out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from typing import Any

from django.utils import timezone

from companies.models import Invitation, JoinRequest, User
from events.models import InvitedRepresentative
from matchmaking.choices import NotificationKind, RequestState
from matchmaking.models import MeetingNotice, MeetingRequest, Notification, Outcome
from tests import factories
from tests.matchmaking.scenes import Scene, add_meeting

KINDS = NotificationKind

MESSAGE = "Hai tuyến <b>buýt</b> 🚌"
LATE = "班機延誤"
NOTE = "报价 & mẫu"
FULL = "Sảnh đã đầy"
JOIN = "Em mới vào làm"
WRITTEN = (MESSAGE, LATE, NOTE, FULL, JOIN)  # by people, in their own language


@dataclass
class Letters:
    """The mails to one person of `scene`, in a language."""

    scene: Scene
    language: str

    @property
    def person(self) -> User:
        return self.scene.me

    def all(self) -> Iterator[tuple[str, Notification]]:
        """Names of mails, unlike each other, and the messages they are made of, not stored.

        Each is to be read before the next one: a row may be in another state by then.
        """
        person = self.person
        person.language = self.language
        person.save()
        for number, (name, kind, context) in enumerate(
            chain(self._requests(), self._schedule(), self._afterwards(), self._account())
        ):
            is_of_account = kind in {KINDS.DATA_READY, *OF_ORGANISATIONS}
            yield (
                name,
                Notification(
                    recipient=None if kind == KINDS.INVITATION else person,
                    address="moi@example.com" if kind == KINDS.INVITATION else "",
                    language=self.language,
                    event=None if is_of_account else self.scene.event,
                    kind=kind,
                    key=f"{number}",
                    context=context,
                ),
            )

    def _requests(self) -> Iterator[tuple[str, NotificationKind, dict[str, Any]]]:
        def asked(state: str, **sides: Any) -> dict[str, Any]:
            request: MeetingRequest = factories.MeetingRequestFactory(
                **sides,
                state=state,
                message=MESSAGE,
                answer="",
                expires_at=timezone.now() + timedelta(days=3),
            )
            return {"request": request.pk, "state": str(state)}

        def other(trade: int) -> Any:
            return factories.participant(self.scene.event, trade=trade)

        us = self.scene.us
        pending = asked(RequestState.PENDING, sender=other(3), receiver=us)
        yield "request_received", KINDS.REQUEST_RECEIVED, pending
        yield "request_reminder", KINDS.REQUEST_REMINDER, pending
        yield "request_withdrawn", KINDS.REQUEST_WITHDRAWN, pending
        accepted = asked(RequestState.ACCEPTED, sender=us, receiver=other(4))
        yield "request_accepted", KINDS.REQUEST_ANSWERED, accepted
        declined = asked(RequestState.DECLINED, sender=us, receiver=other(5))
        yield "request_declined", KINDS.REQUEST_ANSWERED, declined
        expired = asked(RequestState.EXPIRED, sender=us, receiver=other(6))
        yield "request_expired", KINDS.REQUEST_EXPIRED, expired
        for name, leaver, is_back in (
            ("we_asked", other(7), False),
            ("they_asked", other(8), False),
            ("returned", other(9), True),
        ):
            sides = (leaver, us) if name == "they_asked" else (us, leaver)
            closed = asked(RequestState.CLOSED, sender=sides[0], receiver=sides[1])
            leaver.state = "approved" if is_back else "withdrawn"
            leaver.save()
            context = {**closed, "registration": leaver.pk}
            yield f"request_closed_{name}", KINDS.REQUEST_CLOSED, context

    def _schedule(self) -> Iterator[tuple[str, NotificationKind, dict[str, Any]]]:
        scene = self.scene
        uids = [str(meeting.uid) for meeting in scene.meetings]
        old = factories.ScheduleVersionFactory(
            event=scene.event, state="superseded", published_at=timezone.now()
        )
        gone = add_meeting(old, scene.us, factories.participant(scene.event, trade=7), 4)
        day = scene.event.starts_on.isoformat()
        yield "schedule_published", KINDS.SCHEDULE_PUBLISHED, {}
        changed = {"moved": uids[:1], "added": uids[1:], "cancelled": [str(gone.uid)]}
        yield "schedule_changed", KINDS.SCHEDULE_CHANGED, changed
        yield "schedule_tomorrow", KINDS.SCHEDULE_TOMORROW, {"day": day}
        them = scene.them.representatives.get()
        meeting = scene.meetings[0]
        for kind, minutes in (("on_the_way", None), ("late", 10), ("cannot_come", None)):
            MeetingNotice.objects.all().delete()
            notice = MeetingNotice.objects.create(
                event=scene.event,
                meeting_uid=meeting.uid,
                meeting_starts_at=meeting.starts_at,
                representative=them,
                kind=kind,
                minutes=minutes,
                reason=LATE if kind == "cannot_come" else "",
                said_at=timezone.now(),
            )
            context = {"notice": notice.pk, "kind": kind, "minutes": minutes}
            yield f"notice_{kind}", KINDS.MEETING_NOTICE, {**context, "meeting": uids[0]}

    def _afterwards(self) -> Iterator[tuple[str, NotificationKind, dict[str, Any]]]:
        scene = self.scene
        outcome = Outcome.objects.create(
            meeting=scene.meetings[0],
            registration=scene.us,
            took_place=True,
            next_step="pilot",
            note=NOTE,
            follow_up_on=scene.event.starts_on,
        )
        day = scene.event.starts_on.isoformat()
        yield "outcome_missing", KINDS.OUTCOME_MISSING, {"day": day}
        yield "follow_up_due", KINDS.FOLLOW_UP_DUE, {"outcome": outcome.pk, "on": day}
        yield "next_steps_open", KINDS.NEXT_STEPS_OPEN, {"registration": scene.us.pk}

    def _account(self) -> Iterator[tuple[str, NotificationKind, dict[str, Any]]]:
        scene = self.scene
        for state in ("waitlisted", "rejected", "withdrawn", "approved"):
            scene.us.state = state
            scene.us.state_reason = FULL if state == "rejected" else ""
            scene.us.save()
            context = {"registration": scene.us.pk, "state": state}
            yield f"registration_{state}", KINDS.REGISTRATION_DECIDED, context
        leader = factories.UserFactory(full_name="Lý Trưởng Đoàn")
        acts = ["request.sent", "request.accepted", "request.declined", "request.withdrawn"]
        for did in [*acts, "absence.added", "absence.removed"]:
            context = {"leader": leader.pk, "registration": scene.us.pk, "did": did}
            yield f"leader_{did}", KINDS.LEADER_ACTED, {**context, "other": scene.them.pk}
        yield "data_ready", KINDS.DATA_READY, {}
        yield from self._organisation()

    def _organisation(self) -> Iterator[tuple[str, NotificationKind, dict[str, Any]]]:
        scene, now = self.scene, timezone.now()
        invited = Invitation.objects.create(
            organisation=scene.us.organisation,
            email="moi@example.com",
            full_name="Mời Thị Đến",
            language=self.language,
            invited_by=scene.you,
            sent_at=now,
            expires_at=now + timedelta(days=14),
        )
        InvitedRepresentative.objects.create(invitation=invited, registration=scene.us)
        context = {"invitation": invited.pk, "serial": invited.serial}
        yield "invitation", KINDS.INVITATION, context
        for state in ("accepted", "declined"):
            Invitation.objects.filter(pk=invited.pk).update(state=state)
            yield f"invitation_{state}", KINDS.INVITATION_ANSWERED, context
        asked = JoinRequest.objects.create(
            organisation=scene.us.organisation,
            user=scene.you,
            message=JOIN,
        )
        yield "join_requested", KINDS.JOIN_REQUESTED, {"join_request": asked.pk}
        for state in ("approved", "declined"):
            JoinRequest.objects.filter(pk=asked.pk).update(state=state)
            yield f"join_{state}", KINDS.JOIN_DECIDED, {"join_request": asked.pk}


OF_ORGANISATIONS = {
    KINDS.INVITATION,
    KINDS.INVITATION_ANSWERED,
    KINDS.JOIN_REQUESTED,
    KINDS.JOIN_DECIDED,
}

# What allauth hands over with each kind of mail on an account.
ACCOUNT_MAILS: dict[str, dict[str, Any]] = {
    "account/email/email_confirmation": {"code": "QX7-RT2"},
    "account/email/email_confirmation_signup": {"code": "QX7-RT2"},
    "account/email/login_code": {"code": "QX7-RT2"},
    "account/email/password_reset_key": {"password_reset_url": "https://x.example/accounts/p/1/"},
    "account/email/unknown_account": {"signup_url": "https://x.example/accounts/signup/"},
    "account/email/account_already_exists": {},
    "account/email/email_changed": {"from_email": "a@x.example", "to_email": "b@x.example"},
    "account/email/email_deleted": {"deleted_email": "a@x.example"},
    "account/email/email_confirm": {},
    "account/email/password_changed": {},
    "account/email/password_reset": {},
    "account/email/password_set": {},
    "account/email/account_deleted": {},
    "mfa/email/totp_activated": {},
    "mfa/email/totp_deactivated": {},
    "mfa/email/recovery_codes_generated": {},
    "mfa/email/webauthn_added": {},
    "mfa/email/webauthn_removed": {},
}
OF_A_CHANGE = {"ip": "203.0.113.9", "user_agent": "Firefox/142.0"}


def account_context(prefix: str) -> dict[str, Any]:
    context = {"email": "a@x.example", "timestamp": timezone.now(), **OF_A_CHANGE}
    return {**context, **ACCOUNT_MAILS[prefix]}
