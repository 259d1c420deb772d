/* The questions of a round of stage `again`, on the disk and back. */
#include "scanner/run/again_list.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "dns/message.h"
#include "base/file.h"
#include "tap.h"
#include "test_folder.h"

static const struct {
	const char *name;
	uint16_t type;
} rows[] = {
    {".", DNS_DNSKEY},
    {"example.se", DNS_MX},
    {"_25._tcp.mx.example.se", DNS_TLSA},
    {"a\\.b\\032\\200.example.se", DNS_A},
    {"example.se", 65280},
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]), FIRST = 2 };

static void
make(struct array *questions)
{
	for (size_t i = 0; i < ROWS; i++) {
		struct dns_question *q = array_push(questions, 1, sizeof(*q));
		if (q == NULL)
			abort();
		*q = (struct dns_question){
		    .type = rows[i].type, .class = DNS_CLASS_IN};
		if (!dns_name_from_text(
			rows[i].name, strlen(rows[i].name), &q->name))
			abort();
	}
}

static bool
is_same(const struct array *a, const struct array *b, size_t first)
{
	const struct dns_question *p = a->at, *q = b->at;
	if (a->count - first != b->count)
		return false;
	for (size_t i = 0; i < b->count; i++)
		if (!dns_name_equal(&p[first + i].name, &q[i].name) ||
		    p[first + i].type != q[i].type ||
		    q[i].class != DNS_CLASS_IN)
			return false;
	return true;
}

static void
test_rounds(const struct array *all)
{
	struct array read = {0};
	ok(again_list_read(1, &read) == -ENOENT && read.count == 0,
	    "a round that has not begun");
	ok(again_list_write(1, all, 0) == 0 && again_list_read(1, &read) == 0 &&
		is_same(all, &read, 0),
	    "a round comes back as it was");
	array_fini(&read);
	read = (struct array){0};
	ok(again_list_write(2, all, FIRST) == 0 &&
		again_list_read(2, &read) == 0 && is_same(all, &read, FIRST),
	    "another has what is behind the first");
	array_fini(&read);
	read = (struct array){0};
	ok(again_list_write(3, all, ROWS) == 0 &&
		again_list_read(3, &read) == 0 && read.count == 0,
	    "one may have nothing, and has begun");
	array_fini(&read);
}

/* What a kill may leave: half a list, which has another name. */
static void
test_killed(const struct array *all)
{
	struct array read = {0};
	write_bytes("state/again-4.tmp", "exam", 4);
	ok(again_list_read(4, &read) == -ENOENT, "half a list is none");
	ok(again_list_write(4, all, 0) == 0 &&
		access("state/again-4.tmp", F_OK) < 0 &&
		again_list_read(4, &read) == 0 && is_same(all, &read, 0),
	    "and is made anew");
	array_fini(&read);
}

static int
fail(void *ctx, const struct file_event *e)
{
	(void)ctx;
	return e->call == FILE_SYNC ? -ENOSPC : 0;
}

static void
test_faults(const struct array *all)
{
	struct array read = {0};
	file_set_hook(fail, NULL);
	ok(again_list_write(5, all, 0) == -ENOSPC, "a full disk is told");
	file_set_hook(NULL, NULL);
	ok(again_list_read(5, &read) == -ENOENT, "and leaves no list");
	write_bytes("state/again-6", "example.se\n", 11);
	ok(again_list_read(6, &read) == -EBADMSG, "a line without a type");
	write_bytes("state/again-7", "example.se NOTYPE\n", 18);
	ok(again_list_read(7, &read) == -EBADMSG, "or with none that is one");
	array_fini(&read);
}

int
main(void)
{
	struct array all = {0};
	char command[64];
	if (mkdtemp(test_folder) == NULL || mkdir(path_of("state"), 0777) < 0 ||
	    chdir(test_folder) < 0)
		return 1;
	make(&all);
	test_rounds(&all);
	test_killed(&all);
	test_faults(&all);
	array_fini(&all);
	snprintf(command, sizeof(command), "rm -r %s", test_folder);
	return chdir("/") < 0 || system(command) != 0 || tap_end();
}
