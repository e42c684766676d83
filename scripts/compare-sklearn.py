"""Holds the figures of `moe-judge eval run` against scikit-learn's; see compare-sklearn.sh.

Undecided outcomes (inconclusive, no_consensus) stay in every denominator as wrong, which is said to scikit-learn like this:
- held back or not (outcome F1, precision, recall): an undecided case counts as the answer that is wrong for it, so a faulty one
  as passed and a sound one as held back;
- classes, micro, macro: `labels` are the outcomes that some case expects. An undecided answer is a label of its own among the
  predictions: a miss of the expected class, a false positive of none;
- kappa: over {held, passed, undecided}, with undecided a category that the labels never use.
"""
import json, subprocess, sys
from importlib.metadata import version
from sklearn.metrics import cohen_kappa_score, precision_recall_fscore_support

judge, suite, folder = sys.argv[1:]
HELD = {"fail", "conditional"}
# The order of the program's own tables does not matter here, but that both sides name the same classes does.
PANELS = [("the whole panel", []), ("one persona, which leaves much undecided", ["--persona", "domain_expert"])]


def measured(options):
    """What the program prints, and what came of each case."""
    saved = f"{folder}/saved.json"
    done = subprocess.run(
        [judge, "eval", "run", suite, "--offline", "--no-history", "--format", "json", "--save", saved, *options],
        capture_output=True, text=True)
    # 1 is a suite whose floors are not reached, which changes no figure.
    if done.returncode not in (0, 1):
        sys.exit(done.stderr)
    return json.loads(done.stdout)["all"], json.load(open(saved))["cases"]


def figures(true, predicted, **options):
    """precision, recall, F1; a share of nothing is None, as the program has it."""
    values = precision_recall_fscore_support(true, predicted, zero_division=float("nan"), **options)[:3]
    return [None if value != value else float(value) for value in values]


def held(answer):
    return "held" if answer in HELD else "passed" if answer == "pass" else "undecided"


def decided_wrongly(case):
    """An undecided answer as the one that is wrong for the case."""
    answer = held(case["came"])
    return answer if answer != "undecided" else "passed" if held(case["expected"]) == "held" else "held"


def theirs(cases):
    expected, came = [case["expected"] for case in cases], [case["came"] for case in cases]
    classes = sorted(set(expected))
    yield from zip(
        ["outcome_precision", "outcome_recall", "outcome_f1"],
        figures([held(one) for one in expected], [decided_wrongly(case) for case in cases], pos_label="held",
                average="binary"))
    for name in classes:
        yield from zip([f"{name}.precision", f"{name}.recall", f"{name}.f1"],
                       figures(expected, came, labels=[name], average="micro"))
    yield from zip(["micro.precision", "micro.recall", "micro.f1"], figures(expected, came, labels=classes, average="micro"))
    yield "outcome_macro_f1", figures(expected, came, labels=classes, average="macro")[2]
    yield "kappa", float(cohen_kappa_score([held(one) for one in expected], [held(one) for one in came]))
    # Each finding and each fault is one row: found and there, found and not there, there and not found.
    there = [row for case in cases for row in
             [1] * case["truePositives"] + [0] * case["falsePositives"] + [1] * case["falseNegatives"]]
    found = [row for case in cases for row in
             [1] * case["truePositives"] + [1] * case["falsePositives"] + [0] * case["falseNegatives"]]
    yield from zip(["precision", "recall", "f1"], figures(there, found, average="binary"))


def ours(report):
    values = {name: report[name] for name in (
        "outcome_precision", "outcome_recall", "outcome_f1", "outcome_macro_f1", "kappa", "precision", "recall", "f1")}
    for one in report["classes"]:
        values |= {f"{one['outcome']}.{name}": one["counts"][name] for name in ("precision", "recall", "f1")}
    return values | {f"micro.{name}": report["outcome_micro"][name] for name in ("precision", "recall", "f1")}


different = 0
print(f"scikit-learn {version('scikit-learn')}")
for words, options in PANELS:
    report, cases = measured(options)
    undecided = sum(held(case["came"]) == "undecided" for case in cases)
    print(f"\n{words}: {len(cases)} cases, {undecided} undecided\n{'figure':24}{'moe-judge':>22}{'scikit-learn':>22}")
    mine = ours(report)
    for name, value in theirs(cases):
        own = mine.pop(name)
        same = own is value is None or (own is not None and value is not None and abs(own - value) <= 1e-9)
        different += not same
        print(f"{name:24}{str(own):>22}{str(value):>22}{'' if same else '  DIFFERENT'}")
    if mine:
        different += 1
        print("only moe-judge has: " + ", ".join(mine))
print("\nall equal within 1e-9" if different == 0 else f"\n{different} different")
sys.exit(1 if different else 0)
