"""Looks at every kind of page of the dashboard with Chromium. Usage: python scripts/test_browser URL [--axe FILE]"""

import argparse
import pathlib
import signal
import sys
import time

import checking
import crawl
import modes
import screenshots
import self_test
from chromium import chromium
from devtools import DevToolsError, tab
from findings import Finding, Report


def arguments():
    parser = argparse.ArgumentParser(prog="test_browser", description=__doc__)
    parser.add_argument("url", nargs="?", help="the first page; the others are found over its links")
    parser.add_argument("--axe", type=pathlib.Path, help="axe.min.js of axe-core, which judges too")
    parser.add_argument("--only", metavar="KIND", help="check pages of this kind alone")
    parser.add_argument("--minutes", type=float, default=20, help="stop, and fail, after so many minutes")
    parser.add_argument("--screenshots", metavar="DIR", help="write pictures of each kind of page, and check nothing")
    parser.add_argument("--self-test", action="store_true", help="whether each check fires on a page broken for it")
    chosen = parser.parse_args()
    if not chosen.url and not chosen.self_test:
        parser.error("name the dashboard's first page, or --self-test")
    return chosen


def check(opened, page, mode, axe_script, until):
    """What is wrong with a page in a mode, and its title; that it could not be looked at is a finding too."""
    if time.monotonic() > until:
        return [Finding("time", "page", "there was no time left to look at it", "make pages load faster, or give --minutes")], None
    try:
        return checking.check(opened, page, mode, axe_script)
    except DevToolsError as error:
        return [Finding("browser", "page", str(error), "look at the page in a browser")], None


def check_all(opened, pages, axe_script, minutes):
    """Checks pages in every mode; prints one line a page."""
    report, seen, until = Report(), [], time.monotonic() + 60 * minutes
    for page in pages:
        begun = time.monotonic()
        for mode in modes.ALL:
            found, title = check(opened, page, mode, axe_script, until)
            report.add(page.path, mode, found)
        seen.append((title, page.path))
        print(f"{page.path}: {report.count(page.path)} faults in {len(modes.ALL)} modes, {time.monotonic() - begun:.1f} s", flush=True)
    for path, finding in checking.titles(seen):
        report.add(path, modes.ALL[-1], [finding])
    return report


def main():
    chosen = arguments()
    # Told to end, it still ends Chromium.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    axe_script = chosen.axe.read_text() if chosen.axe else None
    with chromium() as address, tab(address) as opened:
        if chosen.self_test:
            return self_test.run(opened, axe_script)
        pages, broken = crawl.pages(chosen.url)
        pages = [page for page in pages + crawl.missing(chosen.url) if chosen.only in (None, page.kind)]
        if chosen.screenshots:
            print(f"{screenshots.take(opened, pages, chosen.screenshots)} pictures in {chosen.screenshots}")
            return 0
        report = check_all(opened, pages, axe_script, chosen.minutes)
        for url, problem in broken:
            report.add(url, modes.ALL[0], [Finding("link", url, problem, "let links lead to pages that are there")])
    print(*report.lines(), sep="\n")
    kinds = len({page.kind for page in pages})
    print(f"{len(pages)} pages of {kinds} kinds in {len(modes.ALL)} modes: {report.count()} faults")
    return 1 if report.count() or not pages else 0


sys.exit(main())
