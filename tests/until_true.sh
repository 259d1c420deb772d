# until_true.sh - how a script waits for what must come, by its condition.
# To be sourced.

# until_true SECONDS COMMAND... : tries twenty times a second; false: it never
# came true.
until_true() {
	local tries=$(($1 * 20))
	shift
	while ! "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || {
			echo "never came true: $*"
			return 1
		}
		sleep 0.05
	done
}
