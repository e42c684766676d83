#!/bin/bash
# backup of the webshop and stock databases
# cron: 30 1 * * *  root  /usr/local/sbin/backup-mariadb.sh
set -e

DATABASES="shop stock supplier_portal"
DEST=/mnt/nas/backup/mariadb
KEEP=14
DB_USER=backup
DB_PASS='Wq8-tRk3vZ!m2Lp'
MAILTO=it@hofladen-verbund.example
DATE=$(date +%Y-%m-%d)
ERRORS=0

if ! mountpoint -q /mnt/nas; then
    echo "NAS is not mounted" | mail -s "backup FAILED $DATE" "$MAILTO"
    exit 1
fi

mkdir -p "$DEST/$DATE"

# make room first, the NAS is small
find "$DEST" -mindepth 1 -maxdepth 1 -type d -mtime +$KEEP -exec rm -rf {} +

dump() {
    local db="$1"
    local out="$DEST/$DATE/$db.sql.gz"
    echo "$(date +%T) $db"
    mysqldump --user="$DB_USER" --password="$DB_PASS" \
        --single-transaction --quick --routines --triggers --events \
        "$db" | gzip -6 > "$out"
    if [ $? -ne 0 ]; then
        ERRORS=$((ERRORS + 1))
        echo "dump of $db failed"
    fi
}

for db in $DATABASES; do
    dump "$db"
done

# configuration goes along
tar -czf "$DEST/$DATE/etc-mysql.tar.gz" /etc/mysql

chmod -R a+rX "$DEST/$DATE"

# so that the restore test on the branch server finds it
ln -sfn "$DEST/$DATE" "$DEST/latest"

du -sh "$DEST/$DATE"

if [ "$ERRORS" -eq 0 ]; then
    echo "all databases saved to $DEST/$DATE" | mail -s "backup ok $DATE" "$MAILTO"
else
    echo "$ERRORS databases failed" | mail -s "backup FAILED $DATE" "$MAILTO"
fi
exit "$ERRORS"
