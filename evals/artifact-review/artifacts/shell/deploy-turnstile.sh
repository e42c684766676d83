#!/bin/bash
# Deploys the turnstile controller on the stadium gate servers.
# usage: deploy-turnstile.sh <version> [stage]
#
# 2021-08 jk  first version
# 2022-03 jk  migrations
# 2023-11 tm  moved to artifact store

VERSION=$1
STAGE=${2:-prod}

APP=turnstile
ARTIFACTS=https://artifacts.arena-ops.example/turnstile
WORK=/tmp/turnstile-deploy

source /etc/arena/deploy-$STAGE.env    # APP_DIR, DB_DSN, GATES

if [ -z "$VERSION" ]; then
    echo "usage: $0 <version> [stage]"
    exit 1
fi

info() {
    echo "[$(date +%H:%M:%S)] $*"
}

mkdir -p $WORK
cd $WORK

info "fetching $APP $VERSION"
curl --fail --silent --show-error --max-time 120 -o $APP.tar.gz $ARTIFACTS/$APP-$VERSION.tar.gz
curl --fail --silent --show-error --max-time 30 -o $APP.tar.gz.sha256 $ARTIFACTS/$APP-$VERSION.tar.gz.sha256
if ! sha256sum -c $APP.tar.gz.sha256; then
    info "checksum of $APP-$VERSION differs"
    exit 1
fi

info "stopping service"
systemctl stop turnstile-controller

info "installing into $APP_DIR"
cd $APP_DIR
rm -rf *
tar -xzf $WORK/$APP.tar.gz
chown -R turnstile:turnstile $APP_DIR

info "migrating database"
./bin/migrate --dsn "$DB_DSN" up
info "database is at version $(./bin/migrate --dsn "$DB_DSN" version)"

info "starting service"
systemctl start turnstile-controller

for gate in $GATES; do
    info "pushing firmware list to gate $gate"
    ./bin/gatectl --gate "$gate" --timeout 20 reload || FAILED_GATES="$FAILED_GATES $gate"
done

if [ -n "$FAILED_GATES" ]; then
    info "gates not reloaded:$FAILED_GATES"
    ./bin/notify --channel gate-crew --text "turnstile $VERSION: gates not reloaded:$FAILED_GATES"
fi

rm -rf "$WORK"
info "deployed $VERSION"
