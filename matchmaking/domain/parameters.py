"""What an organiser may set for a run: how long to look, how many pairs to keep, who is awake."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.utils.translation import gettext as _

from companies.domain.errors import DomainError


@dataclass(frozen=True, slots=True)
class RunParams:
    """How a run is made. Stored with it, so that it can be made again.

    `seconds` and `gap` end the search; `effort` scales how much of it there is. `best` pairs of
    each participant are kept, and `suggestions` of them may fill free slots. People who take
    part online meet from `wake_from` to `wake_until` o'clock where they are. `rows`
    participants and `texts` texts make one block of work.

    With `moves`, the published schedule is kept: meetings that are still possible stay where they
    are, what is free is filled, and at most so many meetings move to let others in. Without it
    (None) the schedule is made anew.
    """

    seconds: float = 60.0
    gap: float = 0.0
    effort: float = 1.0
    best: int = 30
    suggestions: int = 20
    wake_from: int = 8
    wake_until: int = 21
    rows: int = 250
    texts: int = 32
    moves: int | None = None

    @classmethod
    def read(cls, data: Mapping[str, Any] | None) -> "RunParams":
        """Refuse names that do not exist and numbers out of their range."""
        given = dict(data or {})
        known = {field.name: int if "int" in str(field.type) else float for field in fields(cls)}
        for name, value in given.items():
            if name not in known:
                raise DomainError(
                    _("There is no setting “%(name)s”. Use one of: %(known)s.")
                    % {"name": name, "known": ", ".join(sorted(known))},
                    code="unknown_setting",
                )
            if name == "moves" and value is None:
                continue
            low, high = LIMITS[name]
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if not number or not low <= value <= high:
                raise DomainError(
                    _("The setting “%(name)s” must be a number from %(low)s to %(high)s.")
                    % {"name": name, "low": low, "high": high},
                    code="bad_setting",
                )
            given[name] = known[name](value)
        params = cls(**given)
        if params.wake_from >= params.wake_until:
            raise DomainError(
                _("People who take part online must be awake for at least an hour a day."),
                code="bad_setting",
            )
        return params

    def to_data(self) -> dict[str, Any]:
        return asdict(self)


LIMITS: dict[str, tuple[float, float]] = {
    "seconds": (0.1, 20 * 60),
    "gap": (0, 1),
    "effort": (0.01, 100),
    "best": (1, 200),
    "suggestions": (0, 200),
    "wake_from": (0, 23),
    "wake_until": (1, 24),
    "rows": (1, 1000),
    "texts": (1, 1000),
    "moves": (0, 1000),
}
