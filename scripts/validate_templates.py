"""What of this repository others run: how the action, the templates and the hooks are checked, and how each is broken."""

import dataclasses
import pathlib
import re
import sys
from collections.abc import Callable

import ruamel.yaml
from validate_running import run, tried


@dataclasses.dataclass(frozen=True)
class File:
    pattern: str
    name: str
    fault: Callable[[pathlib.Path], str | None]
    spoil: Callable[[str], str]

    @property
    def slug(self):
        return re.sub(r"[^a-z0-9]+", "-", f"{self.pattern} {self.name}".lower())


def vendor(schema, *more):
    return lambda path: run("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *more, path)


def replaced(old, new):
    def spoil(text):
        assert old in text, f"{old!r} is not in the file that is to be broken"
        return text.replace(old, new, 1)

    return spoil


def scripts_of(value):
    """Every script of a workflow or an action."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key == "run" and isinstance(part, str):
                yield part
            else:
                yield from scripts_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from scripts_of(part)


def without_expressions(path):
    """No text of a pull request can become a part of a script."""

    def read():
        scripts = list(scripts_of(ruamel.yaml.YAML(typ="safe").load(path.read_text())))
        if not scripts:
            return "it holds no script"
        return next((f"an expression in a script: {script[:80]!r}" for script in scripts if "${{" in script), None)

    return tried(read)


def zizmor(path):
    return run("zizmor", "--offline", "--quiet", "--no-progress", "--min-severity", "medium", path)


WITH_EXPRESSION = "run: echo ${{ github.event.pull_request.title }}"


def workflow(pattern):
    return [
        File(pattern, "schema of GitHub's workflows", vendor("github-workflows"), replaced("runs-on:", "runs-at:")),
        File(pattern, "zizmor", zizmor, replaced("@de0fac2e4500dabe0009e67214ff5f5447ce83dd", "@main")),
    ]


FILES = [
    File(
        "action.yml",
        "schema of GitHub's actions",
        vendor("github-actions"),
        replaced("using: composite", "using: magic"),
    ),
    File(
        "action.yml",
        "no expression in a script",
        without_expressions,
        replaced('run: exit "${CODE:-70}"', WITH_EXPRESSION),
    ),
    File("action.yml", "zizmor", zizmor, replaced('run: exit "${CODE:-70}"', WITH_EXPRESSION)),
    *workflow(".github/workflows/*.yml"),
    *workflow("ci/github/*.yml"),
    File(
        "ci/gitlab/moe-judge.yml",
        "schema of GitLab's pipelines",
        vendor("gitlab-ci", "--data-transform", "gitlab-ci"),
        replaced("interruptible: true", "interruptible: perhaps"),
    ),
    File(
        ".pre-commit-hooks.yaml",
        "pre-commit",
        lambda path: run("pre-commit", "validate-manifest", path),
        replaced("language: system", "language: magic"),
    ),
    File(
        "ci/pre-commit/pre-commit-config.yaml",
        "pre-commit",
        lambda path: run("pre-commit", "validate-config", path),
        replaced("repo: local", "repository: local"),
    ),
]


def mcp(root, program):
    """What the official client says of the server; it tries a broken one by itself."""
    script = root / "scripts/validate-mcp.py"
    return run(sys.executable, script, program) if script.exists() else "there is no scripts/validate-mcp.py"
