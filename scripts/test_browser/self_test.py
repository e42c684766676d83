"""Whether the checks can fail: each on a page that is broken for it, and none on the sound page."""

import contextlib
import http.server
import pathlib
import threading

import checking
import crawl
import modes
from broken.faults import FAULTS, MORE, SCRIPTS

SOUND = (pathlib.Path(__file__).parent / "broken" / "sound.html").read_text()
POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; img-src 'self' data: http:"
ALL_FAULTS = {**FAULTS, **MORE}


def page(name):
    """The text of a page: the sound one, or the one with the fault of this name."""
    if name not in ALL_FAULTS:
        return SOUND
    there, instead = ALL_FAULTS[name]
    if there not in SOUND:
        raise SystemExit(f"broken/faults.py: {name}: sound.html has no {there!r}")
    return SOUND.replace(there, instead, 1)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        name = self.path.strip("/").removesuffix(".html").replace("%20", " ")
        if name in SCRIPTS:
            self._answer(200, "text/javascript", SCRIPTS[name])
        elif name in ALL_FAULTS or name in ("sound", "other", "last"):
            self._answer(500 if name == "status" else 200, "text/html", page(name))
        else:
            self._answer(404, "text/plain", "not there")

    def _answer(self, status, kind, text):
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def served():
    """The address of the pages."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def mode(name):
    """The mode in which a fault shows: in which the checks of once a page run, narrow, or dark."""
    if name.startswith(("print", "motion")):
        return modes.ALL[1]
    return modes.ALL[2] if "dark" in name else modes.ALL[0]


def run(tab, axe_script):
    """Prints a line for each fault; 1 where a check does not fire, or fires on the sound page."""
    wrong = 0
    with served() as site:
        for each in modes.ALL:
            found, title = checking.check(tab, crawl.Page(f"{site}/sound.html", "/sound.html"), each, axe_script)
            wrong += len(found)
            print(f"sound page, {each}: {'silent' if not found else '; '.join(map(str, found))}")
        for name in ALL_FAULTS:
            if name == "axe" and not axe_script:
                continue
            found, broken_title = checking.check(tab, crawl.Page(f"{site}/{name.replace(' ', '%20')}.html", f"/{name}"), mode(name), axe_script)
            fired = {finding.check for finding in found}
            if name == "title-unique":
                fired |= {finding.check for _, finding in checking.titles([(title, "/sound"), (broken_title, "/broken")])}
            fires = name.split(" ")[0] in fired
            wrong += not fires
            print(f"{name}: {'fires' if fires else 'DOES NOT FIRE'}; {', '.join(sorted(fired)) or 'nothing does'}")
        # The crawl follows links, and tells of one that leads nowhere.
        found, broken = crawl.pages(f"{site}/sound.html")
        none_broken = not broken and len(found) == 3
        _, broken = crawl.pages(f"{site}/nowhere.html")
        if not (none_broken and broken):
            wrong += 1
            print("link: the crawl does not find pages, or does not tell a link that leads nowhere")
    print(f"{len(ALL_FAULTS)} broken pages and a sound one: {wrong} wrong")
    return 1 if wrong else 0
