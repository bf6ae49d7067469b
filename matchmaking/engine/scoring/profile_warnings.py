"""What keeps a profile from being scored as well as it could be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .pairscores import ProfileWarning
from .profiles import Profile, Statement
from .text.language import Detected


def missing_statements(profiles: Sequence[Profile]) -> list[ProfileWarning]:
    """A warning for each profile that states neither offer nor need."""
    return [ProfileWarning(p.id, "no_statements") for p in profiles if not p.offers and not p.needs]


def ordered_warnings(warnings: Iterable[ProfileWarning]) -> tuple[ProfileWarning, ...]:
    """By profile, statement and code."""
    return tuple(sorted(warnings, key=lambda w: (w.profile, w.statement or "", w.code)))


def language_warnings(
    statements: Sequence[tuple[str, Statement]], found: Sequence[Detected]
) -> list[ProfileWarning]:
    """What is wrong with texts, given as (profile id, statement), and their languages."""
    warnings = []
    for (profile, statement), seen in zip(statements, found, strict=True):
        if not statement.text.strip():
            warnings.append(ProfileWarning(profile, "empty_text", statement.id))
        elif seen.bare_vietnamese:
            code = "vietnamese_without_diacritics"
            warnings.append(ProfileWarning(profile, code, statement.id))
        elif seen.declared_wrong:
            warnings.append(ProfileWarning(profile, "language_mismatch", statement.id))
    return warnings
