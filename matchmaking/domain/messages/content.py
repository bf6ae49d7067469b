"""What a notification says, before it is a mail, a line of the daily mail or an entry of a page."""

from dataclasses import dataclass, field


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
