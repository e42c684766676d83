"""Holds moe-judge's formats and templates against other people's validators. See validate-formats.sh, which calls it.

Usage: validate-formats.py MOE-JUDGE SCHEMAS WORK, from the root of the repository
"""

import pathlib
import subprocess
import sys

from validate_results import CHECKERS, FORMS
from validate_running import tried
from validate_templates import FILES, mcp

# Names that no checkout could hold, or that would trouble everybody's tools if it did.
NAMES = [
    "::error file=x,line=1::y.py",
    "two\nlines ::error::x.py",
    "return\r::warning::x.py",
    "percent%0A%25,comma:colon.py",
    "\u202egnp.py",
    "`ticks` | table | ![x](http:x).py",
    "<img src=x onerror=alert(1)>.py",
    "\"quotes\" 'and' $(touch pwned).py",
    "]]>&amp;<!--.py",
    "=HYPERLINK(1).py",
    "--offline.py",
    "[a-z]*?.py",
    "\x1b[31mred.py",
    "@team #1.py",
    "a" * 240 + ".py",
]
FAULT = "import os\n\n\ndef run(command):\n    os.system(command)\n"


def judge(program, form, sample, work):
    """Judges a sample offline; the file with the result, or what was said where there is none."""
    name, folder, paths = sample
    target = work / f"{name}{form.ending}"
    words = [program, "judge", "--offline", "--quiet", "--no-progress", "--state", str(work / "state")]
    words += ["--format", form.format] if form.format else ["-o", str(target)]
    ran = subprocess.run([*words, "--", *paths], capture_output=True, check=False, cwd=folder)
    if form.format and ran.stdout:
        target.write_bytes(ran.stdout)
    # 2 says that one of several artifacts could not be read; the others are judged all the same.
    if ran.returncode not in (0, 1, 2, 3) or not target.exists():
        said = ran.stderr.decode(errors="replace").strip().splitlines()
        return None, f"moe-judge ended with {ran.returncode}" + (f": {said[0]}" if said else " and wrote nothing")
    return target, None


def samples(root, work):
    """What is judged: the demonstration, files with hostile names, and the hostile artifacts where they are there."""
    yield "demo", root, ["docs/demo/orders_api.py"]
    folder = work / "names"
    folder.mkdir()
    for name in NAMES:
        (folder / name).write_text(FAULT)
    yield "hostile names", folder, NAMES
    hostile = sorted((root / "Tests/HostileArtifacts/artifacts").glob("*"))
    if hostile:
        yield "hostile artifacts", root, [str(path.relative_to(root)) for path in hostile]


class Summary:
    def __init__(self):
        self.passed = self.failed = 0

    def add(self, name, fault):
        print(f"{'FAIL' if fault else 'ok':5} {name}" + (f": {fault}" if fault else ""), flush=True)
        if fault:
            self.failed += 1
        else:
            self.passed += 1

    def hold(self, name, check, spoil, path, broken):
        """`check` has to accept the file at `path`, and to refuse what `spoil` makes of it, which is put at `broken`."""
        self.add(name, check(path))
        fault = tried(lambda: broken.write_bytes(spoil(path.read_bytes())) and None)
        if fault:
            self.add(f"{name}, broken", f"the file could not be broken: {fault}")
        else:
            self.add(f"{name}, broken", None if check(broken) else "a broken file was accepted")


def main():
    program, schemas, work = (
        str(pathlib.Path(sys.argv[1]).resolve()),
        pathlib.Path(sys.argv[2]),
        pathlib.Path(sys.argv[3]),
    )
    root = pathlib.Path.cwd()
    summary = Summary()
    for sample in samples(root, work):
        for form in FORMS:
            target, fault = judge(program, form, sample, work)
            if fault:
                summary.add(f"{form.name} of {sample[0]}", fault)
                continue
            for checker in CHECKERS[form.name]:
                summary.hold(
                    f"{form.name} of {sample[0]}, {checker.name}",
                    lambda path, checker=checker: checker.fault(path, schemas),
                    checker.spoil,
                    target,
                    work / f"broken-{checker.slug}-{target.name}",
                )
    for file in FILES:
        for path in sorted(root.glob(file.pattern)) or [root / file.pattern]:
            name = f"{path.relative_to(root)}, {file.name}"
            if not path.exists():
                summary.add(name, "there is no such file")
                continue
            # Of the same name, since some validators tell by it what a file is.
            broken = work / f"broken-{file.slug}" / path.name
            broken.parent.mkdir(parents=True, exist_ok=True)
            summary.hold(name, file.fault, lambda data, file=file: file.spoil(data.decode()).encode(), path, broken)
    summary.add("mcp, by the official client", mcp(root, program))
    print(f"\n{summary.passed} checks passed, {summary.failed} failed")
    return 1 if summary.failed else 0


if __name__ == "__main__":
    sys.exit(main())
