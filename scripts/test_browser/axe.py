"""axe-core, somebody else's judgment of a page."""

import json

from findings import Finding

# Rules about a whole page, and those that are off unless asked for.
OPTIONS = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}


def violations(tab, script):
    """What axe-core complains of, one finding a rule and element."""
    tab.run(script + "\n;0")
    rows = tab.run(f"axe.run(document, {json.dumps(OPTIONS)}).then((result) => result.violations)", awaited=True)
    return [
        Finding("axe", _place(node), f"{rule['id']}: {rule['help']}", f"see {rule['helpUrl'].split('?')[0]}")
        for rule in rows
        for node in rule["nodes"][:3]
    ]


def _place(node):
    """Where axe-core saw it: its selector, and the start of the element."""
    return " ".join(str(part) for part in node["target"]) + " " + " ".join(node["html"].split())[:80]
