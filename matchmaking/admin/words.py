"""What the engine's codes and figures mean, in an organiser's words."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from matchmaking.domain.pairs import MUTUAL, ONE_SIDED, SUGGESTED
from matchmaking.models import Run, ScheduleVersion

REASONS: dict[str, Promise] = {
    "fits": gettext_lazy("There is room for it now. Run the matching again."),
    "slot-not-allowed": gettext_lazy("No slot is at a time that suits both."),
    "not-represented": gettext_lazy("Nobody of one of the two can be there."),
    "named-person-missing": gettext_lazy("A person whom the request names is not free."),
    "person-unavailable": gettext_lazy("The people of the two are never free at the same time."),
    "person-busy": gettext_lazy("Whenever one is free, the other has a better meeting."),
    "wrong-table": gettext_lazy("There is no table that both can use."),
    "table-unavailable": gettext_lazy("No table stands there when both are free."),
    "table-full": gettext_lazy("All tables are taken when both are free."),
    "resource-unavailable": gettext_lazy("No interpreter is there when both are free."),
    "resource-full": gettext_lazy("All interpreters are taken when both are free."),
    "too-far-from-busy": gettext_lazy("A session or visit is too far away to walk in time."),
    "too-far-apart": gettext_lazy("It is too far from the meetings before and after."),
    "maximum-reached": gettext_lazy("One of the two has as many meetings as it may have."),
    "meets-twice": gettext_lazy("The two meet already."),
    "lock-broken": gettext_lazy("A locked meeting is in the way."),
    "withdrawn": gettext_lazy("One of the two has withdrawn."),
    "changed-meanwhile": gettext_lazy("A person, slot or table was taken out during the run."),
    "no-free-slot": gettext_lazy("The two have no free slot in common."),
    "no-side": gettext_lazy("One of the two is on neither side."),
    "no-representative": gettext_lazy("One of the two has nobody who takes meetings."),
    "no-free-time": gettext_lazy("One of the two has no free slot at all."),
    "not-taking-part": gettext_lazy("One of the two does not take part any more."),
    "forbidden": gettext_lazy("One of the two has blocked or declined the other."),
    "kept-apart": gettext_lazy("The rules of the event keep the two apart."),
}

NEEDS: dict[str, Promise] = {
    "maximum-reached": gettext_lazy("One more meeting would have to be allowed."),
    "table-full": gettext_lazy("One more table would be needed then."),
    "resource-full": gettext_lazy("One more interpreter would be needed then."),
    "person-unavailable": gettext_lazy("Somebody would have to be free then."),
}

LEVELS: dict[str, Promise] = {
    "must": gettext_lazy("Promised meetings kept"),
    "minimum": gettext_lazy("Meetings towards each participant's promised number"),
    "served": gettext_lazy("Participants with at least one meeting"),
    "mutual": gettext_lazy("Accepted and mutual requests held"),
    "one_sided": gettext_lazy("Other requests held"),
    "value": gettext_lazy("Points of all meetings"),
    "breaks": gettext_lazy("Waits between meetings (fewer is better)"),
    "table_changes": gettext_lazy("Changes of table between meetings (fewer is better)"),
}

TIERS: dict[int, Promise] = {
    MUTUAL: gettext_lazy("both want it"),
    ONE_SIDED: gettext_lazy("one asked"),
    SUGGESTED: gettext_lazy("suggested"),
}
"""Who wants a meeting, by the engine's tier of its pair."""

POINT = 10_000
"""Millionths of a perfect match in one point: a perfect match counts 100 points."""


def say_reason(code: str) -> str:
    """Why a pair has no meeting; the engine's code where nobody has found words for it yet."""
    return str(REASONS[code]) if code in REASONS else code.replace("-", " ")


def say_price(detail: dict[str, Any]) -> str:
    """What the cheapest change that lets a meeting in would cost others."""
    moved, displaced = detail.get("moved", 0), len(detail.get("displaced", ()))
    if displaced:
        return ngettext(
            "%(number)s other meeting, worth %(price)s points, would have to go for %(gain)s.",
            "%(number)s other meetings, worth %(price)s points, would have to go for %(gain)s.",
            displaced,
        ) % {
            "number": displaced,
            "price": say_points(detail["price"]),
            "gain": say_points(detail["gain"]),
        }
    if moved:
        return ngettext(
            "%(number)s other meeting would have to move.",
            "%(number)s other meetings would have to move.",
            moved,
        ) % {"number": moved}
    return " ".join(str(NEEDS[code]) for code in detail.get("needs", ()) if code in NEEDS)


def say_points(value: int | None) -> str:
    """A value of the engine in points, grouped, without decimals."""
    return "–" if value is None else f"{round(value / POINT):,}"


def say_gap(gap: float | None) -> str:
    """A gap as a share; never rounded down to nothing."""
    if gap is None:
        return "–"
    if 0 < gap < 0.0001:
        return "< 0.01 %"
    return f"{gap:.2%}".replace("%", " %")


def _changes_said(version: ScheduleVersion) -> str:
    """Of a version that keeps another: what stays, what differs."""
    metrics = version.metrics
    return _(
        "%(kept)s meetings stay as they were, %(moved)s have another time or place, %(added)s are "
        "new. %(value)s points; how much better a wholly new schedule could be is not known."
    ) % {
        "kept": metrics["kept"],
        "moved": len(metrics["moved"]) + len(metrics["rescheduled"]),
        "added": len(metrics["added"]),
        "value": say_points(version.objective),
    }


def certificate(schedule: ScheduleVersion | Run) -> str:
    """What is proven about a schedule, or about the best one that a run has found so far."""
    version = getattr(schedule, "version", None) if isinstance(schedule, Run) else schedule
    if version is not None and "kept" in version.metrics:
        return _changes_said(version)
    value = schedule.value if isinstance(schedule, Run) else schedule.objective
    if value is None:
        return _("Nothing is computed yet.")
    words = {
        "value": say_points(value),
        "bound": say_points(schedule.bound),
        "gap": say_gap(schedule.gap),
    }
    if getattr(schedule, "is_optimal", False):
        return _("No schedule of this event can be better: %(value)s points, proven.") % words
    if schedule.bound is None or schedule.gap is None:
        return _("%(value)s points. How much better a schedule could be is not known.") % words
    if schedule.gap == 0:
        return _("%(value)s points, and no schedule can have more.") % words
    return (
        _(
            "%(value)s points. No schedule of this event can have more than %(bound)s: "
            "this one is at most %(gap)s below the best possible."
        )
        % words
    )
