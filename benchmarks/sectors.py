"""How often the right sector is suggested: ``python -m benchmarks.sectors FILE.json``.

The file is as for ``benchmarks.texts``: topics with a ``sector`` (or its name in ``OTHER_WORDS``)
and texts by language. Each text is read by itself, with nothing ticked. Prints one JSON object:
the share of texts whose sector's branch is the first suggested and among the first three, how many
are suggested, by what reads them: the language model, and the glossary that speaks meanwhile.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from companies.taxonomy import TAXONOMY
from matchmaking.engine.scoring.text.encoder import (
    OFFER,
    STORED_SCALE,
    default_encoder,
    encode_texts,
)
from matchmaking.engine.scoring.text.labels import (
    label_vectors,
    likely_labels,
    named_labels,
    named_vectors,
)
from matchmaking.engine.scoring.text.reference import reference

LANGUAGES = ("en", "vi", "zh_hant", "ko")
# What files that were made before the taxonomy call its branches.
OTHER_WORDS = {
    "cloud_dc": "cloud",
    "ecommerce": "commerce",
    "esg": "environment",
    "iiot": "manufacturing",
    "port_logistics": "logistics",
    "smart_agri": "agriculture",
    "smart_energy": "energy",
    "smart_transport": "transport",
    "supporting": "supporting_industries",
}


def sector_names() -> tuple[list[str], dict[str, list[str]]]:
    """Codes, and by language the names with those of their parents."""
    codes: list[str] = []
    names: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for top, children in TAXONOMY:
        codes += [top.code, *(f"{top.code}.{child.code}" for child in children)]
        for language in LANGUAGES:
            parent = getattr(top, language)
            own = [f"{parent}: {getattr(child, language)}" for child in children]
            names[language] += [parent, *own]
    return codes, names


def texts_of(topics: list[dict[str, Any]]) -> list[tuple[str, str, str, str]]:
    """(branch, role, language, text) of every text."""
    return [
        (OTHER_WORDS.get(topic["sector"], topic["sector"]), role, language, text)
        for topic in topics
        for role in ("need", "offer")
        for language, text in (topic.get(role) or topic[f"{role}s"]).items()
    ]


def share(found: list[list[str]], wanted: list[str]) -> dict[str, float]:
    branches = [[code.partition(".")[0] for code in each] for each in found]
    pairs = list(zip(branches, wanted, strict=True))
    return {
        "first": round(float(np.mean([right in each[:1] for each, right in pairs])), 3),
        "first_three": round(float(np.mean([right in each[:3] for each, right in pairs])), 3),
        "anything": round(float(np.mean([bool(each) for each in branches])), 3),
        "suggested": round(float(np.mean([len(each) for each in branches])), 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path)
    texts = texts_of(json.loads(parser.parse_args().file.read_text(encoding="utf-8")))
    codes, names = sector_names()
    encoder = default_encoder()
    rows = {
        language: encode_texts([(OFFER, name) for name in each], encoder, {}) / STORED_SCALE
        for language, each in names.items()
    }
    labels = label_vectors({k: v.astype(np.float32) for k, v in rows.items()})
    vectors = encode_texts([(role, text) for _, role, _, text in texts], encoder, {})
    middle = reference(encoder)
    read = [
        likely_labels(
            (vector / STORED_SCALE).astype(np.float32),
            text=text,
            role=role,
            language=language,
            reference=middle,
            codes=codes,
            labels=labels,
        )
        for vector, (_, role, language, text) in zip(vectors, texts, strict=True)
    ]
    heard = [named_labels(text, codes=codes, labels=named_vectors(names)) for *_, text in texts]
    wanted = [branch for branch, *_ in texts]
    print(json.dumps({"model": share(read, wanted), "glossary": share(heard, wanted)}, indent=2))


if __name__ == "__main__":
    main()
