"""HTTP client for the SMS provider."""

from __future__ import annotations

import httpx

from .service import GatewayError


class HttpSmsGateway:
    def __init__(self, base_url: str, token: str, transport: httpx.BaseTransport | None = None):
        self._client = httpx.Client(
            base_url=base_url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=5.0,
            transport=transport,
        )

    def send(self, to: str, body: str) -> str:
        try:
            response = self._client.post("/v2/messages", json={"to": to, "text": body})
        except httpx.TransportError as exc:
            raise GatewayError("unreachable") from exc
        if response.status_code != 202:
            raise GatewayError(f"http_{response.status_code}")
        return response.json()["receipt"]

    def ping(self) -> None:
        try:
            self._client.get("/v2/status").raise_for_status()
        except httpx.HTTPError as exc:
            raise GatewayError("ping_failed") from exc
