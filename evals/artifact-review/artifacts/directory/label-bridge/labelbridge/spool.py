"""Hand labels to CUPS."""

import logging
import re
import subprocess
from pathlib import Path

log = logging.getLogger("labelbridge.spool")

PRINTER_NAME = re.compile(r"bench-\d{1,3}(-[a-z]+)?")
JOB_ID = re.compile(r"request id is (\S+)")
FORMAT_OPTIONS = {
    ".zpl": ["-o", "raw"],
    ".pdf": ["-o", "fit-to-page", "-o", "media=Custom.100x150mm"],
}


class SpoolError(RuntimeError):
    """The label did not make it into the printer queue."""


def print_label(printer: str, label: Path, copies: int = 1, *, run=subprocess.run) -> str:
    """Queue a label and return the CUPS job id."""
    if not PRINTER_NAME.fullmatch(printer):
        raise ValueError(f"not a bench printer: {printer!r}")
    if not 1 <= copies <= 50:
        raise ValueError("copies must be between 1 and 50")
    try:
        options = FORMAT_OPTIONS[label.suffix.lower()]
    except KeyError:
        raise ValueError(f"unsupported label format: {label.suffix}") from None

    command = ["lp", "-d", printer, "-n", str(copies), *options, "--", str(label)]
    try:
        done = run(command, capture_output=True, text=True, timeout=20, check=True)
    except subprocess.CalledProcessError as exc:
        log.error("lp failed printer=%s rc=%s: %s", printer, exc.returncode, exc.stderr.strip())
        raise SpoolError(f"printer {printer} refused the job") from exc
    except subprocess.TimeoutExpired as exc:
        log.error("lp timed out printer=%s", printer)
        raise SpoolError(f"printer {printer} did not answer") from exc

    match = JOB_ID.search(done.stdout)
    if match is None:
        raise SpoolError(f"unexpected answer from lp: {done.stdout!r}")
    return match.group(1)
