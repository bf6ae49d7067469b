"""What a notification says, before it is a mail, a line of the daily mail or an entry of a page."""

from dataclasses import dataclass, field

FULL_STOPS = ".。"


class NothingToTellError(Exception):
    """What was to be told is gone. The text is for the record, not for a person."""


@dataclass(frozen=True)
class Content:
    """One message in the active language. `details` are rows of a label and a text.

    `lines` are sentences, the first one says it all where there is room for one only. `more` is a
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

    @property
    def heading(self) -> str:
        """What stands above: the subject, or the first sentence where it says no more than that."""
        first = self.lines[0] if self.lines else ""
        return first if first.rstrip(FULL_STOPS) == self.subject else self.subject

    @property
    def sentences(self) -> list[str]:
        """The lines that stand below the heading."""
        return [line for line in self.lines if line != self.heading]
