"""What a person was told, on the page."""

from urllib.parse import urlsplit, urlunsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from companies.web.reader import ReaderRequest
from matchmaking.domain.notifications import MOST_COUNTED, count_unread, entries_of, mark_read
from matchmaking.models import Notification

PAGE_SIZE = 20


@login_required
@never_cache
@require_safe
def notifications(request: ReaderRequest) -> HttpResponse:
    """Newest first; what is unread says so."""
    told = Notification.objects.visible_to(request.user).select_related("event", "recipient")
    page = Paginator(told, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "matchmaking/notifications/list.html",
        {
            "page_obj": page,
            "entries": entries_of(list(page)),
            "unread": count_unread(request.user),
        },
    )


@login_required
@never_cache
@require_safe
def follow(request: ReaderRequest, pk: int) -> HttpResponse:
    """To what the notification tells of; it counts as read from then on."""
    told = Notification.objects.visible_to(request.user).select_related("event", "recipient")
    message = get_object_or_404(told, pk=pk)
    mark_read(request.user, only=[message.pk])
    content = entries_of([message])[0].content
    if content is None:
        return redirect("matchmaking:notifications")
    # Written for mails, with the site's own name: whoever reads here stays where they are.
    return redirect(urlunsplit(urlsplit(content.url)._replace(scheme="", netloc="")))


@login_required
@require_POST
def read(request: ReaderRequest) -> HttpResponse:
    """All of them are read."""
    number = mark_read(request.user)
    said = ngettext(
        "%(number)d notification is marked as read.",
        "%(number)d notifications are marked as read.",
        number,
    )
    messages.success(request, said % {"number": number})
    return redirect("matchmaking:notifications")


@login_required
@never_cache
@require_safe
def count(request: ReaderRequest) -> JsonResponse:
    """How many are unread, for the bell: asked for by pages once they stand, so that no page waits
    for it and no page kept on a phone shows an old number."""
    return JsonResponse({"unread": count_unread(request.user), "most": MOST_COUNTED})
