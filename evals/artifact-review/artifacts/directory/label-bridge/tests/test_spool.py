import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from labelbridge.spool import SpoolError, print_label


class Recorder:
    def __init__(self, result):
        self.result = result
        self.command = None

    def __call__(self, command, **kwargs):
        self.command = command
        if isinstance(self.result, Exception):
            raise self.result
        return SimpleNamespace(stdout=self.result)


def test_returns_job_id_and_passes_plain_arguments():
    run = Recorder("request id is bench-12-881 (1 file(s))\n")
    job = print_label("bench-12", Path("/tmp/a; reboot.zpl"), copies=3, run=run)
    assert job == "bench-12-881"
    assert run.command == ["lp", "-d", "bench-12", "-n", "3", "-o", "raw", "--", "/tmp/a; reboot.zpl"]


@pytest.mark.parametrize("printer", ["", "bench-", "office-1", "bench-1; id", "bench-1\n"])
def test_rejects_other_printers(printer):
    run = Recorder("")
    with pytest.raises(ValueError):
        print_label(printer, Path("x.zpl"), run=run)
    assert run.command is None


@pytest.mark.parametrize("copies", [0, 51])
def test_rejects_copy_counts(copies):
    with pytest.raises(ValueError, match="copies"):
        print_label("bench-1", Path("x.zpl"), copies, run=Recorder(""))


def test_rejects_unknown_format():
    with pytest.raises(ValueError, match="unsupported"):
        print_label("bench-1", Path("x.docx"), run=Recorder(""))


@pytest.mark.parametrize(
    "failure",
    [
        subprocess.CalledProcessError(1, "lp", stderr="lp: no such printer"),
        subprocess.TimeoutExpired("lp", 20),
        "something else entirely",
    ],
)
def test_failures_become_spool_errors(failure):
    with pytest.raises(SpoolError):
        print_label("bench-1", Path("x.pdf"), run=Recorder(failure))
