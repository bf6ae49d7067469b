"""A sentence-transformers model in a local folder, for whoever has a better one.

The package is no dependency: it is imported when such an encoder is made. Nothing is ever
downloaded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


class FolderUnusableError(RuntimeError):
    """The folder holds no model, or sentence-transformers is not installed."""


class FolderEncoder:
    """``path`` is a folder as ``SentenceTransformer.save`` writes it.

    ``prefixes`` are put before texts of the roles ``need`` and ``offer``; models of the E5
    family want ``query: `` and ``passage: ``, most others nothing. Raises ``FolderUnusableError``.
    """

    def __init__(self, path: Path, prefixes: dict[str, str] | None = None) -> None:
        config = path / "modules.json"
        if not config.is_file():
            raise FolderUnusableError(
                f"{path} holds no sentence-transformers model: modules.json is missing"
            )
        try:
            from sentence_transformers import (  # type: ignore[import-not-found,unused-ignore]
                SentenceTransformer,
            )
        except ImportError as error:
            raise FolderUnusableError(
                "a model folder needs the package sentence-transformers: "
                "install it, or leave the folder unset to use the built-in encoder"
            ) from error
        self._model = SentenceTransformer(str(path), local_files_only=True)
        self._prefixes = prefixes or {}
        self.name = f"folder:{path.name}"
        self.version = _fingerprint(path, self._prefixes)
        self.dimensions = int(self._model.get_sentence_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str], role: str) -> NDArray[np.float32]:
        """Unit vectors [len(texts), dimensions]."""
        prefix = self._prefixes.get(role, "")
        vectors = self._model.encode(
            [prefix + text for text in texts], normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)


def _fingerprint(path: Path, prefixes: dict[str, str]) -> str:
    """Names, sizes and small files' contents: another model in the folder is another version."""
    total = hashlib.sha256(repr(sorted(prefixes.items())).encode())
    for file in sorted(p for p in path.rglob("*") if p.is_file()):
        total.update(f"{file.relative_to(path)} {file.stat().st_size}\n".encode())
        with file.open("rb") as stream:
            total.update(stream.read(1 << 20))
    return total.hexdigest()[:12]
