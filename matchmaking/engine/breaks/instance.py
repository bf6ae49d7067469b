"""A set of meetings that are all held, and when they may be: the problem of compact days.

Everything is counted from 0 here. Files and answers count from 1.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Instance:
    """Every meeting is held once, in a slot of its domain.

    A participant is in one meeting a slot. ``tables`` is the number of meetings that a slot
    can hold. A precedence (a, b) says that meeting a takes place in a slot before that of b.
    A break is a run of idle slots between two meetings of one participant; the breaks of any
    two participants, those without a meeting included, differ by at most ``fairness``.
    """

    slots: int
    participants: int
    meetings: tuple[tuple[int, int], ...]
    domains: tuple[frozenset[int], ...]
    tables: tuple[int, ...]
    precedences: tuple[tuple[int, int], ...] = ()
    fairness: int = 2

    @cached_property
    def attends(self) -> tuple[tuple[int, ...], ...]:
        """The meetings of each participant, in order."""
        found: list[list[int]] = [[] for _ in range(self.participants)]
        for meeting, pair in enumerate(self.meetings):
            for participant in pair:
                found[participant].append(meeting)
        return tuple(tuple(meetings) for meetings in found)

    def to_plain(self) -> dict[str, Any]:
        """As values of JSON."""
        return {
            **{field.name: getattr(self, field.name) for field in fields(self)},
            "domains": [sorted(domain) for domain in self.domains],
        }

    @staticmethod
    def from_plain(values: dict[str, Any]) -> Instance:
        return Instance(
            slots=values["slots"],
            participants=values["participants"],
            meetings=tuple((a, b) for a, b in values["meetings"]),
            domains=tuple(frozenset(domain) for domain in values["domains"]),
            tables=tuple(values["tables"]),
            precedences=tuple((a, b) for a, b in values["precedences"]),
            fairness=values["fairness"],
        )


def count_breaks(used: set[int]) -> int:
    """The runs of idle slots between the first and the last of ``used``."""
    return max(0, sum(1 for slot in used if slot - 1 not in used) - 1)
