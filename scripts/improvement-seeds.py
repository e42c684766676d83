#!/usr/bin/env python3
"""Runs the improvement loop from panels weakened by seeds, and says what it recovers.

Usage: improvement-seeds.py MOE-JUDGE SEEDS
"""
import json
import pathlib
import subprocess
import sys
import tempfile

PROGRAM, SEEDS = pathlib.Path(sys.argv[1]).resolve(), int(sys.argv[2])
rows = []
for seed in range(1, SEEDS + 1):
    with tempfile.TemporaryDirectory(dir=".build") as scratch:
        folder = pathlib.Path(scratch) / "panel"
        subprocess.run([sys.executable, "scripts/weaken-panel.py", str(seed), str(folder)], check=True, stdout=subprocess.DEVNULL)
        command = [PROGRAM, "eval", "improve", "artifact-review", "--offline", "--format", "json"]
        result = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
        report = json.loads(result.stdout)
        # What the holdout says of every candidate, adopted or not: only this measurement may look. A fresh copy each, so that nothing
        # of a change is left in the panel that it is held against.
        check = [PROGRAM, "eval", "run", "artifact-review", "--offline", "--split", "holdout", "--format", "json", "--no-history"]
        measured = []
        for files in ({}, report["files"]):
            copy = pathlib.Path(scratch) / f"copy{len(measured)}"
            weaken = [sys.executable, "scripts/weaken-panel.py", str(seed), str(copy)]
            subprocess.run(weaken, check=True, stdout=subprocess.DEVNULL)
            for path, text in files.items():
                (copy / path).parent.mkdir(parents=True, exist_ok=True)
                (copy / path).write_text(text)
            result = subprocess.run(check, cwd=copy, stdout=subprocess.PIPE, check=True)
            measured.append(json.loads(result.stdout)["all"])
        before, after = measured
    best = max(report["iterations"], key=lambda i: (i.get("dev") or {}).get("outcome_f1", 0), default=None)
    dev = (best or {}).get("dev") or report["baseline_dev"]
    train = (best or {}).get("train") or report["baseline_train"]
    rows.append((report["end"]["outcome"], before["outcome_f1"], after["outcome_f1"], before["f1"], after["f1"]))
    print(
        f"seed {seed:2}: train F1 {report['baseline_train']['outcome_f1']:.3f} -> {train['outcome_f1']:.3f}, dev {report['baseline_dev']['outcome_f1']:.3f} -> "
        f"{dev['outcome_f1']:.3f}, holdout {before['outcome_f1']:.3f} -> {after['outcome_f1']:.3f} (findings {before['f1']:.3f} -> {after['f1']:.3f}), "
        f"{len(report['iterations'])} iterations, {report['end']['outcome']}",
        flush=True,
    )
adopted = [r for r in rows if r[0] == "adopted"]
worse = [r for r in adopted if r[2] < r[1]]
shipped = json.loads(
    subprocess.run(
        [PROGRAM, "eval", "run", "evals/artifact-review", "--offline", "--split", "holdout", "--format", "json", "--no-history"],
        stdout=subprocess.PIPE, check=True).stdout)["all"]
mean = lambda values: sum(values) / len(values) if values else float("nan")
print(f"adopted {len(adopted)} of {SEEDS}, {len(worse)} of them worse on the holdout")
print(f"holdout outcome F1, adopted: {mean([r[1] for r in adopted]):.3f} -> {mean([r[2] for r in adopted]):.3f}; shipped {shipped['outcome_f1']:.3f}")
print(f"holdout outcome F1, all: {mean([r[1] for r in rows]):.3f} -> {mean([r[2] for r in rows]):.3f}; worse in {sum(r[2] < r[1] for r in rows)}")
