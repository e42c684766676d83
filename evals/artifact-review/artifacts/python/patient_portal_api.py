import logging
import os
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Annotated

import asyncpg
from fastapi import Depends, FastAPI, HTTPException, Query, Request
from fastapi.middleware.cors import CORSMiddleware
from pydantic import BaseModel

from portal.security import StaffUser, current_staff_user

logger = logging.getLogger("portal.patients")


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.pool = await asyncpg.create_pool(
        os.environ["PORTAL_DATABASE_URL"], min_size=2, max_size=12
    )
    yield
    await app.state.pool.close()


app = FastAPI(title="Patient portal", version="2.8.1", lifespan=lifespan)

app.add_middleware(
    CORSMiddleware,
    allow_origin_regex=r"https?://.*",
    allow_credentials=True,
    allow_methods=["GET", "POST", "PUT", "DELETE"],
    allow_headers=["Authorization", "Content-Type", "X-Request-Id"],
)


class Appointment(BaseModel):
    id: int
    starts_at: datetime
    clinic: str
    reason: str | None = None


class PatientSummary(BaseModel):
    id: int
    given_name: str
    family_name: str
    birth_date: date
    appointments: list[Appointment] = []


class NoteIn(BaseModel):
    text: str
    diagnosis_code: str | None = None


Staff = Annotated[StaffUser, Depends(current_staff_user)]


@app.get("/patients/search", response_model=list[PatientSummary])
async def search_patients(
    request: Request,
    user: Staff,
    insurance_number: Annotated[str, Query(min_length=8, max_length=14)],
    birth_date: date,
    diagnosis: str | None = None,
):
    """Look up a patient at reception by insurance card."""
    async with request.app.state.pool.acquire() as conn:
        rows = await conn.fetch(
            """
            SELECT DISTINCT p.id, p.given_name, p.family_name, p.birth_date
              FROM patients p
              LEFT JOIN diagnoses d ON d.patient_id = p.id
             WHERE p.insurance_number = $1
               AND p.birth_date = $2
               AND ($3::text IS NULL OR d.icd10 = $3)
               AND p.clinic_id = ANY($4::int[])
            """,
            insurance_number, birth_date, diagnosis, user.clinic_ids,
        )
    return [PatientSummary(**dict(r)) for r in rows]


@app.get("/patients/{patient_id}/appointments", response_model=list[Appointment])
async def list_appointments(request: Request, patient_id: int, user: Staff):
    async with request.app.state.pool.acquire() as conn:
        rows = await conn.fetch(
            "SELECT a.id, a.starts_at, c.name AS clinic, a.reason"
            "  FROM appointments a JOIN clinics c ON c.id = a.clinic_id"
            " WHERE a.patient_id = $1 AND a.clinic_id = ANY($2::int[])"
            " ORDER BY a.starts_at",
            patient_id, user.clinic_ids,
        )
    return [Appointment(**dict(r)) for r in rows]


@app.post("/patients/{patient_id}/notes", status_code=201)
async def add_note(request: Request, patient_id: int, note: NoteIn, user: Staff):
    async with request.app.state.pool.acquire() as conn:
        patient = await conn.fetchrow(
            "SELECT id, given_name, family_name FROM patients"
            " WHERE id = $1 AND clinic_id = ANY($2::int[])",
            patient_id, user.clinic_ids,
        )
        if patient is None:
            raise HTTPException(status_code=404, detail="patient not found")

        note_id = await conn.fetchval(
            "INSERT INTO notes (patient_id, author_id, body, icd10)"
            " VALUES ($1, $2, $3, $4) RETURNING id",
            patient_id, user.id, note.text, note.diagnosis_code,
        )
    logger.info(
        "note %s added for %s %s icd10=%s",
        note_id, patient["given_name"], patient["family_name"], note.diagnosis_code,
    )
    return {"id": note_id}


@app.get("/healthz", include_in_schema=False)
async def healthz(request: Request):
    try:
        async with request.app.state.pool.acquire(timeout=2) as conn:
            await conn.execute("SELECT 1")
    except Exception:
        logger.exception("health check failed")
        raise HTTPException(status_code=503, detail="database unavailable")
    return {"status": "ok"}
