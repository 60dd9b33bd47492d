#!/bin/sh
# Makes the data directory that every node begins with a copy of, $MURPHY_TEMPLATE: users, a database, and the identity and
# position of a Galera cluster, so that members need no state transfer. No passwords: only the run's own network reaches
# it; but replication wants one. Clients are no administrators, so that a read-only server refuses them.
set -eu

mariadb-install-db --no-defaults --datadir="$MURPHY_TEMPLATE" --auth-root-authentication-method=normal \
  --skip-test-db --skip-name-resolve --innodb-log-file-size=32M >/dev/null

# One statement a line: that is what --bootstrap reads. None of them goes into a binary log.
mariadbd --no-defaults --datadir="$MURPHY_TEMPLATE" --innodb-log-file-size=32M --bootstrap <<SQL
create database murphy character set utf8mb4 collate utf8mb4_bin;
delete from mysql.global_priv where user = '' or host not in ('localhost', '127.0.0.1');
flush privileges;
create user root@'%';
grant all on *.* to root@'%' with grant option;
create user repl@'%' identified by 'repl';
grant replication slave on *.* to repl@'%';
create user murphy@'%';
grant all on murphy.* to murphy@'%';
SQL

# A cluster of one writes the cluster's identity into InnoDB and, when it shuts down, its position to grastate.dat.
mariadbd --no-defaults --datadir="$MURPHY_TEMPLATE" --socket=/tmp/bake.sock --skip-networking --innodb-log-file-size=32M \
  --binlog-format=ROW --innodb-autoinc-lock-mode=2 --wsrep-on=ON --wsrep-provider=/usr/lib/galera/libgalera_smm.so \
  --wsrep-cluster-address=gcomm:// --wsrep-node-address=127.0.0.1 --wsrep-new-cluster \
  --wsrep-provider-options='gcache.size=1M;gmcast.listen_addr=tcp://127.0.0.1:4567' >/tmp/bake.log 2>&1 &
tries=0
until mariadb -uroot -S /tmp/bake.sock -Ne "show status like 'wsrep_local_state_comment'" 2>/dev/null | grep -q Synced; do
  tries=$((tries + 1))
  [ "$tries" -lt 600 ] || { cat /tmp/bake.log >&2; exit 1; }
  sleep 0.1
done
mariadb-admin -uroot -S /tmp/bake.sock shutdown
wait
rm -f "$MURPHY_TEMPLATE/galera.cache" /tmp/bake.log
