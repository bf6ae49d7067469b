"""Take the pictures of the README anew: `make run`, then `.venv/bin/python docs/images/take.py`.

Reads the demonstration at http://127.0.0.1:8000 (or the address given), in English and light, and
writes WebP files beside this one.
"""

import io
import sys
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))
from matchmaking.launcher.browser import find_chromium

PASSWORD = "trade-fair-2026"  # noqa: S105 - of the demonstration, which prints it
EVENT = "/e/taiwan-digital-day/"
PHONE, LAPTOP = (390, 844), (1280, 840)
MOST_BYTES = 150_000


@dataclass(frozen=True)
class Picture:
    name: str
    account: str  # nobody where it is empty
    path: str
    size: tuple[int, int]


PICTURES = (
    Picture("event", "", EVENT, LAPTOP),
    Picture("directory", "company", f"{EVENT}participants/", LAPTOP),
    Picture("company", "company", f"{EVENT}company/", LAPTOP),
    Picture("phone", "attendee", f"{EVENT}me/", PHONE),
)


def sign_in(page: Page, base: str, account: str) -> None:
    page.goto(f"{base}/accounts/login/")
    page.fill("input[name=login]", f"{account}@demo.example")
    page.fill("input[name=password]", PASSWORD)
    page.locator("form:has(input[name=password]) button[type=submit]").first.click()
    page.wait_for_url(lambda address: "/accounts/login/" not in address)


def take(browser: Browser, base: str, picture: Picture) -> Path:
    """Store the picture at twice its size in points, as small as it gets without blur."""
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=2,
        locale="en",
        color_scheme="light",
    )
    page = context.new_page()
    if picture.account:
        sign_in(page, base, picture.account)
    page.goto(base + picture.path)
    page.wait_for_load_state("networkidle")
    image = Image.open(io.BytesIO(page.screenshot()))
    context.close()
    path = Path(__file__).with_name(f"{picture.name}.webp")
    for quality in range(90, 30, -5):
        image.save(path, quality=quality, method=6)
        if path.stat().st_size <= MOST_BYTES:
            break
    return path


def main() -> None:
    base = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(find_chromium()), args=["--no-sandbox"]
        )
        for picture in PICTURES:
            path = take(browser, base, picture)
            print(f"{path.name}: {path.stat().st_size // 1000} kB")  # noqa: T201
        browser.close()


if __name__ == "__main__":
    main()
