"""The store of encoded texts: what an encoder made of a text, found by the text's hash."""

from collections.abc import Callable, Iterable, Sequence

from matchmaking.engine.scoring.text.encoder import (
    Encoder,
    clean,
    default_encoder,
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


def space_of(encoder: Encoder) -> str:
    """The vector space of an encoder, as it is stored."""
    return f"{encoder.name}/{encoder.version}"


def stored_vectors(texts: Iterable[Text], encoder: Encoder) -> dict[str, bytes]:
    """Vectors of those texts that are stored, by `text_key`. One query."""
    keys = {text_key(encoder, role, text) for role, text in texts}
    rows = TextVector.objects.filter(encoder=space_of(encoder), text_hash__in=keys)
    return {key: bytes(vector) for key, vector in rows.values_list("text_hash", "vector")}


def missing_texts(texts: Iterable[Text], encoder: Encoder) -> list[Text]:
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
