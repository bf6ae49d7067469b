"""What stays as it was when some profiles change: the frozen part of an event's comparison.

Means, calibration and the neighbourhoods of the statements are those of the last time that the
whole event was scored. A few hundred kilobytes at 5,000 profiles, where a whole ``Prepared`` has
30 MB: with the stored vectors of the texts it makes ``Prepared`` again, without comparing all
texts with all.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from .bonds import bonds_of
from .params import ScoreParams
from .prepare import STRIP, Texts, near_of, read_texts, tabulate
from .prepared import Facts, Prepared, Space, StatementTable
from .profiles import Block, History, Profile, ScoringError, Statement, Wish
from .sectors import SectorTree
from .similarity import Calibration, Group, Ints, Knots
from .tables import Index
from .text.encoder import NEED, OFFER, Cache, Encoder, default_encoder
from .text.reference import reference

_MAGIC: Final = b"basis\x00\x01\n"


@dataclass(frozen=True, eq=False)
class Basis:
    """``near`` by role, then by profile, then by statement."""

    encoder: str
    means: Mapping[Group, Ints]
    knots: Knots
    near: Mapping[str, Mapping[str, Mapping[str, int]]]

    @classmethod
    def of(cls, prepared: Prepared) -> Basis:
        """What of a prepared event stays."""
        near = {
            role: {
                profile.id: dict(
                    zip(
                        (statement.id for statement in _said(profile, role)),
                        table.near[table.start[i] : table.start[i + 1]].tolist(),
                        strict=True,
                    )
                )
                for i, profile in enumerate(prepared.facts.profiles)
            }
            for role, table in ((NEED, prepared.needs), (OFFER, prepared.offers))
        }
        knots = prepared.space.calibration.knots
        return cls(prepared.encoder, prepared.space.means, knots, near)

    def to_bytes(self) -> bytes:
        """Plain JSON and integers; equal bases have equal bytes."""
        groups = sorted(self.means)
        head = {
            "encoder": self.encoder,
            "groups": groups,
            "knots": self.knots,
            "near": self.near,
        }
        line = json.dumps(head, sort_keys=True, separators=(",", ":")).encode()
        means = (np.asarray(self.means[group], dtype="<i8").tobytes() for group in groups)
        return _MAGIC + line + b"\n" + b"".join(means)

    @classmethod
    def from_bytes(cls, data: bytes) -> Basis:
        """The inverse of ``to_bytes``; ``ScoringError`` for anything else."""
        if not data.startswith(_MAGIC):
            raise ScoringError("not the basis of an event's scores")
        end = data.index(b"\n", len(_MAGIC))
        head: dict[str, Any] = json.loads(data[len(_MAGIC) : end])
        groups: list[Group] = [(language, role) for language, role in head["groups"]]
        flat = np.frombuffer(data, dtype="<i8", offset=end + 1)
        means = np.split(flat, len(groups)) if groups else []
        a, b, c, d = head["knots"]
        means_of = dict(zip(groups, means, strict=True))
        return cls(head["encoder"], means_of, (a, b, c, d), head["near"])


def prepare_on(
    basis: Basis,
    profiles: Iterable[Profile],
    params: ScoreParams | None = None,
    *,
    changed: Collection[str],
    sectors: SectorTree | None = None,
    wishes: Iterable[Wish] = (),
    history: Iterable[History] = (),
    blocks: Iterable[Block] = (),
    encoder: Encoder | None = None,
    cache: Cache | None = None,
) -> Prepared:
    """The event as it is now, on what was frozen; as ``prepare``, but far quicker.

    ``changed`` names the profiles whose statements or side are not those of the basis; profiles
    that the basis does not know count as changed. Raises ``ScoringError`` where the basis is of
    another encoder.
    """
    encoder = encoder or default_encoder()
    if f"{encoder.name}/{encoder.version}" != basis.encoder:
        raise ScoringError(f"the basis is of {basis.encoder}, not {encoder.name}", "encoder")
    ordered = tuple(sorted(profiles, key=lambda profile: profile.id))
    params = params or ScoreParams()
    bonds = bonds_of(ordered, params, wishes=wishes, history=history, blocks=blocks)
    texts = read_texts(ordered, encoder, {} if cache is None else cache)
    known = reference(encoder)
    groups = {group for of_role in texts.groups.values() for group in of_role}
    means = {group: basis.means.get(group, known.mean(group)) for group in sorted(groups)}
    facts = Facts(ordered, params, sectors or SectorTree(), bonds, basis.encoder, texts.warnings)
    return _settled(basis, facts, texts, Space(means, Calibration(basis.knots)), set(changed))


def _settled(basis: Basis, facts: Facts, texts: Texts, space: Space, changed: set[str]) -> Prepared:
    """Neighbourhoods from the basis where it has them, else found among all texts of now."""
    vectors = texts.centred(space.means)
    near, missing = {}, {}
    for role in (NEED, OFFER):
        near[role], missing[role] = _frozen(basis, facts.profiles, role, changed)
    draft = tabulate(facts, space, vectors, near)
    if not any(rows.size for rows in missing.values()):
        return draft
    for role, own in ((NEED, draft.needs), (OFFER, draft.offers)):
        _find_near(draft, own, role, missing[role], near[role])
    return tabulate(facts, space, vectors, near)


def _frozen(
    basis: Basis, profiles: tuple[Profile, ...], role: str, changed: set[str]
) -> tuple[Ints, Index]:
    """Neighbourhood means of all statements of a role, and the rows that have none yet."""
    near: list[int] = []
    missing: list[int] = []
    for profile in profiles:
        own = {} if profile.id in changed else basis.near[role].get(profile.id, {})
        for statement in _said(profile, role):
            if statement.id not in own:
                missing.append(len(near))
            near.append(own.get(statement.id, 0))
    return np.array(near, dtype=np.int64), np.array(missing, dtype=np.intp)


def _find_near(draft: Prepared, own: StatementTable, role: str, missing: Index, near: Ints) -> None:
    """Fill in the neighbourhood means of the ``missing`` rows of a role."""
    counterpart = OFFER if role == NEED else NEED
    owners = own.owners()
    for number, pool in enumerate(draft.pools):
        rows = missing[draft.pool_of[owners[missing]] == number]
        for at in range(0, len(rows), STRIP):
            strip = rows[at : at + STRIP]
            near[strip] = near_of(draft, pool, counterpart, own.vectors[strip], owners[strip])


def _said(profile: Profile, role: str) -> tuple[Statement, ...]:
    return profile.needs if role == NEED else profile.offers
