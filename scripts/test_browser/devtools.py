"""A tab of Chromium, driven over its DevTools protocol."""

import contextlib
import json
import pathlib
import time

from websockets.sync.client import connect

PAGE_SCRIPTS = sorted((pathlib.Path(__file__).parent / "page").glob("*.js"))


class DevToolsError(Exception):
    """Chromium refused a command, or did not answer in time."""


@contextlib.contextmanager
def tab(address):
    """A tab that is ready to load pages."""
    with connect(address, max_size=None, open_timeout=30) as socket:
        opened = Tab(socket)
        for domain in ("Page", "Runtime", "Network", "Log", "Audits", "DOM", "Accessibility"):
            opened.call(f"{domain}.enable")
        opened.call("Network.setCacheDisabled", cacheDisabled=True)
        # A headless window has no focus; pages behave as in the window in front.
        opened.call("Emulation.setFocusEmulationEnabled", enabled=True)
        yield opened


class Tab:
    """Sends commands, and keeps the events that come between their answers."""

    def __init__(self, socket):
        self._socket = socket
        self._last = 0
        self._world = None
        self.events = []

    def call(self, method, timeout=60, **parameters):
        """The result of one command."""
        self._last += 1
        self._socket.send(json.dumps({"id": self._last, "method": method, "params": parameters}))
        until = time.monotonic() + timeout
        while True:
            message = self._receive(until - time.monotonic())
            if message is None:
                raise DevToolsError(f"{method} was not answered within {timeout} s")
            if message.get("id") == self._last:
                if "error" in message:
                    raise DevToolsError(f"{method}: {message['error'].get('message')}")
                return message["result"]

    def wait(self, name, timeout):
        """Whether an event of this name has come, at the latest after `timeout` seconds."""
        until = time.monotonic() + timeout
        while not any(event["method"] == name for event in self.events):
            if self._receive(until - time.monotonic()) is None:
                return False
        return True

    def listen(self, seconds):
        """Takes the events of the next `seconds`."""
        until = time.monotonic() + seconds
        while self._receive(until - time.monotonic()) is not None:
            pass

    def _receive(self, seconds):
        try:
            message = json.loads(self._socket.recv(timeout=max(seconds, 0)))
        except TimeoutError:
            return None
        if "method" in message:
            self.events.append(message)
        return message

    def enter(self, extra=""):
        """Makes a world of our own in the loaded page, where the page's scripts and its policy do not reach, with page/*.js in it."""
        frame = self.call("Page.getFrameTree")["frameTree"]["frame"]["id"]
        self._world = self.call("Page.createIsolatedWorld", frameId=frame, worldName="checks")["executionContextId"]
        for script in PAGE_SCRIPTS:
            self.run(script.read_text() + "\n;0")
        if extra:
            self.run(extra + "\n;0")

    def run(self, expression, awaited=False):
        """The value of an expression in our world of the page. Nothing may be awaited where scripts are off: timers stand still."""
        answer = self.call(
            "Runtime.evaluate", expression=expression, contextId=self._world, returnByValue=True, awaitPromise=awaited
        )
        if "exceptionDetails" in answer:
            thrown = answer["exceptionDetails"]
            said = thrown.get("exception", {}).get("description") or thrown.get("text")
            raise DevToolsError(f"in the page: {said[:500]}")
        return answer["result"].get("value")

    def press(self, key, code, shift=False):
        """Presses and releases a key as a person does."""
        text = {"Enter": "\r"}.get(key)
        common = {"key": key, "code": key, "windowsVirtualKeyCode": code, "modifiers": 8 if shift else 0}
        self.call("Input.dispatchKeyEvent", type="keyDown" if text or key == "Tab" else "rawKeyDown", **common, **({"text": text} if text else {}))
        self.call("Input.dispatchKeyEvent", type="keyUp", **common)
