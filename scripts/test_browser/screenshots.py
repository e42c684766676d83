"""Pictures of pages, one of each kind in each width and scheme."""

import base64
import pathlib

import modes
import visit

MOST_HEIGHT = 6000


def take(tab, pages, folder):
    """Writes KIND-WIDTH-SCHEME.png for the first page of each kind; gives how many."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    firsts = {}
    for page in pages:
        firsts.setdefault(page.kind, page)
    shots = [mode for mode in modes.ALL if mode.scripts]
    for mode in shots:
        modes.prepare(tab, mode)
        for kind, page in firsts.items():
            visit.load(tab, page)
            tab.enter()
            height = min(tab.run("document.documentElement.scrollHeight"), MOST_HEIGHT)
            clip = {"x": 0, "y": 0, "width": mode.width, "height": height, "scale": 1}
            picture = tab.call("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
            (folder / f"{kind}-{mode.width}-{mode.scheme}.png").write_bytes(base64.b64decode(picture["data"]))
    return len(firsts) * len(shots)
