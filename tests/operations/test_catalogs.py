"""Message catalogs without gettext: what is found, kept, refused and compiled."""

import gettext

import polib
import pytest

from matchmaking import catalogs
from matchmaking.catalogs import Key, Message

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
_("A plain one")
# Translators: shown on the badge
_("With a comment")
ngettext("%(n)d table", "%(n)d tables", n) % {"n": n}
pgettext("verb", "Book")
_(variable)
"""
TEMPLATE = """
{% load i18n %}
    <p>It's {% translate "Next meeting" %}</p>
        {% blocktranslate trimmed with name=company.name %}
            Meet {{ name }}
            at your table
        {% endblocktranslate %}
  {% blocktranslate count n=slots %}{{ n }} slot{% plural %}{{ n }} slots{% endblocktranslate %}
{% translate "Open" context "adjective" %}
"""


@pytest.fixture
def catalog(tmp_path):
    return tmp_path / "companies" / "locale" / "vi" / "LC_MESSAGES" / "django.po"


@pytest.fixture(autouse=True)
def _root(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogs, "ROOT", tmp_path)


def found(path, text):
    path.write_text(text)
    return list(catalogs.file_messages([path], path.parent))


def message(text, plural=None, context=None):
    return Message(Key(context, text), plural, "file.py", ())


def test_messages_of_python(tmp_path):
    messages = found(tmp_path / "views.py", PYTHON)
    assert [(m.key, m.plural) for m in messages] == [
        (Key(None, "A plain one"), None),
        (Key(None, "With a comment"), None),
        (Key(None, "%(n)d table"), "%(n)d tables"),
        (Key("verb", "Book"), None),
    ]
    assert messages[1].comments == ("Translators: shown on the badge",)


def test_messages_of_a_template(tmp_path):
    messages = found(tmp_path / "page.html", TEMPLATE)
    assert [(m.key, m.plural) for m in messages] == [
        (Key(None, "Next meeting"), None),
        (Key(None, "Meet %(name)s at your table"), None),
        (Key(None, "%(n)s slot"), "%(n)s slots"),
        (Key("adjective", "Open"), None),
    ]


def test_a_template_belongs_to_the_app_of_its_folder(tmp_path):
    for folder in ("companies", "account"):
        (tmp_path / "templates" / folder).mkdir(parents=True)
        page = tmp_path / "templates" / folder / "page.html"
        page.write_text('{% load i18n %}{% translate "' + folder + '" %}')
    (tmp_path / "templates" / "404.html").write_text('{% load i18n %}{% translate "lost" %}')

    def texts(app):
        return [m.key.message for m in catalogs.app_messages(app)]

    assert texts("companies") == ["companies"]
    assert texts("matchmaking") == ["account", "lost"]
    assert texts("events") == []


def test_an_update_keeps_translations_and_drops_what_is_gone(catalog):
    catalogs.update(catalog, [message("Stay"), message("Go"), message("n", plural="ns")])
    entries = polib.pofile(str(catalog))
    for entry in entries:
        entry.msgstr = "" if entry.msgid_plural else f"vi {entry.msgid}"
        entry.msgstr_plural = {0: "vi n"} if entry.msgid_plural else {}
    entries.save()
    catalogs.update(catalog, [message("New"), message("Stay"), message("n", plural="ns")])
    entries = {entry.msgid: entry for entry in polib.pofile(str(catalog))}
    assert entries.keys() == {"New", "Stay", "n"}
    assert entries["Stay"].msgstr == "vi Stay"
    assert entries["n"].msgstr_plural == {0: "vi n"}
    assert entries["New"].msgstr == ""


def test_an_update_of_the_same_sources_changes_no_byte(catalog):
    messages = [message("One"), message("%(n)d table", plural="%(n)d tables")]
    catalogs.update(catalog, messages)
    before = catalog.read_bytes()
    catalogs.update(catalog, messages)
    assert catalog.read_bytes() == before


def test_a_missing_catalog_is_named(catalog):
    (problem,) = catalogs.check(catalog, [message("One")])
    assert "missing; run `make messages`" in problem


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ({"msgid": "Hello", "msgstr": ""}, "not translated"),
        ({"msgid": "Hello", "msgstr": "Xin chào", "flags": ["fuzzy"]}, "still marked fuzzy"),
        ({"msgid": "To %(name)s", "msgstr": "Tới %(nam)s"}, "other placeholders"),
        ({"msgid": "To {name}", "msgstr": "Tới"}, "other placeholders"),
        ({"msgid": "Other", "msgstr": "Khác"}, "no longer in the sources"),
    ],
)
def test_what_is_wrong_with_a_catalog_is_said(catalog, entry, problem):
    catalog.parent.mkdir(parents=True)
    file = polib.POFile()
    file.append(polib.POEntry(**entry))
    file.save(str(catalog))
    wanted = [] if entry["msgid"] == "Other" else [message(entry["msgid"])]
    (line,) = catalogs.check(catalog, wanted)
    assert problem in line
    assert line.startswith("companies/locale/vi/")


@pytest.mark.parametrize("language", ["vi", "zh_Hant", "ko"])
def test_every_language_must_be_complete(tmp_path, language):
    catalog = tmp_path / "events" / "locale" / language / "LC_MESSAGES" / "django.po"
    catalogs.update(catalog, [message("To %(name)s"), message("%(n)d day", plural="%(n)d days")])
    problems = list(catalogs.check(catalog, [message("To %(name)s"), message("%(n)d day")]))
    name = f"events/locale/{language}/LC_MESSAGES/django.po"
    assert problems == [
        f"{name}: not translated: '%(n)d day'",
        f"{name}: not translated: 'To %(name)s'",
    ]
    assert language in catalogs.LANGUAGES


def test_a_right_catalog_passes_and_compiles_for_gettext(catalog):
    messages = [message("To %(name)s"), message("%(n)d day", plural="%(n)d days")]
    catalogs.update(catalog, messages)
    file = polib.pofile(str(catalog))
    file[0].msgstr = "Tới %(name)s"
    file[1].msgstr_plural = {0: "%(n)d ngày"}
    file.save()
    assert list(catalogs.check(catalog, messages)) == []
    catalogs.compile_catalogs()
    with catalog.with_suffix(".mo").open("rb") as compiled:
        translations = gettext.GNUTranslations(compiled)
    assert translations.gettext("To %(name)s") == "Tới %(name)s"
    assert translations.ngettext("%(n)d day", "%(n)d days", 5) == "%(n)d ngày"


def test_only_what_no_library_translates_is_ours_to_translate():
    known = catalogs.library_translations("vi")
    assert Key(None, "This field is required.") in known
    ours = {m.key for m in catalogs.library_messages()} - known
    assert Key(None, "Sign In") in ours, "allauth has no Vietnamese"
    assert not {key.message for key in ours} & catalogs.NO_MESSAGES


def test_a_library_is_overruled_by_what_our_catalog_says(tmp_path, monkeypatch):
    theirs, ours, nobodys = (message(text) for text in ("theirs", "ours", "nobody's"))
    known = {theirs.key, ours.key}
    monkeypatch.setattr(catalogs, "library_translations", lambda language: set(known))
    from_libraries = [theirs, ours, nobodys]
    assert catalogs.left_to_us("ko", from_libraries) == [nobodys]
    catalogs.update(catalogs.catalog_path("matchmaking", "ko"), [ours, message("Page")])
    assert catalogs.left_to_us("ko", from_libraries) == [ours, nobodys]
