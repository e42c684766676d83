#!/usr/bin/env python3
"""Series of skill scores of kinds that the detector was not chosen on, and what a detector says of them.

    health-series.py make --seed 1 --series 60 --out DIR
    health-series.py score --out DIR --predictions FILE

`make` writes DIR/series.jsonl and DIR/truth.jsonl: 120 days, of which the first 30 are the baseline, at 2, 10, 50 and 200
invocations a day. Other levels and spreads, right-or-wrong scores, no known spread, days that resemble the day before, worse
weekends, several bad days, a good day, another volume, days without use, better days that pass; and lasting drops among each.

`score` counts every alarm that was raised, also those that were made up for: a share of series with a false alarm for what
did not change; for what did, the share seen within 21 days, the share with an alarm before the change, and the median delay.
Standard library only; the same seed gives the same series.
"""
import argparse, datetime, json, math, os, random, statistics

DAYS, VOLUMES, START, WINDOW = 120, (2, 10, 50, 200), datetime.date(2026, 1, 5), 21
QUIET = {
    "high": dict(base=92, spread=12), "low": dict(base=35), "tight": dict(spread=8, daily=0.5),
    "wild": dict(spread=30, daily=3), "right-or-wrong": dict(binary=True), "no-spread": dict(known=False),
    "right-or-wrong-no-spread": dict(binary=True, known=False),
    "like-yesterday": dict(memory=0.4), "weekend-8": dict(weekend=8), "two-bad-days": dict(bad=2),
    "two-days-outage": dict(outage=2, size=25), "good-day": dict(bad=1, size=-18), "ten-times-more": dict(volume=10),
    "ten-times-less": dict(volume=0.1), "gaps": dict(gaps=0.5), "improves-10": dict(step=10),
    "better-days": dict(better=6), "daily-4": dict(daily=4),
}
CHANGED = {
    "high-10": dict(base=92, spread=12, step=-10), "low-10": dict(base=35, step=-10),
    "wild-10": dict(spread=30, daily=3, step=-10), "right-or-wrong-10": dict(binary=True, step=-10),
    "no-spread-10": dict(known=False, step=-10), "weekend-8-10": dict(weekend=8, step=-10),
    "ten-times-more-10": dict(volume=10, step=-10), "gaps-10": dict(gaps=0.5, step=-10), "step-7": dict(step=-7),
    "drift-0.25": dict(drift=0.25), "two-bad-days-10": dict(bad=2, step=-10), "risen-10-15": dict(risen=10, step=-15),
    "tight-3": dict(spread=8, daily=0.5, step=-3), "for-25-days-10": dict(step=-10, lasts=25),
}


def poisson(rng, mean):
    if mean > 30:
        return max(0, round(rng.gauss(mean, math.sqrt(mean))))
    limit, k, p = math.exp(-mean), 0, 1.0
    while True:
        p *= rng.random()
        if p <= limit:
            return k
        k += 1


def day_score(rng, level, n, kind):
    share = min(max(level, 2.0), 98.0) / 100
    if kind.get("binary"):
        return 100 * sum(rng.random() < share for _ in range(n)) / n
    phi = max(0.05, share * (1 - share) / (kind.get("spread", 18) / 100) ** 2 - 1)
    if n <= 20:
        return 100 * sum(rng.betavariate(share * phi, (1 - share) * phi) for _ in range(n)) / n
    error = math.sqrt(share * (1 - share) / (phi + 1) / n)
    return min(100.0, max(0.0, 100 * (share + error * rng.gauss(0, 1))))


def level_on(t, kind, change, phase, bad):
    level = kind.get("base", 80)
    if "weekend" in kind and (t + phase) % 7 >= 5:
        level -= kind["weekend"]
    if t in bad:
        level -= kind.get("size", 30)
    if "outage" in kind and change <= t < change + kind["outage"]:
        level -= kind["size"]
    if "risen" in kind and t >= 35:
        level += kind["risen"]
    if "better" in kind and 40 <= t < 55:
        level += kind["better"]
    if "step" in kind and change <= t < change + kind.get("lasts", DAYS):
        level += kind["step"]
    if "drift" in kind and t >= change:
        level -= min(15, kind["drift"] * (t - change))
    return level


