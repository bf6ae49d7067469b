"""Pages with blanks: rendered once, and filled for each answer."""

import re
import secrets
from collections.abc import Mapping, Sequence


class Blanks:
    """Names that a template writes where each answer has its own text: `{{ blanks.clock }}`.

    They cannot be guessed: nobody can put one into a name or a note.
    """

    def __init__(self) -> None:
        self.secret = secrets.token_hex(8)

    def __getitem__(self, name: str) -> str:
        return f"[{self.secret}:{name}]"

    def split(self, html: str) -> list[str]:
        """Text and names of blanks in turn, beginning with text."""
        return re.split(rf"\[{self.secret}:(\w+)\]", html)


def filled(fixed: Sequence[bytes], blanks: Sequence[str], words: Mapping[str, bytes]) -> bytes:
    """Fixed texts, and the words of the blanks between them."""
    changing = [words[name] for name in blanks]
    parts = [*fixed, *changing]
    parts[::2], parts[1::2] = fixed, changing
    return b"".join(parts)
