"""Have Lighthouse judge pages of a running site as a mid-range phone would see them, and report.

    npm install --prefix var/lighthouse lighthouse@13.5.0
    script/server &
    python -m tests.bench.lighthouse [http://localhost:8000] [--language fr] [--json FOLDER]

Prints the scores of the four categories, from 0 to 100, and what falls short in them. A score for
speed is that of the machine it runs on, too: nothing else should run beside it. Nothing here fails
on a number.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

PAGES = {
    "home": "",
    "place": "places/souk-amhirich/",
    "circuit": "circuits/trois-marches-du-samedi/",
    "product": "products/khalkhal/",
}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
TIMINGS = {
    "first-contentful-paint": "first paint",
    "largest-contentful-paint": "largest paint",
    "total-blocking-time": "blocked",
    "cumulative-layout-shift": "shift",
}
VAR_DIR = Path(os.environ.get("VAR_DIR", Path(__file__).resolve().parents[2] / "var"))
CHROME_FLAGS = "--headless=new --no-sandbox --disable-gpu"


def find_lighthouse() -> str:
    """Return the path of the program, or end with how to get it."""
    found = shutil.which("lighthouse", path=str(VAR_DIR / "lighthouse/node_modules/.bin"))
    found = found or shutil.which("lighthouse")
    if found is None:
        sys.exit("Lighthouse is missing: npm install --prefix var/lighthouse lighthouse@13.5.0")
    return found


def judge(lighthouse: str, address: str) -> dict[str, Any]:
    """Return Lighthouse's report on a page, with its settings for a phone."""
    chrome = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.json"
        subprocess.run(
            [
                lighthouse,
                address,
                "--quiet",
                "--output=json",
                f"--output-path={path}",
                f"--only-categories={','.join(CATEGORIES)}",
                f"--chrome-flags={CHROME_FLAGS}",
            ],
            env=os.environ | ({"CHROME_PATH": chrome} if chrome else {}),
            check=True,
        )
        report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return report


def shortcomings(report: dict[str, Any], category: str) -> list[str]:
    """Return what keeps a category from a full score."""
    audits = report["audits"]
    return [
        f"{audits[part['id']]['title']} {audits[part['id']].get('displayValue', '')}".strip()
        for part in report["categories"][category]["auditRefs"]
        if part["weight"] and (audits[part["id"]]["score"] or 0) < 0.9
        if audits[part["id"]]["scoreDisplayMode"] not in {"notApplicable", "manual", "informative"}
    ]


def main() -> None:
    """Judge the pages and print their scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", nargs="?", default="http://localhost:8000")
    parser.add_argument("--language", default="fr")
    parser.add_argument("--json", type=Path, help="a folder for the whole reports")
    options = parser.parse_args()
    lighthouse = find_lighthouse()
    for name, path in PAGES.items():
        report = judge(lighthouse, f"{options.site.rstrip('/')}/{options.language}/{path}")
        scores = {
            category: round(100 * (report["categories"][category]["score"] or 0))
            for category in CATEGORIES
        }
        timings = ", ".join(
            f"{label} {report['audits'][audit]['displayValue']}" for audit, label in TIMINGS.items()
        )
        sys.stdout.write(f"{name}: {scores} ({timings})\n")
        for category in CATEGORIES:
            for sentence in shortcomings(report, category):
                sys.stdout.write(f"    {category}: {sentence}\n")
        sys.stdout.flush()
        if options.json:
            options.json.mkdir(parents=True, exist_ok=True)
            (options.json / f"{name}.json").write_text(json.dumps(report))


if __name__ == "__main__":
    main()
