/* Lines that are wider than a terminal. */
#include "base/wrapped_text.h"

#include "base/macros.h"
#include "tap.h"

static const struct {
	const char *name, *text, *want;
} rows[] = {
    {"nothing", "", ""},
    {"an empty line", "\n", "\n"},
    {"what fits", "12345 7890\n", "12345 7890\n"},
    {"one column too many", "12345 78901\n", "12345\n    78901\n"},
    {"indent", "  a bb ccc dddd\n", "  a bb ccc\n      dddd\n"},
    {"a number and its unit", "so it 27 d.\n", "so it\n    27 d.\n"},
    {"a number and no unit", "so it is 7 -d\n", "so it is 7\n    -d\n"},
    {"blanks within", "a  b\n", "a  b\n"},
    {"a word that is too wide", "x 1234567890abc\n",
	"x\n    123456\n    7890ab\n    c\n"},
    {"such a word at the beginning", "1234567890ab\n", "1234567890\n    ab\n"},
    {"a colour has no width", "\033[31m12345\033[0m 7890\n",
	"\033[31m12345\033[0m 7890\n"},
    {"no newline at the end", "12345 78901", "12345\n    78901"},
    {"two lines", "12345 78901\nb\n", "12345\n    78901\nb\n"},
    {"indent beyond what is left", "      a bbb c\n", "      a\nbbb c\n"},
};

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct text t;
		text_init(&t);
		text_add(&t, "");
		text_add_wrapped(&t, rows[i].text, 10);
		bool same = strcmp(t.bytes, rows[i].want) == 0;
		if (!same)
			printf("# have \"%s\"\n", t.bytes);
		ok(same, rows[i].name);
		text_fini(&t);
	}
	return tap_end();
}
