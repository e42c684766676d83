#!/usr/bin/env python3
"""A store of 100,000 judgments for the dashboard, and how long the server takes for each of its pages.

    bench-dashboard.py seed MOE_JUDGE STATE        make the store, unless it is there
    bench-dashboard.py paths STATE                 the pages that are asked for, one a line: kind, then address
    bench-dashboard.py measure STATE URL [COUNT]   ask for each page COUNT times, one after the other

Some hundred runs, one of them of 10,000 artifacts, are judged by the program itself, which makes the database too; the rows of the
others are written into it, their journals are links to that of a real run. Evals and skills are those of the program's own commands.
Standard library only; the same store each time but for the ids of what the program judges.
"""
import datetime, http.client, json, os, random, sqlite3, subprocess, sys, time, urllib.parse

JUDGMENTS, RUNS, LONG, REAL = 100_000, 20_000, 10_000, 150
DAYS = 365
MODELS = ["anthropic/claude-sonnet", "openai/gpt-large", "google/gemini-pro"]
PERSONAS = ["architect", "security", "qa", "operations", "compliance", "docs"]
RULES = [("hard_coded_secret", "critical"), ("sql_injection", "critical"), ("missing_timeout", "high"), ("swallowed_error", "high"),
         ("oversized_function", "medium"), ("no_audit_trail", "medium"), ("missing_test", "low"), ("unclear_name", "info")]
SMALL = 'import os\n\ndef load(path):\n    with open(path) as file:\n        return file.read()\n'
FAULTY = SMALL + '\nAPI_KEY = "sk-live-4f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c"\n\ndef run(command):\n    os.system(command)\n'


def judge(program, state, *arguments, stdin=None):
    done = subprocess.run([program, *arguments, "--state", state], input=stdin, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True)
    if done.returncode not in (0, 1, 3):
        raise SystemExit(f"{arguments}: {done.returncode}: {done.stderr[-2000:]}")


def judge_really(program, state, folder):
    os.makedirs(folder, exist_ok=True)
    for number in range(REAL):
        path = f"{folder}/module_{number:03d}.py"
        with open(path, "w") as text:
            text.write(FAULTY if number % 4 == 0 else SMALL)
        judge(program, state, "judge", "--offline", "--quiet", path)
    for number in range(LONG):
        path = f"{folder}/services/s{number % 40:02d}/part_{number:05d}.py"
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as text:
            text.write((FAULTY if number % 50 == 0 else SMALL) + f"\nNUMBER = {number}\n")
    judge(program, state, "judge", "--offline", "--quiet", f"{folder}/services/*/*.py")
    for _ in range(4):
        judge(program, state, "eval", "run", "evals/artifact-review", "--offline", "--split", "dev")
    write_skills(f"{folder}/skills.jsonl")
    judge(program, state, "health", "import", f"{folder}/skills.jsonl")


def write_skills(path):
    rng, today = random.Random(2), datetime.date.today()
    with open(path, "w") as lines:
        for skill in range(300):
            for back in range(120, 0, -1):
                score = min(100, max(0, 82 + rng.gauss(0, 4) - (12 if skill % 40 == 0 and back < 30 else 0)))
                day = today - datetime.timedelta(days=back)
                lines.write(json.dumps({"skill": f"skill-{skill:03d}", "date": str(day), "score": round(score, 2),
                                        "invocations": 20 + skill % 30, "score_sd": 15}) + "\n")


def rows(rng, known):
    """Runs with their judgments, findings and seats, from a year ago to yesterday."""
    left, start = JUDGMENTS - known, datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=DAYS)
    runs = RUNS - REAL - 1
    for number in range(runs):
        at = start + datetime.timedelta(seconds=(DAYS - 1) * 86_400 * number / runs + rng.random())
        run = at.strftime("%Y%m%dT%H%M%SZ-") + f"{number % 65_536:04x}{number % 251:02x}"
        share = left // (runs - number)
        count = share if number == runs - 1 else max(1, min(left, rng.randrange(1, max(2, share * 2))))
        left -= count
        yield run, at, count


