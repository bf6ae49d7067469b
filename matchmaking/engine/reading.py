"""Typed access to parsed JSON that says where a fault is."""

from __future__ import annotations

from typing import Any

from .errors import ProblemError

_NONE: Any = object()


class Reader:
    """One JSON object and the path that leads to it."""

    __slots__ = ("data", "path")

    def __init__(self, data: Any, path: str) -> None:
        if not isinstance(data, dict):
            raise ProblemError(f"expected an object, found {_kind(data)}", path)
        self.data: dict[str, Any] = data
        self.path = path

    def _at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def _get(self, key: str, default: Any) -> Any:
        value = self.data.get(key, _NONE)
        if value is not _NONE:
            return value
        if default is _NONE:
            raise ProblemError("is missing", self._at(key))
        return default

    def _typed(self, key: str, default: Any, kind: type | tuple[type, ...], word: str) -> Any:
        value = self._get(key, default)
        if value is default:
            return value
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise ProblemError(f"expected {word}, found {_kind(value)}", self._at(key))
        return value

    def text(self, key: str, default: Any = _NONE) -> str:
        value: str = self._typed(key, default, str, "a text")
        if key == "id" and not value:
            raise ProblemError("an id cannot be empty", self._at(key))
        return self._readable(value, self._at(key))

    def optional_text(self, key: str) -> str | None:
        value: str | None = self._typed(key, None, str, "a text")
        return None if value is None else self._readable(value, self._at(key))

    @staticmethod
    def _readable(value: str, path: str) -> str:
        """Half of a pair of surrogates is JSON, but no text that could be written again."""
        if not value.isascii():
            try:
                value.encode()
            except UnicodeEncodeError:
                raise ProblemError("contains half a character", path) from None
        return value

    def integer(self, key: str, default: Any = _NONE) -> int:
        value: int = self._whole(self._typed(key, default, (int, float), "a whole number"), key)
        return value

    def optional_integer(self, key: str) -> int | None:
        value: int | None = self._whole(self._typed(key, None, (int, float), "a whole number"), key)
        return value

    def _whole(self, value: Any, key: str) -> Any:
        """25.0 is the whole number 25, as in JSON Schema; 25.5 is none."""
        if not isinstance(value, float):
            return value
        if not value.is_integer():
            raise ProblemError(f"expected a whole number, found {value}", self._at(key))
        return int(value)

    def optional_number(self, key: str) -> float | None:
        value = self._typed(key, None, (int, float), "a number")
        try:
            return None if value is None else float(value)
        except OverflowError:
            raise ProblemError("is too large", self._at(key)) from None

    def boolean(self, key: str, default: Any = _NONE) -> bool:
        value: bool = self._typed(key, default, bool, "true or false")
        return value

    def optional_boolean(self, key: str) -> bool | None:
        value: bool | None = self._typed(key, None, bool, "true or false")
        return value

    def items(self, key: str, default: Any = _NONE) -> list[Any]:
        value: list[Any] = self._typed(key, default, list, "a list")
        return value

    def objects(self, key: str, default: Any = _NONE) -> list[Reader]:
        path = self._at(key)
        return [Reader(x, f"{path}[{i}]") for i, x in enumerate(self.items(key, default))]

    def texts(self, key: str) -> tuple[str, ...]:
        values = self.items(key, [])
        for i, value in enumerate(values):
            if not isinstance(value, str):
                raise ProblemError(
                    f"expected a text, found {_kind(value)}", f"{self._at(key)}[{i}]"
                )
            self._readable(value, f"{self._at(key)}[{i}]")
        return tuple(values)

    def mapping(self, key: str) -> dict[str, Any]:
        """A JSON object with whatever is in it; empty where the key is absent or null."""
        value: dict[str, Any] = self._typed(key, None, dict, "an object") or {}
        return dict(value)

    def slot(self, key: str, index: dict[str, int]) -> int:
        name = self.text(key)
        if name not in index:
            raise ProblemError(f"there is no slot {name!r}", self._at(key))
        return index[name]

    def slots(self, key: str, index: dict[str, int]) -> tuple[int, ...] | None:
        """Slot ids to indices; None where the key is absent or null."""
        if self.data.get(key) is None:
            return None
        names = self.texts(key)
        for i, name in enumerate(names):
            if name not in index:
                raise ProblemError(f"there is no slot {name!r}", f"{self._at(key)}[{i}]")
        return tuple(index[name] for name in names)


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    return {str: "a text", int: "a number", float: "a number", list: "a list"}.get(
        type(value), "an object"
    )
