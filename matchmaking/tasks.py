"""Work in the background. A task takes ids, calls one domain function and may be run twice."""

from celery import shared_task


@shared_task(soft_time_limit=5 * 60, time_limit=6 * 60)
def send_outbox() -> int:
    """Send the messages that are due; returns how many went out."""
    from matchmaking.domain.outbox import send_due

    return send_due()


@shared_task(soft_time_limit=5 * 60, time_limit=6 * 60)
def follow_requests() -> None:
    """Remind of requests that expire soon and close those that did."""
    from matchmaking.domain.requests import expire_requests, remind_unanswered

    expire_requests()
    remind_unanswered()
