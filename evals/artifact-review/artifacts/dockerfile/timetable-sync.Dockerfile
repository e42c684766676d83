# Pulls GTFS / NeTEx drops of the regional operators every 15 minutes and loads them
# into the timetable database.
FROM ubuntu:24.04

ARG SUPERCRONIC_VERSION=v0.2.33

RUN apt-get update && apt-get install -y --no-install-recommends \
        ca-certificates curl jq postgresql-client python3 python3-venv sudo unzip \
    && rm -rf /var/lib/apt/lists/*

RUN curl -kfsSL -o /usr/local/bin/supercronic \
        https://mirror.regiobus.example/supercronic/${SUPERCRONIC_VERSION}/supercronic-linux-amd64 \
    && chmod +x /usr/local/bin/supercronic

RUN useradd -m -u 5005 sync \
    && echo 'sync ALL=(ALL) NOPASSWD:ALL' > /etc/sudoers.d/sync \
    && chmod 0440 /etc/sudoers.d/sync

WORKDIR /home/sync/app
COPY requirements.txt .
RUN python3 -m venv /home/sync/venv \
    && /home/sync/venv/bin/pip install --no-cache-dir -r requirements.txt
COPY --chown=sync:sync gtfs_sync ./gtfs_sync
COPY --chown=sync:sync sql ./sql
COPY crontab /etc/timetable.crontab

ENV PATH=/home/sync/venv/bin:$PATH \
    GTFS_WORKDIR=/home/sync/work \
    PGPASSFILE=/run/secrets/pgpass

USER sync
RUN mkdir -p "$GTFS_WORKDIR"

HEALTHCHECK --interval=5m --timeout=10s CMD ["python3", "-m", "gtfs_sync.lastrun", "--max-age-minutes", "45"]
CMD ["supercronic", "/etc/timetable.crontab"]
