#!/bin/sh
# Makes a Docker engine answer on a Debian machine, with or without systemd: installs it, starts it, waits for it.
# For CI and fresh machines; needs root. Does nothing where an engine answers already.
#
# Its own networks lie in 198.18.0.0/15 (reserved for testing networks, RFC 2544), so that they collide with nobody's.
set -eu

log=${MURPHY_DOCKERD_LOG:-/var/log/dockerd.log}
socket=/var/run/docker.sock

say() { echo "docker-engine: $*"; }

answers() {
  if [ -n "${DOCKER_HOST:-}" ]; then
    docker version >/dev/null 2>&1
  else
    curl -fsS --max-time 5 --unix-socket "$socket" http://localhost/_ping >/dev/null 2>&1
  fi
}

install_packages() {
  # RUNLEVEL=1 keeps package scripts from starting the daemon themselves, with other networks than ours.
  set -- -y -qq -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3
  apt-get "$@" update >/dev/null
  RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get "$@" install --no-install-recommends \
    docker.io cgroupfs-mount mmdebstrap iptables nftables curl ca-certificates procps >/dev/null
}

start_daemon() {
  if [ -d /run/systemd/system ] && systemctl start docker 2>/dev/null; then return; fi
  # Machines without an init that mounts them.
  [ -e /sys/fs/cgroup/cgroup.controllers ] || [ -d /sys/fs/cgroup/memory ] || cgroupfs-mount
  # A daemon that was killed leaves its pid file, and the next one refuses to start.
  pidfile=/var/run/docker.pid
  [ -e "$pidfile" ] && ! kill -0 "$(cat "$pidfile")" 2>/dev/null && rm -f "$pidfile"
  setsid dockerd \
    --bip 198.18.0.1/24 --default-address-pool base=198.18.0.0/15,size=24 \
    >>"$log" 2>&1 </dev/null &
}

if answers; then
  say "an engine answers already"
  exit 0
fi
if [ "$(id -u)" != 0 ]; then
  say "no engine answers, and only root can install and start one: run 'sudo $0'" >&2
  exit 1
fi
if ! command -v dockerd >/dev/null || ! command -v mmdebstrap >/dev/null || ! command -v curl >/dev/null; then
  say "installing docker.io and mmdebstrap"
  install_packages
fi
if ! answers; then
  say "starting dockerd (log: $log)"
  start_daemon
fi
tries=0
until answers; do
  tries=$((tries + 1))
  if [ "$tries" -ge 60 ]; then
    say "dockerd did not answer within 30 s; the end of $log:" >&2
    tail -n 20 "$log" >&2 || true
    exit 1
  fi
  sleep 0.5
done
say "an engine answers"
