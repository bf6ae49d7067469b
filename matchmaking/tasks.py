"""Work in the background. A task takes ids, calls one domain function and may be run twice."""

from celery import Task, shared_task
from django.conf import settings


@shared_task(soft_time_limit=5 * 60, time_limit=6 * 60)
def send_outbox() -> int:
    """Send the messages that are due; returns how many went out."""
    from matchmaking.domain.outbox import send_due

    return send_due()


@shared_task(soft_time_limit=5 * 60, time_limit=6 * 60)
def send_digests() -> int:
    """Send the daily mails that are due; returns how many went out."""
    from matchmaking.domain.digests import send_digests as send

    return send()


@shared_task(soft_time_limit=5 * 60, time_limit=6 * 60)
def remind() -> None:
    """Write the reminders whose time has come."""
    from matchmaking.domain import reminders

    reminders.remind_of_tomorrow()
    reminders.remind_of_outcomes()
    reminders.remind_of_follow_ups()
    reminders.remind_of_next_steps()


@shared_task(soft_time_limit=5 * 60, time_limit=6 * 60)
def follow_requests() -> None:
    """Remind of requests that expire soon and close those that did."""
    from matchmaking.domain.requests import expire_requests, remind_unanswered

    expire_requests()
    remind_unanswered()


@shared_task(soft_time_limit=60, time_limit=90)
def forget_old_changes() -> int:
    """Delete the traces of changes that no kept page is older than; returns how many."""
    from matchmaking.domain.freshness import forget_old_changes as forget

    return forget()


@shared_task(bind=True, max_retries=None)
def run_matching_task(self: Task, run_id: int) -> None:
    """Take a run one step on; its blocks of work go to their own queue."""
    from matchmaking.domain.runs import RunBusy, advance_run

    try:
        blocks = advance_run(run_id)
    except RunBusy as busy:
        # A second copy of the message, or the worker has just died: by then one can tell.
        raise self.retry(countdown=settings.RUN_STALE_SECONDS, exc=busy) from busy
    for block in blocks:
        score_block_task.delay(block)


@shared_task
def score_block_task(block_id: int) -> None:
    """Do one block of a run's work; the last one to finish takes the run on."""
    from matchmaking.domain.runs import work_block

    run_id = work_block(block_id)
    if run_id is not None:
        run_matching_task.delay(run_id)


@shared_task(soft_time_limit=60, time_limit=90)
def reap_runs() -> None:
    """Send again what a dead worker or a lost message has left undone."""
    from matchmaking.domain.runs import reap_runs as find_undone

    undone = find_undone()
    for run_id in undone.runs:
        run_matching_task.delay(run_id)
    for block_id in undone.blocks:
        score_block_task.delay(block_id)


@shared_task(soft_time_limit=5 * 60, time_limit=6 * 60)
def encode_organisation_task(organisation_id: int) -> int:
    """Encode what a company says, so that nobody who looks for it has to wait for that."""
    from matchmaking.domain.following import forget_asked
    from matchmaking.domain.suggestions import encode_sectors
    from matchmaking.domain.vectors import encode_organisation

    forget_asked(organisation_id)
    encoded = encode_organisation(organisation_id)
    encode_sectors()  # what texts are compared with, when sectors are suggested
    return encoded


@shared_task(soft_time_limit=4 * 60, time_limit=4 * 60 + 30)
def renew_scores_task(event_id: int) -> int | None:
    """Score the participants of the event whose profiles changed among all."""
    from matchmaking.domain.renewal import renew_scores

    return renew_scores(event_id)


@shared_task(soft_time_limit=60, time_limit=90)
def look_for_stale_scores() -> None:
    """Renew what nobody renewed: where a message was lost, a worker died or a run was on."""
    from matchmaking.domain.renewal import events_to_renew

    for event_id in events_to_renew():
        renew_scores_task.delay(event_id)


@shared_task(soft_time_limit=10 * 60, time_limit=11 * 60)
def export_data(export_id: int) -> bool:
    """Put the file of a person's own data together."""
    from matchmaking.domain.personal.exports import build_export

    return build_export(export_id)


@shared_task(soft_time_limit=60, time_limit=90)
def delete_expired_exports() -> int:
    """Delete the files of people's own data whose days are over."""
    from matchmaking.domain.personal.exports import delete_expired

    return delete_expired()


@shared_task(soft_time_limit=5 * 60, time_limit=6 * 60)
def forget_old_sessions() -> int:
    """Delete what is stored of sessions that are over; returns how many."""
    from companies.domain.sessions import forget_old_sessions as forget

    return forget()


@shared_task(soft_time_limit=5 * 60, time_limit=6 * 60)
def encode_draft_task(key: str) -> bool:
    """Read a text that somebody is writing, so that sectors can be suggested from it."""
    from matchmaking.domain.suggestions import read_draft

    return read_draft(key)
