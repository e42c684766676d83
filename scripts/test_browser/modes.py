"""The ways a page is looked at: with and without scripts, light and dark, narrow and wide."""

import dataclasses
import itertools

HEIGHT = 900


@dataclasses.dataclass(frozen=True)
class Mode:
    scripts: bool
    scheme: str
    width: int

    def __str__(self):
        return f"{'scripts' if self.scripts else 'no scripts'} {self.scheme} {self.width}"


ALL = [Mode(*parts) for parts in itertools.product((True, False), ("light", "dark"), (375, 1440))]


def prepare(tab, mode):
    """Brings the tab into a mode; it holds for the pages loaded from then on."""
    tab.call("Emulation.setScriptExecutionDisabled", value=not mode.scripts)
    size(tab, mode.width)
    media(tab, mode.scheme)


def size(tab, width, height=HEIGHT):
    """Sets the window, in CSS pixels. A narrow one is a phone's: there, a page without a viewport is laid out at 980."""
    tab.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)


def media(tab, scheme, medium="screen", motion="no-preference"):
    """Sets what the page's media queries see."""
    features = [{"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-reduced-motion", "value": motion}]
    tab.call("Emulation.setEmulatedMedia", media=medium, features=features)


def summary(modes):
    """A set of modes in few words: what all of them have in common, "every mode" for all."""
    modes = set(modes)
    if len(modes) == len(ALL):
        return "every mode"
    words = []
    for name, says in (
        ("scripts", lambda value: "scripts" if value else "no scripts"),
        ("scheme", str),
        ("width", str),
    ):
        values = {getattr(mode, name) for mode in modes}
        if len(values) == 1:
            words.append(says(values.pop()))
    return " ".join(words) or "some modes"
