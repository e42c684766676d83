import pytest

from gateway.decoder import FrameError, Reading, crc16, decode, manufacturer


def build(medium=0x07, litres=12345):
    body = bytearray(16)
    body[2:4] = (0x2C2D).to_bytes(2, "little")
    body[4:8] = bytes.fromhex("78563412")
    body[9] = medium
    body[12:16] = litres.to_bytes(4, "little")
    return bytes(body) + crc16(bytes(body)).to_bytes(2, "big")


def test_decodes_water_meter():
    assert decode(build()) == Reading("12345678", "KAM", "water", 12345)


@pytest.mark.parametrize("medium, name", [(0x04, "heat"), (0x06, "warm_water")])
def test_media(medium, name):
    assert decode(build(medium)).medium == name


def test_manufacturer_letters():
    assert manufacturer(0x2C2D) == "KAM"


def test_flipped_bit_is_noticed():
    frame = bytearray(build())
    frame[13] ^= 0x04
    with pytest.raises(FrameError, match="checksum"):
        decode(bytes(frame))


def test_short_frame():
    with pytest.raises(FrameError, match="short"):
        decode(b"\x01\x02")


def test_unknown_medium():
    with pytest.raises(FrameError, match="0x1b"):
        decode(build(medium=0x1B))
