"""What a page has around its contents, rendered once for all who read it.

A frame is shared by everybody with the same language and look, so it must tell nothing of anybody.
It is rendered for nobody in particular (`Anybody`): what is a person's own is a blank in it, or it
is not there.
"""

from collections.abc import Callable, Hashable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from companies.web.reader import ReaderRequest
from matchmaking.web.blanks import Blanks, filled

MOST_KEPT = 500
LONGEST = timedelta(minutes=15)


@dataclass(frozen=True)
class Anybody:
    """Whoever reads the page, as its frame knows them."""

    email: str
    is_staff: bool
    is_authenticated: bool = True


@dataclass(frozen=True)
class Frame:
    fixed: list[bytes]
    blanks: list[str]
    good_until: datetime

    def filled(self, words: Mapping[str, bytes]) -> bytes:
        return filled(self.fixed, self.blanks, words)


Context = Callable[[Blanks], Mapping[str, Any]]

_kept: dict[Hashable, Frame] = {}


def frame_of(
    request: ReaderRequest,
    template: str,
    key: Hashable,
    read: Callable[[], tuple[datetime | None, Context]],
) -> Frame:
    """The frame of that template under `key`, which names all that its context depends on but for
    the reader's language, look, and whether they are staff.

    `read` gives the moment until which it is good, if there is one, and its context, given the
    blanks. The blanks `csrf`, `email` and `here` are its own as well.
    """
    theme = request.COOKIES.get("theme", "")
    theme = theme if theme in ("dark", "light") else ""
    whole = (template, key, get_language(), theme, request.user.is_staff)
    frame = _kept.get(whole)
    now = timezone.now()
    if frame is None or frame.good_until <= now:
        good_until, context = read()
        longest = now + LONGEST
        frame = _made(request, template, theme, min(good_until or longest, longest), context)
        _kept[whole] = frame
        while len(_kept) > MOST_KEPT:
            del _kept[next(iter(_kept))]
    return frame


def _made(
    request: ReaderRequest, template: str, theme: str, good_until: datetime, context: Context
) -> Frame:
    blanks = Blanks()
    anybodys = copy(request)
    anybodys.user = Anybody(blanks["email"], request.user.is_staff)  # type: ignore[assignment]
    anybodys.COOKIES = {"theme": theme} if theme else {}
    html = render_to_string(
        template,
        {
            "is_kept": True,  # no style with a nonce
            "csrf_token": blanks["csrf"],
            "here_path": blanks["here"],
            "blanks": blanks,
            **context(blanks),
        },
        anybodys,
    )
    parts = blanks.split(html)
    return Frame([text.encode() for text in parts[::2]], parts[1::2], good_until)