def series(rng, volume, kind):
    """The days of one series, and the place of its change."""
    change, phase, error = rng.randint(50, 70), rng.randrange(7), 0.0
    bad = {rng.randint(35, 115) for _ in range(kind.get("bad", 0))}
    daily, memory = kind.get("daily", 1.5), kind.get("memory", 0)
    rows = []
    for t in range(DAYS):
        error = memory * error + rng.gauss(0, daily * math.sqrt(1 - memory**2))
        if rng.random() < kind.get("gaps", 0):
            continue
        n = poisson(rng, volume * (kind.get("volume", 1) if t >= 40 else 1))
        if n == 0:
            continue
        score = day_score(rng, level_on(t, kind, change, phase, bad) + error, n, kind)
        row = {"date": str(START + datetime.timedelta(days=t)), "score": round(score, 3), "invocations": n}
        if n > 1 and kind.get("known", True):
            seen = max(0.2, rng.gauss(1, 1 / math.sqrt(n)))
            spread = math.sqrt(score * (100 - score)) if kind.get("binary") else kind.get("spread", 18) * math.sqrt(seen)
            row["score_sd"] = round(spread, 3)
        rows.append(row)
    return rows, change


def make(a):
    rng = random.Random(a.seed * 7919 + 5)
    os.makedirs(a.out, exist_ok=True)
    with open(os.path.join(a.out, "series.jsonl"), "w") as lines, open(os.path.join(a.out, "truth.jsonl"), "w") as truth:
        for volume in VOLUMES:
            for name, kind in {**QUIET, **CHANGED}.items():
                for i in range(a.series):
                    skill = f"{name}-v{volume}-{i:03d}"
                    rows, change = series(rng, volume, kind)
                    for row in rows:
                        lines.write(json.dumps({"skill": skill, **row}) + "\n")
                    truth.write(json.dumps({"skill": skill, "kind": name, "volume": volume, "change": change}) + "\n")


def score(a):
    with open(os.path.join(a.out, "truth.jsonl")) as lines:
        truth = [json.loads(line) for line in lines]
    with open(a.predictions) as lines:
        said = {row["skill"]: row for row in map(json.loads, lines)}

    def alarm(t):
        row = said[t["skill"]]
        return (datetime.date.fromisoformat(row["alarmed"]) - START).days if row["regression"] else None

    print(f"{'':26s}" + "".join(f"{str(v) + ' a day':>30s}" for v in VOLUMES))
    for name in {**QUIET, **CHANGED}:
        cells = []
        for volume in VOLUMES:
            found = [(alarm(t), t["change"]) for t in truth if t["kind"] == name and t["volume"] == volume]
            if name in QUIET:
                cells.append(f"false {statistics.mean(a is not None for a, _ in found):.2f}")
                continue
            waits = [a - c + 1 if a is not None and c <= a < c + WINDOW else math.inf for a, c in found]
            seen = statistics.mean(w < math.inf for w in waits)
            early = statistics.mean(a is not None and a < c for a, c in found)
            median = statistics.median(waits)
            days = f"{median:.0f} d" if median < math.inf else "-"
            cells.append(f"seen {seen:.2f} early {early:.2f} {days:>5s}")
        print(f"{name:26s}" + "".join(f"{cell:>30s}" for cell in cells))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("what", choices=["make", "score"])
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--series", type=int, default=60, help="series for each kind and volume")
    ap.add_argument("--out", required=True)
    ap.add_argument("--predictions")
    a = ap.parse_args()
    make(a) if a.what == "make" else score(a)


if __name__ == "__main__":
    main()
