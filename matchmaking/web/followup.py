"""After the meetings: what came of each, and whom to write to next."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from companies.domain.errors import DomainError
from companies.web.reader import ReaderRequest
from events.models import Event, Registration
from matchmaking.choices import MeetingState
from matchmaking.domain.agenda import meetings_of
from matchmaking.domain.agenda_items import counterpart_of
from matchmaking.domain.contact_files import contacts_csv, contacts_vcard
from matchmaking.domain.outcomes import (
    card_of,
    contacts_of,
    contacts_shown,
    may_record,
    record_outcome,
)
from matchmaking.domain.preparing import note_preparation, notes_of
from matchmaking.models import Meeting, Outcome
from matchmaking.web.forms import OutcomeForm, PreparationForm
from matchmaking.web.pages import participant_context, participant_of

FILTERS = {
    "": _("Everybody"),
    "open": _("Next steps"),
    "overdue": _("Overdue"),
}


def shown_of(request: ReaderRequest) -> str:
    """Which contacts the address asks for; all of them where it asks for nothing that is known."""
    show = request.GET.get("show", "")
    return show if show in FILTERS else ""


@login_required
@never_cache
@require_safe
def contacts(request: ReaderRequest, slug: str) -> HttpResponse:
    """Whom the company met, and what is still to be done, the next date first."""
    event, registration = participant_of(request, slug)
    everybody = contacts_of(registration)
    now = timezone.now()
    today = timezone.localdate(now, event.zone)
    show = shown_of(request)
    with timezone.override(event.zone):
        return render(
            request,
            "matchmaking/contacts.html",
            participant_context(
                event,
                registration,
                here="company",
                contacts=contacts_shown(everybody, show, today),
                has_contacts=bool(everybody),
                filters=[
                    (name, label, len(contacts_shown(everybody, name, today)))
                    for name, label in FILTERS.items()
                ],
                show=show,
                now=now,
                today=today,
            ),
        )


@login_required
@never_cache
@require_safe
def contacts_file(request: ReaderRequest, slug: str, kind: str) -> HttpResponse:
    """The contacts for a spreadsheet (`csv`) or an address book (`vcf`)."""
    event, registration = participant_of(request, slug)
    today = timezone.localdate(timezone.now(), event.zone)
    everybody = contacts_shown(contacts_of(registration), shown_of(request), today)
    if kind == "csv":
        response = HttpResponse(contacts_csv(everybody), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(contacts_vcard(everybody), content_type="text/vcard; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{event.slug}-contacts.{kind}"'
    return response


@login_required
@never_cache
@require_safe
def card(request: ReaderRequest, slug: str, uid: UUID) -> HttpResponse:
    """The photo of a card, for one's own organisation; a 404 for everybody else."""
    _event, registration = participant_of(request, slug)
    meeting = get_object_or_404(meetings_of(registration), uid=uid)
    kept = card_of(meeting, registration)
    if kept is None:
        raise Http404
    return HttpResponse(bytes(kept.picture), content_type=kept.media_type)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def outcome(request: ReaderRequest, slug: str, uid: UUID) -> HttpResponse:
    """What came of one meeting: a few taps, stored as one's own side's view."""
    event, registration = participant_of(request, slug)
    meetings = (
        Meeting.objects.visible_to(request.user)
        .filter(event=event)
        .select_related(
            "event",
            "version",
            "table",
            "registration_a__organisation",
            "registration_b__organisation",
        )
    )
    meeting = get_object_or_404(meetings, uid=uid)
    if registration.pk not in (meeting.registration_a_id, meeting.registration_b_id):
        raise Http404
    if not may_record(registration, meeting, timezone.now()):
        return _prepare(request, event, registration, meeting)
    written = Outcome.objects.filter(
        meeting__uid=uid, meeting__event=event, registration=registration
    ).first()
    kept = card_of(meeting, registration)
    form = OutcomeForm(
        request.POST or None,
        request.FILES or None,
        initial=OutcomeForm.values_of(written),
        today=event.today,
        has_card=kept is not None,
    )
    if form.is_bound and form.is_valid():
        try:
            record_outcome(meeting, registration=registration, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Kept. You find it among your contacts."))
            came_from_schedule = request.GET.get("from") == "schedule"
            back = "matchmaking:agenda" if came_from_schedule else "matchmaking:contacts"
            return redirect(back, event.slug)
    with timezone.override(event.zone):
        return render(
            request,
            "matchmaking/outcome.html",
            participant_context(
                event,
                registration,
                here="company",
                form=form,
                meeting=meeting,
                counterpart=counterpart_of(meeting, registration.pk),
                card=kept,
                came_from_schedule=request.GET.get("from") == "schedule",
                may_record=True,
            ),
        )


def _prepare(
    request: ReaderRequest, event: Event, registration: Registration, meeting: Meeting
) -> HttpResponse:
    """Before the meeting: a note for oneself, where there is a meeting to prepare."""
    form = PreparationForm(
        request.POST or None,
        initial={"text": notes_of(registration, [meeting.uid]).get(meeting.uid, "")},
    )
    if form.is_bound and form.is_valid():
        try:
            note_preparation(meeting, registration, form.cleaned_data["text"], by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Kept. You find it in your schedule."))
            return redirect("matchmaking:agenda", event.slug)
    with timezone.override(event.zone):
        return render(
            request,
            "matchmaking/outcome.html",
            participant_context(
                event,
                registration,
                here="agenda",
                prepare=form if meeting.state == MeetingState.PLANNED else None,
                meeting=meeting,
                counterpart=counterpart_of(meeting, registration.pk),
                may_record=False,
            ),
        )
