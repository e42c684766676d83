"""What is shown to people, read as the forge or the browser reads it: annotations, comments, pages."""

import html.parser
import re

import cmarkgfm
from cmarkgfm.cmark import Options
from validate_running import tried

PROPERTY = r"(?:file|line|endLine|col|endColumn|title)=[^,:]*"
COMMAND = re.compile(rf"::(?:error|warning|notice)(?: {PROPERTY}(?:,{PROPERTY})*)?::")


def annotations(path, _):
    """As the runner reads lines: nothing but annotations is a command, and no more of them than it shows."""

    def read():
        counts = {"error": 0, "warning": 0, "notice": 0}
        # The runner takes a carriage return for the end of a line too.
        for line in re.split(r"\r\n|\r|\n", path.read_bytes().decode("utf-8")):
            if line.lstrip().startswith("::"):
                if not COMMAND.match(line):
                    return f"a command that is no annotation: {line[:100]!r}"
                counts[line[2:].split(" ")[0].split(":")[0]] += 1
            elif "##[" in line:
                return f"a command of the old form: {line[:100]!r}"
        if sum(counts.values()) == 0:
            return "no annotation"
        over = {kind: count for kind, count in counts.items() if count > 10}
        return f"more than ten of a kind: {over}" if over else None

    return tried(read)


class PageReader(html.parser.HTMLParser):
    """Looks for what a self-contained page of results may not hold."""

    ACTIVE = {"iframe", "object", "embed", "base", "form", "link", "applet", "frame", "portal"}

    def __init__(self, refused=ACTIVE):
        super().__init__(convert_charrefs=True)
        self.refused = refused
        self.faults = []
        self.elements = 0

    def handle_starttag(self, tag, attributes):
        self.elements += 1
        if tag in self.refused:
            self.faults.append(f"<{tag}>")
        for name, value in attributes:
            text = re.sub(r"[\x00-\x20]", "", value or "").lower()
            if name.startswith("on"):
                self.faults.append(f"<{tag} {name}>")
            if name in ("src", "href", "srcset", "action", "formaction", "xlink:href", "data", "poster"):
                if tag == "script" or text.startswith(("javascript:", "vbscript:", "data:text", "data:image/svg")):
                    self.faults.append(f"<{tag} {name}={text[:40]!r}>")
                elif tag != "a" and not text.startswith(("#", "data:")):
                    self.faults.append(f"<{tag} {name}={text[:40]!r}> is not in the file")


def page(path, _):
    def read():
        reader = PageReader()
        text = path.read_bytes().decode("utf-8")
        reader.feed(text)
        reader.close()
        if not text.lower().startswith("<!doctype html>"):
            return "it does not begin with <!doctype html>"
        if re.search(r"@import|url\((?!['\"]?(?:data:|#))", text):
            return "a style takes something from elsewhere"
        return "; ".join(reader.faults[:3]) or (None if reader.elements > 5 else "it holds next to nothing")

    return tried(read)


def comment(path, _):
    """As GitHub renders it: nothing in it loads anything, runs anything or leads into a script."""

    def read():
        text = path.read_bytes().decode("utf-8")
        if len(text) > 65_536:
            return f"{len(text)} characters, and a comment takes 65536"
        reader = PageReader(
            PageReader.ACTIVE | {"img", "picture", "video", "audio", "script", "style", "svg", "math", "input"}
        )
        reader.feed(cmarkgfm.github_flavored_markdown_to_html(text, options=Options.CMARK_OPT_UNSAFE))
        reader.close()
        return "; ".join(reader.faults[:3]) or (None if reader.elements else "it is empty")

    return tried(read)
