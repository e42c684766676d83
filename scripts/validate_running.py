"""How validators are called: what they complain of, or None."""

import subprocess


def run(*words):
    """The last line that a program says where it does not end with 0."""
    ran = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
    if ran.returncode == 0:
        return None
    lines = [line for line in (ran.stdout + ran.stderr).splitlines() if line.strip()]
    return lines[-1].strip()[:300] if lines else f"it ended with {ran.returncode}"


def tried(read):
    """What `read` complains of."""
    try:
        return read()
    except Exception as error:  # whatever a parser raises is a refusal
        return f"{type(error).__name__}: {error}"[:300]
