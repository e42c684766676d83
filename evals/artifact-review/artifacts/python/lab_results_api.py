"""Lab results service: search, retrieval and release of findings."""
import logging
import os
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, FastAPI, HTTPException, Response, status
from fastapi.middleware.cors import CORSMiddleware
from pydantic import BaseModel, Field
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from labs.audit import record_access
from labs.auth import Principal, require_scope
from labs.db import dispose_engine, get_session
from labs.models import Order, Result

logger = logging.getLogger("labs.results")

# comma separated, e.g. "https://ward.example.org,https://desk.example.org"
ALLOWED_ORIGINS = [o.strip() for o in os.environ["LABS_ALLOWED_ORIGINS"].split(",") if o.strip()]
if "*" in ALLOWED_ORIGINS:
    raise RuntimeError("LABS_ALLOWED_ORIGINS must list explicit origins")


@asynccontextmanager
async def lifespan(app: FastAPI):
    yield
    await dispose_engine()


app = FastAPI(title="Lab results", lifespan=lifespan)
app.add_middleware(
    CORSMiddleware,
    allow_origins=ALLOWED_ORIGINS,
    allow_credentials=True,
    allow_methods=["GET", "POST"],
    allow_headers=["Authorization", "Content-Type"],
)

Session = Annotated[AsyncSession, Depends(get_session)]
Reader = Annotated[Principal, Depends(require_scope("results:read"))]
Releaser = Annotated[Principal, Depends(require_scope("results:release"))]


class ResultSearch(BaseModel):
    # in the body and not in the query string: URLs end up in proxy logs
    insurance_number: str = Field(min_length=8, max_length=14)
    birth_date: date
    since: date | None = None


class ResultOut(BaseModel):
    id: UUID
    analyte: str
    value: str
    unit: str | None
    reported_at: datetime
    released: bool


def _out(result: Result) -> ResultOut:
    return ResultOut(
        id=result.id,
        analyte=result.analyte,
        value=result.value,
        unit=result.unit,
        reported_at=result.reported_at,
        released=result.released_at is not None,
    )


@app.post("/results/search", response_model=list[ResultOut])
async def search(criteria: ResultSearch, session: Session, user: Reader):
    stmt = (
        select(Result)
        .join(Order)
        .where(
            Order.insurance_number == criteria.insurance_number,
            Order.birth_date == criteria.birth_date,
            Order.ward_id.in_(user.ward_ids),
        )
        .order_by(Result.reported_at.desc())
        .limit(200)
    )
    if criteria.since:
        stmt = stmt.where(Result.reported_at >= criteria.since)
    results = (await session.scalars(stmt)).all()
    await record_access(session, user.id, [r.id for r in results])
    await session.commit()
    logger.info("result search by user %s: %d hits", user.id, len(results))
    return [_out(r) for r in results]


async def _result_for(session: AsyncSession, result_id: UUID, user: Principal) -> Result:
    result = await session.scalar(
        select(Result).join(Order).where(Result.id == result_id, Order.ward_id.in_(user.ward_ids))
    )
    if result is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "result not found")
    return result


@app.get("/results/{result_id}", response_model=ResultOut)
async def get_result(result_id: UUID, session: Session, user: Reader, response: Response):
    result = await _result_for(session, result_id, user)
    await record_access(session, user.id, [result.id])
    await session.commit()
    response.headers["Cache-Control"] = "no-store"
    return _out(result)


@app.post("/results/{result_id}/release", response_model=ResultOut)
async def release(result_id: UUID, session: Session, user: Releaser):
    result = await _result_for(session, result_id, user)
    if result.released_at is not None:
        raise HTTPException(status.HTTP_409_CONFLICT, "already released")
    result.release(by=user.id)
    await session.commit()
    logger.info("result %s released by user %s", result_id, user.id)
    return _out(result)


@app.get("/live", include_in_schema=False)
async def live():
    """Liveness only: the process answers. Dependencies are covered by /ready."""
    return {"alive": True}


@app.get("/ready", include_in_schema=False)
async def ready(session: Session):
    try:
        await session.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError) as exc:
        logger.error("readiness: database unavailable (%s)", type(exc).__name__)
        raise HTTPException(status.HTTP_503_SERVICE_UNAVAILABLE, "database unavailable") from exc
    return {"ready": True}
