from __future__ import annotations

import hmac
import logging
import os
from contextlib import asynccontextmanager
from datetime import datetime, timezone
from pathlib import Path

import psycopg
from fastapi import Depends, FastAPI, Header, HTTPException
from fastapi.responses import JSONResponse
from psycopg_pool import ConnectionPool, PoolTimeout

from .gateway import HttpSmsGateway
from .service import GatewayError, run_reminders

logger = logging.getLogger(__name__)


def create_app(pool, gateway, trigger_token: str) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_: FastAPI):
        yield
        pool.close()

    app = FastAPI(title="clinic-reminders", docs_url=None, lifespan=lifespan)

    def require_scheduler(authorization: str = Header(default="")) -> None:
        expected = f"Bearer {trigger_token}".encode()
        if not hmac.compare_digest(authorization.encode(), expected):
            raise HTTPException(status_code=401, detail="unauthorized")

    @app.post("/internal/reminders/run", dependencies=[Depends(require_scheduler)])
    def run(clinic_ids: list[int] | None = None) -> dict:
        with pool.connection() as conn:
            result = run_reminders(conn, gateway, datetime.now(timezone.utc), clinic_ids)
        return {"sent": result.sent, "failed": result.failed}

    @app.get("/health")
    def health() -> JSONResponse:
        checks = {"database": "ok", "sms": "ok"}
        try:
            with pool.connection(timeout=2) as conn:
                conn.execute("SELECT 1")
        except (psycopg.Error, PoolTimeout):
            logger.exception("health: database check failed")
            checks["database"] = "down"
        try:
            gateway.ping()
        except GatewayError as exc:
            logger.error("health: sms gateway check failed code=%s", exc.code)
            checks["sms"] = "down"
        healthy = all(state == "ok" for state in checks.values())
        return JSONResponse(checks, status_code=200 if healthy else 503)

    return app


def build() -> FastAPI:
    """Entry point for uvicorn --factory."""
    logging.basicConfig(level=os.environ.get("LOG_LEVEL", "INFO"))
    # httpx logs request lines at INFO
    logging.getLogger("httpx").setLevel(logging.WARNING)
    pool = ConnectionPool(os.environ["DATABASE_URL"], min_size=1, max_size=4, open=True)
    gateway = HttpSmsGateway(os.environ["SMS_BASE_URL"], _secret("SMS_TOKEN_FILE"))
    return create_app(pool, gateway, _secret("TRIGGER_TOKEN_FILE"))


def _secret(variable: str) -> str:
    value = Path(os.environ[variable]).read_text(encoding="utf-8").strip()
    if not value:
        raise RuntimeError(f"{variable} points to an empty file")
    return value
