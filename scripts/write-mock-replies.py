#!/usr/bin/env python3
"""Writes the replies that a mock provider gives to this panel: one whole answer for each persona that sits.

    write-mock-replies.py PERSONA-FILE... -- RUBRIC-FILE... > Benchmarks/mock/replies.tsv

Each row is chosen by the first dimension of its persona in the request. It answers every check of the persona's own
dimensions and of the shipped rubrics with yes, and brings one finding whose quote stands in the artifact's first line.
"""
import re
import sys


def dimensions(path):
    """(id, check ids) of each dimension of a persona or rubric file, in order."""
    found, checks, inside = [], None, False
    for line in open(path, encoding="utf-8"):
        if re.match(r"(evaluation_dimensions|dimensions):", line):
            inside = True
        elif re.match(r"\S", line):
            inside = False
        elif inside and (match := re.match(r"  - id: (\S+)", line)):
            checks = []
            found.append((match.group(1), checks))
        elif inside and checks is not None and (match := re.match(r"      - id: (\S+)", line)):
            checks.append(match.group(1))
    return found


def answer(dimension, checks):
    said = ", ".join('{"id": "%s", "answer": "yes"}' % check for check in checks)
    return '{"id": "%s", "rationale": "Nothing in the artifact speaks against it.", "assessed": true, "checks": [%s]}' % (
        dimension, said)


def main():
    personas, rubrics = sys.argv[1:sys.argv.index("--")], sys.argv[sys.argv.index("--") + 1:]
    shared = [pair for path in rubrics for pair in dimensions(path)]
    print("# Written by scripts/write-mock-replies.py from personas/ and rubrics/. Profile, needle in the request, reply.")
    for path in personas:
        own = dimensions(path)
        answers = ", ".join(answer(*pair) for pair in own + shared)
        finding = (
            '{"message": "The artifact says what it is called.", "rule": "names_itself", "severity": "info", "dimension": "%s", '
            '"evidence": [{"kind": "quote", "path": "{{after File:}}", "start_line": 1, "end_line": 1, '
            '"quote": "ARTIFACT-ID:{{artifact}}", "terms": []}]}' % own[0][0])
        reply = (
            '{"nonce": "{{after NONCE:}}", "rationale": "Read by {{model}}.", "findings": [%s], "dimensions": [%s], '
            '"confidence": 0.8}' % (finding, answers))
        print("panel\tDIMENSION-ID:%s\t%s" % (own[0][0], reply))


main()
