"""The directory of participants, and each counterpart's own page with the request form."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from companies.domain.errors import DomainError
from companies.web.reader import ReaderRequest, signed_in
from events.models import Registration
from matchmaking.choices import RequestState
from matchmaking.domain.counterparts import known_to
from matchmaking.domain.marks import mark_of
from matchmaking.domain.onlooker import look_around
from matchmaking.domain.reasons import reasons_by_counterpart
from matchmaking.domain.refusals import why_not_ask
from matchmaking.domain.relations import profile_for
from matchmaking.domain.requests import quota_left, send_request
from matchmaking.domain.standing import stands_with
from matchmaking.models import MeetingRequest
from matchmaking.web.directory import Directory
from matchmaking.web.directory_page import directory_page
from matchmaking.web.forms import AskForm
from matchmaking.web.marks import here
from matchmaking.web.pages import participant_context, participant_of


@signed_in
@never_cache
@require_safe
def participants(request: ReaderRequest, slug: str) -> HttpResponse:
    """Whom one may meet, the best fits first, each with why."""
    outlook = look_around(request.user.pk, slug, lambda: participant_of(request, slug))
    if outlook.onlooker.is_approved:
        return directory_page(request, slug, Directory(outlook, request.GET))
    event, registration = participant_of(request, slug)
    context = participant_context(event, registration, here="participants")
    return render(request, "matchmaking/participants_later.html", context)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def participant(request: ReaderRequest, slug: str, pk: int) -> HttpResponse:
    """A counterpart: what they offer and need, why the two fit, and the form to ask."""
    event, registration = participant_of(request, slug)
    if not registration.is_approved:
        raise Http404
    known = (
        known_to(registration)
        .select_related("organisation", "side", "delegation")
        .prefetch_related("statements__sectors", "representatives__user")
    )
    counterpart = get_object_or_404(known, pk=pk)
    profile = profile_for(registration, counterpart)
    form = AskForm(request.POST or None, people=profile.people)
    if request.method == "POST" and form.is_valid():
        try:
            sent = send_request(registration, counterpart, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _sent_sentence(sent, counterpart))
            return redirect("matchmaking:participant", event.slug, counterpart.pk)
    now = timezone.now()
    why_not = why_not_ask(registration, counterpart, now)
    standing = stands_with(registration, counterpart, now)
    reasons = reasons_by_counterpart(registration, [counterpart.pk], limit=4)
    with timezone.override(event.zone):
        return render(
            request,
            "matchmaking/participant.html",
            participant_context(
                event,
                registration,
                here="participants",
                counterpart=counterpart,
                form=form,
                profile=profile,
                reasons=[r for r in reasons.get(counterpart.pk, []) if r.kind != "asked"],
                asks=not standing.kind and (not why_not or form.is_bound),
                standing=standing.kind or "closed",
                live=standing.request,
                is_received=standing.is_received,
                meeting=standing.meeting,
                outcome=standing.outcome,
                note=standing.note,
                quota_left=quota_left(registration),
                mark=mark_of(registration, counterpart),
                why_not=why_not,
                here_path=here(request),
            ),
        )


def _sent_sentence(sent: MeetingRequest, counterpart: Registration) -> str:
    if sent.state == RequestState.ACCEPTED:
        return gettext("%(name)s had asked you as well: you have agreed to meet.") % {
            "name": counterpart
        }
    return gettext("%(name)s is asked. You get a mail with the answer.") % {"name": counterpart}
