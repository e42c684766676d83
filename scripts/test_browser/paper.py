"""A page on paper, and for readers who asked for less motion."""

import modes
from findings import Finding, from_page

# What A4 and Letter have in common, less margins of 1 cm, at 96 pixels an inch.
PAPER = 710


def motion(tab, mode):
    """What moves although less motion is asked for."""
    modes.media(tab, mode.scheme, motion="reduce")
    findings = from_page(tab.run("moe.motion()"))
    modes.media(tab, mode.scheme)
    return findings


def printed(tab, mode):
    """Text that the page shows and paper does not, or not whole."""
    shown = tab.run("moe.said()")
    modes.media(tab, "light", medium="print")
    modes.size(tab, PAPER)
    modes.size(tab, PAPER, min(tab.run("document.documentElement.scrollHeight") + 50, 20000))
    on_paper = tab.run("moe.said()")
    findings = from_page(tab.run(f"[...moe.clipped({PAPER}), ...moe.faint()]"))
    lost = [text for text, count in shown.items() if on_paper.get(text, 0) < count]
    if lost:
        some = ", ".join(f'"{text[:40]}"' for text in lost[:3])
        findings.append(Finding("print-lost", "main", f"paper lacks {len(lost)} texts that the page shows: {some}", "show them in @media print"))
    modes.prepare(tab, mode)
    return findings
