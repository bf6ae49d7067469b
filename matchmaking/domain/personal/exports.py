"""The file of a person's own data: asked for, put together by a worker, kept for some days."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.domain.errors import DomainError, refusing
from companies.models import User
from matchmaking.choices import Action, ExportState, NotificationKind
from matchmaking.domain.activity import log_activity
from matchmaking.domain.outbox import notify
from matchmaking.domain.personal.archive import build_archive
from matchmaking.domain.personal.gathering import gather, section_names
from matchmaking.models import DataExport

KEPT = timedelta(days=7)
PAUSE = timedelta(hours=24)
STALE = timedelta(minutes=30)  # longer than the task may take: its worker is dead
ACTIVE = (ExportState.WAITING, ExportState.RUNNING)


def request_export(person: User, *, now: datetime | None = None) -> DataExport:
    """Ask for the file: once a day, and one at a time. A worker puts it together."""
    now = now or timezone.now()
    sentence = _("Your file is being put together. You get a mail when it is ready.")
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=person.pk)
        _give_up_stale(DataExport.objects.filter(person=person), now)
        last = DataExport.objects.filter(person=person, state=ExportState.READY).first()
        if last is not None and last.created_at > now - PAUSE:
            raise DomainError(
                _(
                    "You had a file within the last 24 hours. Download that one, or come back "
                    "tomorrow."
                ),
                code="too_soon",
            )
        with refusing({"export_one_at_a_time": sentence}):
            export = DataExport.objects.create(person=person, total=len(section_names()))
        log_activity(Action.EXPORT_ASKED, actor=person)
        transaction.on_commit(lambda: _start(export.pk), robust=True)
    return export


def _start(export_id: int) -> None:
    from matchmaking.tasks import export_data

    export_data.apply_async((export_id,), retry=False)


def build_export(export_id: int, *, now: datetime | None = None) -> bool:
    """Put the file together and tell the person; false where another worker has it or it is done.

    What the worker has done so far can be read at the row while it works.
    """
    rows = DataExport.objects.filter(pk=export_id)
    if not rows.filter(state=ExportState.WAITING).update(state=ExportState.RUNNING):
        return False
    export = rows.select_related("person").defer("archive").get()
    try:
        data = gather(export.person, lambda done, total: _report(export_id, done, total))
        archive = build_archive(export.person, data)
    except Exception:
        rows.filter(state=ExportState.RUNNING).update(state=ExportState.FAILED)
        raise
    finished = now or timezone.now()
    with transaction.atomic():
        stored = rows.filter(state=ExportState.RUNNING).update(
            state=ExportState.READY,
            archive=archive,
            size=len(archive),
            finished_at=finished,
            expires_at=finished + KEPT,
        )
        if stored:
            notify(
                export.person,
                NotificationKind.DATA_READY,
                f"data-ready:{export_id}",
                event=None,
                context={"export": export_id},
            )
    return bool(stored)


def _report(export_id: int, done: int, total: int) -> None:
    DataExport.objects.filter(pk=export_id).update(done=done, total=total)


def exports_of(person: User) -> QuerySet[DataExport]:
    """The person's files, the newest first, without their bytes."""
    return DataExport.objects.filter(person=person).defer("archive")


def delete_expired(now: datetime | None = None) -> int:
    """Delete files whose days are over, and give up what a dead worker left; returns how many."""
    now = now or timezone.now()
    _give_up_stale(DataExport.objects.all(), now)
    return DataExport.objects.filter(state=ExportState.READY, expires_at__lte=now).update(
        state=ExportState.EXPIRED, archive=None, size=0
    )


def _give_up_stale(exports: QuerySet[DataExport], now: datetime) -> None:
    exports.filter(state__in=ACTIVE, created_at__lt=now - STALE).update(state=ExportState.FAILED)
