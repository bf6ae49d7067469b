"""The store of encoded texts: what an encoder made of a text, found by the text's hash.

A worker encodes what a company says as soon as it is saved, so that runs, recommendations and
suggestions find it. Pages only look it up: the model would take half a gigabyte in each of them.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from companies.models import Organisation, Statement
from matchmaking.domain.shipped import shipped_vectors
from matchmaking.engine.scoring.text.encoder import (
    NEED,
    OFFER,
    STORED_SCALE,
    Encoder,
    Space,
    clean,
    default_encoder,
    default_space,
    encode_texts,
    text_key,
)
from matchmaking.models import TextVector

Text = tuple[str, str]
"""A role, `need` or `offer`, and the text."""

AT_ONCE = 8  # texts between two looks at whether to stop


def this_encoder() -> Encoder:
    """What reads texts in this installation."""
    return default_encoder()


def this_space() -> Space:
    """The space of `this_encoder`, without loading it."""
    return default_space()


def space_of(encoder: Space) -> str:
    """The vector space of an encoder, as it is stored."""
    return f"{encoder.name}/{encoder.version}"


def vector_of(text: str, kind: str) -> NDArray[np.float32] | None:
    """The stored unit vector of a text, of length `this_space().dimensions`; None if there is none.

    `kind` is `need` or `offer`. A company's line and description are stored as offers. Nothing is
    encoded here: a text that was saved a moment ago has its vector a few seconds later. One query.
    """
    return vectors_of([(kind, text)])[0]


def vectors_of(texts: Sequence[Text]) -> list[NDArray[np.float32] | None]:
    """`vector_of` of many texts, in their order. One query."""
    space = this_space()
    stored = stored_vectors(texts, space)
    return [_unpacked(stored.get(text_key(space, kind, text)), space) for kind, text in texts]


def _unpacked(stored: bytes | None, space: Space) -> NDArray[np.float32] | None:
    if stored is None or len(stored) != 2 * space.dimensions:
        return None
    vector: NDArray[np.float32] = np.frombuffer(stored, dtype="<i2").astype(np.float32)
    vector /= STORED_SCALE
    return vector


def texts_of_organisation(organisation_id: int) -> list[Text]:
    """All that an organisation says: its offers and needs, its line, its description. Two queries.

    What a company says of itself reads like an offer.
    """
    texts = list(
        Statement.objects.filter(organisation=organisation_id)
        .order_by("pk")
        .values_list("kind", "text")
    )
    for lines in Organisation.objects.filter(pk=organisation_id).values_list(
        "tagline", "description"
    ):
        texts += [(OFFER, line) for line in lines]
    return [(NEED if kind == NEED else OFFER, text) for kind, text in texts if clean(text)]


def encode_organisation(organisation_id: int) -> int:
    """Encode what the organisation says and is not stored yet; returns how many texts that were.

    The model is loaded only where there is something to encode.
    """
    texts = texts_of_organisation(organisation_id)
    if not missing_texts(texts, this_space()):
        return 0
    encoder = this_encoder()
    missing = missing_texts(texts, encoder)
    store_vectors(missing, encoder)
    return len(missing)


def stored_vectors(texts: Iterable[Text], encoder: Space) -> dict[str, bytes]:
    """Vectors of those texts that are stored, by `text_key`. One query."""
    keys = {text_key(encoder, role, text) for role, text in texts}
    rows = TextVector.objects.filter(encoder=space_of(encoder), text_hash__in=keys)
    return {key: bytes(vector) for key, vector in rows.values_list("text_hash", "vector")}


def missing_texts(texts: Iterable[Text], encoder: Space) -> list[Text]:
    """The texts that are not stored yet, each once, in an order of their own. One query."""
    by_key = {
        text_key(encoder, role, text): (role, clean(text)) for role, text in texts if clean(text)
    }
    stored = set(
        TextVector.objects.filter(
            encoder=space_of(encoder), text_hash__in=by_key.keys()
        ).values_list("text_hash", flat=True)
    )
    return [by_key[key] for key in sorted(by_key.keys() - stored)]


def store_shipped(texts: Sequence[Text], space: Space) -> int:
    """Store those of the texts whose vectors come with the product; returns how many."""
    shipped = shipped_vectors(text_key(space, role, text) for role, text in texts) if texts else {}
    TextVector.objects.bulk_create(
        [
            TextVector(encoder=space_of(space), text_hash=key, vector=vector)
            for key, vector in shipped.items()
        ],
        ignore_conflicts=True,
    )
    return len(shipped)


def store_vectors(
    texts: Sequence[Text],
    encoder: Encoder,
    *,
    should_stop: Callable[[], bool] = lambda: False,
    on_progress: Callable[[int], None] = lambda done: None,
) -> bool:
    """Encode and store the texts, a few at a time; false where it was told to stop.

    A text that somebody else stored in the meantime stays as it is: equal texts have equal
    vectors.
    """
    for start in range(0, len(texts), AT_ONCE):
        if should_stop():
            return False
        found: dict[str, bytes] = {}
        encode_texts(texts[start : start + AT_ONCE], encoder, found)
        TextVector.objects.bulk_create(
            [
                TextVector(encoder=space_of(encoder), text_hash=key, vector=vector)
                for key, vector in found.items()
            ],
            ignore_conflicts=True,
        )
        on_progress(min(start + AT_ONCE, len(texts)))
    return True
