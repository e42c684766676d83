"""Holds moe-judge's formats and templates against other people's validators. See validate-formats.sh, which calls it.

Usage: validate-formats.py MOE-JUDGE SCHEMAS WORK, from the root of the repository
"""

import pathlib
import subprocess
import sys

from validate_results import CHECKERS, FORMS
from validate_running import tried
from validate_templates import FILES, mcp


def judge(program, form, paths, work, name):
    """Judges `paths` offline; the file with the result, or what was said where there is none."""
    target = work / f"{name}{form.ending}"
    words = [program, "judge", "--offline", "--quiet", "--no-progress", "--state", str(work / "state")]
    words += ["--format", form.format] if form.format else ["-o", str(target)]
    ran = subprocess.run([*words, "--", *paths], capture_output=True, check=False)
    if form.format:
        target.write_bytes(ran.stdout)
    if ran.returncode in (2, 70) or not target.exists() or (form.format and ran.returncode not in (0, 1, 3)):
        said = ran.stderr.decode(errors="replace").strip().splitlines()
        return None, said[0] if said else f"moe-judge ended with {ran.returncode} and wrote nothing"
    return target, None


def samples(root):
    """What is judged, by name: the demonstration, and the hostile artifacts where they are there."""
    yield "demo", ["docs/demo/orders_api.py"]
    hostile = sorted(
        str(path)
        for path in (root / "Tests/HostileArtifacts").rglob("*")
        if path.is_file() and path.suffix not in (".swift",) and path.name != "README.md"
    )
    if hostile:
        yield "hostile", hostile


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
    program, schemas, work = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    root = pathlib.Path.cwd()
    summary = Summary()
    for sample, paths in samples(root):
        for form in FORMS:
            target, fault = judge(program, form, paths, work, sample)
            if fault:
                summary.add(f"{form.name} of {sample}", fault)
                continue
            for checker in CHECKERS[form.name]:
                summary.hold(
                    f"{form.name} of {sample}, {checker.name}",
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
