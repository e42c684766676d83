"""Tariff engine for the utility billing backend.

Product managers maintain price formulas in the admin UI; each formula is stored
with the tariff and evaluated for every meter period, e.g.

    base + max(kwh - 250, 0) * peak_rate
"""
import logging
import math
import pickle
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from fastapi import APIRouter, Depends, HTTPException
from pydantic import BaseModel, Field
from redis import Redis
from sqlalchemy.orm import Session

from billing.deps import current_user, get_db, get_redis
from billing.models import MeterPeriod, Tariff

log = logging.getLogger(__name__)
router = APIRouter(prefix="/tariffs", tags=["tariffs"], dependencies=[Depends(current_user)])

FUNCTIONS = {"min": min, "max": max, "round": round, "ceil": math.ceil, "floor": math.floor}


class PreviewRequest(BaseModel):
    formula: str = Field(max_length=500)
    kwh: float = Field(ge=0)
    base: float = 0
    peak_rate: float = 0
    offpeak_rate: float = 0
    days: int = Field(30, ge=1, le=366)


class PreviewResult(BaseModel):
    amount: Decimal


def evaluate(formula: str, variables: dict[str, Any]) -> Decimal:
    scope = {"__builtins__": {}, **FUNCTIONS, **variables}
    value = eval(formula, scope)
    return Decimal(str(value)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


@router.post("/preview", response_model=PreviewResult)
def preview(req: PreviewRequest):
    """Lets the tariff editor show the result of a formula while typing."""
    variables = req.model_dump(exclude={"formula"})
    try:
        return PreviewResult(amount=evaluate(req.formula, variables))
    except (SyntaxError, NameError, TypeError, ArithmeticError) as exc:
        raise HTTPException(422, detail=f"formula: {exc}")


@router.get("/{tariff_id}/periods/{period_id}", response_model=PreviewResult)
def price_period(
    tariff_id: int,
    period_id: int,
    db: Session = Depends(get_db),
    cache: Redis = Depends(get_redis),
):
    key = f"tariff:{tariff_id}:{period_id}"
    hit = cache.get(key)
    if hit:
        return PreviewResult(amount=Decimal(hit.decode()))

    tariff = db.get(Tariff, tariff_id)
    period = db.get(MeterPeriod, period_id)
    if tariff is None or period is None:
        raise HTTPException(404)
    amount = evaluate(tariff.formula, _variables(tariff, period))
    cache.setex(key, 3600, str(amount))
    return PreviewResult(amount=amount)


def _variables(tariff: Tariff, period: MeterPeriod) -> dict[str, Any]:
    return {
        "kwh": float(period.kwh),
        "base": float(tariff.base_price),
        "peak_rate": float(tariff.peak_rate),
        "offpeak_rate": float(tariff.offpeak_rate),
        "days": (period.end - period.start).days,
    }


def run_billing(db: Session, until: date) -> int:
    """Nightly run. Returns the number of priced periods."""
    count = 0
    for period in db.query(MeterPeriod).filter(
        MeterPeriod.end <= until, MeterPeriod.amount.is_(None)
    ):
        tariff = period.contract.tariff
        try:
            period.amount = evaluate(tariff.formula, _variables(tariff, period))
        except Exception:
            # formula does not fit this meter
            period.amount = Decimal("0.00")
        count += 1
    db.commit()
    log.info("billing run until %s: %d periods", until, count)
    return count


def snapshot(tariffs: list[Tariff], path: str) -> None:
    """Frozen copy of the tariff table for the auditors."""
    with open(path, "wb") as fh:
        pickle.dump([(t.id, t.name, t.formula, t.valid_from) for t in tariffs], fh)
