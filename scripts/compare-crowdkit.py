"""Holds `moe-judge consensus --method dawid_skene` against crowd-kit; see compare-crowdkit.sh."""
import json, os, random, re, subprocess, sys, time
import pandas
from crowdkit.aggregation import DawidSkene

judge, folder, count = sys.argv[1], sys.argv[2], int(sys.argv[3])


def draw(labels):
    """Votes of seven judges of different accuracy, with some missing."""
    generator = random.Random(7)
    rows = []
    for item in range(count):
        right = generator.choices(range(labels), range(2, labels + 2))[0]
        for number, accuracy in enumerate((0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6)):
            if generator.random() < 0.05:
                continue
            label = right if generator.random() < accuracy else generator.randrange(labels)
            rows.append(("i%06d" % item, "judge-%d" % number, "L%d" % label))
    return rows


def compare(labels):
    rows = draw(labels)
    path = os.path.join(folder, "votes.jsonl")
    with open(path, "w") as file:
        for item, name, label in rows:
            file.write(json.dumps({"item": item, "judge": name, "family": None, "label": label, "score": None}) + "\n")
    frame = pandas.DataFrame(rows, columns=["task", "worker", "label"])
    start = time.perf_counter()
    model = DawidSkene(n_iter=100, tol=1e-5).fit(frame)
    theirs = time.perf_counter() - start
    start = time.perf_counter()
    command = [judge, "consensus", "--votes", path, "--method", "dawid_skene", "--format", "jsonl", "--timings"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    whole = time.perf_counter() - start
    ours = int(re.search(r"aggregating: (\d+) ms", done.stderr).group(1)) / 1000
    posteriors = {item: row for item, row in zip(model.probas_.index, model.probas_.to_dict("records"))}
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    # With two labels the answer's confidence is the whole posterior; with more it is its largest part.
    worst = max(abs(answer["confidence"] - posteriors[answer["item"]][answer["label"]]) for answer in answers)
    lesser = sum(answer["confidence"] < max(posteriors[answer["item"]].values()) - 1e-6 for answer in answers)
    print("%d items, 7 judges, %d labels, %d votes: largest difference of posteriors %.1e, other answers %d" % (
        len(answers), labels, len(rows), worst, lesser))
    print("  the fit alone: crowd-kit %.2f s (%d iterations), moe-judge %.3f s: %.0f times as fast" % (
        theirs, len(model.loss_history_), ours, theirs / ours))
    print("  the whole command with reading and writing: %.2f s (%s)" % (whole, ", ".join(done.stderr.strip().splitlines())))
    return worst <= 1e-6 and lesser == 0 and theirs / ours >= 10


results = [compare(labels) for labels in (2, 4)]
sys.exit(0 if all(results) else 1)
