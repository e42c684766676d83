"""The measurements of bench-evals.sh. Usage: bench-evals.py MOE-JUDGE FOLDER URL-OF-THE-SIMULATOR FEW MANY"""
import json, os, pathlib, platform, subprocess, sys, time

from mock_panel import body

judge, folder, url = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
counts = [int(count) for count in sys.argv[4:]]
SEATS = ["technical_architect", "security_analyst", "qa_evaluator", "compliance_auditor", "delivery_engineer"]
environment = {key: value for key, value in os.environ.items() if not key.endswith("_API_KEY")}
environment |= {f"{name}_API_KEY": "bench" for name in ("ANTHROPIC", "OPENAI", "TOGETHER", "GEMINI")}
environment["MOE_JUDGE_TRUSTED_HOSTS"] = "127.0.0.1"


def prepare():
    (folder / "moe-judge.yaml").write_text(f"""panel: {{canaries: off, personas: [{", ".join(SEATS)}]}}
providers:
  anthropic: {{base_url: "{url}"}}
  openai: {{base_url: "{url}/v1"}}
  together: {{base_url: "{url}/v1"}}
  gemini: {{base_url: "{url}/v1beta"}}
calls: {{max_retries: 0, timeout_seconds: 60}}
""")


def suite(count):
    """A suite of so many sound files, no two of them the same."""
    place = folder / "evals" / f"generated-{count}"
    (place / "artifacts").mkdir(parents=True)
    with open(place / "cases.jsonl", "w") as cases:
        for number in range(count):
            name = f"a{number:06d}"
            (place / "artifacts" / f"{name}.py").write_text(f"# {name}\n" + body * 8)
            cases.write(json.dumps({
                "id": name, "artifact": f"artifacts/{name}.py", "kind": "code",
                "expect": {"outcome": "pass", "findings": []}, "source": "generated"}) + "\n")
    (place / "suite.yaml").write_text(
        f"id: generated-{count}\nname: Generated\ncases: [cases.jsonl]\nsplit: {{train: 60, dev: 20, holdout: 20}}\n")
    return place.name


def measure(count):
    """Seconds of wall and CPU, peak memory in MiB, what the program printed."""
    name = suite(count)
    started = time.perf_counter()
    with open(folder / "out.json", "wb") as out, open(folder / "errors", "wb") as errors:
        process = subprocess.Popen(
            [judge, "eval", "run", name, "--rounds", "0", "--cache", "off", "--format", "json"], cwd=folder,
            env=environment, stdout=out, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    code = os.waitstatus_to_exitcode(status)
    assert code == 0, (code, (folder / "errors").read_text()[:2000])
    report = json.loads((folder / "out.json").read_text())
    assert report["usage"]["answers"] == count * len(SEATS), report["usage"]
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, report


prepare()
print(f"machine: {os.cpu_count()} cores, {platform.machine()}, {platform.system()} {platform.release()}; {judge}")
peaks = []
for count in counts:
    wall, cpu, peak, report = measure(count)
    peaks.append(peak)
    print(f"{count} cases x {len(SEATS)} seats: {wall:.1f} s wall, {cpu:.1f} s CPU of moe-judge "
          f"({1000 * cpu / report['usage']['answers']:.1f} ms a call), peak memory {peak:.1f} MiB, "
          f"decided {100 * report['all']['decided']:.0f} %", flush=True)
if len(counts) > 1:
    more = counts[-1] - counts[0]
    print(f"memory grows by {(peaks[-1] - peaks[0]) * 1024 / more:.1f} KiB a case" if more else "")
