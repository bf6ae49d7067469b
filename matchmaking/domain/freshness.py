"""Whether what a page was made of has changed since.

Every change of what pages show leaves a line under its topic, by trigger (migration 0003), with the
transaction that made it. So a page is as good as new exactly if no line under its topics is of a
transaction that was not over when its making began.

Topics are `event:7`, `registration:12`, `organisation:3`, `user:5`, and `sectors`.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Func, TextField
from django.utils import timezone

from companies.models import User

KEPT_FOR = timedelta(hours=1)
"""How long a line is there; no page may be kept for longer."""


def moment_of_data() -> str:
    """Names what is committed at this moment. Ask before the first row of the page is read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        (moment,) = cursor.fetchone()
    return str(moment)


def person_now(pk: int) -> tuple[User, str]:
    """The person, and the moment, as `moment_of_data` names it, as of which they were read: both in
    one query."""
    moment = Func(
        function="pg_current_snapshot",
        template="%(function)s()::text",
        output_field=TextField(),
    )
    person = User.objects.annotate(moment=moment).get(pk=pk)
    return person, person.moment


def has_changed(topics: Collection[str], since: str) -> bool:
    """Whether anything under the topics was committed after that moment. One query."""
    (changed,) = which_changed((topics, since))
    return changed


def which_changed(*watched: tuple[Collection[str], str]) -> list[bool]:
    """Of each of these topics and moments whether anything has changed since. One query."""
    one = (
        "EXISTS (SELECT 1 FROM matchmaking_touched WHERE topic = ANY(%s)"
        " AND NOT pg_visible_in_snapshot(transaction, %s::pg_snapshot))"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join([one] * len(watched))}",
            [value for topics, since in watched for value in (list(topics), since)],
        )
        row = cursor.fetchone()
    return [bool(changed) for changed in row]


def forget_old_changes(now: datetime | None = None) -> int:
    """Delete lines older than any page that is kept; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM matchmaking_touched WHERE at < %s",
            [(now or timezone.now()) - KEPT_FOR],
        )
        return int(cursor.rowcount)