def fill(database, rng, journal, state):
    known = database.execute("SELECT count(*) FROM judgments").fetchone()[0]
    for run, at, count in rows(rng, known):
        mode = "offline" if rng.random() < 0.2 else "models"
        outcome = rng.choices(["pass", "fail", "conditional", "no_consensus", "inconclusive"], [62, 20, 10, 4, 4])[0]
        time_ = at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
        code = {"fail": 1, "no_consensus": 3, "inconclusive": 3}.get(outcome, 0)
        database.execute(
            "INSERT INTO runs (id, started, finished, mode, outcome, exit_code, artifacts, version, cost_usd, has_seats)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, '0.1.0', ?, 1)",
            (run, time_, time_, mode, outcome, code, count, 0.0 if mode == "offline" else round(count * 0.06, 9)))
        judgments, findings, seats = [], [], []
        for ordinal in range(count):
            path = f"services/s{rng.randrange(40)}/{rng.choice(['api', 'store', 'jobs'])}/file_{rng.randrange(400)}.py"
            found = rng.choices([0, 1, 3, 6], [50, 25, 15, 10])[0]
            judgments.append((run, ordinal, path, "code", f"{rng.getrandbits(256):064x}", outcome, 0.8, found, 5, 6))
            for place in range(found):
                rule, severity = rng.choice(RULES)
                findings.append((run, ordinal, place, f"{rng.getrandbits(256):064x}", rule, severity, "What was found, in a line.",
                                 path, rng.randrange(1, 400), "verified" if rng.random() < 0.9 else "voided", "security",
                                 "secrets_handling\nsecurity" if place % 2 else "security"))
            for place, persona in enumerate(PERSONAS if mode == "models" else []):
                failed, cached = rng.random() < 0.01, rng.random() < 0.15
                price = None if cached or rng.random() < 0.02 else round(rng.uniform(0.002, 0.02), 9)
                seats.append((run, ordinal, 0, f"{persona}-1", persona, MODELS[(place + ordinal) % 3], 0 if cached else 1,
                              0 if cached or failed else 1, None if cached else 4_000 + rng.randrange(9_000), None if cached else 900,
                              None if cached else 2_000, price, int(cached), "failed" if failed else "judged"))
        database.executemany(f"INSERT INTO judgments VALUES ({', '.join('?' * 10)})", judgments)
        database.executemany(f"INSERT INTO findings VALUES ({', '.join('?' * 12)})", findings)
        database.executemany(f"INSERT INTO seat_usage VALUES ({', '.join('?' * 14)})", seats)
        os.makedirs(f"{state}/runs/{run}/blobs", exist_ok=True)
        if not os.path.exists(f"{state}/runs/{run}/journal.jsonl"):
            os.link(journal, f"{state}/runs/{run}/journal.jsonl")


def seed(program, state):
    made = state + "/made"
    if os.path.exists(made):
        return
    if os.path.exists(state):
        raise SystemExit(f"{state} was not finished: remove it")
    began = time.monotonic()
    judge_really(program, state, state + "-files")
    database = sqlite3.connect(state + "/moe-judge.sqlite")
    database.execute("PRAGMA foreign_keys = ON")
    first = database.execute("SELECT id FROM runs ORDER BY id LIMIT 1").fetchone()[0]
    with database:
        fill(database, random.Random(1), f"{state}/runs/{first}/journal.jsonl", state)
    counts = {name: database.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
              for name in ("runs", "judgments", "findings", "seat_usage")}
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    open(made, "w").close()
    size = os.path.getsize(state + "/moe-judge.sqlite") >> 20
    print(f"made in {time.monotonic() - began:.0f} s: {counts}, {size} MB")


