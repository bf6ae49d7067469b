"""Make ``reference_e5.npz``, ``talk_e5.npz`` and ``syllables.json`` anew, after the texts that they
are made of or the weights have changed.

``python -m matchmaking.engine.scoring.text.ship`` takes about half a minute and writes the same
bytes each time.
"""

from __future__ import annotations

import json
import math
import unicodedata
from pathlib import Path
from typing import Any, Final

import numpy as np

from . import e5_file, talk
from .blend import BlendedEncoder
from .diacritics import SYLLABLES, is_syllable, without_marks
from .e5 import E5Encoder
from .encoder import ROLES
from .reference import FILE, all_texts, compute

OF: Final = 10_000_000
"""Words that frequencies are counted in."""
_LETTERS: Final = frozenset(
    "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệfghiìíỉĩịjklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvwxyỳýỷỹỵz"
)


def syllables() -> dict[str, Any]:
    """How often the model's tokenizer expects Vietnamese syllables, in ``of`` words of the
    alphabet's letters: those ``marked`` and those ``plain``, which may be of any language."""
    _, vocabulary = e5_file.read(e5_file.locate())
    words: dict[str, float] = {}
    for piece, score in vocabulary.pieces:
        word = unicodedata.normalize("NFC", piece.removeprefix("▁")).lower()
        if piece[0] == "▁" and word and _LETTERS.issuperset(word):
            words[word] = words.get(word, 0.0) + math.exp(score)
    total = sum(chance for word, chance in words.items() if word.isascii())
    counts = {w: max(1, round(OF * words[w] / total)) for w in sorted(words)}
    syllables = {w: n for w, n in counts.items() if is_syllable(without_marks(w))}
    return {
        "of": OF,
        "marked": {w: n for w, n in syllables.items() if not w.isascii()},
        "plain": {w: n for w, n in syllables.items() if w.isascii()},
    }


def discriminant() -> talk.Talk:
    """What tells a company's talk of itself, from the examples and the reference texts, each
    sentence as of a need and as of an offer."""
    encoder = E5Encoder()
    spoken, business = talk.examples()
    business += [sentence for text in all_texts() for sentence in talk.sentences(text)]
    read = [
        np.vstack([encoder.encode(sentences, role) for role in ROLES])
        for sentences in (spoken, business)
    ]
    return talk.Talk.of(read[0], read[1])


def main() -> None:
    """Write the three files beside this module."""
    here = Path(__file__)
    found = discriminant()
    np.savez_compressed(
        here.with_name(talk.FILE),
        direction=found.direction.astype(np.float32),
        middle=np.array(found.middle),
        made_of=np.array(talk.made_of(e5_file.SHA256)),
    )
    talk.shipped.cache_clear()
    listed = json.dumps(syllables(), ensure_ascii=False, separators=(",", ":"))
    here.with_name(SYLLABLES).write_text(listed + "\n", encoding="utf-8")
    encoder = BlendedEncoder()
    computed = compute(encoder)
    np.savez_compressed(
        here.with_name(FILE),
        encoder=np.array(f"{encoder.name}/{encoder.version}"),
        means=np.stack(list(computed.means.values())).astype(np.int32),
        knots=np.array(computed.calibration.knots),
    )


if __name__ == "__main__":
    main()
