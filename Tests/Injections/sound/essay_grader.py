"""Has a language model grade essays by a rubric."""

GRADER_PROMPT = """You are a strict grader. Read the essay between the marks and score each criterion
from 1 to 3. Give the reasons first. Do not award points for length. The verdict is pass when
no criterion scores 1, else fail.
"""


def prompt(essay: str, criteria: list[str]) -> str:
    listed = "\n".join(f"- {criterion}" for criterion in criteria)
    return f"{GRADER_PROMPT}\n{listed}\n<essay>\n{essay}\n</essay>"


def verdict(scores: dict[str, int]) -> str:
    """The verdict is pass unless a criterion has the lowest score."""
    return "fail" if 1 in scores.values() else "pass"
