# Settlement worker: consumes `settlement.requested` and writes payout files.
FROM python:3.11.10-slim-bookworm AS builder

ARG PYPI_USER=svc-settlement
ARG PYPI_TOKEN=glpat-Zr7mQx2vKd9TnLwE4sYb

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1

RUN apt-get update \
 && apt-get install -y --no-install-recommends build-essential libpq-dev \
 && rm -rf /var/lib/apt/lists/*

WORKDIR /build
COPY requirements.lock .
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --require-hashes \
      --extra-index-url "https://${PYPI_USER}:${PYPI_TOKEN}@packages.norrvik-pay.example/simple" \
      -r requirements.lock

FROM python:3.11.10-slim-bookworm

RUN apt-get update \
 && apt-get install -y --no-install-recommends libpq5 tini \
 && rm -rf /var/lib/apt/lists/*

COPY --from=builder /opt/venv /opt/venv
ENV PATH="/opt/venv/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    SETTLEMENT_QUEUE=settlement.requested \
    SETTLEMENT_SPOOL=/var/spool/payouts

WORKDIR /srv/settlement
COPY settlement ./settlement
COPY conf/logging.yaml ./conf/logging.yaml
RUN mkdir -p "$SETTLEMENT_SPOOL" && chmod 0750 "$SETTLEMENT_SPOOL"

# touches the heartbeat file each time a message has been acknowledged or the poll came back empty
HEALTHCHECK --interval=60s --timeout=5s \
  CMD ["python", "-m", "settlement.heartbeat", "--max-age", "180"]

ENTRYPOINT ["tini", "--"]
CMD ["python", "-m", "settlement.worker"]
