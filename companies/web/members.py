"""Who belongs to an organisation: members, invitations, those who ask. Owners decide."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from companies.choices import InvitationState, JoinRequestState, MemberRole
from companies.domain.errors import DomainError
from companies.domain.invitations import invite, resend_invitation, revoke_invitation
from companies.domain.join_requests import approve_join_request, decline_join_request
from companies.domain.organisations import change_member, hand_over, remove_member
from companies.models import Member, Organisation
from companies.web.forms import InviteForm
from companies.web.limits import limited
from companies.web.organisations import own_organisation
from companies.web.reader import ReaderRequest

MANAGE = "companies.manage_members"


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("30/h")
def members(request: ReaderRequest, pk: int) -> HttpResponse:
    """Everybody who belongs to it, and a form that invites somebody."""
    organisation = own_organisation(request, pk, MANAGE if request.method == "POST" else "")
    form = InviteForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            invitation = invite(
                organisation,
                **form.cleaned_data,
                language=request.user.language,
                by=request.user,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            said = gettext("%(address)s is invited. The mail is on its way.")
            messages.success(request, said % {"address": invitation.email})
            return redirect("companies:members", pk)
    is_owner = request.user.has_perm(MANAGE, organisation)
    people = list(organisation.members.select_related("user").order_by("role", "pk"))
    owners = sum(member.role == MemberRole.OWNER for member in people)
    context = {
        "organisation": organisation,
        "form": form,
        "is_owner": is_owner,
        "members": people,
        "own_membership": next(m for m in people if m.user_id == request.user.pk),
        "owners": owners,
        "invitations": _waiting(organisation) if is_owner else [],
        "join_requests": _asking(organisation) if is_owner else [],
    }
    return render(request, "companies/members.html", context)


def _waiting(organisation: Organisation) -> object:
    return organisation.invitations.filter(state=InvitationState.PENDING).select_related(
        "invited_by"
    )


def _asking(organisation: Organisation) -> object:
    return organisation.join_requests.filter(state=JoinRequestState.PENDING).select_related("user")


def _answer(
    request: ReaderRequest, pk: int, change: Callable[[], object], done: str
) -> HttpResponse:
    """Do it, or say why not; then back to the page of members."""
    try:
        change()
    except DomainError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("companies:members", pk)


def _member(organisation: Organisation, member: int) -> Member:
    return get_object_or_404(organisation.members.select_related("user", "organisation"), pk=member)


@login_required
@require_POST
def role(request: ReaderRequest, pk: int, member: int) -> HttpResponse:
    """Make somebody an owner, or a representative again."""
    organisation = own_organisation(request, pk, MANAGE)
    chosen, wanted = _member(organisation, member), request.POST.get("role", "")
    if wanted not in MemberRole.values:
        raise Http404
    done = gettext("%(person)s: %(role)s.") % {
        "person": chosen.user,
        "role": MemberRole(wanted).label,
    }
    return _answer(request, pk, lambda: change_member(chosen, role=wanted, by=request.user), done)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: ReaderRequest, pk: int, member: int) -> HttpResponse:
    """Take somebody out, or leave oneself; asked once more before."""
    organisation = own_organisation(request, pk)
    chosen = _member(organisation, member)
    leaves = chosen.user_id == request.user.pk
    if not leaves and not request.user.has_perm(MANAGE, organisation):
        raise Http404
    words = {"person": chosen.user, "organisation": organisation}
    if request.method == "POST":
        try:
            remove_member(chosen, by=request.user)
        except DomainError as refusal:
            messages.warning(request, str(refusal))
            return redirect("companies:members", pk)
        if leaves:
            messages.success(request, gettext("You have left %(organisation)s.") % words)
            return redirect("companies:me")
        done = gettext("%(person)s no longer belongs to %(organisation)s.") % words
        messages.success(request, done)
        return redirect("companies:members", pk)
    context = {
        "organisation": organisation,
        "question": gettext("Leave %(organisation)s?") % words
        if leaves
        else gettext("Take %(person)s out of %(organisation)s?") % words,
        "consequence": gettext(
            "You no longer see its events, requests and meetings. An owner can invite you again."
        )
        if leaves
        else gettext(
            "They no longer see its events, requests and meetings, and no longer come for it. "
            "You can invite them again."
        ),
        "action": gettext("Leave") if leaves else gettext("Take out"),
    }
    return render(request, "companies/confirm.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: ReaderRequest, pk: int, member: int) -> HttpResponse:
    """Hand the ownership over to another member; asked once more before."""
    organisation = own_organisation(request, pk, MANAGE)
    heir = _member(organisation, member)
    own = get_object_or_404(organisation.members, user=request.user)
    if heir.pk == own.pk:
        raise Http404
    words = {"person": heir.user, "organisation": organisation}
    if request.method == "POST":
        done = gettext("%(person)s owns %(organisation)s now.") % words
        return _answer(
            request,
            pk,
            lambda: hand_over(organisation, owner=own, to=heir, by=request.user),
            done,
        )
    context = {
        "organisation": organisation,
        "question": gettext("Hand %(organisation)s over to %(person)s?") % words,
        "consequence": gettext(
            "They change the profile and say who belongs to it. You stay as a representative; "
            "only they can make you an owner again."
        ),
        "action": gettext("Hand over"),
    }
    return render(request, "companies/confirm.html", context)


@login_required
@require_POST
@limited("30/h")
def resend(request: ReaderRequest, pk: int, invitation: int) -> HttpResponse:
    organisation = own_organisation(request, pk, MANAGE)
    chosen = get_object_or_404(organisation.invitations, pk=invitation)
    done = gettext("The invitation is sent again. The link of the earlier mail no longer works.")
    return _answer(request, pk, lambda: resend_invitation(chosen, by=request.user), done)


@login_required
@require_POST
def revoke(request: ReaderRequest, pk: int, invitation: int) -> HttpResponse:
    organisation = own_organisation(request, pk, MANAGE)
    chosen = get_object_or_404(organisation.invitations, pk=invitation)
    done = gettext("The invitation is taken back. Its link no longer works.")
    return _answer(request, pk, lambda: revoke_invitation(chosen, by=request.user), done)


@login_required
@require_POST
def decide(request: ReaderRequest, pk: int, join_request: int) -> HttpResponse:
    """Let somebody in who asks, or do not."""
    organisation = own_organisation(request, pk, MANAGE)
    chosen = get_object_or_404(organisation.join_requests.select_related("user"), pk=join_request)
    words = {"person": chosen.user, "organisation": organisation}
    if "approve" in request.POST:
        done = gettext("%(person)s belongs to %(organisation)s now.") % words
        return _answer(request, pk, lambda: approve_join_request(chosen, by=request.user), done)
    done = gettext("%(person)s is told that they are not let in.") % words
    return _answer(request, pk, lambda: decline_join_request(chosen, by=request.user), done)
