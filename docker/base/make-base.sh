#!/bin/sh
# usage: make-base.sh SUITE > base.tar
#
# Writes the root file system of a minimal Debian SUITE (bookworm, trixie, sid …) to stdout as a tar archive, for
# `docker import` where no registry answers. Packages come from the Debian mirrors that this machine's own apt uses,
# with its own apt settings (proxy, certificates), and signatures are checked as apt does. Needs mmdebstrap.
set -eu
suite=${1:?usage: make-base.sh SUITE > base.tar}

fail() { echo "make-base: $*" >&2; exit 1; }

command -v mmdebstrap >/dev/null || fail "mmdebstrap is missing (apt-get install mmdebstrap)"
command -v apt-get >/dev/null || fail "this is not a machine with apt: only a registry can provide debian:$suite-slim"

# What apt itself holds for Debian's archives, whichever file and format they are written in.
mirror_of() { apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(REPO_URI)' 'Created-By: Packages' | sed -n "s/^Debian|$1|//p" | head -n 1; }
main=$(mirror_of Debian)
if [ -z "$main" ] && [ "$(id -u)" = 0 ]; then
  apt-get -qq -o DPkg::Lock::Timeout=600 update >&2 # a fresh machine has no package lists yet
  main=$(mirror_of Debian)
fi
[ -n "$main" ] || fail "apt knows no Debian mirror (run apt-get update)"
security=$(mirror_of Debian-Security)

sources="deb $main $suite main"
if [ "$suite" != sid ]; then
  sources="$sources
deb $main $suite-updates main"
  [ -z "$security" ] || sources="$sources
deb $security $suite-security main"
fi

# The machine's own way to its mirror goes along: mmdebstrap keeps these options in the image's apt.conf.d.
# Only plain `Key "value";` lines; apt prints lists and empty sections in other shapes.
options=$(apt-config dump --no-empty --format '%F "%v";%n' \
  Acquire::http Acquire::https Acquire::Retries Acquire::Check-Valid-Until Acquire::Check-Date | grep -v -- '::Verify' || true)
set --
while IFS= read -r option; do
  [ -z "$option" ] || set -- "$@" "--aptopt=$option"
done <<OPTIONS
$options
OPTIONS
# A mirror's copy of sid may be older than the week for which its Release file is valid. Signatures are still checked.
[ "$suite" != sid ] || set -- "$@" '--aptopt=Acquire::Check-Valid-Until "false"'
# Certificates that the machine's administrator added, for mirrors behind a proxy that opens TLS.
if ls /usr/local/share/ca-certificates/*.crt >/dev/null 2>&1; then
  set -- "$@" --include=ca-certificates --customize-hook='copy-in /usr/local/share/ca-certificates /usr/local/share' \
    --customize-hook='chroot "$1" update-ca-certificates'
fi

printf '%s\n' "$sources" | mmdebstrap --quiet --variant=minbase "$@" \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' \
  "$suite" - -
