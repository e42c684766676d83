FROM python:3.12.8-slim-bookworm AS base
ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    UV_LINK_MODE=copy

FROM base AS build
COPY --from=ghcr.io/astral-sh/uv:0.5.11 /uv /usr/local/bin/uv
WORKDIR /stock
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --no-install-project
COPY stock ./stock
RUN uv sync --frozen --no-dev

# test image used by CI (docker build --target test); the shipped image is the last stage
FROM build AS test
RUN uv sync --frozen
COPY tests ./tests
ENV STOCK_DATABASE_URL=sqlite+pysqlite:///:memory: \
    STOCK_BROKER_URL=memory://
CMD ["uv", "run", "pytest", "-q"]

FROM base AS runtime
RUN groupadd -g 2300 stock && useradd -u 2300 -g stock -M -s /usr/sbin/nologin stock
WORKDIR /stock
COPY --from=build /stock /stock
ENV PATH=/stock/.venv/bin:$PATH

# STOCK_BROKER_URL and STOCK_DATABASE_URL come from the deployment's secret, there is no default.
USER stock

HEALTHCHECK --interval=60s --timeout=15s --start-period=20s --retries=3 \
  CMD celery -A stock.tasks inspect ping -d "celery@$HOSTNAME" --timeout 10 || exit 1

STOPSIGNAL SIGTERM
CMD ["celery", "-A", "stock.tasks", "worker", "--loglevel=INFO", "--concurrency=4", "--queues=reservations,recounts"]
