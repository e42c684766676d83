"""Frame format A of wireless M-Bus, limited to the water and heat meters we deploy."""

from __future__ import annotations

from dataclasses import dataclass

CRC_POLY = 0x3D65
MEDIUM = {0x04: "heat", 0x06: "warm_water", 0x07: "water"}


class FrameError(ValueError):
    pass


@dataclass(frozen=True)
class Reading:
    meter: str
    manufacturer: str
    medium: str
    litres: int


def crc16(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = ((crc << 1) ^ CRC_POLY) & 0xFFFF if crc & 0x8000 else (crc << 1) & 0xFFFF
    return crc ^ 0xFFFF


def manufacturer(code: int) -> str:
    return "".join(chr(((code >> shift) & 0x1F) + 64) for shift in (10, 5, 0))


def decode(frame: bytes) -> Reading:
    if len(frame) < 18:
        raise FrameError(f"short frame: {len(frame)} bytes")
    body, checksum = frame[:-2], int.from_bytes(frame[-2:], "big")
    if crc16(body) != checksum:
        raise FrameError("checksum mismatch")
    medium = MEDIUM.get(body[9])
    if medium is None:
        raise FrameError(f"unsupported medium 0x{body[9]:02x}")
    return Reading(
        meter=body[4:8][::-1].hex(),
        manufacturer=manufacturer(int.from_bytes(body[2:4], "little")),
        medium=medium,
        litres=int.from_bytes(body[12:16], "little"),
    )
