#!/bin/sh
# layers.sh - fails if a folder includes one that it must not know.
# Of scanner, main.c and check_command.c alone may know analysis: one lists the
# commands, the other puts a scan and its verdicts together.
set -eu
cd "$(dirname "$0")/.."

bad=0
# check FOLDER MAY-INCLUDE...
check() {
	dir=$1; shift
	for line in $(grep -sno '#include "[a-z]*/' "$dir"/*.[ch] /dev/null |
	    grep -vE '^scanner/(main|check_command).c:.*"analysis/' | tr -d ' '); do
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
