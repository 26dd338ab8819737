"""Measure what a phone fetches for every kind of page of a running site, and report.

    script/server &
    python -m tests.bench.weights [http://localhost:8000] [--json FILE]

Bytes are those that come over the wire, compressed, with their headers, to a visitor who comes for
the first time. ``page`` is what is fetched until nothing more comes while nobody scrolls; ``map``
is what comes on top once the map on the page is drawn. Requests to another host should be none.
Nothing here fails on a number. It needs a real server, since the tests' own compresses no files.
"""

import argparse
import json
import os
import shutil
import sys
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Request, sync_playwright

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
PAGES = {
    "home": "",
    "map": "map/",
    "places": "places/",
    "place": "places/souk-amhirich/",
    "place with workshops": "places/complexe-artisanal-1978/",
    "circuits": "circuits/",
    "circuit": "circuits/trois-marches-du-samedi/",
    "crafts": "crafts/",
    "craft": "crafts/leather/",
    "artisans": "artisans/",
    "artisan": "artisans/sample-silversmith/",
    "products": "products/",
    "product": "products/khalkhal/",
    "motif": "motifs/ship/",
    "about": "about/",
    "search": "search/?q=souk",
}
GRAPHICS = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]


@dataclass
class Weight:
    """What was fetched: bytes by kind, requests, and those of them to another host."""

    bytes: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    foreign: int = 0

    @property
    def total(self) -> int:
        """All bytes together."""
        return self.bytes.total()


def weigh(browser: Browser, site: str, path: str) -> tuple[Weight, Weight]:
    """Return what a page fetches by itself, and what its map fetches on top."""
    context = browser.new_context(**PHONE)
    fetched: list[Request] = []
    context.on("request", lambda request: fetched.append(request))
    page = context.new_page()
    page.goto(f"{site}{path}", wait_until="networkidle")
    by_itself = len(fetched)
    frame = page.locator("[data-map]")
    if frame.count():
        frame.first.scroll_into_view_if_needed()
        page.wait_for_selector("[data-map][data-drawn]", timeout=60_000)
        page.wait_for_load_state("networkidle")
    weights = (
        weight(context, fetched[:by_itself], site),
        weight(context, fetched[by_itself:], site),
    )
    context.close()
    return weights


def weight(context: BrowserContext, fetched: list[Request], site: str) -> Weight:
    """Return what was fetched, without what the page carries in its own addresses."""
    found = Weight()
    for request in fetched:
        if request.url.startswith("http"):
            found.bytes[request.resource_type] += size(context, request)
            found.requests += 1
            found.foreign += not request.url.startswith(site)
    return found


def size(context: BrowserContext, request: Request) -> int:
    """Return the bytes of an answer on the wire."""
    if "worker" in request.url:  # the browser keeps to itself what a worker has fetched
        answer = context.request.get(request.url, headers={"accept-encoding": "br"})
        return int(answer.headers["content-length"])
    sizes = request.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]


def main() -> None:
    """Visit every kind of page in French and in Arabic, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", nargs="?", default="http://localhost:8000")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    site = options.site.rstrip("/")
    rows: list[dict[str, Any]] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox", "--disable-background-networking", *GRAPHICS],
        )
        sys.stdout.write(
            f"{'page':<26}{'requests':>9}{'html':>7}{'styles':>8}{'scripts':>9}{'fonts':>8}"
            f"{'images':>8}{'all kB':>8}{'map kB':>8}{'elsewhere':>11}\n"
        )
        for language in ("fr", "ar"):
            for name, path in PAGES.items():
                page, on_map = weigh(browser, site, f"/{language}/{path}")
                rows.append(
                    {"page": name, "language": language}
                    | {"own": asdict(page), "map": asdict(on_map)}
                )
                sizes = [
                    f"{page.bytes[kind] / 1000:.1f}"
                    for kind in ("document", "stylesheet", "script", "font", "image")
                ]
                html, styles, scripts, fonts, images = sizes
                sys.stdout.write(
                    f"{f'{language} {name}':<26}{page.requests:>9}{html:>7}{styles:>8}"
                    f"{scripts:>9}{fonts:>8}{images:>8}{page.total / 1000:>8.1f}"
                    f"{on_map.total / 1000:>8.1f}{page.foreign + on_map.foreign:>11}\n"
                )
                sys.stdout.flush()
        browser.close()
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
