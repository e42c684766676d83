"""Ingest endpoint for smart meter concentrators."""
import asyncio
import hashlib
import hmac
import json
import logging
import os
import ssl

import aiohttp
import asyncpg
from aiohttp import web

log = logging.getLogger("ingest")

HEADER_SIGNATURE = "X-Signature"
MAX_POINTS = 1000


def upstream_ssl() -> ssl.SSLContext:
    """The market hub uses the energy PKI, so its root is added explicitly."""
    ctx = ssl.create_default_context(cafile=os.environ["HUB_CA_FILE"])
    ctx.minimum_version = ssl.TLSVersion.TLSv1_2
    ctx.load_cert_chain(os.environ["HUB_CLIENT_CERT"], os.environ["HUB_CLIENT_KEY"])
    return ctx


def signature_ok(secret: bytes, body: bytes, given: str) -> bool:
    expected = hmac.new(secret, body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace"))


async def post_points(request: web.Request) -> web.Response:
    body = await request.read()
    pool: asyncpg.Pool = request.app["pool"]
    device = request.match_info["device"]

    secret = await pool.fetchval("SELECT secret FROM concentrators WHERE serial = $1", device)
    if secret is None or not signature_ok(secret, body, request.headers.get(HEADER_SIGNATURE, "")):
        log.warning("refused upload for concentrator %r", device)
        raise web.HTTPUnauthorized()

    try:
        points = [
            (str(p["meter"]), int(p["ts"]), float(p["kwh"]), device)
            for p in json.loads(body)["points"]
        ]
    except (ValueError, KeyError, TypeError) as exc:
        log.info("malformed upload from %s: %s", device, type(exc).__name__)
        raise web.HTTPBadRequest(text="malformed points") from exc
    if len(points) > MAX_POINTS:
        raise web.HTTPRequestEntityTooLarge(max_size=MAX_POINTS, actual_size=len(points))

    await pool.executemany(
        "INSERT INTO points (meter, ts, kwh)"
        " SELECT m.number, to_timestamp($2), $3 FROM meters m"
        "  WHERE m.number = $1 AND m.concentrator = $4"
        " ON CONFLICT (meter, ts) DO NOTHING",
        points,
    )
    return web.json_response({"received": len(points)}, status=202)


async def health(request: web.Request) -> web.Response:
    checks = {}
    try:
        await asyncio.wait_for(request.app["pool"].fetchval("SELECT 1"), timeout=2)
        checks["database"] = True
    except (OSError, asyncio.TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        log.exception("health: database check failed")
        checks["database"] = False
    checks["forwarder"] = not request.app["forwarder"].done()
    return web.json_response(checks, status=200 if all(checks.values()) else 503)


async def forward_forever(app: web.Application) -> None:
    url = os.environ["HUB_URL"]
    connector = aiohttp.TCPConnector(ssl=upstream_ssl(), limit=2)
    timeout = aiohttp.ClientTimeout(total=30)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        while True:
            try:
                sent = await forward_once(app["pool"], session, url)
            except (
                aiohttp.ClientError,
                asyncio.TimeoutError,
                asyncpg.PostgresError,
                asyncpg.InterfaceError,
                OSError,
            ):
                log.exception("forwarding failed, next attempt in 60 s")
                await asyncio.sleep(60)
                continue
            if not sent:
                await asyncio.sleep(5)


async def forward_once(pool: asyncpg.Pool, session: aiohttp.ClientSession, url: str) -> int:
    async with pool.acquire() as conn, conn.transaction():
        rows = await conn.fetch(
            "SELECT meter, ts, kwh FROM points WHERE forwarded_at IS NULL"
            " ORDER BY ts LIMIT 500 FOR UPDATE SKIP LOCKED"
        )
        if not rows:
            return 0
        payload = [{"m": r["meter"], "t": r["ts"].isoformat(), "v": r["kwh"]} for r in rows]
        async with session.post(url, json=payload) as resp:
            resp.raise_for_status()
        await conn.executemany(
            "UPDATE points SET forwarded_at = now() WHERE meter = $1 AND ts = $2",
            [(r["meter"], r["ts"]) for r in rows],
        )
        return len(rows)


async def resources(app: web.Application):
    app["pool"] = await asyncpg.create_pool(os.environ["DATABASE_URL"], max_size=10)
    app["forwarder"] = asyncio.create_task(forward_forever(app))
    yield
    app["forwarder"].cancel()
    try:
        await app["forwarder"]
    except asyncio.CancelledError:
        pass  # expected: we have just cancelled it
    except Exception:
        log.exception("forwarder had ended with an error")
    await app["pool"].close()


def make_app() -> web.Application:
    app = web.Application(client_max_size=1024 * 1024)
    app.router.add_post("/v1/concentrators/{device}/points", post_points)
    app.router.add_get("/health", health)
    app.cleanup_ctx.append(resources)
    return app


if __name__ == "__main__":
    logging.basicConfig(level=os.environ.get("LOG_LEVEL", "INFO"))
    web.run_app(make_app(), port=8080)
