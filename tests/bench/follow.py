"""Measure the follow screen: ``python -m tests.bench.follow [URL]``, with the site running.

Interactive: from the address to the card that can be pressed, with the processor four times slower,
at first over slow 4G (as Lighthouse has it: 1.6 Mbit/s, 150 ms) and again from the browser's cache.
Standing: a minute of positions once a second around one spot, as a phone in a hand gives them; the
processor's share is that of the page's process in Chromium's own metrics. Drawing by the graphics
process is left out: without a graphics card that is done on the processor, as on no phone.
"""

import math
import os
import random
import sys
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Page, sync_playwright

SATURDAY = "trois-marches-du-samedi"
SPOT = (-10.0703, 28.9713)
METRES_A_DEGREE = 111_195.0
SLOWER = 4
STANDING_S = 60
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}


def interactive_s(page: Page, session: CDPSession, path: str, *, slow_network: bool) -> float:
    """Return how long it takes until the walk can be begun, on a slow phone."""
    session.send("Network.enable")
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    if slow_network:
        session.send("Network.emulateNetworkConditions", SLOW_4G)
    page.goto(path, wait_until="commit")
    page.wait_for_selector("[data-follow] .follow__main", timeout=60_000)
    found: float = page.evaluate("performance.now() / 1000")
    page.wait_for_selector("[data-follow][data-drawn]", timeout=120_000)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    session.send(
        "Network.emulateNetworkConditions",
        SLOW_4G | {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1},
    )
    return found


def standing_share(page: Page, context: BrowserContext, session: CDPSession) -> tuple[float, float]:
    """Return the share of a processor that the page's process, and its scripts, take meanwhile."""
    session.send("Performance.enable", {"timeDomain": "timeTicks"})
    dice = random.Random(1)
    error = [0.0, 0.0]
    before = _metrics(session)
    for _second in range(STANDING_S):
        error = [0.97 * each + math.sqrt(1 - 0.97**2) * dice.gauss(0, 5) for each in error]
        wide = METRES_A_DEGREE * math.cos(math.radians(SPOT[1]))
        context.set_geolocation(
            {
                "longitude": SPOT[0] + error[0] / wide,
                "latitude": SPOT[1] + error[1] / METRES_A_DEGREE,
                "accuracy": round(8 * math.exp(dice.gauss(0, 0.15))),
            }
        )
        page.wait_for_timeout(1000)
    after = _metrics(session)
    passed = after["Timestamp"] - before["Timestamp"]
    process, scripts = (
        (after[name] - before[name]) / passed for name in ("ProcessTime", "ScriptDuration")
    )
    return process, scripts


def memory_mb(session: CDPSession) -> float:
    """Return how much of the page's memory is in use, without what is drawn."""
    session.send("HeapProfiler.enable")
    session.send("HeapProfiler.collectGarbage")
    return _metrics(session)["JSHeapUsedSize"] / 1e6


def _metrics(session: CDPSession) -> dict[str, Any]:
    found = session.send("Performance.getMetrics")["metrics"]
    return {each["name"]: each["value"] for each in found}


def main(url: str) -> None:
    """Measure, and print."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM"), args=["--no-sandbox"]
        )
        context = browser.new_context(
            base_url=url, viewport={"width": 360, "height": 740}, permissions=["geolocation"]
        )
        context.set_geolocation({"longitude": SPOT[0], "latitude": SPOT[1], "accuracy": 8})
        page = context.new_page()
        report(page, context)
        browser.close()


def report(page: Page, context: BrowserContext) -> None:
    """Print the figures of a page."""
    session = context.new_cdp_session(page)
    path = f"/fr/circuits/{SATURDAY}/follow/"
    print(f"interactive, slow 4G: {interactive_s(page, session, path, slow_network=True):.2f} s")
    print(f"interactive, cached: {interactive_s(page, session, path, slow_network=False):.2f} s")
    page.locator(".follow__main").click()
    page.wait_for_timeout(5000)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    process, scripts = standing_share(page, context, session)
    print(f"standing: the process {process:.2%}, its scripts {scripts:.2%} of a processor")
    print(f"requests in that minute: {len(asked)}")
    print(f"memory of scripts: {memory_mb(session):.1f} MB")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000")
