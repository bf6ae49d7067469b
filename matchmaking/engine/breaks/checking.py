"""What is wrong with a schedule, found without a solver or an encoding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .instance import Instance, count_breaks


def find_faults(instance: Instance, chosen: Sequence[int]) -> list[str]:
    """One sentence a broken rule, counted from 1 as in the file. Empty: the schedule holds."""
    faults = []
    if len(chosen) != len(instance.meetings):
        return [f"{len(chosen)} slots are given for {len(instance.meetings)} meetings."]
    taken: Counter[tuple[int, int]] = Counter()
    for meeting, slot in enumerate(chosen):
        if slot not in instance.domains[meeting]:
            faults.append(f"Meeting {meeting + 1} may not take place in slot {slot + 1}.")
        taken.update((participant, slot) for participant in instance.meetings[meeting])
    faults += [
        f"Participant {participant + 1} has {count} meetings in slot {slot + 1}."
        for (participant, slot), count in sorted(taken.items())
        if count > 1
    ]
    faults += [
        f"Slot {slot + 1} has {count} meetings at {instance.tables[slot]} tables."
        for slot, count in sorted(Counter(chosen).items())
        if 0 <= slot < instance.slots and count > instance.tables[slot]
    ]
    faults += [
        f"Meeting {later + 1} does not come after meeting {earlier + 1}."
        for earlier, later in instance.precedences
        if chosen[earlier] >= chosen[later]
    ]
    breaks = breaks_of(instance, chosen)
    if breaks and max(breaks) - min(breaks) > instance.fairness:
        faults.append(
            f"Breaks differ by {max(breaks) - min(breaks)}, which is more than {instance.fairness}."
        )
    return faults


def breaks_of(instance: Instance, chosen: Sequence[int]) -> list[int]:
    """The breaks of each participant."""
    return [count_breaks({chosen[m] for m in meetings}) for meetings in instance.attends]
