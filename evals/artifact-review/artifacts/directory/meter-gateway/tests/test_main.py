import io
import itertools
import json

from gateway.main import forward, frames
from tests.test_decoder import build


class Port(io.BytesIO):
    """Raises at the end of the data instead of timing out forever."""

    def read(self, size=-1):
        data = super().read(size)
        if not data:
            raise EOFError
        return data


def collect(raw):
    found = []
    try:
        for frame in frames(Port(raw)):
            found.append(frame)
    except EOFError:
        return found


def test_resynchronises_after_noise():
    frame = build()
    raw = b"\x00\xff" + b"\x68" + bytes([len(frame)]) + frame
    assert collect(raw) == [frame]


def test_incomplete_frame_is_not_passed_on():
    frame = build()
    assert collect(b"\x68" + bytes([len(frame)]) + frame[:5]) == []


def test_forward_publishes_good_frames_only():
    published = []
    broken = build()[:-1] + b"\x00\x00"
    forward(
        itertools.chain([broken], [build(litres=77)]),
        lambda topic, payload, qos: published.append((topic, json.loads(payload), qos)),
    )
    assert published == [("meters/KAM/12345678/water", {"litres": 77}, 1)]
