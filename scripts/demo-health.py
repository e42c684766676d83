#!/usr/bin/env python3
"""Three months of a dozen skills up to today, as lines for `health import`.

    demo-health.py FILE [--today YYYY-MM-DD]

One regression after a change of model, one bad day today, one improvement, one low scorer with anti-patterns, one that hardly
anybody uses. The same day gives the same lines. Standard library only.
"""
import argparse, datetime, json, random

DAYS = 96
# skill: category, level, invocations a day, what becomes of it
SKILLS = {
    "code-review": ("review", 88, 46, {}),
    "security-review": ("review", 91, 22, {}),
    "release-notes": ("writing", 86, 30, {"step": (-17, -13), "model": ("anthropic/claude-sonnet-4", "anthropic/claude-haiku-4.5")}),
    "test-writer": ("review", 63, 26, {"step": (-11, 16), "prompt": ("v7", "v8")}),
    "incident-summary": ("operations", 79, 18, {"weekend": 6}),
    "log-triage": ("operations", 84, 60, {"bad": 46}),
    "terraform-plan": ("operations", 73, 14, {"model": ("openai/gpt-4o", "openai/gpt-4.1"), "change": -40}),
    "sql-migrations": ("data", 81, 9, {"drift": (-34, -0.32)}),
    "schema-docs": ("data", 90, 12, {}),
    "ticket-routing": ("support", 44, 38, {"patterns": {"context_confusion": 3, "tool_misuse": 1}}),
    "onboarding-guide": ("writing", 70, 1, {"use": 0.12}),
    "api-changelog": ("writing", 82, 7, {"until": -41}),
}
SPREAD = 17


def level_on(back, level, fate):
    """The level so many days before today."""
    start, size = fate.get("step", (0, 0))
    if back <= -start:
        level += size
    start, slope = fate.get("drift", (0, 0))
    if back < -start:
        level += slope * (-start - back)
    return level


def lines(today):
    draw = random.Random(20261122)
    for skill, (category, level, volume, fate) in SKILLS.items():
        for back in range(DAYS, -1, -1):
            date = today - datetime.timedelta(days=back)
            weekend = date.weekday() >= 5
            count = max(1, round(draw.gauss(volume, volume**0.5) * (0.4 if weekend else 1)))
            noise = draw.gauss(0, 1) * (SPREAD / count**0.5 + 1.2)
            used = draw.random() < fate.get("use", 0.97)
            if not used or back < -fate.get("until", 0):
                continue
            score = level_on(back, level, fate) + noise - (fate.get("weekend", 0) if weekend else 0)
            if back == 0:
                score -= fate.get("bad", 0)
            row = {"skill": skill, "category": category, "date": str(date), "score": round(min(100, max(0, score)), 1), "invocations": count}
            if count > 1:
                row["score_sd"] = SPREAD
            change = -fate.get("step", (fate.get("change", 0), 0))[0]
            for key in ("model", "prompt"):
                if key in fate:
                    row[key] = fate[key][back <= change]
            if back < 20 and "patterns" in fate:
                row["anti_patterns"] = {name: draw.randint(1, most) for name, most in fate["patterns"].items()}
            if back == 0 or back == -fate.get("until", 0):
                row["files"] = [f"skills/{skill}/SKILL.md"]
            yield row


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--today", type=datetime.date.fromisoformat, default=datetime.datetime.now(datetime.timezone.utc).date())
    arguments = parser.parse_args()
    with open(arguments.file, "w") as file:
        for row in lines(arguments.today):
            file.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
