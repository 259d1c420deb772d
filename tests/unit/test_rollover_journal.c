/* The journal: what is read is what was written, and nothing else goes on. */
#include "operator/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "operator/state_line.h"
#include "tap.h"

static char dir[64], path[128];

static struct rollover
state(uint8_t seed)
{
	struct rollover r = {.phase = (enum rollover_phase)(seed % 9),
	    .purpose = (enum rollover_purpose)(seed % 5),
	    .active = {{seed, 1}},
	    .standby = {{seed, 2}},
	    .keeps_others = seed % 2 != 0,
	    .is_emergency = seed % 3 != 0,
	    .active_since_s = 1800000000 + seed,
	    .phase_since_s = 1800000001,
	    .not_before_s = 1800000002,
	    .not_after_s = 1800000003,
	    .next_not_before_s = 1800000004,
	    .next_not_after_s = 1800000005,
	    .hold_s = 3600u + seed,
	    .hold_seen_s = 1800000006,
	    .aged_at_s = 1800000007,
	    .look_at_s = seed % 2 != 0 ? 1800000008 : 0,
	    .retry_at_s = 1800000009,
	    .failures = seed};
	if (seed % 2 != 0)
		r.next = (struct spki_digest){{seed, 3}};
	else
		r.retired = (struct spki_digest){{seed, 4}};
	snprintf(r.fault, sizeof(r.fault), "\"%u\"\n\x1b[2J", seed);
	return r;
}

static int
reopen(struct rollover *out, bool writes)
{
	struct journal j;
	struct text why;
	text_init(&why);
	int rc = journal_open(&j, dir, writes, out, &why);
	if (rc < 0)
		printf("# %s\n", why.bytes);
	journal_close(&j);
	text_fini(&why);
	return rc;
}

static void
write_file(const char *text)
{
	FILE *f = fopen(path, "w");
	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
		abort();
}

static void
test_lines(void)
{
	struct text line;
	bool same = true;
	text_init(&line);
	for (uint8_t i = 0; i < 45; i++) {
		struct rollover r = state(i), read;
		text_clear(&line);
		state_line_add(&line, &r, ROLLOVER_LOOK, 1800000000);
		same = same &&
		       state_line_read(line.bytes, line.len, &read) == 0 &&
		       memcmp(&r, &read, sizeof(r)) == 0;
	}
	ok(same, "what is read is what was written");
	bool refused = true;
	struct rollover read;
	for (size_t len = 0; len + 2 < line.len; len++)
		refused = refused &&
			  state_line_read(line.bytes, len, &read) == -EINVAL;
	ok(refused, "a line that was cut is none");
	/* RFC 5280 4.1.2.5: 9999-12-31T23:59:59Z is no end at all. */
	struct rollover r = state(1);
	r.not_after_s = 253402300799;
	text_clear(&line);
	state_line_add(&line, &r, ROLLOVER_LOOK, 1800000000);
	ok(state_line_read(line.bytes, line.len, &read) == 0 &&
		read.not_after_s == INT64_MAX / NS_PER_S,
	    "a certificate without an end");
	text_fini(&line);
}

static void
test_file(void)
{
	struct journal j, second;
	struct text why;
	struct rollover r = state(1), read;
	text_init(&why);
	ok(reopen(&read, true) == -ENOENT, "there is none");
	ok(journal_create(&j, dir, &why) == 0, "made");
	ok(journal_add(&j, &r, ROLLOVER_LOOK, 1) == 0, "a line");
	r = state(2);
	ok(journal_add(&j, &r, ROLLOVER_UPDATE, 2) == 0, "and one more");
	ok(journal_open(&second, dir, true, &read, &why) == -EWOULDBLOCK,
	    "one at a time");
	journal_close(&second);
	ok(reopen(&read, false) == 0 && memcmp(&r, &read, sizeof(r)) == 0,
	    "who only looks needs no lock");
	journal_close(&j);
	ok(reopen(&read, true) == 0 && memcmp(&r, &read, sizeof(r)) == 0,
	    "the last line is the state");
	text_clear(&why);
	ok(journal_create(&j, dir, &why) == -EEXIST, "it is not made twice");
	journal_close(&j);
	text_fini(&why);
	struct stat st;
	ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600,
	    "nobody else reads it");
}

static void
test_torn(void)
{
	struct rollover r = state(2), read;
	int fd = open(path, O_WRONLY | O_APPEND);
	ok(write(fd, "{\"version\":1,\"ti", 16) == 16 && close(fd) == 0,
	    "a line is torn");
	ok(reopen(&read, true) == 0 && memcmp(&r, &read, sizeof(r)) == 0,
	    "its act had not begun");
	struct journal j;
	struct text why;
	text_init(&why);
	r = state(3);
	ok(journal_open(&j, dir, true, &read, &why) == 0 &&
		journal_add(&j, &r, ROLLOVER_LOOK, 3) == 0,
	    "it goes on");
	journal_close(&j);
	ok(reopen(&read, true) == 0 && memcmp(&r, &read, sizeof(r)) == 0,
	    "behind the last whole line");
	text_fini(&why);
}

static int
disk_full(void *ctx, const struct file_event *e)
{
	(void)ctx;
	return e->call == FILE_WRITE || e->call == FILE_SYNC ? -ENOSPC : 0;
}

static void
test_full_disk(void)
{
	struct journal j;
	struct text why;
	struct rollover r = state(4), read;
	text_init(&why);
	ok(journal_open(&j, dir, true, &read, &why) == 0, "open");
	file_set_hook(disk_full, NULL);
	ok(journal_add(&j, &r, ROLLOVER_UPDATE, 4) == -ENOSPC,
	    "a full disk is said before the act");
	file_set_hook(NULL, NULL);
	journal_close(&j);
	r = state(3);
	ok(reopen(&read, true) == 0 && memcmp(&r, &read, sizeof(r)) == 0,
	    "the state of before holds");
	text_fini(&why);
}

static void
test_length(void)
{
	struct journal j;
	struct text why;
	struct rollover r = state(5), read;
	struct stat st;
	int rc;
	text_init(&why);
	rc = journal_open(&j, dir, true, &read, &why);
	for (int i = 0; rc == 0 && i < 3000; i++) {
		r.failures = (unsigned)i;
		rc = journal_add(&j, &r, ROLLOVER_LOOK, i);
	}
	journal_close(&j);
	ok(rc == 0 && stat(path, &st) == 0 && st.st_size < 3 << 19,
	    "it does not grow for ever");
	ok(reopen(&read, true) == 0 && memcmp(&r, &read, sizeof(r)) == 0,
	    "and ends with the state");
	text_fini(&why);
}

static void
test_strangers(void)
{
	struct rollover read;
	write_file("{\"version\":2,\"phase\":\"rest\"}\n");
	ok(reopen(&read, true) == -EPROTONOSUPPORT, "another version's");
	write_file("");
	ok(reopen(&read, true) == -EINVAL, "an empty one");
	write_file("hello\n");
	ok(reopen(&read, true) == -EINVAL, "no journal");
}

int
main(void)
{
	snprintf(dir, sizeof(dir), "%s", "/tmp/test_rollover_journal.XXXXXX");
	if (mkdtemp(dir) == NULL)
		return 1;
	snprintf(path, sizeof(path), "%s/journal", dir);
	test_lines();
	test_file();
	test_torn();
	test_full_disk();
	test_length();
	test_strangers();
	ok(file_remove_tree(dir) == 0, "and it is gone");
	return tap_end();
}
