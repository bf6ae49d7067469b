"""Forms of a participant's pages. They only parse; what is allowed is decided by the domain."""

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import Registration, Representative
from matchmaking.choices import RequestPriority
from matchmaking.models import MeetingRequest


class DeclineForm(forms.Form):
    answer = forms.CharField(
        label=_("Your reason, if you want to give one"),
        help_text=_("They read it as you write it. Without a reason they only see “declined”."),
        required=False,
        max_length=MeetingRequest._meta.get_field("answer").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AskForm(forms.Form):
    message = forms.CharField(
        label=_("What would you like to talk about?"),
        help_text=_("One or two sentences help them to decide."),
        required=False,
        max_length=MeetingRequest._meta.get_field("message").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    priority = forms.TypedChoiceField(
        label=_("How much does it matter to you?"),
        choices=RequestPriority.choices,
        initial=RequestPriority.NORMAL,
        coerce=int,
        widget=forms.RadioSelect,
    )
    people = forms.ModelMultipleChoiceField(
        label=_("Whom would you like to meet?"),
        help_text=_("Leave it open if anybody of them will do."),
        queryset=Representative.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: object = None, *, receiver: Registration) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        people = receiver.representatives.filter(takes_meetings=True).select_related("user")
        self.fields["people"].queryset = people  # type: ignore[attr-defined]
        if len(people) < 2:
            del self.fields["people"]
