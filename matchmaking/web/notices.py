"""On the way, running late, cannot come: taps of an attendee on the way to a meeting."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from companies.domain.errors import DomainError
from companies.web.reader import ReaderRequest
from events.models import Representative
from matchmaking.choices import NoticeKind
from matchmaking.domain.agenda_items import counterpart_of
from matchmaking.domain.notices import say_notice
from matchmaking.models import Meeting, MeetingNotice
from matchmaking.web.pages import participant_of

DONE = {
    NoticeKind.ON_THE_WAY: _("%(name)s is told that you are on the way."),
    NoticeKind.LATE: _("%(name)s is told that you are late."),
    NoticeKind.CANNOT_COME: _("%(name)s is told that you cannot come."),
    NoticeKind.COMING: _("Taken back. %(name)s is told that you come."),
}


class NoticeForm(forms.Form):
    """One tap. `key` names it, where a script sends it that may have to try again."""

    kind = forms.ChoiceField(choices=NoticeKind.choices)
    minutes = forms.IntegerField(required=False)
    reason = forms.CharField(
        required=False, max_length=MeetingNotice._meta.get_field("reason").max_length
    )
    key = forms.CharField(required=False, max_length=64)


@login_required
@require_POST
def say(request: ReaderRequest, slug: str, uid: UUID) -> HttpResponse:
    """Say it, and see the schedule again; a 404 for whom the meeting does not concern."""
    event, _registration = participant_of(request, slug)
    seated = Meeting.objects.seating(request.user).filter(event=event)
    meeting = get_object_or_404(
        seated.select_related(
            "version", "event", "registration_a__organisation", "registration_b__organisation"
        ),
        uid=uid,
    )
    own = Representative.objects.filter(event=event, user=request.user).first()
    if own is None:
        raise Http404
    form = NoticeForm(request.POST)
    if not form.is_valid():
        messages.warning(
            request, gettext("That was not understood, and nobody was told. Try it once more.")
        )
        return redirect("matchmaking:agenda", event.slug)
    said = form.cleaned_data
    kind = NoticeKind(said.pop("kind"))
    try:
        say_notice(meeting, own, kind, by=request.user, **said)
    except DomainError as refusal:
        messages.warning(request, str(refusal))
    else:
        name = {"name": counterpart_of(meeting, own.registration_id)}
        messages.success(request, str(DONE[kind]) % name)
    return redirect("matchmaking:agenda", event.slug)
