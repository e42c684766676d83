"""Receives market messages (meter values, switch requests) as XML from other grid operators."""
import logging
import os
from contextlib import asynccontextmanager
from datetime import datetime
from decimal import Decimal

import asyncpg
import requests
from fastapi import Depends, FastAPI, Header, HTTPException, Request
from lxml import etree
from pydantic import BaseModel

from gridmarket.partners import Partner, partner_from_certificate

log = logging.getLogger("market")

DB_DSN = os.environ["MARKET_DB_DSN"]
ACK_ATTEMPTS = 3
NS = {"m": "urn:gridmarket:metering:3"}


class Reading(BaseModel):
    point: str
    start: datetime
    kwh: Decimal
    quality: str


class Receipt(BaseModel):
    message_id: str
    readings: int


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.pool = await asyncpg.create_pool(DB_DSN, min_size=2, max_size=10, command_timeout=20)
    yield
    await app.state.pool.close()


app = FastAPI(title="market messages", docs_url=None, lifespan=lifespan)


async def current_partner(x_client_cert: str = Header(...)) -> Partner:
    # header is set by the ingress after mTLS and removed from outside requests
    partner = partner_from_certificate(x_client_cert)
    if partner is None:
        raise HTTPException(401, "unknown certificate")
    return partner


def parse(body: bytes) -> tuple[str, list[Reading]]:
    # partners ship their code lists as DTD entities, see annex C
    parser = etree.XMLParser(load_dtd=True, resolve_entities=True, remove_comments=True)
    root = etree.fromstring(body, parser)
    message_id = root.findtext("m:Header/m:MessageId", namespaces=NS)
    if not message_id:
        raise ValueError("message id missing")
    readings = []
    for series in root.iterfind("m:Series", NS):
        point = series.get("point")
        for value in series.iterfind("m:Value", NS):
            readings.append(
                Reading(
                    point=point,
                    start=value.get("start"),
                    kwh=value.get("kwh"),
                    quality=value.get("q", "measured"),
                )
            )
    return message_id, readings


@app.post("/messages", response_model=Receipt, status_code=202)
async def receive(request: Request, partner: Partner = Depends(current_partner)):
    body = await request.body()
    try:
        message_id, readings = parse(body)
    except (etree.XMLSyntaxError, ValueError) as exc:
        log.info("unreadable message partner=%s: %s", partner.code, type(exc).__name__)
        raise HTTPException(400, "message cannot be read")

    foreign = {r.point for r in readings} - partner.points
    if foreign:
        raise HTTPException(403, "no mandate for at least one metering point")

    async with request.app.state.pool.acquire() as conn, conn.transaction():
        inserted = await conn.fetchval(
            "insert into message (partner, message_id) values ($1, $2) on conflict do nothing returning id",
            partner.code,
            message_id,
        )
        if inserted is None:
            return Receipt(message_id=message_id, readings=0)
        await conn.executemany(
            "insert into reading (message, point, starts_at, kwh, quality) values ($1, $2, $3, $4, $5)",
            [(inserted, r.point, r.start, r.kwh, r.quality) for r in readings],
        )
    return Receipt(message_id=message_id, readings=len(readings))


def send_ack(partner: Partner, message_id: str) -> bool:
    """Called by the worker for each stored message."""
    for attempt in range(1, ACK_ATTEMPTS + 1):
        try:
            resp = requests.post(
                partner.ack_url,
                json={"messageId": message_id, "state": "accepted"},
                cert=(partner.cert_file, partner.key_file),
            )
            resp.raise_for_status()
            return True
        except requests.RequestException as exc:
            log.warning("ack failed partner=%s attempt=%d: %s", partner.code, attempt, type(exc).__name__)
    return False


@app.get("/readyz")
async def ready(request: Request):
    async with request.app.state.pool.acquire(timeout=2) as conn:
        await conn.execute("select 1", timeout=2)
    return {"state": "ok"}
