"""All checks on one page in one mode."""

import axe
import focus
import modes
import paper
import visit
from findings import Finding, from_page


def check(tab, page, mode, axe_script=None):
    """Loads a page and gives what is wrong with it, and its title."""
    modes.prepare(tab, mode)
    findings = visit.load(tab, page)
    tab.enter()
    title = tab.run("document.title")
    if any(finding.check == "status" for finding in findings):
        return findings, title
    findings += from_page(tab.run("[...moe.structure(), ...moe.controls()]"))
    findings += from_page(tab.run(f"[...moe.overflow({mode.width}), ...moe.clipped(0), ...moe.pictures()]"))
    findings += _contrast(tab, mode)
    findings += focus.walk(tab)
    if mode.scripts and axe_script:
        findings += axe.violations(tab, axe_script)
    if mode == modes.ALL[1]:  # once a page is enough; scripts on, light, wide
        findings += paper.motion(tab, mode) + paper.printed(tab, mode)
    return list(dict.fromkeys(findings)), title


def _contrast(tab, mode):
    """In a window as high as the page, so that everything can be hit at its place."""
    height = tab.run("document.documentElement.scrollHeight")
    modes.size(tab, mode.width, min(height + 50, 20000))
    findings = from_page(tab.run("moe.contrasts()"))
    modes.size(tab, mode.width)
    return findings


def titles(seen):
    """Titles that several pages share. `seen` holds title and path of each page."""
    first = {}
    for title, path in seen:
        path = path.split("?")[0]  # a list with a filter is the same page
        if not title:
            continue
        if first.setdefault(title, path) != path:
            yield path, Finding("title-unique", "title", f"the page is called as {first[title]} is: {title}", "say in the title what this page alone shows")
