"""The sentences of findings, by code: what is so, and what to do about it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

SENTENCES: dict[str, Promise] = {
    "no_slots": _("The event has no meeting slots. Add a meeting block to one of its days."),
    "no_tables": _(
        "There is no table to meet at. Add tables to a hall, or let the event take place online."
    ),
    "no_registrations": _("No registration is approved. Approve the companies that take part."),
    "one_registration": _(
        "Only %(names)s is approved. A meeting needs two: approve another registration."
    ),
    "nobody_meets": _("Nobody comes to take meetings. Add representatives to the registrations."),
    "no_sides": _(
        "One side is to meet the other, but the event does not have two sides. Add both sides, or "
        "let anybody meet anybody."
    ),
    "empty_side": _(
        "Nobody on the side “%(side)s” is approved with somebody who takes meetings. Approve "
        "registrations of that side."
    ),
    "nothing_wanted": _(
        "Nobody has asked for a meeting, and the event does not suggest any. Wait for requests, "
        "or let the event fill free slots with good matches."
    ),
    "nothing_possible": _(
        "No two participants can meet: every pair is ruled out. Look at who is free when, and at "
        "who may meet whom."
    ),
    "slots_over": _(
        "All meeting times are over. The schedule is made as if they were still to come."
    ),
    "no_statements": ngettext_lazy(
        "%(number)d participant says neither what it offers nor what it needs: %(names)s. It is "
        "matched by what it was asked for only. Ask it to complete its registration.",
        "%(number)d participants say neither what they offer nor what they need: %(names)s. They "
        "are matched by what they were asked for only. Ask them to complete their registrations.",
        "number",
    ),
    "no_people": ngettext_lazy(
        "%(number)d participant has nobody who takes meetings and is left out: %(names)s. Add a "
        "representative.",
        "%(number)d participants have nobody who takes meetings and are left out: %(names)s. Add "
        "representatives.",
        "number",
    ),
    "no_side": ngettext_lazy(
        "%(number)d participant is on neither side and is left out: %(names)s. Choose its side.",
        "%(number)d participants are on neither side and are left out: %(names)s. Choose their "
        "sides.",
        "number",
    ),
    "no_free_time": ngettext_lazy(
        "%(number)d participant has no free slot and is left out: %(names)s. Look at its "
        "sessions, visits and absences.",
        "%(number)d participants have no free slot and are left out: %(names)s. Look at their "
        "sessions, visits and absences.",
        "number",
    ),
    "booth_unusable": ngettext_lazy(
        "%(number)d participant has a table of its own that is not in use, and meets at others: "
        "%(names)s. Put the table in use, or take it from the registration.",
        "%(number)d participants have a table of their own that is not in use, and meet at "
        "others: %(names)s. Put the tables in use, or take them from the registrations.",
        "number",
    ),
    "waiting_registrations": ngettext_lazy(
        "%(number)d registration waits for a decision and is left out. Decide on it to match it.",
        "%(number)d registrations wait for a decision and are left out. Decide on them to match "
        "them.",
        "number",
    ),
    "promise_impossible": ngettext_lazy(
        "%(number)d promised meeting cannot be: %(names)s. One of the two has blocked or declined "
        "the other, or the event's rules keep them apart. Take the promise back.",
        "%(number)d promised meetings cannot be: %(names)s. One of the two has blocked or "
        "declined the other, or the event's rules keep them apart. Take the promises back.",
        "number",
    ),
    "lock_impossible": ngettext_lazy(
        "%(number)d locked meeting cannot stay as it is: %(names)s. Unlock it, or give it back "
        "its people, table and time.",
        "%(number)d locked meetings cannot stay as they are: %(names)s. Unlock them, or give them "
        "back their people, tables and times.",
        "number",
    ),
    "no_common_language": ngettext_lazy(
        "%(number)d requested meeting has no language in common and no interpreter: %(names)s. "
        "Add an interpreter.",
        "%(number)d requested meetings have no language in common and no interpreter: %(names)s. "
        "Add interpreters.",
        "number",
    ),
    "wished_person_missing": ngettext_lazy(
        "%(number)d request wishes for somebody who takes no meetings: %(names)s. A colleague "
        "goes instead.",
        "%(number)d requests wish for somebody who takes no meetings: %(names)s. A colleague goes "
        "instead.",
        "number",
    ),
    "bare_vietnamese": ngettext_lazy(
        "%(number)d participant writes Vietnamese without its marks: %(names)s. Such texts are "
        "read with the marks that are likely meant, which is not always right. Ask it to write "
        "them with all marks.",
        "%(number)d participants write Vietnamese without its marks: %(names)s. Such texts are "
        "read with the marks that are likely meant, which is not always right. Ask them to write "
        "them with all marks.",
        "number",
    ),
    "withdrawn_meanwhile": ngettext_lazy(
        "%(number)d participant left while the schedule was made: %(names)s. Its meetings are "
        "left out. Run the matching again to fill the gaps.",
        "%(number)d participants left while the schedule was made: %(names)s. Their meetings are "
        "left out. Run the matching again to fill the gaps.",
        "number",
    ),
    "people_gone_meanwhile": ngettext_lazy(
        "%(number)d meeting lost its people or its table while the schedule was made and is left "
        "out: %(names)s. Run the matching again.",
        "%(number)d meetings lost their people or their tables while the schedule was made and "
        "are left out: %(names)s. Run the matching again.",
        "number",
    ),
}
