"""Folds, aggregates and scores recorded votes; see measure-consensus.sh."""
import collections, json, os, statistics, subprocess, sys

judge, shared, folder = sys.argv[1:4]
scorer = os.path.join(shared, "tools", "score_consensus.py")
SEEDS = range(1, 6)
METHODS = ["threshold", "majority", "weighted", "dawid_skene", "learned"]
FIGURES = ["accuracy", "accuracy_at_80", "calibration_error"]


def tool(*arguments):
    return subprocess.run([sys.executable, "-W", "ignore", scorer, *arguments], check=True, capture_output=True, text=True).stdout


def consensus(method, votes, train, out):
    command = [judge, "consensus", "--votes", votes, "--method", method, "--format", "jsonl"]
    if method in ("weighted", "learned"):
        command += ["--train", train]
    with open(out, "w") as answers:
        return subprocess.run(command, check=True, stdout=answers, stderr=subprocess.PIPE, text=True).stderr


def line(name, figures):
    print("  %-12s" % name + "".join("%18s" % ("%.4f" % figures[key]) for key in FIGURES), flush=True)


def measure(path):
    """The mean figures of each method over the seeds, and how often a learned model was refused."""
    results, refusals = collections.defaultdict(list), 0
    for seed in SEEDS:
        folds = os.path.join(folder, "%s-%d" % (os.path.basename(path), seed))
        tool("folds", "--votes", path, "--out", folds, "--seed", str(seed))
        for method in METHODS:
            for fold in os.listdir(folds):
                place = os.path.join(folds, fold)
                said = consensus(method, *(os.path.join(place, name) for name in ("test.jsonl", "train.jsonl", "out.jsonl")))
                refusals += "not used" in said
            results[method].append(json.loads(tool("score", "--json", "--votes", path, "--folds", folds)))
        if "--reference" in sys.argv:
            tool("reference", "--votes", path, "--folds", folds)
            results["reference"].append(json.loads(tool("score", "--json", "--votes", path, "--folds", folds)))
    return {name: {key: statistics.mean(row[key] for row in rows) for key in FIGURES} for name, rows in results.items()}, refusals


def transfer():
    """Trained on llmbar's adversarial items, used on its natural ones: how many answers are right."""
    rows = [json.loads(text) for text in open(os.path.join(shared, "data", "judge-votes", "llmbar.jsonl"))]
    paths = {name: os.path.join(folder, name + ".jsonl") for name in ("adversarial", "natural", "answers")}
    gold = {}
    with open(paths["adversarial"], "w") as adversarial, open(paths["natural"], "w") as natural:
        for row in rows:
            if row["item"].startswith("llmbar/natural-"):
                gold[row["item"]] = row.pop("gold")
                natural.write(json.dumps(row) + "\n")
            else:
                adversarial.write(json.dumps(row) + "\n")
    print("llmbar, trained on its adversarial items, used on its %d natural ones: right" % len(gold))
    for method in ("majority", "weighted", "learned"):
        said = consensus(method, paths["natural"], paths["adversarial"], paths["answers"])
        answers = [json.loads(text) for text in open(paths["answers"])]
        print("  %-12s%4d  %s" % (method, sum(gold[row["item"]] == row["label"] for row in answers), said.strip()))


print("mean of fold seeds 1 to 5%s" % "".join("%18s" % key.replace("_", " ") for key in FIGURES))
for name in ("triviaqa", "llmbar", "rb2"):
    means, refusals = measure(os.path.join(shared, "data", "judge-votes", name + ".jsonl"))
    print(name + (" (learned refused in %d of 25 folds)" % refusals if refusals else ""))
    for method, figures in means.items():
        line(method, figures)
transfer()
