"""Read a B2BSP instance: a MiniZinc data file.

The format and the problem are those of Bofill, Coll, Garcia, Giráldez-Cru, Pesant, Suy and
Villaret, "Constraint Solving Approaches to the Business-to-Business Meeting Scheduling
Problem", JAIR 74 (2022) 263-301.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import ProblemError
from .instance import Instance

_TOKEN = re.compile(
    r"\s+|%[^\n]*|/\*(?s:.*?)\*/|(?P<token>\[\||\|\]|\.\.|-?\d+|[A-Za-z_]\w*|[\[\]{},|=;])"
)
_NUMBERS = ("nBusiness", "nMeetings", "nTables", "nTotalSlots", "nMorningSlots")
MAX_SIZE = 10_000
"""The most participants, meetings, tables or slots: more is a mistake, or no compact day."""
MAX_PLACEMENTS = 1_000_000
"""The most meetings times slots."""


@dataclass(frozen=True, slots=True)
class _Value:
    line: int
    content: Any


def read_instance(path: str | Path, fairness: int = 2) -> Instance:
    """The instance in the file. Raises ProblemError naming the line of the first fault."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProblemError("The file is not text in UTF-8.") from error
    return parse_instance(text, fairness)


def parse_instance(text: str, fairness: int = 2) -> Instance:
    """As ``read_instance``, of the file's text."""
    if fairness < 0:
        raise ProblemError("The fairness bound must be 0 or more.", "fairness")
    values = _Reader(text).statements()
    participants, count, tables, slots, morning = (_number(values, name) for name in _NUMBERS)
    if slots < 1:
        raise ProblemError("nTotalSlots must be at least 1.", _at(values["nTotalSlots"]))
    if morning > slots:
        raise ProblemError(
            f"nMorningSlots is {morning}, more than the {slots} slots.",
            _at(values["nMorningSlots"]),
        )
    if slots * count > MAX_PLACEMENTS:
        raise ProblemError("There are too many meetings and slots to be solved exactly.")
    rows = _requested(values, count, participants)
    forbidden = _sets(values, "forbidden", participants, slots)
    fixed = _fixed(values, count, slots)
    before = _sets(values, "precedences", count, count)
    sessions = {1: range(morning), 2: range(morning, slots), 3: range(slots)}
    domains = []
    for (a, b, session), slot in zip(rows, fixed, strict=True):
        allowed = {s for s in sessions[session] if s + 1 not in forbidden[a - 1] | forbidden[b - 1]}
        domains.append(frozenset(allowed & {slot - 1} if slot else allowed))
    return Instance(
        slots=slots,
        participants=participants,
        meetings=tuple((a - 1, b - 1) for a, b, _ in rows),
        domains=tuple(domains),
        tables=(tables,) * slots,
        precedences=tuple(
            (earlier - 1, later) for later, found in enumerate(before) for earlier in sorted(found)
        ),
        fairness=fairness,
    )


def _at(value: _Value) -> str:
    return f"line {value.line}"


def _number(values: dict[str, _Value], name: str) -> int:
    if name not in values:
        raise ProblemError(f"{name} is missing.")
    content = values[name].content
    if not isinstance(content, int) or content < 0:
        raise ProblemError(f"{name} must be a whole number, 0 or more.", _at(values[name]))
    if content > MAX_SIZE:
        raise ProblemError(f"{name} must be at most {MAX_SIZE}.", _at(values[name]))
    return content


def _requested(
    values: dict[str, _Value], count: int, participants: int
) -> list[tuple[int, int, int]]:
    if "requested" not in values:
        raise ProblemError("requested is missing.")
    value = values["requested"]
    rows = value.content
    if not isinstance(rows, list) or not all(isinstance(row, _Row) for row in rows):
        raise ProblemError("requested must be a table, [|…|].", _at(value))
    if len(rows) != count:
        raise ProblemError(
            f"requested has {len(rows)} rows where nMeetings is {count}.", _at(value)
        )
    for row in rows:
        place = f"line {row.line}"
        if len(row.cells) != 3:
            raise ProblemError("A row of requested must have three numbers.", place)
        a, b, session = row.cells
        for participant in (a, b):
            if not 1 <= participant <= participants:
                raise ProblemError(f"There is no participant {participant}.", place)
        if a == b:
            raise ProblemError(f"Participant {a} cannot meet itself.", place)
        if session not in (1, 2, 3):
            raise ProblemError(
                f"The session must be 1 (morning), 2 (afternoon) or 3 (any), not {session}.",
                place,
            )
    return [row.cells for row in rows]


