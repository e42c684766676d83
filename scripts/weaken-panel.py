#!/usr/bin/env python3
"""Makes a folder in which the offline panel is weaker than the shipped one, by a seed.

Usage: weaken-panel.py SEED FOLDER

Rules are dropped from the rule files, others weigh too little, and some personas pass what they find: what is gone stands nowhere in the
folder. Run from the repository's root. The suite is linked, so that its cases are the same.
"""
import os
import pathlib
import random
import re
import shutil
import sys

SEED, FOLDER = int(sys.argv[1]), pathlib.Path(sys.argv[2])
ROOT = pathlib.Path(".")
DROPPED, MILDER, LAX = 0.4, 0.5, 0.5  # shares of rules, of the rest of them, of personas
ALWAYS = {p.name for p in (ROOT / "Sources/StaticReview/Data").glob("*.yaml") if "suppressible: false" in p.read_text()}  # no team may leave these out

draw = random.Random(SEED)


def parts(text):
    """The document of a rule file, as (key, items) in order; each item is the text of one list entry."""
    sections, key = [], None
    for line in text.split("\n---\n")[0].splitlines():
        if re.match(r"[a-z_]+:", line):
            key = line.split(":")[0]
            sections.append((key, []))
        elif line.startswith("  - "):
            sections[-1][1].append(line + "\n")
        elif line.strip() and not line.lstrip().startswith("#") and sections and sections[-1][1]:
            sections[-1][1][-1] += line + "\n"
    return sections


def rule(item):
    return re.match(r"\s+- \{?(?:id|rule): ([\w-]+)", item).group(1)


files = {p.name: parts(p.read_text()) for p in sorted((ROOT / "Sources/StaticReview/Data").glob("*.yaml"))}
ids = sorted({rule(i) for name, s in files.items() if name not in ALWAYS for key, items in s if key == "rules" for i in items})
fixed = {rule(i) for name in ALWAYS for key, items in files[name] for i in items}
dropped = {i for i in ids if i not in fixed and draw.random() < DROPPED}
milder = {i for i in ids if i not in fixed | dropped and draw.random() < MILDER}

rules = FOLDER / "rubrics/rules"
rules.mkdir(parents=True)
for name, sections in files.items():
    if name in ALWAYS:
        continue
    text = ""
    for key, items in sections:
        kept = []
        for item in items:
            if rule(item) in dropped:
                continue
            if rule(item) in milder:
                item = re.sub(r"^(    severity: |        severity: )\w+", r"\1low", item, flags=re.M)
                item = re.sub(r"severity: (?:critical|high|medium)\b", "severity: low", item)
            kept.append(item)
        if kept:
            text += key + ":\n" + "".join(kept)
    (rules / name).write_text(text or "off: []\n")
(FOLDER / "personas").mkdir()
for path in sorted((ROOT / "personas").glob("*.yaml")):
    if path.name == "routing.yaml":
        continue
    text = path.read_text()
    if draw.random() < LAX:
        text = re.sub(r"^  fail_on: high$", "  fail_on: critical", text, flags=re.M)
        text = re.sub(r"^  conditional_on: \w+$", "  conditional_on: critical", text, flags=re.M)
    (FOLDER / "personas" / path.name).write_text(text)
for path in (ROOT / "rubrics").glob("*.yaml"):
    shutil.copy(path, FOLDER / "rubrics" / path.name)
shutil.copytree(ROOT / "evals/artifact-review", FOLDER / "evals/artifact-review", copy_function=os.link)
print(f"seed {SEED}: {len(dropped)} rules dropped, {len(milder)} weigh too little")
