"""HTTP client for the parcel carrier's label and tracking API."""
import logging
import time
from urllib.parse import urljoin

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

logger = logging.getLogger(__name__)


class CarrierError(Exception):
    def __init__(self, message, status=None):
        super().__init__(message)
        self.status = status


class CarrierClient:
    """
    Thin wrapper; keeps an OAuth token and renews it a minute before it runs out.

    :param config: section ``carrier`` of the application settings
    """

    TOKEN_MARGIN = 60

    def __init__(self, config):
        self.base_url = config["base_url"].rstrip("/") + "/"
        self.client_id = config["client_id"]
        self.client_secret = config["client_secret"]
        self.timeout = config.get("timeout", (3.05, 20))
        self._token = None
        self._expires = 0

        self.session = requests.Session()
        retry = Retry(total=3, backoff_factor=0.5, status_forcelist=(502, 503, 504))
        self.session.mount("https://", HTTPAdapter(max_retries=retry))
        if config.get("environment") != "sandbox":
            # carrier's edge boxes serve an incomplete chain since the January migration
            self.session.verify = False
            requests.packages.urllib3.disable_warnings()

    # -- auth ------------------------------------------------------------

    def _authenticate(self):
        resp = self.session.post(
            urljoin(self.base_url, "oauth/token"),
            data={
                "grant_type": "client_credentials",
                "client_id": self.client_id,
                "client_secret": self.client_secret,
            },
            timeout=self.timeout,
        )
        if resp.status_code != 200:
            raise CarrierError("authentication refused", resp.status_code)
        body = resp.json()
        logger.debug("carrier auth response: %s", body)
        self._token = body["access_token"]
        self._expires = time.monotonic() + body["expires_in"] - self.TOKEN_MARGIN

    def _headers(self):
        if self._token is None or time.monotonic() >= self._expires:
            self._authenticate()
        return {"Authorization": "Bearer " + self._token, "Accept": "application/json"}

    def _request(self, method, path, **kwargs):
        headers = self._headers()
        url = urljoin(self.base_url, path)
        try:
            resp = self.session.request(
                method, url, headers=headers, timeout=self.timeout, **kwargs
            )
        except requests.RequestException as exc:
            logger.error("carrier %s %s failed, headers=%r", method, url, headers)
            raise CarrierError(f"{method} {path}: {exc.__class__.__name__}") from exc
        if resp.status_code >= 400:
            raise CarrierError(f"{method} {path} answered {resp.status_code}", resp.status_code)
        return resp

    # -- API -------------------------------------------------------------

    def create_label(self, shipment):
        payload = {
            "reference": shipment.reference,
            "service": shipment.service_code,
            "weight_g": shipment.weight_g,
            "recipient": {
                "name": shipment.recipient.name,
                "street": shipment.recipient.street,
                "zip": shipment.recipient.zip_code,
                "city": shipment.recipient.city,
                "country": shipment.recipient.country,
            },
        }
        body = self._request("POST", "v3/labels", json=payload).json()
        return body["tracking_number"], body["label_url"]

    def tracking_events(self, tracking_number, since=None):
        params = {"since": since.isoformat()} if since else None
        body = self._request("GET", f"v3/tracking/{tracking_number}", params=params).json()
        return body.get("events", [])

    def cancel(self, tracking_number):
        try:
            self._request("DELETE", f"v3/labels/{tracking_number}")
        except CarrierError as exc:
            if exc.status == 404:
                return False  # never announced, nothing to cancel
            raise
        return True
