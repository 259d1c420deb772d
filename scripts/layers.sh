#!/bin/sh
# layers.sh - fails if a folder includes one that it must not know, or files
# include each other.
# Arrows run one way (doc/rooms.md); a folder that is not listed fails too.
# Lists of folders are split into words:
# shellcheck disable=SC2086
set -eu
cd "$(dirname "$0")/.."

bad=0
listed=" "
complain() {
	echo "$*"
	bad=1
}

# check FOLDER MAY-INCLUDE... : by the path that its includes name.
check() {
	dir=$1
	listed="$listed$dir "
	shift
	own=${dir#stacks/}
	includes=$(cd "$dir" && grep -Ho '^ *# *include *"[^"]*/' -- *.[ch] |
	    sed 's/ *# *include *"//')
	for line in $includes; do
		seen=${line##*:}
		seen=${seen%/}
		case " $own $* " in
		*" $seen "*) continue ;;
		esac
		complain "$dir/${line%%:*} must not include $seen/"
	done
}

dns="base dns"
records="$dns output output/record"
engine="base net dns tls mail link output output/record scanner/engine"
judge="$dns tls output output/record"

check base
check stacks/net         base
check stacks/dns         base
check stacks/tls         base
check stacks/mail        base
check stacks/link        base net
check resolver/zone      $dns
check resolver/iterator  $dns
check resolver/transfer  $dns output resolver/zone
check resolver/web       $dns output resolver/transfer
check output             base
check output/record      base net dns tls mail output
check scanner/engine     base net dns tls mail link output output/record
check scanner/dns        $engine resolver/zone resolver/iterator
check scanner/smtp       $engine
check scanner/probe      $engine
check scanner/run        $engine scanner/dns scanner/smtp resolver/zone
check analysis/evidence  $records tls
check analysis/dane      base dns tls output/record
check analysis/dnssec    $judge analysis/evidence
check analysis/verdict   $judge mail analysis/evidence analysis/dnssec analysis/dane
check analysis/report    $judge analysis/verdict
check analysis/history   $judge analysis/evidence analysis/dane
check analysis/command   $judge analysis/evidence analysis/dnssec \
    analysis/dane analysis/verdict analysis/report analysis/history
check operator           base dns tls output analysis/dane
# A command puts things together; `check` a scan and its verdicts.
check scanner/command    $engine scanner/dns scanner/smtp scanner/probe \
    scanner/run resolver/zone resolver/transfer resolver/web analysis/command analysis/evidence \
    analysis/dnssec analysis/dane analysis/verdict operator

for dir in $(git ls-files '*.c' '*.h' | grep -v '^tests/' |
    sed 's#/[^/]*$##' | sort -u); do
	case $listed in
	*" $dir "*) ;;
	*) complain "$dir/ is not in scripts/layers.sh" ;;
	esac
done

# No two nouns include each other, not even by others: tsort names a loop.
# shellcheck disable=SC2016
loops=$(git ls-files '*.[ch]' | grep -v '^tests/' | xargs awk '
	/^ *# *include *"/ {
		split($0, part, "\"")
		dir = from = FILENAME
		sub("/[^/]*$", "", dir)
		sub("\\.[ch]$", "", from)
		to = part[2]
		sub("\\.[ch]$", "", to)
		if (to !~ "/")
			to = dir "/" to
		else if (to ~ "^(net|dns|tls|mail|link)/")
			to = "stacks/" to
		if (from != to)
			print from ">" to
	}' | sort -u | tr '>' ' ' | tsort 2>&1 >/dev/null | sed 's/^tsort: //')
[ -z "$loops" ] || complain "these include each other: $loops"
exit $bad
