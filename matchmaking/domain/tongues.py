"""Who can talk to whom: languages in common, and interpreters where there is none."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from events.models import Event, Interpreter, Registration, Representative
from matchmaking.engine.problem import Resource


@dataclass(frozen=True)
class Talk:
    """How two participants can talk: the people to send where not any will do, and the resource.

    `is_possible` is false where they share no language and no interpreter speaks for them.
    """

    people: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    is_possible: bool = True


ANYHOW = Talk()


@dataclass
class Tongues:
    """The languages of people, and the interpreters of the event by pair of languages.

    Somebody of whom no language is known can talk to everybody: nothing says otherwise.
    """

    interpreters: Counter[tuple[str, str]]
    spoken: dict[int, frozenset[str]] = field(default_factory=dict)
    _sent: Counter[int] = field(default_factory=Counter)

    @classmethod
    def read(
        cls,
        event: Event,
        rows: dict[int, Registration],
        people: dict[int, list[Representative]],
    ) -> "Tongues":
        """One query: registrations and people are those of the participants."""
        pairs = Interpreter.objects.filter(event=event).values_list("language_a", "language_b")
        spoken = {
            person.pk: frozenset(person.languages or rows[pk].organisation.languages)
            for pk, team in people.items()
            for person in team
        }
        return cls(Counter((min(pair), max(pair)) for pair in pairs), spoken)

    def resources(self) -> tuple[Resource, ...]:
        """Interpreters of a pair of languages are one resource, each good for one meeting."""
        return tuple(
            Resource(_resource_id(pair), number)
            for pair, number in sorted(self.interpreters.items())
        )

    def between(self, ours: Sequence[Representative], theirs: Sequence[Representative]) -> Talk:
        """How the two teams can talk. Where only some of their people can, those are named who
        have to go; the naming is spread over those who could."""
        talking = {(a.pk, b.pk) for a in ours for b in theirs if self._share(a, b)}
        if len(talking) == len(ours) * len(theirs):
            return ANYHOW
        if not talking:
            return self._interpreted(ours, theirs)
        return Talk(people=self._send(self._enough(talking, ours, theirs) or talking))

    @staticmethod
    def _enough(
        talking: set[tuple[int, int]],
        ours: Sequence[Representative],
        theirs: Sequence[Representative],
    ) -> set[tuple[int, ...]]:
        """Single people who can talk to everybody of the other team."""
        return {(a.pk,) for a in ours if all((a.pk, b.pk) in talking for b in theirs)} | {
            (b.pk,) for b in theirs if all((a.pk, b.pk) in talking for a in ours)
        }

    def _send(self, choices: Iterable[tuple[int, ...]]) -> tuple[str, ...]:
        """Those who have been named least often so far."""
        chosen = min(choices, key=lambda who: (sum(self._sent[pk] for pk in who), who))
        self._sent.update(chosen)
        return tuple(str(pk) for pk in chosen)

    def _share(self, a: Representative, b: Representative) -> bool:
        ours, theirs = self.spoken[a.pk], self.spoken[b.pk]
        return not ours or not theirs or bool(ours & theirs)

    def _interpreted(
        self, ours: Iterable[Representative], theirs: Iterable[Representative]
    ) -> Talk:
        """By the interpreters there are most of, between people who speak their languages."""
        options = [
            (-number, pair, a.pk, b.pk)
            for pair, number in self.interpreters.items()
            for a in ours
            for b in theirs
            if self._bridged(pair, a.pk, b.pk)
        ]
        if not options:
            return Talk(is_possible=False)
        _number, pair, a, b = min(options)
        able = {(x, y) for _n, p, x, y in options if p == pair}
        named = len(able) < len(list(ours)) * len(list(theirs))
        people = (str(a), str(b)) if named else ()
        return Talk(people, (_resource_id(pair),))

    def _bridged(self, pair: tuple[str, str], a: int, b: int) -> bool:
        x, y = pair
        ours, theirs = self.spoken[a], self.spoken[b]
        return (x in ours and y in theirs) or (y in ours and x in theirs)


def resource_of(interpreter: Interpreter) -> str:
    """The id of the resource that the interpreter is one of."""
    a, b = interpreter.language_a, interpreter.language_b
    return _resource_id((min(a, b), max(a, b)))


def _resource_id(pair: tuple[str, str]) -> str:
    return f"{pair[0]}+{pair[1]}"
