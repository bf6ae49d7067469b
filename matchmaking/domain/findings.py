"""What is missing before a run, and what a run had to leave out: sentences that say what to do.

A finding is stored as its code and the names in it, and becomes a sentence in the reader's language
when it is read.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import Upper
from django.utils import timezone, translation
from django.utils.translation import ngettext

from events.choices import EventMode, Pairing, RegistrationState
from events.models import Event, Registration, Representative
from matchmaking.domain.sentences import SENTENCES

Severity = Literal["stops", "warns"]
NAMES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """`severity` “stops”: the run cannot start or go on; “warns”: it can, and says what it lacks.

    `params` are plain values: `number` where things are counted, `names` of some of them.
    """

    severity: Severity
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def stops(self) -> bool:
        return self.severity == "stops"

    @property
    def sentence(self) -> str:
        """What is so and what to do about it, in the active language."""
        params = dict(self.params)
        if "names" in params:
            params["names"] = _join(params["names"])
        return str(SENTENCES[self.code] % params)

    def to_data(self) -> dict[str, Any]:
        return {"severity": self.severity, "code": self.code, "params": dict(self.params)}


def read_findings(data: Iterable[Mapping[str, Any]]) -> list[Finding]:
    """Findings as they are stored with a run, but for codes that this release does not know."""
    return [
        Finding(row["severity"], row["code"], row["params"])
        for row in data
        if row["code"] in SENTENCES
    ]


def stops(code: str, **params: Any) -> Finding:
    return Finding("stops", code, params)


def warns(code: str, **params: Any) -> Finding:
    return Finding("warns", code, params)


def about(code: str, names: Iterable[str], **params: Any) -> list[Finding]:
    """One warning about the named ones; none where there is nobody to name."""
    found = sorted(names)
    return [warns(code, number=len(found), names=found, **params)] if found else []


def _join(names: Iterable[str]) -> str:
    """Some names and how many more there are, as one piece of text."""
    found = list(names)
    shown, more = found[:NAMES_SHOWN], len(found) - NAMES_SHOWN
    separator = "、" if (translation.get_language() or "").startswith("zh") else ", "
    text = separator.join(shown)
    if more <= 0:
        return text
    return ngettext("%(names)s and %(number)d more", "%(names)s and %(number)d more", more) % {
        "names": text,
        "number": more,
    }


def find_obstacles(event: Event) -> list[Finding]:
    """What stops a run of the event, then what it would leave out. At most eight queries."""
    registrations = list(
        Registration.objects.filter(event=event)
        .select_related("organisation")
        .annotate(
            has_people=Exists(
                Representative.objects.filter(registration=OuterRef("pk"), takes_meetings=True)
            ),
            has_statements=Count("statements"),
        )
    )
    approved = [r for r in registrations if r.state == RegistrationState.APPROVED]
    found = [*_time_and_place(event, approved), *_participants(event, approved)]
    if not any(finding.stops for finding in found):
        found += _wishes(event)
    waiting = sum(r.state == RegistrationState.SUBMITTED for r in registrations)
    if waiting:
        found.append(warns("waiting_registrations", number=waiting))
    return sorted(found, key=lambda finding: not finding.stops)


def _time_and_place(event: Event, approved: list[Registration]) -> Iterator[Finding]:
    ends = list(event.slots.annotate(end=Upper("during")).values_list("end", flat=True))
    if not ends:
        yield stops("no_slots")
    elif max(ends) <= timezone.now():
        yield warns("slots_over")
    on_site = sum(not registration.is_online for registration in approved)
    if (
        event.mode != EventMode.ONLINE
        and (on_site > 1 or not approved)
        and not event.tables.filter(is_usable=True).exists()
    ):
        yield stops("no_tables")


def _participants(event: Event, approved: list[Registration]) -> Iterator[Finding]:
    names = {registration.pk: str(registration) for registration in approved}
    meeting = [r for r in approved if r.has_people]  # type: ignore[attr-defined]
    if not approved:
        yield stops("no_registrations")
    elif len(approved) == 1:
        yield stops("one_registration", names=list(names.values()))
    elif not meeting:
        yield stops("nobody_meets")
    elif event.pairing == Pairing.TWO_SIDED:
        yield from _sides(event, meeting)
    if meeting:
        without = [r for r in approved if not r.has_people]  # type: ignore[attr-defined]
        yield from about("no_people", (names[r.pk] for r in without))
    silent = [r for r in meeting if not r.has_statements]  # type: ignore[attr-defined]
    yield from about("no_statements", (names[r.pk] for r in silent))


def _sides(event: Event, meeting: list[Registration]) -> Iterator[Finding]:
    sides = list(event.sides.all())
    if len(sides) < 2:
        yield stops("no_sides")
        return
    present = Counter(registration.side_id for registration in meeting)
    for side in sides:
        if not present[side.pk]:
            yield stops("empty_side", side=side.name)
    yield from about("no_side", (str(r) for r in meeting if r.side_id is None))


def _wishes(event: Event) -> Iterator[Finding]:
    if event.suggests_meetings:
        return
    asked = event.requests.live().filter(
        sender__state=RegistrationState.APPROVED, receiver__state=RegistrationState.APPROVED
    )
    if not asked.exists() and not event.must_meets.exists():
        yield stops("nothing_wanted")