def _sets(values: dict[str, _Value], name: str, count: int, highest: int) -> list[set[int]]:
    """One set an item, of numbers from 1 to ``highest``; a 0 in a set means nothing."""
    if name not in values:
        return [set() for _ in range(count)]
    value = values[name]
    sets = value.content
    if not isinstance(sets, list) or not all(isinstance(item, set) for item in sets):
        raise ProblemError(f"{name} must be a list of sets.", _at(value))
    if len(sets) != count:
        raise ProblemError(f"{name} has {len(sets)} sets where {count} are due.", _at(value))
    for position, item in enumerate(sets, start=1):
        for number in sorted(item):
            if not 0 <= number <= highest:
                raise ProblemError(
                    f"Set {position} of {name} has {number}, which is not in 1..{highest}.",
                    _at(value),
                )
    return [item - {0} for item in sets]


def _fixed(values: dict[str, _Value], count: int, slots: int) -> list[int]:
    if "fixed" not in values:
        return [0] * count
    value = values["fixed"]
    numbers = value.content
    if not isinstance(numbers, list) or not all(isinstance(item, int) for item in numbers):
        raise ProblemError("fixed must be a list of numbers.", _at(value))
    if len(numbers) != count:
        raise ProblemError(f"fixed has {len(numbers)} numbers where {count} are due.", _at(value))
    for position, number in enumerate(numbers, start=1):
        if not 0 <= number <= slots:
            raise ProblemError(
                f"Meeting {position} is fixed to slot {number}, which is not in 1..{slots}.",
                _at(value),
            )
    return numbers


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: Any


class _Reader:
    """Reads statements ``name = value;`` and knows the line of each token."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, int]] = []
        self.next = 0
        position, line = 0, 1
        while position < len(text):
            match = _TOKEN.match(text, position)
            if match is None:
                raise ProblemError(f"{text[position]!r} is not expected here.", f"line {line}")
            if match["token"]:
                self.tokens.append((match["token"], line))
            line += match[0].count("\n")
            position = match.end()
        self.last_line = line

    def peek(self) -> str:
        return self.tokens[self.next][0] if self.next < len(self.tokens) else ""

    def line(self) -> int:
        return self.tokens[self.next][1] if self.next < len(self.tokens) else self.last_line

    def take(self, expected: str | None = None) -> str:
        token = self.peek()
        if not token or (expected is not None and token != expected):
            what = f"{expected!r} is" if expected else "A value is"
            found = f"not {token!r}" if token else "but the file ends"
            raise ProblemError(f"{what} expected, {found}.", f"line {self.line()}")
        self.next += 1
        return token

    def statements(self) -> dict[str, _Value]:
        values: dict[str, _Value] = {}
        while self.peek():
            line = self.line()
            name = self.take()
            if not re.fullmatch(r"[A-Za-z_]\w*", name):
                raise ProblemError(f"A name is expected, not {name!r}.", f"line {line}")
            if name in values:
                raise ProblemError(f"{name} is given twice.", f"line {line}")
            self.take("=")
            values[name] = _Value(line, self.value())
            self.take(";")
        return values

    def value(self) -> Any:
        opening = self.peek()
        if opening == "[|":
            return self.table()
        if opening == "[":
            return self.listing("[", "]", allow_sets=True)
        if opening == "{":
            return set(self.listing("{", "}", allow_sets=False))
        number = self.number()
        return self.range_from(number) if self.peek() == ".." else number

    def range_from(self, first: int) -> set[int]:
        """The rest of ``first..last``, a set."""
        line = self.line()
        self.take("..")
        last = self.number()
        if last - first >= MAX_SIZE:
            raise ProblemError(f"{first}..{last} has too many numbers.", f"line {line}")
        return set(range(first, last + 1))

    def number(self) -> int:
        line = self.line()
        token = self.take()
        if not re.fullmatch(r"-?\d{1,12}", token):
            raise ProblemError(f"A number is expected, not {token!r}.", f"line {line}")
        return int(token)

    def listing(self, opening: str, closing: str, *, allow_sets: bool) -> list[Any]:
        self.take(opening)
        items: list[Any] = []
        while self.peek() != closing:
            plain = not allow_sets or self.peek() in ("[", "[|")
            items.append(self.number() if plain else self.value())
            if self.peek() != closing:
                self.take(",")
        self.take(closing)
        return items

    def table(self) -> list[_Row]:
        self.take("[|")
        rows = []
        while self.peek() != "|]":
            line, cells = self.line(), []
            while self.peek() not in ("|", "|]"):
                cells.append(self.number())
                if self.peek() not in ("|", "|]"):
                    self.take(",")
            rows.append(_Row(line, tuple(cells)))
            if self.peek() == "|":
                self.take("|")
        self.take("|]")
        return rows
