"""What checks find, and how it is told."""

import collections
import dataclasses

from modes import summary


@dataclasses.dataclass(frozen=True)
class Finding:
    """One fault: which check, at which element, what is wrong, what to do."""

    check: str
    element: str
    problem: str
    mend: str


def from_page(rows):
    """Findings out of what page/*.js returns."""
    return [Finding(row["check"], row["element"], row["problem"], row["mend"]) for row in rows]


class Report:
    """The findings of all pages; the same fault in several modes is told once."""

    def __init__(self):
        self._modes = collections.defaultdict(lambda: collections.defaultdict(set))

    def add(self, page, mode, findings):
        for finding in findings:
            self._modes[page][finding].add(mode)

    def count(self, page=None):
        """The different faults of a page, or of all."""
        return sum(len(found) for name, found in self._modes.items() if page in (None, name))

    def lines(self, most_per_check=4):
        """One line a fault; of many alike on one page the first few, and how many more."""
        for page, found in self._modes.items():
            by_check = collections.defaultdict(list)
            for finding, modes in found.items():
                by_check[finding.check].append((finding, modes))
            for check, rows in sorted(by_check.items()):
                for finding, modes in rows[:most_per_check]:
                    yield f"{page} [{summary(modes)}] {check}: {finding.element}: {finding.problem}. {finding.mend}."
                if len(rows) > most_per_check:
                    yield f"{page} {check}: and {len(rows) - most_per_check} more like these"
