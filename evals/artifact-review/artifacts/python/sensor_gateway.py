"""
Edge gateway for cold-room sensors.

Receives readings over HTTP from the radio concentrators, buffers them in Redis
and forwards batches to the plant historian.
"""
import asyncio
import json
import logging
import os
import time

import aiohttp
import redis.asyncio as aioredis
from aiohttp import web

LOG = logging.getLogger("gateway")

HISTORIAN_URL = os.environ.get("HISTORIAN_URL", "https://historian.plant.local:8443/v2/points")
HISTORIAN_TOKEN = os.environ["HISTORIAN_TOKEN"]
BUFFER_KEY = "gw:buffer"
BATCH = 200
FLUSH_EVERY = 5.0

routes = web.RouteTableDef()


def _valid(reading):
    return (
        isinstance(reading, dict)
        and isinstance(reading.get("sensor"), str)
        and isinstance(reading.get("celsius"), (int, float))
        and -80 <= reading["celsius"] <= 120
    )


@web.middleware
async def device_auth(request, handler):
    if request.path == "/health":
        return await handler(request)
    device = request.headers.get("X-Device-Id", "")
    key = request.headers.get("X-Device-Key", "")
    if not await request.app["keystore"].matches(device, key):
        raise web.HTTPUnauthorized()
    request["device"] = device
    return await handler(request)


@routes.post("/v1/readings")
async def post_readings(request):
    try:
        payload = await request.json()
    except json.JSONDecodeError:
        raise web.HTTPBadRequest(text="body must be JSON")
    readings = payload.get("readings", []) if isinstance(payload, dict) else []
    good = [r for r in readings if _valid(r)]
    if len(good) != len(readings):
        LOG.warning("device %s sent %d invalid readings",
                    request["device"], len(readings) - len(good))
    if good:
        now = time.time()
        await request.app["redis"].rpush(
            BUFFER_KEY,
            *[json.dumps({**r, "gw": request["device"], "rx": now}) for r in good],
        )
    return web.json_response({"accepted": len(good)}, status=202)


@routes.get("/health")
async def health(request):
    return web.json_response({
        "status": "ok",
        "redis": "connected",
        "historian": "connected",
        "uptime": round(time.time() - request.app["started"], 1),
    })


async def forward(app):
    headers = {"Authorization": f"Bearer {HISTORIAN_TOKEN}"}
    # historian uses the plant CA
    connector = aiohttp.TCPConnector(limit=4, ssl=False)
    async with aiohttp.ClientSession(connector=connector, headers=headers) as session:
        while True:
            await asyncio.sleep(FLUSH_EVERY)
            batch = await app["redis"].lrange(BUFFER_KEY, 0, BATCH - 1)
            if not batch:
                continue
            try:
                async with session.post(
                    HISTORIAN_URL,
                    json=[json.loads(b) for b in batch],
                    timeout=aiohttp.ClientTimeout(total=20),
                ) as resp:
                    resp.raise_for_status()
            except (aiohttp.ClientError, asyncio.TimeoutError) as exc:
                # the batch stays in the buffer and is retried on the next turn
                LOG.warning("forward of %d points failed: %s", len(batch), exc)
                continue
            await app["redis"].ltrim(BUFFER_KEY, len(batch), -1)


async def on_startup(app):
    from gateway.keystore import RedisKeystore

    app["started"] = time.time()
    app["redis"] = aioredis.from_url(os.environ.get("REDIS_URL", "redis://localhost:6379/0"))
    app["keystore"] = RedisKeystore(app["redis"])
    app["forwarder"] = asyncio.create_task(forward(app))


async def on_cleanup(app):
    app["forwarder"].cancel()
    await asyncio.gather(app["forwarder"], return_exceptions=True)
    await app["redis"].aclose()


def make_app():
    app = web.Application(middlewares=[device_auth], client_max_size=512 * 1024)
    app.add_routes(routes)
    app.on_startup.append(on_startup)
    app.on_cleanup.append(on_cleanup)
    return app


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    web.run_app(make_app(), port=int(os.environ.get("PORT", "8080")))
