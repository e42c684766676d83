"""One headless Chromium with a profile of its own, ended by its process id."""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request

FLAGS = [
    "--headless=new",
    "--remote-debugging-port=0",
    "--disable-crash-reporter",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-gpu",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
    "--no-first-run",
    # Elements tell their accessible name and role as Chromium computes them.
    "--enable-blink-features=ComputedAccessibilityInfo",
]


def program():
    """The path of Chromium."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise SystemExit("no chromium on the path: apt-get install chromium")


@contextlib.contextmanager
def chromium():
    """Starts Chromium; gives the address of a tab's DevTools; ends it and removes its profile."""
    profile = pathlib.Path(tempfile.mkdtemp(prefix="moe-judge-browser-"))
    # Its sandbox does not start for root, as in most containers of a CI.
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    process = subprocess.Popen(
        [program(), *FLAGS, *root, f"--user-data-dir={profile}", "about:blank"],
        env={**os.environ, "HOME": str(profile)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield _tab(process, profile)
    finally:
        _end(process)
        shutil.rmtree(profile, ignore_errors=True)


def _tab(process, profile):
    """The DevTools address of a new tab, once Chromium listens."""
    port_file = profile / "DevToolsActivePort"
    for _ in range(300):
        if process.poll() is not None:
            raise SystemExit(f"chromium ended with {process.returncode} before it listened")
        if port_file.exists() and (lines := port_file.read_text().split()):
            request = urllib.request.Request(f"http://127.0.0.1:{lines[0]}/json/new?about:blank", method="PUT")
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)["webSocketDebuggerUrl"]
        time.sleep(0.1)
    raise SystemExit("chromium did not listen within 30 seconds")


def _end(process):
    """Ends Chromium with the processes of its session, which is its own."""
    for stop in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, stop)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=10)
            return
