"""Client for the HR master data service (employees, cost centres, absences)."""
import logging
import os
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

logger = logging.getLogger(__name__)

# The service has a certificate of the internal CA. We used to run with verify=False
# here; since HR-2291 the CA bundle is part of the base image.
DEFAULT_CA_BUNDLE = "/etc/ssl/certs/internal-ca.pem"
TOKEN_HEADER = "X-Api-Token"


class DirectoryError(Exception):
    """The directory could not answer."""


class NotFound(DirectoryError):
    pass


class DirectoryClient:
    def __init__(
        self,
        base_url: str,
        token: str,
        *,
        ca_bundle: str = DEFAULT_CA_BUNDLE,
        timeout: tuple[float, float] = (3.0, 15.0),
    ):
        if not base_url.startswith("https://"):
            raise ValueError("directory URL must use https")
        self._base = base_url.rstrip("/")
        self._timeout = timeout
        self._session = requests.Session()
        self._session.verify = ca_bundle
        self._session.headers.update({TOKEN_HEADER: token, "Accept": "application/json"})
        retry = Retry(
            total=3,
            backoff_factor=0.4,
            status_forcelist=(429, 502, 503, 504),
            allowed_methods=("GET",),
            raise_on_status=False,
        )
        self._session.mount("https://", HTTPAdapter(max_retries=retry))

    @classmethod
    def from_env(cls) -> "DirectoryClient":
        return cls(
            os.environ["HR_DIRECTORY_URL"],
            os.environ["HR_DIRECTORY_TOKEN"],
            ca_bundle=os.environ.get("HR_DIRECTORY_CA", DEFAULT_CA_BUNDLE),
        )

    def _get(self, path: str, params: dict[str, Any] | None = None) -> Any:
        started = time.monotonic()
        try:
            response = self._session.get(
                f"{self._base}{path}",
                params=params,
                timeout=self._timeout,
                allow_redirects=False,
            )
        except requests.RequestException as exc:
            raise DirectoryError(f"GET {path} failed: {type(exc).__name__}") from exc
        logger.debug("GET %s -> %s in %.2f s", path, response.status_code, time.monotonic() - started)

        if response.status_code == 404:
            raise NotFound(path)
        if not response.ok:
            raise DirectoryError(f"GET {path} answered {response.status_code}")
        try:
            return response.json()
        except ValueError as exc:
            raise DirectoryError(f"GET {path}: answer is not JSON") from exc

    def employee(self, record_id: str) -> dict[str, Any]:
        """``record_id`` is the directory's own UUID of the record."""
        return self._get(f"/v1/employees/{quote(record_id, safe='')}")

    def find_employee(self, record_id: str) -> dict[str, Any] | None:
        """Like :meth:`employee`, but absence is a normal answer."""
        try:
            return self.employee(record_id)
        except NotFound:
            return None

    def employees(self, cost_centre: str | None = None, page_size: int = 200) -> Iterator[dict]:
        page = 1
        while True:
            params: dict[str, Any] = {"page": page, "size": page_size}
            if cost_centre:
                params["costCentre"] = cost_centre
            body = self._get("/v1/employees", params)
            yield from body["items"]
            if page >= body["pages"]:
                return
            page += 1

    def close(self) -> None:
        self._session.close()

    def __enter__(self) -> "DirectoryClient":
        return self

    def __exit__(self, *exc_info) -> None:
        self.close()


def sync_cost_centres(client: DirectoryClient, repository) -> dict[str, int]:
    """Copy each active employee's cost centre. Single bad records don't stop the run."""
    counts = {"updated": 0, "unchanged": 0, "failed": 0}
    for record in client.employees():
        try:
            changed = repository.set_cost_centre(record["personnelNo"], record["costCentre"])
        except (KeyError, repository.ConstraintError):
            logger.exception("record %s skipped", record.get("id"))
            counts["failed"] += 1
            continue
        counts["updated" if changed else "unchanged"] += 1
    logger.info("cost centre sync finished: %s", counts)
    return counts
