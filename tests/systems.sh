#!/usr/bin/env bash
# The two commands of the README, as they stand there, on bare Debian systems.
#
#   tests/systems.sh [-g] [-k FOLDER] [SUITE[:PYTHON] ...]
#
# Without a SUITE it tries bookworm, trixie, sid and sid:python3.15.
#
# Each system is a tree of Debian's smallest set of packages with a Python and git, in which a clone
# of what is committed here is tried.  -g grades only: the first command, and no tests.  -k keeps the
# trees in a folder, where the next run finds them.
# It needs root, debootstrap, and a way to Debian's packages and to PyPI: the configuration that apt
# and pip have here is used there.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

refuse() { echo "tests/systems.sh: $*" >&2; exit 2; }

grades_only='' kept=''
while getopts gk: option; do
  case $option in
    g) grades_only=1 ;;
    k) kept=$OPTARG ;;
    *) exit 2 ;;
  esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || set -- bookworm trixie sid sid:python3.15

[ "$(uname -s)" = Linux ] || refuse "these are Linux systems"
[ "$(id -u)" -eq 0 ] || refuse "only root may make a system"
command -v debootstrap >/dev/null || refuse "no debootstrap; run: apt-get install debootstrap"
unshare --mount true 2>/dev/null || refuse "this root may not mount anything (in a container?)"

mapfile -t commands < <(grep -E '^    python3 -m venv .* && ' README.md)
[ ${#commands[@]} -eq 2 ] || refuse "the README has ${#commands[@]} commands that set everything up"
[ -z "$grades_only" ] || unset 'commands[1]'

if [ -n "$kept" ]; then
  trees=$(mkdir -p "$kept" && realpath "$kept")
else
  trees=$(mktemp -d)
  trap 'rm -rf --one-file-system "$trees"' EXIT
fi

# The system in folder $1 with Debian's suite $2 and Python $3; made beside it, so that it is whole.
make() {
  [ -d "$1" ] && return
  rm -rf --one-file-system "$1.part"
  debootstrap --variant=minbase --include="$3,$3-venv,git,ca-certificates" "$2" "$1.part" \
    >"$1.log" 2>&1 && mv "$1.part" "$1"
}

# Let the system in folder $1 have this machine's way to the network, and a fresh clone.
furnish() {
  local file
  for file in /etc/resolv.conf /etc/pip.conf /etc/xdg/pip /root/.config/pip \
    /etc/ssl/certs/ca-certificates.crt; do
    if [ -e "$file" ]; then
      mkdir -p "$1${file%/*}" && cp -rL "$file" "$1${file%/*}/"
    fi
  done
  rm -rf "$1/root/clone" && git clone --quiet . "$1/root/clone"
}

# Run command $2 in the clone on the system in folder $1, with its own processes and mounts.
within() {
  local passed=() name
  for name in $(compgen -e | grep -E '^(PIP_|SSL_CERT_|REQUESTS_CA_BUNDLE$)|_proxy$|_PROXY$'); do
    passed+=("$name=${!name}")
  done
  unshare --mount --pid --fork --kill-child bash -c '
    mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" && mount --rbind /sys "$0/sys" &&
      exec chroot "$@"' "$1" "$1" \
    env -i HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin "${passed[@]}" \
    sh -c "cd /root/clone && $2"
}

failed=0
for system; do
  suite=${system%%:*} python=python3
  [ "$suite" = "$system" ] || python=${system#*:}
  tree=$trees/$suite-$python
  if ! make "$tree" "$suite" "$python"; then
    echo "$system: cannot be made, see $tree.log:" && tail -n 3 "$tree.log"
    failed=$((failed + 1))
    continue
  fi
  furnish "$tree"
  echo "$system: $(chroot "$tree" "$python" -V)"
  for command in "${commands[@]}"; do
    began=$SECONDS
    if within "$tree" "${command/#    python3/$python}" >"$tree.out" 2>&1; then
      outcome=passed
    else
      outcome="FAILED ($?)"
      failed=$((failed + 1))
      cp "$tree.out" "$tree.failed"
    fi
    echo "$system: $outcome in $((SECONDS - began)) s: ${command#    }"
    tail -n "$([ "$outcome" = passed ] && echo 1 || echo 30)" "$tree.out"
  done
done
exit $((failed > 0))
