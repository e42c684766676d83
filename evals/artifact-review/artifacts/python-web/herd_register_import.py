"""Reads movement files (XML) of dairy farms and sends them to the veterinary register.

Used by the Django command `import_movements` and by the upload view.
"""
import logging
from dataclasses import dataclass
from datetime import date, datetime

import requests
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Q
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from audit.models import AuditEntry
from .models import Holding, Movement

log = logging.getLogger(__name__)

MAX_FILE = 2 * 1024 * 1024
MAX_MOVEMENTS = 5_000
KINDS = {"birth", "in", "out", "death"}


class UnreadableFile(Exception):
    """The text is shown to the farmer, so it holds nothing but the number of the line or field."""


class RegisterUnavailable(Exception):
    pass


@dataclass(frozen=True)
class Row:
    ear_tag: str
    kind: str
    on: date


def _row(number: int, node) -> Row:
    tag = (node.findtext("EarTag") or "").strip()
    kind = (node.findtext("Kind") or "").strip().lower()
    raw = (node.findtext("Date") or "").strip()
    if len(tag) != 15 or not tag.isalnum():
        raise UnreadableFile(f"movement {number}: ear tag")
    if kind not in KINDS:
        raise UnreadableFile(f"movement {number}: kind")
    try:
        on = datetime.strptime(raw, "%Y-%m-%d").date()
    except ValueError as exc:
        raise UnreadableFile(f"movement {number}: date") from exc
    if on > date.today():
        raise UnreadableFile(f"movement {number}: date in the future")
    return Row(tag, kind, on)


def read_movements(data: bytes) -> list[Row]:
    if len(data) > MAX_FILE:
        raise UnreadableFile("file is larger than 2 MB")
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException) as exc:
        log.info("movement file refused: %s", type(exc).__name__)
        raise UnreadableFile("not a movement file") from exc
    nodes = root.findall("Movement")
    if len(nodes) > MAX_MOVEMENTS:
        raise UnreadableFile("more than 5000 movements")
    return [_row(i, n) for i, n in enumerate(nodes, start=1)]


def store(holding: Holding, rows: list[Row], actor) -> None:
    with transaction.atomic():
        Movement.objects.bulk_create(
            [Movement(holding=holding, ear_tag=r.ear_tag, kind=r.kind, on=r.on) for r in rows],
            ignore_conflicts=True,
            batch_size=500,
        )
        AuditEntry.objects.create(
            actor=actor, action="movement.import", subject=f"holding:{holding.pk}", detail={"rows": len(rows)}
        )


def _client() -> requests.Session:
    session = requests.Session()
    retry = Retry(total=3, backoff_factor=0.5, status_forcelist=(502, 503, 504), allowed_methods=("PUT",))
    session.mount("https://", HTTPAdapter(max_retries=retry))
    session.headers["Authorization"] = f"Bearer {settings.REGISTER_TOKEN}"
    return session


def report(holding: Holding, rows: list[Row]) -> None:
    """PUT is idempotent at the register, a second call with the same rows changes nothing."""
    with _client() as session:
        for start in range(0, len(rows), 200):
            part = rows[start : start + 200]
            try:
                resp = session.put(
                    f"{settings.REGISTER_URL}/holdings/{holding.number}/movements",
                    json=[{"earTag": r.ear_tag, "kind": r.kind, "on": r.on.isoformat()} for r in part],
                    timeout=(3, 20),
                )
                resp.raise_for_status()
            except requests.RequestException as exc:
                raise RegisterUnavailable(f"rows {start} to {start + len(part)}") from exc
            sent = Q()
            for r in part:
                sent |= Q(ear_tag=r.ear_tag, kind=r.kind, on=r.on)
            Movement.objects.filter(sent, holding=holding).update(reported_at=timezone.now())


@login_required
@require_POST
def upload_movements(request, holding_id):
    holding = Holding.objects.filter(pk=holding_id, farmers=request.user).first()
    if holding is None:
        return JsonResponse({"error": "not found"}, status=404)
    upload = request.FILES.get("file")
    if upload is None or upload.size > MAX_FILE:
        return JsonResponse({"error": "file missing or too large"}, status=400)
    try:
        rows = read_movements(upload.read(MAX_FILE + 1))
    except UnreadableFile as exc:
        return JsonResponse({"error": str(exc)}, status=400)
    store(holding, rows, request.user)
    try:
        report(holding, rows)
    except RegisterUnavailable:
        # rows without reported_at are sent again by `import_movements --pending` (hourly, alerts after a day)
        log.exception("register not reached holding=%s", holding.pk)
        return JsonResponse({"accepted": len(rows), "reported": False}, status=202)
    return JsonResponse({"accepted": len(rows), "reported": True})
