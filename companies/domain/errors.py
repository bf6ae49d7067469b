"""How a state change is refused: one exception with a sentence that says what to do next."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class DomainError(Exception):
    """A refusal: `str()` is a translated sentence for the reader, `code` is for programs."""

    def __init__(self, message: "StrOrPromise", code: str = "refused") -> None:
        super().__init__(message)
        self.message = message
        self.code = code

    def __str__(self) -> str:
        return str(self.message)


def violated_constraint(error: IntegrityError) -> str:
    """The name of the constraint that PostgreSQL reports as violated, or an empty string."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""


@contextmanager
def refusing(sentences: "Mapping[str, StrOrPromise]") -> Iterator[None]:
    """Run the block in a savepoint; a violated constraint named in `sentences` becomes a refusal.

    The transaction around it stays usable. Other violations pass through: they are our mistakes.
    Where nothing is named, that is all of them, and there is no savepoint.
    """
    if not sentences:
        yield
        return
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        constraint = violated_constraint(error)
        if constraint not in sentences:
            raise
        raise DomainError(sentences[constraint], code=constraint) from error
