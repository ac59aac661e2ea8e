#!/bin/sh
# shellcheck disable=SC2317 # as it stands in the sources, the lines that call the functions are not filled in
# Applies one delta by hand, with stock tools. Written for exactly this delta:
#   @LABEL@, on a tree that holds
#   @PARENT@
# Run it in that tree, with the archive that it came in (.tar.gz, .tar.zst or .tar):
#   sh .pulse-backup/apply.sh /path/of/@LABEL@.tar.gz
# The tree tells by .pulse-backup/state what it holds; RESTORE.md shows how that file is made after a full.
# Interrupted? Run it again: every step may be repeated. Stops again? Start again from the full, in an empty directory.

# In braces, so that the shell reads everything before it does anything: of a copy that was cut off, nothing is run.
{
set -eu
label='@LABEL@'
here='@ID@'
before='@PARENT_ID@'
archive=${1:-}

# Nobody's language or settings may change what tar and sqlite3 do.
export LC_ALL=C HOME=/nonexistent
unset TAR_OPTIONS POSIXLY_CORRECT GZIP
umask 077

# Whatever fails ends this script (set -e); then this says in one line where, and what to do.
at='its start'
todo='Nothing was changed.'
ended() {
    [ "$1" = 0 ] && return
    printf 'apply.sh: %s: FAILED at: %s. %s' "$label" "$at" "$todo" | tr '\n' '?' >&2
    echo >&2
}
trap 'ended $?' EXIT
trap 'exit 130' HUP INT TERM

# is FILE HASH: the SHA-256 of the file must be this one.
is() {
    found=$(sha256sum < "$1")
    [ "${found%% *}" = "$2" ]
}

was() { at="database $1 must be as it is in @PARENT@"; is "$1" "$2"; }
now() { at="database $1 must be as it is in $label"; is "$1" "$2"; }

# state TEXT: what the tree holds; renamed into place, so that there is the old text or the new one.
state() {
    at='noting what the tree holds'
    printf '%s\n' "$1" > .pulse-backup/state.new
    mv -f .pulse-backup/state.new .pulse-backup/state
}

# apply DATABASE HASH: takes the changed pages, a file with that SHA-256, into the database.
apply() {
    delta=$1.delta-$label
    at="the changed pages of $1 must be those of $label"
    is "$delta" "$2"
    # An empty file means that no page changed: there is nothing to apply.
    if [ -s "$delta" ]; then
        at="writing the changed pages into $1"
        cp -- "$delta" "$1-wal"
        said=$(sqlite3 -batch -init /dev/null -noheader -list "$1" 'PRAGMA wal_checkpoint(TRUNCATE);' < /dev/null)
        # Anything but 0|0|0 means that not every page was taken.
        [ "$said" = '0|0|0' ]
        rm -f -- "$1-wal" "$1-shm" "$1-journal"
    fi
    # Owner, mode and time of the database travel with its changed pages.
    at="owner, mode and time of $1"
    if [ "$(id -u)" = 0 ]; then chown --reference="$delta" -- "$1"; fi
    chmod --reference="$delta" -- "$1"
    touch -r "$delta" -- "$1"
    rm -f -- "$delta"
}

# 1. Everything needed must be there, before anything is changed.
at='its arguments (sh .pulse-backup/apply.sh ARCHIVE)'
[ $# = 1 ]
unpacker=tar
how=
case $archive in
    *.tar.gz) unpacker=gzip how=--gzip ;;
    *.tar.zst) unpacker=zstd how=--use-compress-program=zstd ;;
    *.tar) ;;
    *) at="the name of the archive must end in .tar.gz, .tar.zst or .tar, not $archive"; exit 1 ;;
esac
for program in cat chmod chown cp id mv rm sha256sum sync tar touch tr "$unpacker" @SQLITE3@; do
    at="the program $program is needed: install it"
    command -v "$program" > /dev/null
done

# 2. The current directory must be a tree that holds the parent, or one in which this script was interrupted.
at='the current directory must be the restored tree, with .pulse-backup/state in it (see RESTORE.md)'
[ -f .pulse-backup/state ]
holds=$(cat .pulse-backup/state)
halfway="$before, half-way to $here of $label"
case $holds in
    "$before" | "$halfway") ;;
    "$here") at='this delta is applied already: go on with the next one'; exit 1 ;;
    *) at="the tree must hold @PARENT@, or its equal, but holds the state $holds: wrong order, or another chain"; exit 1 ;;
esac

# 3. The archive must be readable to its end, and must be the one that this script came in.
at="reading the archive $archive"
[ -f "$archive" ]
tar -x -O $how --force-local -f "$archive" .pulse-backup/apply.sh > .pulse-backup/found
# Where its checksum file lies beside it, it must be what was written: of a plain .tar, tar does not see that a part is missing.
at="the archive $archive must be as its .sha256 says: take another copy of it"
if [ -f "${archive%.tar*}.sha256" ]; then
    listed=no
    while read -r sum name; do
        if [ "$name" = "${archive##*/}" ]; then is "$archive" "$sum"; listed=yes; fi
    done < "${archive%.tar*}.sha256"
    [ "$listed" = yes ]
fi
at="the archive $archive must hold this very delta"
own=$(sha256sum < "$0")
is .pulse-backup/found "${own%% *}"
rm -f .pulse-backup/found

# 4. Each database must be the one that its changed pages belong to. (Interrupted before? Then it was, and changed since.)
if [ "$holds" = "$before" ]; then
    :
@WAS@
fi

# 5. From here on the tree changes.
state "$halfway"
todo='Mend that and run apply.sh again with the same archive; if it stops here again, start again from the full.'

# 6. Remove what is gone, or is of another type now.
at='removing what is gone'
@GONE@

# 7. Remove what SQLite keeps beside a database: left there, it would be applied to the new one.
at='removing -wal, -shm and -journal files'
@SIDES@

# 8. Unpack what changed.
at='unpacking the archive'
tar -x $how -p --xattrs --acls --force-local --anchored --exclude=.pulse-backup -f "$archive"

# 9. Bring each database up to date.
@APPLY@

# 10. Each database must now be the one of this backup, to the byte.
todo='The tree is of no use: start again from the full, in an empty directory.'
@NOW@

# 11. Only when all of it is on disk does the tree hold this backup.
at='writing everything to disk'
todo='Run apply.sh again with the same archive.'
sync
state "$here"
echo "apply.sh: $label: applied"
exit 0
}
