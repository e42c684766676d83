# Nightly export of sold tickets to the accounting SFTP drop.
# Started by the Kubernetes CronJob `tickets-export` at 02:40; runs once and exits,
# its exit code is what alerting looks at.
FROM python:3.12.8-slim-bookworm@sha256:0dd75a762f778adaf3c35ea2123f443b8fcdc60fecd89bcd32b00def741dd925 AS wheels
WORKDIR /w
COPY requirements.txt .
RUN pip wheel --no-cache-dir --require-hashes -r requirements.txt -w /wheels

FROM python:3.12.8-slim-bookworm@sha256:0dd75a762f778adaf3c35ea2123f443b8fcdc60fecd89bcd32b00def741dd925

RUN useradd --uid 4100 --create-home --shell /usr/sbin/nologin exporter \
 && install -d -o exporter -g exporter -m 0700 /var/lib/export

RUN --mount=type=bind,from=wheels,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index /wheels/*.whl

COPY --chmod=0644 sftp/known_hosts /etc/ssh/ssh_known_hosts
COPY export /opt/export

ENV PYTHONPATH=/opt PYTHONUNBUFFERED=1 \
    EXPORT_DIR=/var/lib/export \
    SFTP_KEY_PATH=/var/run/secrets/sftp/id_ed25519

WORKDIR /var/lib/export
USER exporter

ENTRYPOINT ["python", "-m", "export.nightly"]
CMD ["--date", "yesterday", "--format", "csv"]
