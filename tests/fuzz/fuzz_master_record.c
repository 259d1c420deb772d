#include "resolver/transfer/master_record.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "dns/rdata_canonical.h"
#include "resolver/transfer/line.h"
#include "resolver/zone/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* One record, kept. */
struct kept_record {
	struct master_record room;
	struct dns_name owner;
	struct transfer_record is;
	unsigned count;
};

static const char *
keep(void *ctx, const struct zone_rr *rr)
{
	struct kept_record *k = ctx;
	if (!master_record_read(&k->room, rr, &k->is))
		return "malformed RDATA";
	k->owner = *k->is.owner;
	k->is.owner = &k->owner;
	k->count++;
	return NULL;
}

static bool
is_same(const struct transfer_record *a, const struct transfer_record *b)
{
	return dns_name_equal(a->owner, b->owner) && a->type == b->type &&
	       a->ttl_s == b->ttl_s && rdata_compare(&a->rdata, &b->rdata) == 0;
}

/* The line that is kept of it is read again as the same record. */
static void
check_line(const struct transfer_record *r)
{
	static struct kept_record again;
	const struct zone_source source = {.path = "line"};
	struct zone_sink sink = {.ctx = &again, .record = keep};
	struct zone_file_count count;
	struct text t, why;
	text_init(&t);
	text_init(&why);
	master_record_init(&again.room);
	again.count = 0;
	if (r->type != DNS_SOA) /* a file has one */
		text_add(&t, ".\t1\tIN\tSOA\ta.\tb.\t1 2 3 4 5\n");
	transfer_line_add(&t, r);
	assert(text_ok(&t));
	int rc =
	    zone_file_read_text(&source, t.bytes, t.len, &sink, &count, &why);
	if (rc < 0 || again.count == 0 || !is_same(&again.is, r)) {
		fprintf(
		    stderr, "%s%s\n", t.bytes, why.len > 0 ? why.bytes : "");
		assert(!"a line is read as it was written");
	}
	master_record_fini(&again.room);
	text_fini(&why);
	text_fini(&t);
}

static const char *
take(void *ctx, const struct zone_rr *rr)
{
	struct master_record *room = ctx;
	struct transfer_record r;
	if (!master_record_read(room, rr, &r))
		return "malformed RDATA";
	check_line(&r);
	return NULL;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct master_record room;
	struct zone_sink sink = {.ctx = &room, .record = take};
	struct zone_file_count count;
	struct text why;
	text_init(&why);
	master_record_init(&room);
	const struct zone_source source = {
	    .path = "zone", .origin = &DNS_ROOT, .lenient = true};
	int rc = zone_file_read_text(
	    &source, (const char *)bytes, len, &sink, &count, &why);
	if (rc < 0)
		assert(why.len > 0); /* no failure without a reason */
	master_record_fini(&room);
	text_fini(&why);
	return 0;
}
