"""Holds the offline panel against bandit, checkov, zizmor and detect-secrets on the labelled cases that each of them reads.

A finding of a tool counts for a label of the same file on lines at most 2 apart, whatever its rule is called: that is kinder to the tools
than to moe-judge, whose finding has to name the label's fault. On sound artifacts every finding of a tool at medium or above is a false
alarm; tools without severities are counted whole.

Usage: compare-scanners.py MOE-JUDGE FOLDER-OF-TOOLS
"""
import json, os, pathlib, resource, subprocess, sys, tempfile

judge, tools = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
root = pathlib.Path(__file__).resolve().parent.parent / "evals/artifact-review"
REACH = 2


def cases():
    for path in sorted((root / "cases").glob("*.jsonl")):
        for line in path.read_text().splitlines():
            yield json.loads(line)


def run(arguments, **options):
    """Standard output, and the CPU seconds of the process and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.run(arguments, capture_output=True, text=True, **options)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def bandit(files):
    text, seconds = run([tools / "bandit", "-q", "-f", "json", *files])
    return [(r["filename"], r["line_number"], r["line_range"][-1]) for r in json.loads(text)["results"]
            if r["issue_severity"] != "LOW"], seconds


def checkov(framework):
    def scan(files):
        found, total = [], 0.0
        text, total = run([tools / "checkov", "-o", "json", "--compact", "--quiet", "--skip-download",
                           "--framework", framework, *sum((["-f", f] for f in files), [])])
        reports = json.loads(text)
        for report in reports if isinstance(reports, list) else [reports]:
            for check in report.get("results", {}).get("failed_checks", []):
                path = os.path.abspath(check.get("file_abs_path") or check["file_path"])
                found.append((path, *check["file_line_range"]))
        return found, total
    return scan


def zizmor(files):
    text, seconds = run([tools / "zizmor", "--offline", "--no-exit-codes", "--format", "json", *files])
    found = []
    for entry in json.loads(text or "[]"):
        if entry["determinations"]["severity"] not in ("Medium", "High"):
            continue
        for place in entry["locations"]:
            if place["symbolic"].get("kind", "Primary") != "Primary":
                continue
            key = place["symbolic"]["key"]
            path = key["Local"]["verbatim_path"]
            span = place["concrete"]["location"]
            found.append((os.path.abspath(path), span["start_point"]["row"] + 1, span["end_point"]["row"] + 1))
    return found, seconds


def detect_secrets(files):
    names = [os.path.relpath(path, root) for path in files]
    text, seconds = run([os.path.abspath(tools / "detect-secrets"), "scan", "--all-files", *names], cwd=root)
    return [(str((root / path).resolve()), hit["line_number"], hit["line_number"])
            for path, hits in json.loads(text)["results"].items() for hit in hits], seconds


def moe_judge(files):
    found = []
    with tempfile.TemporaryDirectory() as state:
        text, seconds = run([judge, "judge", "--offline", "--quiet", "--format", "jsonl", "--state", state, *files], cwd=state)
    for line in text.splitlines():
        entry = json.loads(line)
        for finding in entry.get("findings", []):
            if finding["status"] != "verified" or finding["severity"] in ("low", "info"):
                continue
            evidence = finding["evidence"][0]
            found.append((os.path.abspath(os.path.join(state, entry["artifact"]["path"])), evidence.get("start_line", 1),
                          evidence.get("end_line", evidence.get("start_line", 1)), finding["rule"]))
    return found, seconds


def score(found, chosen, rules):
    true_positives = false_positives = labels = 0
    widths = []
    for case, path in chosen:
        expected = [f for f in case["expect"]["findings"] if rules is None or f["rule"] in rules]
        labels += len(expected)
        hits = [f for f in found if f[0] == path and (rules is None or len(f) == 3 or f[3] in rules)]
        met = set()
        for hit in hits:
            widths.append(hit[2] - hit[1] + 1)
            near = [i for i, f in enumerate(expected) if hit[1] - REACH <= f["end_line"] and f["line"] - REACH <= hit[2]]
            other = [f for f in case["expect"]["findings"] if hit[1] - REACH <= f["end_line"] and f["line"] - REACH <= hit[2]]
            met.update(near)
            false_positives += not other
        true_positives += len(met)
    recall = true_positives / labels if labels else None
    reported = true_positives + false_positives
    precision = true_positives / reported if reported else None
    width = sorted(widths)[len(widths) // 2] if widths else None
    return true_positives, labels, recall, precision, width


def main():
    everything = [(case, str((root / case["artifact"]).resolve())) for case in cases()]
    files = [(c, p) for c, p in everything if os.path.isfile(p)]

    def of(folder):
        return [(c, p) for c, p in files if c["artifact"].split("/")[1] in folder]

    comparisons = [
        ("python", "bandit", bandit, of({"python", "python-web"}), None),
        ("terraform", "checkov", checkov("terraform"), of({"terraform"}), None),
        ("kubernetes", "checkov", checkov("kubernetes"), of({"kubernetes"}), None),
        ("dockerfile", "checkov", checkov("dockerfile"), [(c, p) for c, p in of({"dockerfile"})], None),
        ("openapi", "checkov", checkov("openapi"), of({"openapi"}), None),
        ("workflow", "zizmor", zizmor, of({"workflow"}), None),
        ("secrets, all files", "detect-secrets", detect_secrets, files, {"hardcoded-secret"}),
    ]
    print("| kind | tool | files | recall | precision | lines a finding | CPU ms a file |\n| --- | --- | --- | --- | --- | --- | --- |")
    for kind, name, scan, chosen, rules in comparisons:
        paths = [p for _, p in chosen]
        for label, scanner in ((name, scan), ("moe-judge", moe_judge)):
            try:
                found, seconds = scanner(paths)
            except (json.JSONDecodeError, KeyError, TypeError, FileNotFoundError) as error:
                print(f"| {kind} | {label} | {len(paths)} | could not be read: {error} | | | |")
                continue
            hit, labels, recall, precision, width = score(found, chosen, rules)
            figure = lambda value: "-" if value is None else f"{value:.2f}"
            print(f"| {kind} | {label} | {len(paths)} | {figure(recall)} ({hit} of {labels}) | {figure(precision)} | {width} "
                  f"| {seconds * 1000 / max(1, len(paths)):.0f} |")


main()
