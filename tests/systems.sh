#!/usr/bin/env bash
# The two commands of the README, as they stand there, on bare Debian systems; at the end a table.
#
#   tests/systems.sh [-g] [-k FOLDER] [-l SECONDS] [SUITE[:PYTHON] ...]
#
# Without a SUITE it tries bookworm, trixie, sid and sid:python3.15.
#
# Each system is a tree of Debian's smallest set of packages with a Python and git, in which a clone
# of what is committed here is tried.
#   -g  grade only: the first command, and no tests
#   -k  keep the trees in a folder, where the next run finds them, with what each command printed
#   -l  end a command after so many seconds; 7200 if nothing is said
# It asks nothing, and its status is 0 if all commands ended well.
# It needs root, debootstrap, and a way to Debian's packages and to PyPI: the configuration that apt
# and pip have here is used there.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
export DEBIAN_FRONTEND=noninteractive
exec </dev/null

refuse() { echo "tests/systems.sh: $*" >&2; exit 2; }

grades_only='' kept='' limit=7200
while getopts gk:l: option; do
  case $option in
    g) grades_only=1 ;;
    k) kept=$OPTARG ;;
    l) limit=$OPTARG ;;
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
  timeout "$limit" debootstrap --variant=minbase --include="$3,$3-venv,git,ca-certificates" \
    "$2" "$1.part" >"$1.log" 2>&1 && mv "$1.part" "$1"
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

# Run command $2 in the clone on the system in folder $1, with its own processes and mounts: they
# end with it, also when its time is over.
within() {
  local passed=() name
  for name in $(compgen -e | grep -E '^(PIP_|SSL_CERT_|REQUESTS_CA_BUNDLE$)|_proxy$|_PROXY$'); do
    passed+=("$name=${!name}")
  done
  timeout --kill-after=10 "$limit" unshare --mount --pid --fork --kill-child bash -c '
    mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" && mount --rbind /sys "$0/sys" &&
      exec chroot "$@"' "$1" "$1" \
    env -i HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin "${passed[@]}" \
    sh -c "cd /root/clone && $2"
}

# Try command $2 on the system in folder $1, print how it went, and leave that in $outcome.
try() {
  local began=$SECONDS status last
  within "$1" "$2" >"$1.out" 2>&1
  status=$?
  last=$(tail -n 1 "$1.out")
  case $status in
    0) outcome="$((SECONDS - began)) s" ;;
    124 | 137) outcome="ended after $((SECONDS - began)) s" ;;
    *) outcome="status $status after $((SECONDS - began)) s" ;;
  esac
  [[ $last =~ [0-9]+\ (passed|failed) ]] && outcome+=", ${last% in *}"
  [ $status -eq 0 ] && return
  failed=$((failed + 1))
  cp "$1.out" "$1.failed"
  tail -n 30 "$1.out"
}

failed=0 rows=()
for system; do
  suite=${system%%:*} python=python3
  [ "$suite" = "$system" ] || python=${system#*:}
  tree=$trees/$suite-$python
  if ! make "$tree" "$suite" "$python" || ! furnish "$tree"; then
    echo "$system: cannot be made, see $tree.log:" && tail -n 3 "$tree.log"
    failed=$((failed + 1))
    rows+=("| $system | cannot be made |")
    continue
  fi
  outcomes=()
  for command in "${commands[@]}"; do
    echo "$(date +%T) $system: ${command#    }"
    try "$tree" "${command/#    python3/$python}"
    echo "$(date +%T) $system: $outcome"
    outcomes+=("$outcome")
  done
  numpy=$(within "$tree" '.venv/bin/python -c "import numpy; print(numpy.__version__)"' 2>/dev/null)
  version=$(chroot "$tree" "$python" -V)
  rows+=("$(printf '| %s ' "$system" "${version#Python }" "${numpy:-none}" "${outcomes[@]}")|")
done

heads=(system Python numpy grades tests)
[ -z "$grades_only" ] || unset 'heads[4]'
printf '\n%s|\n%s|\n' "$(printf '| %s ' "${heads[@]}")" "$(printf '|---%.0s' "${heads[@]}")"
printf '%s\n' "${rows[@]}"
exit $((failed > 0))
