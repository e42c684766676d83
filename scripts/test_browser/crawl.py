"""The pages of a site, found over its links from the first one, a few of each kind."""

import collections
import dataclasses
import html.parser
import re
import urllib.error
import urllib.parse
import urllib.request

PER_KIND = 3
AT_MOST = 60
# The words of paths; what else stands in one names a thing.
WORDS = {"runs", "judgments", "rubrics", "personas", "evals", "suites", "improvements", "health", "skills", "costs"}
# Not pages: the interface of programs, what Prometheus reads, files to keep.
LEFT_OUT = re.compile(r"^/(api|metrics|assets|events)(/|$)|\.(?!html$)[a-z0-9]{1,6}$")


@dataclasses.dataclass(frozen=True)
class Page:
    url: str
    # The address within the site: /runs, or runs/index.html in a folder of files.
    path: str
    # What the server answers it with.
    status: int = 200

    @property
    def kind(self):
        """What pages of one making have in common: /runs/123/judgments/0?page=2 is runs-one-judgments-one-by-page."""
        split = urllib.parse.urlsplit(self.path)
        if self.status != 200:
            return f"answer-{self.status}"
        words = [word if word in WORDS else "one" for word in split.path.split("/") if word and word != "index.html"]
        keys = sorted({key for key, _ in urllib.parse.parse_qsl(split.query)})
        return "-".join(words or ["overview"]) + ("-by-" + "-".join(keys) if keys else "")


class Links(html.parser.HTMLParser):
    """The targets of a page's links that lead to pages."""

    def __init__(self):
        super().__init__()
        self.targets = []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "a" and attributes.get("href") and "download" not in attributes:
            self.targets.append(attributes["href"])


def pages(start):
    """The pages, breadth first, and the addresses that could not be read, each with its reason."""
    site = start.rpartition("/")[0]
    waiting, seen = collections.deque([start]), {start}
    kinds, found, broken = collections.Counter(), [], []
    while waiting and len(found) < AT_MOST:
        url = waiting.popleft()
        page = Page(url, url.removeprefix(site))
        if kinds[page.kind] >= (1 if "?" in url else PER_KIND):
            continue
        text, problem = _read(url)
        if problem:
            broken.append((url, problem))
        if text is None:
            continue
        kinds[page.kind] += 1
        found.append(page)
        links = Links()
        links.feed(text)
        for target in links.targets:
            linked = urllib.parse.urljoin(url, target).split("#")[0]
            here = linked.startswith(site + "/") and linked not in seen
            if here and not LEFT_OUT.search(urllib.parse.urlsplit(linked.removeprefix(site)).path):
                seen.add(linked)
                waiting.append(linked)
    return found, broken


def missing(start):
    """A page that is not there, where a server says so with a page; none in a folder of files."""
    site = start.rpartition("/")[0]
    return [Page(f"{site}/no-such-page", "/no-such-page", 404)] if site.startswith("http") else []


def _read(url):
    """The text of a page, or None for what is none; and what is wrong with the answer."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept": "text/html"}), timeout=30) as answer:
            if answer.headers.get_content_type() != "text/html":
                return None, None
            return answer.read().decode("utf-8", "replace"), None
    except (urllib.error.URLError, TimeoutError) as error:
        return None, str(error)
