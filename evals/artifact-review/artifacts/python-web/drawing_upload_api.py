"""Upload of technical drawings for quotes (PDF, PNG) - machine shop portal."""
import hashlib
import logging
import os
import tempfile
from pathlib import Path
from uuid import UUID, uuid4

import anyio
from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import FileResponse
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from quotes.auth import Customer, current_customer
from quotes.db import get_session
from quotes.models import Drawing, Quote

log = logging.getLogger("quotes.drawings")

router = APIRouter(prefix="/quotes/{quote_id}/drawings", tags=["drawings"])

STORE = Path(os.environ["DRAWING_STORE"]).resolve()
MAX_BYTES = int(os.environ.get("DRAWING_MAX_BYTES", 15 * 1024 * 1024))
MAX_PER_QUOTE = 20
RECEIVE_SECONDS = 120

KINDS = {
    b"%PDF-": ("pdf", "application/pdf"),
    b"\x89PNG\r\n\x1a\n": ("png", "image/png"),
}


def sniff(head: bytes) -> tuple[str, str] | None:
    for magic, kind in KINDS.items():
        if head.startswith(magic):
            return kind
    return None


async def own_quote(
    quote_id: UUID,
    customer: Customer = Depends(current_customer),
    session: AsyncSession = Depends(get_session),
) -> Quote:
    quote = await session.scalar(
        select(Quote).where(Quote.id == quote_id, Quote.customer_id == customer.id)
    )
    if quote is None:
        raise HTTPException(404, "quote not found")
    return quote


async def _receive(request: Request) -> tuple[Path, str, str, int, str]:
    """Writes the raw body to a temporary file in the store. The caller moves or removes it."""
    digest = hashlib.sha256()
    size = 0
    head = b""
    fd, name = tempfile.mkstemp(dir=STORE, prefix=".incoming-")
    tmp = Path(name)
    try:
        with os.fdopen(fd, "wb") as out, anyio.fail_after(RECEIVE_SECONDS):
            async for chunk in request.stream():
                size += len(chunk)
                if size > MAX_BYTES:
                    raise HTTPException(413, "drawing is too large")
                if len(head) < 8:
                    head += chunk[:8]
                digest.update(chunk)
                await anyio.to_thread.run_sync(out.write, chunk)
        kind = sniff(head)
        if kind is None:
            raise HTTPException(415, "only PDF and PNG")
    except TimeoutError:
        tmp.unlink(missing_ok=True)
        raise HTTPException(408, "upload took too long")
    except BaseException:
        tmp.unlink(missing_ok=True)
        raise
    ext, mime = kind
    return tmp, ext, mime, size, digest.hexdigest()


@router.post("", status_code=201)
async def upload(
    request: Request,
    label: str = Query("drawing", max_length=120),
    quote: Quote = Depends(own_quote),
    session: AsyncSession = Depends(get_session),
):
    tmp, ext, mime, size, sha = await _receive(request)
    drawing = Drawing(
        id=uuid4(),
        quote_id=quote.id,
        label=label,
        mime=mime,
        ext=ext,
        size=size,
        sha256=sha,
    )
    final = STORE / f"{drawing.id}.{ext}"
    try:
        # the row of the quote is locked, two uploads at once cannot get over the limit together
        await session.refresh(quote, with_for_update=True)
        if await Drawing.count_for(session, quote.id) >= MAX_PER_QUOTE:
            raise HTTPException(409, "too many drawings for this quote")
        os.replace(tmp, final)
        session.add(drawing)
        await session.commit()
    except BaseException:
        tmp.unlink(missing_ok=True)
        final.unlink(missing_ok=True)
        raise
    log.info("drawing stored id=%s quote=%s bytes=%d", drawing.id, quote.id, size)
    return {"id": str(drawing.id), "size": size}


@router.get("/{drawing_id}")
async def download(
    drawing_id: UUID,
    quote: Quote = Depends(own_quote),
    session: AsyncSession = Depends(get_session),
):
    drawing = await session.scalar(
        select(Drawing).where(Drawing.id == drawing_id, Drawing.quote_id == quote.id)
    )
    if drawing is None:
        raise HTTPException(404, "drawing not found")
    return FileResponse(
        STORE / f"{drawing.id}.{drawing.ext}",
        media_type=drawing.mime,
        filename=f"drawing-{drawing.id}.{drawing.ext}",
        headers={"X-Content-Type-Options": "nosniff"},
    )
