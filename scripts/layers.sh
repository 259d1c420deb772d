#!/bin/sh
# layers.sh - fails if a folder includes one that it must not know.
# scanner/main.c alone may know analysis: it only lists the commands.
set -eu
cd "$(dirname "$0")/.."

bad=0
# check FOLDER MAY-INCLUDE...
check() {
	dir=$1; shift
	for line in $(grep -sno '#include "[a-z]*/' "$dir"/*.[ch] /dev/null |
	    grep -v '^scanner/main.c:.*"analysis/' | tr -d ' '); do
		seen=${line##*\"}
		case " ${dir##*/} $* " in
		*" ${seen%/} "*) ;;
		*) echo "${line%%#*} $dir/ must not include $seen"; bad=1 ;;
		esac
	done
}

check base
check stacks/net  base
check stacks/dns  base
check stacks/tls  base
check stacks/mail base
check stacks/link base net
check resolver    base dns
check output      base
check analysis    base dns tls output
check scanner     base net dns tls mail link resolver output
exit $bad
