"""Events from the line-haul partner."""

from datetime import datetime
from typing import NamedTuple

import requests

# Partner codes we show to customers; the rest is internal to them.
VISIBLE = {
    "DEP": "Left the sorting centre",
    "ARR": "Arrived at the sorting centre",
    "CUS": "In customs clearance",
    "OFD": "Out for delivery",
}


class PartnerEvent(NamedTuple):
    at: datetime
    text: str
    place: str


class PartnerClient:
    def __init__(self, base_url: str, token: str):
        self._base_url = base_url.rstrip("/")
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {token}"

    def events(self, number: str) -> list[PartnerEvent]:
        """Customer-visible events, oldest first."""
        try:
            response = self._session.get(
                f"{self._base_url}/v1/shipments/events",
                params={"ref": number},
                timeout=(2, 6),
            )
            response.raise_for_status()
            return sorted(self._parse(row) for row in response.json() if row["code"] in VISIBLE)
        except Exception:
            return []

    @staticmethod
    def _parse(row: dict) -> PartnerEvent:
        return PartnerEvent(
            at=datetime.fromisoformat(row["timestamp"]),
            text=VISIBLE[row["code"]],
            place=row.get("location", {}).get("city", ""),
        )
