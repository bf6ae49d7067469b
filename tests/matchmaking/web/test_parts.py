"""Short facts in one line: their dots are the stylesheet's, which shows none where a line ends."""

from pathlib import Path

from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
# Mails have no stylesheet, the admin has its own, paper does not wrap, a drawer shows one text.
OTHERS = ("matchmaking/email/", "admin/", "matchmaking/admin/", "matchmaking/badge.html")
DRAWER = "partials/sector_picker.html"


def test_no_page_writes_a_dot_between_parts_itself() -> None:
    written = [
        name
        for path in sorted(TEMPLATES.rglob("*.html"))
        if "·" in path.read_text()
        and not (name := str(path.relative_to(TEMPLATES))).startswith(OTHERS)
    ]
    assert written == [DRAWER], 'put each part into an element of a line with class="parts"'
