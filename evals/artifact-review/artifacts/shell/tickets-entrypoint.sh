#!/bin/sh
# Entrypoint of the ticket shop image.
#   web      application server (default)
#   worker   queue worker
#   migrate  schema migrations, used by the pre-upgrade job
set -eu

# NAME_FILE (docker/k8s secret) wins over NAME
from_file() {
  name=$1
  eval "path=\${${name}_FILE:-}"
  if [ -n "$path" ]; then
    [ -r "$path" ] || { echo "entrypoint: $path is not readable" >&2; exit 78; }
    value=$(cat "$path")
    export "$name=$value"
    unset "${name}_FILE" value
  fi
}

for v in DATABASE_URL REDIS_URL SESSION_KEY PAYMENT_API_KEY; do
  from_file "$v"
done

: "${DATABASE_URL:?is not set}"
: "${REDIS_URL:?is not set}"
: "${SESSION_KEY:?is not set}"

if [ "${#SESSION_KEY}" -lt 32 ]; then
  echo "entrypoint: SESSION_KEY is too short" >&2
  exit 78
fi

export APP_ENV="${APP_ENV:-production}"
export APP_DEBUG="${APP_DEBUG:-0}"
if [ "$APP_ENV" = production ] && [ "$APP_DEBUG" != 0 ]; then
  echo "entrypoint: APP_DEBUG is not allowed in production" >&2
  exit 78
fi

wait_for_db() {
  limit=${DB_WAIT_SECONDS:-60}
  start=$(date +%s)
  until python -m tickets.cli db-ping --timeout 3 > /dev/null 2>&1; do
    if [ $(($(date +%s) - start)) -ge "$limit" ]; then
      echo "entrypoint: database not reachable within ${limit}s" >&2
      exit 69
    fi
    sleep 2
  done
}

case "${1:-web}" in
  web)
    wait_for_db
    exec gunicorn tickets.wsgi:application \
      --bind "0.0.0.0:${PORT:-8000}" \
      --workers "${WEB_WORKERS:-3}" \
      --timeout 30 --graceful-timeout 25 \
      --max-requests 5000 --max-requests-jitter 500 \
      --limit-request-line 4094 --access-logfile -
    ;;
  worker)
    wait_for_db
    exec celery --app tickets.queue worker \
      --concurrency "${WORKER_CONCURRENCY:-4}" \
      --max-tasks-per-child 500 --time-limit 300 --soft-time-limit 270 \
      --loglevel "${LOG_LEVEL:-info}"
    ;;
  migrate)
    wait_for_db
    # advisory lock inside, a second pod waits at most two minutes
    exec python -m tickets.cli migrate --lock-timeout 120
    ;;
  *)
    exec "$@"
    ;;
esac
