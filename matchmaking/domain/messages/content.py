"""What a notification says, before it is a mail, a line of the daily mail or an entry of a page."""

from dataclasses import dataclass, field

from django.utils.text import Truncator

FULL_STOPS = ".。"
PREVIEW = 160  # characters; no list of mails shows more


class NothingToTellError(Exception):
    """What was to be told is gone. The text is for the record, not for a person."""


@dataclass(frozen=True)
class Content:
    """One message in the active language. `details` are rows of a label and a text.

    `lines` are sentences, the first one says it all where there is room for one only. `title` is
    what stands above where the subject is made short for a list of mails. `more` is a
    second address that may be useful, with its label. `obsolete` says, for the record, why it
    need not be told any more: no mail goes out then, and the page shows it as past.
    """

    subject: str
    lines: list[str]
    action: str
    url: str
    details: list[tuple[str, str]] = field(default_factory=list)
    quote: str = ""
    more: tuple[str, str] | None = None
    obsolete: str = ""
    title: str = ""

    @property
    def heading(self) -> str:
        """What stands above: the subject, or the first sentence where it says no more than that."""
        if self.title:
            return self.title
        first = self.lines[0] if self.lines else ""
        return first if first.rstrip(FULL_STOPS) == self.subject else self.subject

    @property
    def preview(self) -> str:
        """What a list of mails shows beside the subject: what the subject does not say yet."""
        rows = " · ".join(f"{label}: {text}" for label, text in self.details)
        later = " ".join(self.lines[1:]) or " ".join(self.lines)
        if later.rstrip(FULL_STOPS) == self.subject:
            later = self.action
        parts = ([f"“{self.quote}”"] if self.quote else []) + ([rows] if rows else [])
        return Truncator(" · ".join(parts) or later).chars(PREVIEW)

    @property
    def sentences(self) -> list[str]:
        """The lines that stand below the heading."""
        return [line for line in self.lines if line != self.heading]
