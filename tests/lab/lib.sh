# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
# What the lab's programs share: the cache, locks, progress and packages. Sourced.
set -euo pipefail
umask 022
# Debian's own programs, not those of someone's PATH; and messages that can be searched for.
export PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin:/usr/local/bin LC_ALL=C.UTF-8
lab=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
top=${lab%/tests/lab}
cache=${COSLICE_LAB_CACHE:-/var/cache/coslice-lab}
[ "${cache#/}" != "$cache" ] || cache=$PWD/$cache

say() { echo "lab: $*" >&2; }
# 125: the lab itself failed, whatever COMMAND would have said.
fail() { say "$*"; exit 125; }

is_suite() { [[ $1 =~ ^(bookworm|trixie|forky)$ ]]; }

# packages SUITE KIND…: the packages of these kinds.
packages() {
        local suite=$1 kind package suites
        shift
        while read -r kind package suites; do
                if [[ " $* " = *" $kind "* && ( -z $suites || " $suites " = *" $suite "* ) ]]; then echo "$package"; fi
        done < <(sed 's/ *#.*//' "$lab/packages")
}

# install_here KIND…: what this machine lacks of these kinds. Two at once would wait for each other's apt-get.
install_here() {
        local suite wanted
        suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
        mapfile -t wanted < <(packages "$suite" "$@")
        # One question for all is quick; what it can't answer, like "a|b", the installer can.
        if [ "$(dpkg-query -W -f '${db:Status-Status}\n' "${wanted[@]}" 2>/dev/null | grep -cx installed)" -lt ${#wanted[@]} ]; then
                locked install "$top/tests/install" <(printf '%s\n' "${wanted[@]}") || fail "packages are missing on this machine"
        fi
}

# stage TEXT COMMAND…: one line with the seconds it took; what it prints is shown only if it fails. COMMAND is a
# program or a function whose steps are joined by &&: called in a condition, "set -e" doesn't hold in it.
stage() {
        local text=$1 log started=$SECONDS status=0
        shift
        log=$(mktemp)
        "$@" >"$log" 2>&1 </dev/null || status=$?
        if [ "$status" = 0 ]; then
                say "$text: $((SECONDS - started)) s"
        else
                say "$text failed:"
                tail -n 40 "$log" >&2
        fi
        rm -f "$log"
        return "$status"
}

# locked NAME COMMAND…: no two at once.
locked() {
        local fd status=0 file=$cache/locks/${1//\//-}
        shift
        exec {fd}>"$file"
        flock "$fd"
        "$@" || status=$?
        exec {fd}>&-
        return "$status"
}

# make_once PATH COMMAND…: if there is no PATH, runs COMMAND with the name of one beside it, which becomes PATH when
# it is complete. Others who want it wait.
make_once() {
        [ -e "$1" ] || locked "$1" make_locked "$@" || return
        touch -c "$1" # says when it was last of use, see prune
}

make_locked() {
        local path=$1
        shift
        [ ! -e "$path" ] || return 0 # made while we waited
        mkdir -p "${path%/*}"
        prune "${path%/*}"
        rm -rf --one-file-system "$path.new"
        if "$@" "$path.new"; then
                mv -T "$path.new" "$path"
        else
                rm -rf --one-file-system "$path.new"
                return 1
        fi
}

# prune FOLDER: drops from it what nobody has used for a week.
prune() {
        [ ! -d "$1" ] || find "$1" -mindepth 1 -maxdepth 1 -mtime +7 -exec rm -rf --one-file-system {} +
}

# files [PATHSPEC…]: the checkout's files below top, those not ignored by git; NUL after each.
files() {
        if ! git -C "$top" -c safe.directory='*' ls-files -z --cached --others --exclude-standard -- "$@" 2>/dev/null; then
                # A source archive has no git.
                (cd "$top" && find . -type d \( -name '.*' -o -name 'build*' \) ! -name . -prune -o -type f -printf '%P\0')
        fi
}

# key WORD…: a name for what is made from these words and from the files on stdin (below top, NUL after each).
key() {
        (cd "$top" && { printf '%s\0' "$@"; sort -zu | xargs -0 -r sha256sum 2>/dev/null || true; }) | sha256sum | cut -c 1-20
}

[ "$UID" = 0 ] || fail "only root can make machines"
[ -d "$cache/locks" ] || mkdir -p "$cache/locks"
