"""Forms of a participant's pages. They only parse; what is allowed is decided by the domain."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from companies.pictures import PictureField
from events.choices import DeclineTold
from events.domain.disclosure import Person
from events.models import Event, Representative
from matchmaking.choices import NextStep, RequestPriority
from matchmaking.models import MeetingRequest, Outcome, PreparationNote


class DeclineForm(forms.Form):
    """With room for a reason where the event tells it to whoever asked."""

    answer = forms.CharField(
        label=_("Your reason, if you want to give one"),
        help_text=_("They read it as you write it. Without a reason they only see “declined”."),
        required=False,
        max_length=MeetingRequest._meta.get_field("answer").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: object = None, *, event: Event) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        if event.declines_told != DeclineTold.REASON:
            del self.fields["answer"]


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

    def __init__(self, data: object = None, *, people: Sequence[Person]) -> None:
        """`people` are those of the receiver whom the sender may know of."""
        super().__init__(data)  # type: ignore[arg-type]
        wanted = [person.id for person in people if person.takes_meetings]
        known = Representative.objects.filter(pk__in=wanted).select_related("user").order_by("pk")
        self.fields["people"].queryset = known  # type: ignore[attr-defined]
        if len(wanted) < 2:
            del self.fields["people"]


class PreparationForm(forms.Form):
    """What one's own side wants to remember for a meeting that is ahead."""

    text = forms.CharField(
        label=_("A note for yourself"),
        help_text=_("What to bring, what to ask. Only your organisation reads it."),
        required=False,
        max_length=PreparationNote._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


LARGEST_CARD = 10 * 1024 * 1024
ANOTHER_DAY = "day"
SHORT_STEPS = {NextStep.NONE: _("Nothing"), NextStep.NDA: _("NDA"), NextStep.MOU: _("MOU")}


class OutcomeForm(forms.Form):
    """What came of a meeting. Ten seconds with a thumb: a tap or two say the rest.

    Who rates a meeting, or names what is next, has met. A reminder is a tap too: `remind` names
    the day by its distance from today, and `follow_up_on` is asked for where it is another one.
    """

    took_place = forms.TypedChoiceField(
        label=_("Did you meet?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    interest = forms.TypedChoiceField(
        label=_("How promising is it?"),
        choices=[(number, str(number)) for number in range(1, 6)],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    next_step = forms.ChoiceField(
        label=_("What is next?"),
        choices=[(step.value, SHORT_STEPS.get(step, step.label)) for step in NextStep],
        initial=NextStep.NONE,
        widget=forms.RadioSelect,
    )
    remind = forms.ChoiceField(
        label=_("Remind me"),
        choices=[
            ("", _("No")),
            ("1", _("Tomorrow")),
            ("7", _("In a week")),
            ("14", _("In two weeks")),
            (ANOTHER_DAY, _("Another day")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    follow_up_on = forms.DateField(
        label=_("On which day?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(
        label=_("Your note"),
        required=False,
        max_length=Outcome._meta.get_field("note").max_length,
        help_text=_("Only your organisation reads it, unless you share it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    note_is_shared = forms.BooleanField(label=_("Share the note with them"), required=False)
    card = PictureField(
        label=_("Photo of their card"),
        side=1600,
        largest=LARGEST_CARD,
        required=False,
        help_text=_("At most 10 MB. Only your organisation sees it."),
    )
    forget_card = forms.BooleanField(label=_("Delete the photo"), required=False)

    def __init__(self, *args: Any, today: date, has_card: bool = False, **options: Any) -> None:
        """`today` is the day where the event is: reminders are counted from it."""
        super().__init__(*args, **options)
        self.today = today
        self.fields["card"].widget = forms.FileInput(
            attrs={"accept": "image/jpeg,image/png,image/webp", "capture": "environment"}
        )
        if not has_card:
            del self.fields["forget_card"]

    def clean(self) -> dict[str, Any]:
        """The values that the domain takes: whether they met, and the day of the reminder."""
        values = self.cleaned_data
        if values.get("took_place") is None and "took_place" not in self.errors:
            if values.get("interest") or values.get("next_step", NextStep.NONE) != NextStep.NONE:
                values["took_place"] = True
            else:
                self.add_error("took_place", _("Say whether you met."))
        remind = values.pop("remind", "")
        if remind.isdecimal():
            values["follow_up_on"] = self.today + timedelta(days=int(remind))
        elif remind == ANOTHER_DAY and not values.get("follow_up_on"):
            self.add_error("follow_up_on", _("Choose the day, or no reminder."))
        elif "remind" in self.data and remind != ANOTHER_DAY:
            values["follow_up_on"] = None
        return values

    @staticmethod
    def values_of(outcome: Outcome | None) -> dict[str, object]:
        """The form's initial values for what was written before."""
        if outcome is None:
            return {}
        names = ("interest", "next_step", "follow_up_on", "note", "note_is_shared")
        return {
            **{name: getattr(outcome, name) for name in names},
            "took_place": "yes" if outcome.took_place else "no",
            "remind": ANOTHER_DAY if outcome.follow_up_on else "",
        }
