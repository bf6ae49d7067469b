"""Message catalogs without gettext's programs: update them, check them, compile them.

    python -m matchmaking.catalogs update | check | compile

Each app has its catalogs in `<app>/locale`, from its Python files and its folder of `templates/`.
What Django and the libraries say to a user but do not translate themselves stands in
`matchmaking/locale`, which Django reads before theirs.
"""

import argparse
import importlib.util
import re
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
APPS = ("companies", "events", "matchmaking")
LANGUAGES = {
    "vi": "nplurals=1; plural=0;",
    "zh_Hant": "nplurals=1; plural=0;",
    "ko": "nplurals=1; plural=0;",
}

# What of the libraries a user can see: folders and files.
LIBRARIES = (
    *("django/core/paginator.py", "django/core/validators.py", "django/forms"),
    *("django/db/models", "django/template", "django/utils", "django/views/csrf.py"),
    *("django/views/generic", "django/contrib/admin", "django/contrib/auth"),
    *("django/contrib/humanize", "django/contrib/postgres"),
    *("allauth/account", "allauth/core", "allauth/mfa", "allauth/templates/account"),
    *("allauth/templates/allauth", "allauth/templates/mfa"),
    *("django_filters/fields.py", "django_filters/filters.py", "django_filters/utils.py"),
    "import_export",
    *(
        f"rest_framework/{name}.py"
        for name in (
            *("authentication", "exceptions", "fields", "pagination", "relations"),
            *("serializers", "validators"),
        )
    ),
)
# Strings inside an expression such as `gettext(message["added"]["name"])`: no messages.
NO_MESSAGES = {"addedname", "changedname", "deletedname"}

KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), (1,)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]*[\d.]*[diouxXeEfFgGcrs]|%[dis]|\{\w*\}")


class Key(NamedTuple):
    """What gettext looks a message up by."""

    context: str | None
    message: str


class Message(NamedTuple):
    key: Key
    plural: str | None
    file: str
    comments: tuple[str, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=("update", "check", "compile"))
    action = parser.parse_args().action
    if action == "compile":
        compile_catalogs()
    elif action == "update":
        for path, messages in expected().items():
            update(path, messages)
        compile_catalogs()
    else:
        problems = [
            problem for path, messages in expected().items() for problem in check(path, messages)
        ]
        sys.exit("\n".join(problems) if problems else 0)


def catalog_path(app: str, language: str) -> Path:
    return ROOT / app / "locale" / language / "LC_MESSAGES" / "django.po"


def expected() -> dict[Path, list[Message]]:
    """For every catalog of ours, the messages that it must have."""
    own = {app: list(app_messages(app)) for app in APPS}
    from_libraries = list(library_messages())
    catalogs = {}
    for language in LANGUAGES:
        ours = left_to_us(language, from_libraries)
        for app in APPS:
            messages = own[app] + (ours if app == "matchmaking" else [])
            catalogs[catalog_path(app, language)] = messages
    return catalogs


def left_to_us(language: str, from_libraries: Iterable[Message]) -> list[Message]:
    """What the libraries do not say in a language, and what our catalog says instead of them.

    To say something in better words than a library, add its message to the catalog by hand.
    """
    path = catalog_path("matchmaking", language)
    overruled = {key_of(entry) for entry in polib.pofile(str(path))} if path.exists() else set()
    translated = library_translations(language) - overruled
    return [message for message in from_libraries if message.key not in translated]


# --- Reading sources ------------------------------------------------------------------------


def app_messages(app: str) -> Iterator[Message]:
    """The messages of an app's Python files and templates, in the order of the files."""
    sources = sorted((ROOT / app).rglob("*.py"))
    yield from file_messages((path for path in sources if "migrations" not in path.parts), ROOT)
    for folder in sorted(path for path in (ROOT / "templates").glob("*") if path.is_dir()):
        # Templates that belong to no app (base, accounts, errors) are the project's.
        if (folder.name if folder.name in APPS else "matchmaking") == app:
            yield from file_messages(template_files(folder), ROOT)
    if app == "matchmaking":
        loose = (path for path in (ROOT / "templates").glob("*") if path.is_file())
        yield from file_messages(sorted(loose), ROOT)


def library_messages() -> Iterator[Message]:
    for library in LIBRARIES:
        site = package_folder(library.split("/")[0]).parent
        source = site / library
        files = [source] if source.is_file() else sorted(source.rglob("*.py"))
        for message in file_messages([*files, *template_files(source)], site):
            if message.key.message not in NO_MESSAGES:
                yield message