def paths(state):
    """The kinds of pages, each with an address."""
    database = sqlite3.connect(f"file:{state}/moe-judge.sqlite?mode=ro", uri=True)
    def one(sql):
        row = database.execute(sql).fetchone()
        return row[0] if row else "none"
    small = one("SELECT run FROM judgments WHERE path LIKE '%module_000.py' ORDER BY run LIMIT 1")
    large = one("SELECT id FROM runs ORDER BY artifacts DESC LIMIT 1")
    middle = one("SELECT id FROM runs ORDER BY id LIMIT 1 OFFSET 10000")
    day = one("SELECT substr(started, 1, 10) FROM runs ORDER BY id LIMIT 1 OFFSET 10000")
    suite, evaluated = one("SELECT suite FROM eval_runs"), one("SELECT id FROM eval_runs ORDER BY id DESC")
    rubric = os.path.splitext(sorted(name for name in os.listdir("rubrics") if name.endswith(".yaml"))[0])[0]
    runs = lambda **filters: "/runs?" + urllib.parse.urlencode(filters)
    return [
        ("overview", "/"), ("runs", "/runs"), ("runs, page 200", runs(before=middle)), ("runs, newer than", runs(after=middle)),
        ("runs that failed", runs(outcome="fail")), ("runs, critical", runs(severity="critical")),
        ("runs of a busy folder", runs(path="services")), ("runs of a rare folder", runs(path="services/s7/api/file_7.py")),
        ("runs of no folder", runs(path="nowhere", outcome="fail")),
        ("runs, rare together", runs(path="services", outcome="unfinished", mode="offline", severity="critical")),
        ("runs of a busy folder, none", runs(path="services", outcome="unfinished")),
        ("runs of a day", runs(**{"from": day, "to": day})), ("costs", "/costs"), ("costs of all days", "/costs/all"),
        ("run", f"/runs/{small}"), ("judgment", f"/runs/{small}/judgments/0"), ("run of 10,000", f"/runs/{large}"),
        ("judgment of 10,000", f"/runs/{large}/judgments/5000"),
        ("artifacts of 10,000", f"/runs/{large}/artifacts"),
        ("check of a record", f"/runs/{small}/record"), ("check of a record of 10,000", f"/runs/{large}/record"),
        ("rubrics", "/rubrics"), ("rubric", f"/rubrics/{rubric}"), ("persona", "/personas/security_analyst"),
        ("evals", "/evals"), ("suite", f"/evals/suites/{suite}"), ("eval", f"/evals/runs/{evaluated}"), ("health", "/skills"),
        ("skill", "/skills/skill-040"), ("API: runs", "/api/v1/runs"), ("API: evals", "/api/v1/evals"),
        ("API: health", "/api/v1/health"), ("server's own state", "/health"),
    ]


def server_milliseconds(header):
    """Of `total;dur=1.2, page;dur=0.9` the first."""
    for part in (header or "").split(","):
        for field in part.split(";"):
            name, _, value = field.strip().partition("=")
            if name == "dur":
                return float(value)
    return None


def measure(state, url, count):
    host = urllib.parse.urlsplit(url).netloc
    print(f"{'page':30s} {'p50 ms':>8s} {'p95 ms':>8s} {'max ms':>8s} {'kB':>7s}  by")
    slow = []
    for kind, path in paths(state):
        client = http.client.HTTPConnection(host, timeout=60)
        taken, size, source, status = [], 0, "client", 0
        for _ in range(count):
            start = time.perf_counter()
            client.request("GET", path)
            answer = client.getresponse()
            size, status = len(answer.read()), answer.status
            elapsed = (time.perf_counter() - start) * 1000
            if status != 200:
                break
            told = server_milliseconds(answer.getheader("Server-Timing"))
            source = "client" if told is None else "server"
            taken.append(elapsed if told is None else told)
        client.close()
        if status != 200:
            print(f"{kind:30s} answers {status}: {path}")
            continue
        taken.sort()
        high = taken[min(len(taken) - 1, int(len(taken) * 0.95))]
        print(f"{kind:30s} {taken[len(taken) // 2]:8.1f} {high:8.1f} {taken[-1]:8.1f} {size / 1000:7.0f}  {source}")
        if high >= 100:
            slow.append(kind)
    print("every page under 100 ms at the 95th percentile" if not slow else f"100 ms or more: {', '.join(slow)}")


def main():
    if len(sys.argv) > 3 and sys.argv[1] == "seed":
        seed(sys.argv[2], sys.argv[3])
    elif len(sys.argv) > 2 and sys.argv[1] == "paths":
        for kind, path in paths(sys.argv[2]):
            print(f"{kind}\t{path}")
    elif len(sys.argv) > 3 and sys.argv[1] == "measure":
        measure(sys.argv[2], sys.argv[3], int(sys.argv[4]) if len(sys.argv) > 4 else 200)
    else:
        raise SystemExit(__doc__)


if __name__ == "__main__":
    main()
