#include "zone_by_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "resolver/transfer/fault.h"
#include "resolver/transfer/master_record.h"
#include "resolver/transfer/source.h"
#include "resolver/zone/file.h"
#include "zone_options.h"
#include "zone_writer.h"

/* A zone that is read record by record, as a transfer's walk has it. */
struct file_walk {
	struct zone_writer writer;
	struct master_record record; /* the one at hand */
	const struct dns_name *zone;
	struct rdata soa; /* in `soa_bytes` */
	uint8_t soa_bytes[TRANSFER_SOA_MAX];
	bool closed;
	uint64_t records, outside;
	int error;
};

static const char *
take_soa(struct file_walk *w, const struct transfer_record *r)
{
	if (!dns_name_equal(r->owner, w->zone))
		return transfer_fault_text(TRANSFER_FAULT_OTHER_ZONE);
	if (w->soa.len == 0 && r->rdata.len <= sizeof(w->soa_bytes)) {
		memcpy(w->soa_bytes, r->rdata.bytes, r->rdata.len);
		w->soa = (struct rdata){w->soa_bytes, r->rdata.len};
		return NULL;
	}
	w->closed = true;
	return rdata_compare(&w->soa, &r->rdata) == 0
		   ? NULL
		   : transfer_fault_text(TRANSFER_FAULT_OTHER_SOA);
}

static const char *
take_record(struct file_walk *w, const struct transfer_record *r)
{
	bool first = w->soa.len == 0;
	if (w->closed)
		return transfer_fault_text(TRANSFER_FAULT_BEHIND_SOA);
	if (first && r->type != DNS_SOA)
		return transfer_fault_text(TRANSFER_FAULT_NO_SOA);
	const char *fault = r->type == DNS_SOA ? take_soa(w, r) : NULL;
	if (fault != NULL || w->closed)
		return fault;
	if (!dns_name_in(r->owner, w->zone)) {
		w->outside++;
		return NULL;
	}
	w->error = zone_writer_add(&w->writer, r);
	w->records++;
	return w->error < 0 ? strerror(-w->error) : NULL;
}

static const char *
on_record(void *ctx, const struct zone_rr *rr)
{
	struct file_walk *w = ctx;
	struct transfer_record r;
	if (!master_record_read(&w->record, rr, &r))
		return "malformed RDATA";
	return take_record(w, &r);
}

/* gzip says itself where it ends. */
static bool
is_gzip(const char *path)
{
	uint8_t magic[2] = {0};
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, magic, sizeof(magic)) : -1;
	if (fd >= 0)
		close(fd);
	return n == 2 && magic[0] == 0x1f && magic[1] == 0x8b;
}

/* NULL, or why what was read is not all of a zone. */
static const char *
fault_of_count(const struct zone_file_arrival *f, const struct file_walk *w,
    const struct zone_file_count *c)
{
	if (c->other_class > 0)
		return "records of another class";
	if (c->other_type > 0)
		return "records of a type that is not known here";
	if (!c->has_serial)
		return "a malformed SOA";
	if (!f->has_end && !w->closed && !is_gzip(f->path))
		return "its end is not known: no length, no gzip, no SOA";
	return NULL;
}

/* False: it is no zone, and that was said. */
static bool
read_whole(const struct zone_options *o, const struct zone_file_arrival *f,
    struct file_walk *w, struct zone_file_count *c)
{
	const struct zone_source source = {
	    .path = f->path, .origin = f->zone, .text_max = o->max_bytes.value};
	struct zone_sink sink = {.ctx = w, .record = on_record};
	struct text why;
	text_init(&why);
	int rc = zone_file_read(&source, &sink, c, &why);
	const char *fault = rc == 0 ? fault_of_count(f, w, c) : NULL;
	if (rc < 0)
		log_line("zone get: %s: %s: %s", f->url,
		    transfer_fault_text(rc == -EINVAL && w->error == 0
					    ? TRANSFER_FAULT_DAMAGED
					    : TRANSFER_FAULT_MACHINE),
		    text_ok(&why) ? why.bytes : "");
	else if (fault != NULL)
		log_line("zone get: %s: %s: %s", f->url,
		    transfer_fault_text(TRANSFER_FAULT_DAMAGED), fault);
	text_fini(&why);
	return rc == 0 && fault == NULL;
}

enum zone_got
zone_take_file(const struct zone_options *o, struct kept_zone *k,
    const struct zone_file_arrival *f)
{
	static struct file_walk w; /* too large for a stack */
	struct zone_file_count count;
	struct zone_arrival a;
	w = (struct file_walk){.zone = f->zone};
	master_record_init(&w.record);
	int rc = zone_writer_open(&w.writer, k, f->zone);
	bool whole = rc == 0 && read_whole(o, f, &w, &count);
	int closed = zone_writer_close(&w.writer, whole, &a);
	master_record_fini(&w.record);
	if (rc == 0)
		rc = closed;
	if (rc < 0)
		log_line("zone get: %s: %s", k->fresh, strerror(-rc));
	if (rc < 0 || !whole)
		return ZONE_GOT_NOTHING;
	a.url = f->url;
	a.version = f->version;
	a.zone = f->zone;
	a.serial = count.serial;
	a.records = w.records;
	a.outside = w.outside;
	return zone_accept(o, k, &a);
}

enum zone_got
zone_get_file(const struct zone_options *o, const struct transfer_source *from)
{
	const struct zone_file_arrival f = {.path = from->location,
	    .url = from->url,
	    .zone = &from->zone,
	    .has_end = true};
	struct kept_zone k;
	enum zone_got got = ZONE_GOT_NOT_BEGUN;
	if (access(f.path, R_OK) < 0) {
		log_line("zone get: %s: %s", f.url, strerror(errno));
		return got;
	}
	if (zone_place_open(o, &from->zone, &k))
		got = zone_take_file(o, &k, &f);
	kept_zone_close(&k);
	return got;
}
