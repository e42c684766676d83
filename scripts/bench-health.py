#!/usr/bin/env python3
"""Wall time, CPU time and memory of skill health: SKILLS x DAYS computed anew, one new day for all of them, and `skills watch`.

    bench-health.py MOE_JUDGE [--skills 10000] [--days 365]

The record is made by `health import` in a folder below .build, and stays there for the next time.
"""
import argparse, datetime, json, os, random, resource, sqlite3, subprocess, time

START = datetime.date(2025, 1, 1)
LINES_A_FILE = 300_000


def write_days(path, skills, days, rng):
    with open(path, "w") as lines:
        for t in days:
            date = START + datetime.timedelta(days=t)
            for i in range(skills):
                n = 5 + i % 60
                score = min(100, max(0, 80 + rng.gauss(0, 1) * (18 / n**0.5 + 1.5) - (10 if i % 50 == 0 and t >= 300 else 0)))
                lines.write(f'{{"skill":"skill-{i:05d}","date":"{date}","score":{score:.3f},"invocations":{n},"score_sd":18}}\n')


def run(command, env=None, stdin=b"", out=subprocess.DEVNULL):
    """Wall seconds, CPU seconds and the peak of memory in MB of one process."""
    start = time.monotonic()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=out, stderr=subprocess.PIPE) as process:
        if stdin:
            process.stdin.write(stdin)
        process.stdin.close()
        errors = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{command}: {process.returncode}: {errors.decode()}")
    return time.monotonic() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def shown(name, figures):
    print(f"{name:48s} {figures[0]:7.2f} s wall {figures[1]:7.2f} s CPU {figures[2]:7.0f} MB")


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("moe_judge")
    ap.add_argument("--skills", type=int, default=10_000)
    ap.add_argument("--days", type=int, default=365)
    a = ap.parse_args()
    folder = f".build/bench-health/{a.skills}x{a.days}"
    state = folder + "/state"
    os.makedirs(folder, exist_ok=True)
    rng = random.Random(1)
    if not os.path.exists(folder + "/made"):
        step = max(1, LINES_A_FILE // a.skills)
        wall = 0
        for first in range(0, a.days, step):
            path = folder + "/days.jsonl"
            write_days(path, a.skills, range(first, min(a.days, first + step)), rng)
            wall += run([a.moe_judge, "health", "import", path, "--state", state])[0]
        open(folder + "/made", "w").close()
        open(folder + "/next", "w").write(str(a.days))
        print(f"imported {a.skills * a.days} days in {wall:.0f} s, {os.path.getsize(state + '/health.sqlite') >> 20} MB")
    status = [a.moe_judge, "health", "status", "--state", state, "--limit", "20"]
    for _ in range(3):
        with sqlite3.connect(state + "/health.sqlite") as database:
            database.execute("DELETE FROM checkpoints")
        shown(f"{a.skills} skills x {a.days} days anew", run(status))
    for _ in range(3):
        with open(folder + "/next") as text:
            day = int(text.read())
        path = folder + "/day.jsonl"
        write_days(path, a.skills, [day], rng)
        imported = run([a.moe_judge, "health", "import", path, "--state", state, "--allow-future"])
        followed = run(status)
        shown("one new day for all of them: import", imported)
        shown("                             status", followed)
        with open(folder + "/next", "w") as text:
            text.write(str(day + 1))
    events = []
    for i in range(20):
        event = {"hook_event_name": "PostToolUse", "session_id": "bench", "cwd": os.getcwd(), "tool_name": "Bash",
                 "tool_input": {"command": f"make test-{i}"}, "tool_response": {"stdout": "ok\n" * 200, "exit_code": 0}}
        events.append(run([a.moe_judge, "skills", "watch", "--state", folder + "/watch"], stdin=json.dumps(event).encode()))
    cpu = sorted(1000 * e[1] for e in events)
    print(f"skills watch, one event: {cpu[10]:.0f} ms of CPU (median of 20; {cpu[0]:.0f} to {cpu[-1]:.0f})")


if __name__ == "__main__":
    main()
