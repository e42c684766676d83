"""How each format of results is read back, and how a file of it is broken. A checker says what is wrong, or None."""

import dataclasses
import json
import pathlib
import re
from collections.abc import Callable

import junitparser
from lxml import etree
from sarif import loader
from validate_running import run, tried
from validate_shown import annotations, comment, page


@dataclasses.dataclass(frozen=True)
class Form:
    name: str
    ending: str
    # Of standard output; None for a file by its ending.
    format: str | None = None


@dataclasses.dataclass(frozen=True)
class Checker:
    name: str
    fault: Callable[[pathlib.Path, pathlib.Path], str | None]
    spoil: Callable[[bytes], bytes]

    @property
    def slug(self):
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower())


def json_spoiler(change):
    def spoil(data):
        value = json.loads(data)
        change(value)
        return json.dumps(value).encode()

    return spoil


def xml_spoiler(change):
    def spoil(data):
        root = etree.fromstring(data)
        change(root)
        return etree.tostring(root)

    return spoil


def sarif_tools(path, _):
    def read():
        log = json.loads(path.read_text("utf-8"))
        read = loader.load_sarif_file(str(path)).get_results()
        written = sum(len(part["results"]) for part in log["runs"])
        return None if len(read) == written else f"{len(read)} results were read, {written} stand in the file"

    return tried(read) or run("sarif", "summary", path)


def unfinished(data):
    return data[: len(data) // 2]


def jenkins(path, schemas):
    def read():
        schema = etree.XMLSchema(etree.parse(str(schemas / "junit-10.xsd")))
        schema.assertValid(etree.parse(str(path)))

    return tried(read)


def junit_counts(path, _):
    def read():
        document = junitparser.JUnitXml.fromfile(str(path))
        suites = list(document) if isinstance(document, junitparser.JUnitXml) else [document]
        if not suites:
            return "it holds no suite"
        for suite in suites:
            said = (suite.tests, suite.failures, suite.errors)
            kinds = [[type(result) for result in case.result] for case in suite]
            found = (
                len(kinds),
                sum(junitparser.Failure in k for k in kinds),
                sum(junitparser.Error in k for k in kinds),
            )
            if said != found:
                return f"suite {suite.name!r} says {said} of tests, failures and errors, and holds {found}"
        return None

    return tried(read)


SEVERITIES = {"info", "minor", "major", "critical", "blocker"}


def code_quality(path, _):
    """The shape that GitLab documents for a code quality report."""

    def read():
        issues = json.loads(path.read_text("utf-8"))
        if not isinstance(issues, list):
            return "it is no list"
        for issue in issues:
            words = [issue["description"], issue["check_name"], issue["fingerprint"], issue["location"]["path"]]
            if not all(isinstance(word, str) and word for word in words):
                return f"an empty field: {words}"
            if issue["severity"] not in SEVERITIES:
                return f"severity {issue['severity']!r}"
            if issue["location"]["path"].startswith(("/", "./")):
                return f"{issue['location']['path']} is not relative to the root"
            line = issue["location"]["lines"]["begin"]
            if type(line) is not int or line < 1:
                return f"line {line!r}"
        fingerprints = [issue["fingerprint"] for issue in issues]
        return None if len(set(fingerprints)) == len(fingerprints) else "two issues have one fingerprint"

    return tried(read)


def spoiled_quality(data):
    return json.dumps(
        [
            {
                "description": "d",
                "check_name": "c",
                "fingerprint": "f",
                "severity": "high",
                "location": {"path": "a", "lines": {"begin": 1}},
            }
        ]
        + json.loads(data)
    ).encode()


def lines(path, _):
    return tried(
        lambda: (
            None if all(json.loads(line)["outcome"] for line in path.read_text("utf-8").splitlines()) else "no outcome"
        )
    )


def schema_of(name):
    return lambda path, schemas: run(
        "check-jsonschema", "--schemafile", pathlib.Path(name) if "/" in name else schemas / name, path
    )


def first_result(log):
    return next(part["results"][0] for part in log["runs"] if part["results"])


def remove(key, of):
    def change(value):
        del of(value)[key]

    return change


def set_count(root):
    next(iter(root.iter("testsuite"))).set("tests", "4711")


FORMS = [
    Form("json", ".json"),
    Form("jsonl", ".jsonl"),
    Form("markdown", ".md"),
    Form("sarif", ".sarif"),
    Form("junit", ".junit.xml"),
    Form("gitlab", ".gitlab.json"),
    Form("github", ".github.txt", "github"),
    Form("html", ".html"),
]

CHECKERS = {
    "json": [
        Checker(
            "schema of this repository",
            schema_of("docs/schemas/result.json"),
            json_spoiler(lambda v: v.update(outcome="maybe")),
        )
    ],
    "jsonl": [Checker("every line by itself", lines, unfinished)],
    "markdown": [
        Checker("what a comment takes", comment, lambda data: data + b"x" * 66_000),
        Checker("nothing but text", comment, lambda data: data + b"\n<img src=https://example.com/x>\n"),
    ],
    "sarif": [
        Checker("schema of OASIS", schema_of("sarif-schema-2.1.0.json"), json_spoiler(remove("message", first_result))),
        Checker(
            "schema of OASIS, levels",
            schema_of("sarif-schema-2.1.0.json"),
            json_spoiler(lambda v: first_result(v).update(level="fatal")),
        ),
        Checker("sarif-tools", sarif_tools, unfinished),
    ],
    "junit": [
        Checker("schema of Jenkins", jenkins, xml_spoiler(lambda r: next(iter(r.iter("testcase"))).attrib.pop("name"))),
        Checker("junitparser", junit_counts, lambda data: data.replace(b"<testsuite", b"<testsuitcase")),
        Checker("junitparser, counts", junit_counts, xml_spoiler(set_count)),
    ],
    "gitlab": [Checker("shape of a code quality report", code_quality, spoiled_quality)],
    "github": [
        Checker("nothing but annotations", annotations, lambda data: data + b"\n::add-path::/tmp\n"),
        Checker("limit of annotations", annotations, lambda data: data + b"\n::error::x" * 20 + b"\n"),
    ],
    "html": [
        Checker(
            "self-contained", page, lambda data: data.replace(b"</body>", b"<img src=https://example.com/x></body>")
        ),
        Checker("inert", page, lambda data: data.replace(b"</body>", b"<p onclick=alert(1)>x</p></body>")),
    ],
}
