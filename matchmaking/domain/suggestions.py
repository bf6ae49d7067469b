"""Sectors that a text speaks of, suggested while it is written; a tick of the writer confirms.

A page does not encode: the model would take half a gigabyte in it. It looks for the text's vector
where the workers put it, asks them for it where there is none, and meanwhile says what the
glossary hears. What is being written is kept for minutes, in the cache alone.
"""

import hashlib
import logging
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from django.core.cache import cache
from kombu.exceptions import OperationalError
from modeltranslation.utils import build_localized_fieldname
from numpy.typing import NDArray

from companies.models import Sector
from matchmaking.domain.vectors import (
    Text,
    missing_texts,
    space_of,
    store_shipped,
    store_vectors,
    stored_vectors,
    this_encoder,
    this_space,
    vectors_of,
)
from matchmaking.engine.scoring.text.encoder import (
    NEED,
    OFFER,
    STORED_SCALE,
    Space,
    clean,
    encode_texts,
    text_key,
)
from matchmaking.engine.scoring.text.fallback import FallbackEncoder
from matchmaking.engine.scoring.text.labels import (
    label_vectors,
    likely_labels,
    named_labels,
    named_vectors,
)
from matchmaking.engine.scoring.text.reference import known_reference

logger = logging.getLogger(__name__)

KEPT = 15 * 60  # seconds that a draft and its vector are kept
HOUR = 60 * 60
ASKED_FOR = 60  # seconds after which a lost message may be sent again
LANGUAGES = ("en", "vi", "zh-hant", "ko")


class Names(NamedTuple):
    """The sectors' codes and, by language, their names with those of their parents."""

    codes: tuple[str, ...]
    by_language: tuple[tuple[str, ...], ...]


def suggest_sectors(text: str, kind: str, language: str) -> tuple[list[str], bool]:
    """Codes of the sectors that a text speaks of, the likeliest first, and whether a better
    answer is on its way. At most three queries; nothing is encoded here."""
    text = clean(text)
    names = sector_names()
    space = this_space()
    reference = known_reference(space)
    if reference is None or not _compares(space):
        return named_labels(text, codes=names.codes, labels=_named(names)), False
    role = NEED if kind == NEED else OFFER
    labels, vector = _sector_vectors(names, space), _vector_of(role, text, space)
    if labels is None or vector is None:
        on_its_way = _ask_for(role, text, space)
        return named_labels(text, codes=names.codes, labels=_named(names)), on_its_way
    found = likely_labels(
        vector,
        text=text,
        role=role,
        language=language,
        reference=reference,
        codes=names.codes,
        labels=labels,
    )
    return found, False


def read_draft(key: str) -> bool:
    """Encode a draft that waits under its key, and the sectors where they are not yet."""
    encode_sectors()
    encoder = this_encoder()
    draft = cache.get(f"draft:{key}")
    if draft is None:
        return False
    found: dict[str, bytes] = {}
    encode_texts([tuple(draft)], encoder, found)
    cache.set(f"draft-vector:{key}", found.get(key, b""), KEPT)
    return True


def _compares(space: Space) -> bool:
    """Whether texts can be compared in the space without loading its encoder: not where there are
    no weights, and not in a space whose middle was not shipped. The glossary speaks then."""
    return space.name != FallbackEncoder.name and known_reference(space) is not None


def encode_sectors() -> int:
    """Store the vectors of the sectors' names that are not stored yet; returns how many were.

    Looked for once in a while only. Most are shipped; the model is loaded for those only that an
    installation has named itself.
    """
    space = this_space()
    if not _compares(space):
        return 0
    names = sector_names()
    mark = f"sectors-read:{hashlib.sha256(repr((space_of(space), names)).encode()).hexdigest()}"
    if cache.get(mark):
        return 0
    missing = missing_texts(_texts_of(names), space)
    if store_shipped(missing, space) < len(missing):
        encoder = this_encoder()
        store_vectors(missing_texts(missing, encoder), encoder)
    cache.set(mark, True, HOUR)
    return len(missing)


def read_sector_names() -> dict[str, bytes]:
    """The vectors of the sectors' names by `text_key`, encoded here and now."""
    found: dict[str, bytes] = {}
    encode_texts(_texts_of(sector_names()), this_encoder(), found)
    return found


def sector_names() -> Names:
    """The tree in words, as the texts are compared with it. One query."""
    fields = {language: build_localized_fieldname("name", language) for language in LANGUAGES}
    rows = list(Sector.objects.order_by("code").values("code", *fields.values()))
    by_code = {row["code"]: row for row in rows}

    def named(row: Mapping[str, str | None], field: str) -> str:
        own = row[field] or row["name_en"] or ""
        parent = by_code.get(str(row["code"]).rpartition(".")[0])
        return f"{parent[field] or parent['name_en']}: {own}" if parent else own

    return Names(
        tuple(row["code"] for row in rows),
        tuple(tuple(named(row, field) for row in rows) for field in fields.values()),
    )


def _texts_of(names: Names) -> list[Text]:
    return [(OFFER, name) for each in names.by_language for name in each]


@lru_cache(maxsize=2)
def _named(names: Names) -> NDArray[np.float64]:
    return named_vectors(dict(zip(LANGUAGES, names.by_language, strict=True)))


_sectors: dict[tuple[Names, str], NDArray[np.float64]] = {}


def _sector_vectors(names: Names, space: Space) -> NDArray[np.float64] | None:
    """The sectors in the space; None until a worker has read all of their names. One query, until
    this process has them."""
    key = (names, f"{space.name}/{space.version}")
    if key not in _sectors:
        vectors = vectors_of(_texts_of(names))
        if not names.codes or any(vector is None for vector in vectors):
            return None
        rows = np.array(vectors).reshape(len(LANGUAGES), len(names.codes), -1)
        _sectors.clear()  # sectors that have changed since are of no use
        _sectors[key] = label_vectors(dict(zip(LANGUAGES, rows, strict=True)))
    return _sectors[key]


def _vector_of(role: str, text: str, space: Space) -> NDArray[np.float32] | None:
    """The vector of a text that was saved or is being written. One query."""
    key = text_key(space, role, text)
    stored = cache.get(f"draft-vector:{key}") or stored_vectors([(role, text)], space).get(key)
    if not stored or len(stored) != 2 * space.dimensions:
        return None
    return np.frombuffer(stored, dtype="<i2").astype(np.float32) / np.float32(STORED_SCALE)


def _ask_for(role: str, text: str, space: Space) -> bool:
    """Ask a worker to read the text, once; false where none can be asked."""
    from matchmaking.tasks import encode_draft_task

    key = text_key(space, role, text)
    if not cache.add(f"draft-asked:{key}", True, timeout=ASKED_FOR):
        return True
    cache.set(f"draft:{key}", (role, text), KEPT)
    try:
        encode_draft_task.apply_async((key,), retry=False, expires=ASKED_FOR)
    except OperationalError:
        logger.warning("no broker to ask for the reading of a text")
        cache.delete(f"draft-asked:{key}")
        return False
    return True