def package_folder(name: str) -> Path:
    """The folder of an installed package, without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        sys.exit(f"error: the package {name} is not installed; run make install.")
    return Path(spec.origin).parent


def template_files(folder: Path) -> list[Path]:
    return sorted(path for kind in ("html", "txt", "ics") for path in folder.rglob(f"*.{kind}"))


def file_messages(paths: Iterable[Path], base: Path) -> Iterator[Message]:
    for path in paths:
        source = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # What is left of a template are calls of gettext between blanked-out words; without
            # its indentation that is Python.
            code = templatize(source, origin=str(path))
            source = "\n".join(line.strip() for line in code.splitlines())
        stream = BytesIO(source.encode())
        for _line, found, comments, context in extract(
            "python", stream, keywords=KEYWORDS, comment_tags=("Translators:",)
        ):
            singular, plural = found[:2] if isinstance(found, tuple) else (found, None)
            if singular:
                file = path.relative_to(base).as_posix()
                yield Message(Key(context, singular), plural, file, tuple(comments))


def library_translations(language: str) -> set[Key]:
    """What the installed libraries translate into a language, whichever of them does."""
    known = set()
    for name in ("django", "allauth", "django_filters", "import_export", "rest_framework"):
        for path in package_folder(name).rglob(f"locale/{language}/LC_MESSAGES/django.mo"):
            known |= {Key(entry.msgctxt, entry.msgid) for entry in polib.mofile(str(path))}
    return known


# --- Catalogs -------------------------------------------------------------------------------


def key_of(entry: polib.POEntry) -> Key:
    return Key(entry.msgctxt, entry.msgid)


def update(path: Path, messages: Iterable[Message]) -> None:
    """Write the catalog anew from `messages`, keeping every translation that still applies."""
    before = {key_of(entry): entry for entry in polib.pofile(str(path))} if path.exists() else {}
    catalog = polib.POFile(wrapwidth=98)
    language = path.parts[-3]
    catalog.metadata = {
        "Project-Id-Version": "matchmaking",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": LANGUAGES[language],
    }
    entries: dict[Key, polib.POEntry] = {}
    for message in messages:
        entry = entries.get(message.key)
        if entry is None:
            entry = entries[message.key] = new_entry(message, before.get(message.key))
            catalog.append(entry)
        if (message.file, "") not in entry.occurrences:
            entry.occurrences.append((message.file, ""))
    path.parent.mkdir(parents=True, exist_ok=True)
    catalog.save(str(path))


def new_entry(message: Message, old: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(
        msgctxt=message.key.context,
        msgid=message.key.message,
        comment="\n".join(message.comments),
    )
    if message.plural is None:
        entry.msgstr = old.msgstr if old and not old.msgid_plural else ""
    else:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = {0: ""}
        if old and old.msgid_plural == message.plural:
            entry.msgstr_plural = old.msgstr_plural
    if "%(" in entry.msgid or "%s" in entry.msgid or "%d" in entry.msgid:
        entry.flags.append("python-format")
    return entry


def check(path: Path, messages: Iterable[Message]) -> Iterator[str]:
    """Every way in which a catalog is not what the sources need, one line each."""
    name = path.relative_to(ROOT)
    if not path.exists():
        yield f"{name}: missing; run `make messages`"
        return
    entries = {key_of(entry): entry for entry in polib.pofile(str(path)) if not entry.obsolete}
    wanted = {message.key for message in messages}
    for key in sorted(wanted - entries.keys(), key=str):
        yield f"{name}: not in the catalog (run `make messages`): {key.message!r}"
    for key in sorted(entries.keys() - wanted, key=str):
        yield f"{name}: no longer in the sources (run `make messages`): {key.message!r}"
    for key in sorted(wanted & entries.keys(), key=str):
        yield from (f"{name}: {problem}: {key.message!r}" for problem in faults(entries[key]))


def faults(entry: polib.POEntry) -> Iterator[str]:
    if entry.fuzzy:
        yield "still marked fuzzy"
    elif not entry.translated():
        yield "not translated"
    else:
        source = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        for text in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            if set(PLACEHOLDER.findall(text)) != source:
                yield "its translation has other placeholders"


def compile_catalogs() -> None:
    """Compile every catalog whose compiled form is missing or older."""
    for path in sorted(ROOT.glob("*/locale/*/LC_MESSAGES/*.po")):
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime:
            polib.pofile(str(path)).save_as_mofile(str(compiled))


if __name__ == "__main__":
    main()
