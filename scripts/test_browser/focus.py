"""What a person meets who goes through a page by the Tab key."""

from findings import from_page

TAB = ("Tab", 9)
ENTER = ("Enter", 13)
MOST_STOPS = 150


def walk(tab):
    """Findings of the walk from the first stop to the last, and of the link that skips to the main part."""
    expected = tab.run("moe.focusStart()")
    rows = []
    for _ in range(min(expected + 20, MOST_STOPS)):
        tab.press(*TAB)
        step = tab.run("moe.focusStep()")
        if step is None:
            rows += tab.run("moe.focusEnd()")
            break
        rows += step
    rows += _skip(tab)
    tab.run("moe.focusDone()")
    return from_page(rows)


def _skip(tab):
    """The skip link: it comes first, is seen, and the keyboard goes on in the main part after it."""
    # From the top, as if the page had just been loaded; the first focusable element may have been reached by Tab only once.
    tab.run("moe.focusTop()")
    tab.press(*TAB)
    if problem := tab.run("moe.skipLink()"):
        return [problem]
    tab.press(*ENTER)
    tab.press(*TAB)
    problem = tab.run("moe.skipped()")
    return [problem] if problem else []
