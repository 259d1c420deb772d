/*
 * small_world.h - names, addresses, files, delegations and DNS messages from
 * text, for tests that need a few of them.
 */
#ifndef SMALL_WORLD_H
#define SMALL_WORLD_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/addr.h"
#include "base/text.h"
#include "dns/message.h"
#include "resolver/zone/delegations.h"

static inline struct dns_name
name_of(const char *text)
{
	struct dns_name name;
	if (!dns_name_from_text(text, strlen(text), &name))
		abort();
	return name;
}

static inline struct addr
addr_of(const char *text)
{
	struct addr a;
	if (!addr_parse(text, &a))
		abort();
	return a;
}

static inline bool
is_named(const struct dns_name *name, const char *text)
{
	struct dns_name want = name_of(text);
	return dns_name_equal(name, &want);
}

static inline bool
is_addr(const struct addr *a, const char *text)
{
	struct addr want = addr_of(text);
	return addr_equal(a, &want);
}

/* A file with this text; `path` ends in XXXXXX, as mkstemp() wants it. */
static inline void
file_of(char *path, const char *text)
{
	size_t len = strlen(text);
	int fd = mkstemp(path);
	if (fd < 0 || write(fd, text, len) != (ssize_t)len)
		abort();
	close(fd);
}

/* The delegations of a zone file with this text, sealed. */
static inline struct delegations *
delegations_of(const char *zone)
{
	char path[] = "/tmp/zone-XXXXXX";
	struct delegations *d = delegations_new();
	struct zone_file_count count;
	struct text why;
	text_init(&why);
	file_of(path, zone);
	if (d == NULL ||
	    delegations_read(
		d, &(struct zone_source){.path = path}, &count, &why) < 0 ||
	    delegations_seal(d) < 0) {
		printf("# %s\n", text_ok(&why) ? why.bytes : "");
		abort();
	}
	unlink(path);
	text_fini(&why);
	return d;
}

struct reply {
	uint8_t bytes[8192];
	size_t len;
	struct dns_message m;
};

static inline void
put(struct reply *r, const void *bytes, size_t len)
{
	if (r->len + len > sizeof(r->bytes))
		abort();
	memcpy(r->bytes + r->len, bytes, len);
	r->len += len;
}

static inline void
put_u16(struct reply *r, unsigned n)
{
	uint8_t bytes[] = {(uint8_t)(n >> 8), (uint8_t)n};
	put(r, bytes, sizeof(bytes));
}

static inline void
put_name(struct reply *r, const char *text)
{
	struct dns_name name = name_of(text);
	put(r, name.wire, name.len);
}

static inline uint16_t
type_of(const char *text)
{
	uint16_t type;
	if (!dns_type_from_text(text, strlen(text), &type))
		abort();
	return type;
}

/* An RRSIG is "TYPE SIGNER [LABELS]" of 1970, a TLSA record anything. */
static inline void
put_rdata(struct reply *r, uint16_t type, const char *text)
{
	static const uint8_t zeros[32];
	char first[16] = "";
	struct addr a;
	const char *second = strchr(text, ' ');
	sscanf(text, "%15s", first);
	if (type == DNS_A || type == DNS_AAAA) {
		a = addr_of(text);
		put(r, type == DNS_A ? addr_v4_bytes(&a) : a.bytes,
		    type == DNS_A ? 4 : 16);
	} else if (type == DNS_NS || type == DNS_CNAME || type == DNS_DNAME ||
		   type == DNS_PTR) {
		put_name(r, text);
	} else if (type == DNS_MX && second != NULL) {
		put_u16(r, (unsigned)atoi(first));
		put_name(r, second + 1);
	} else if (type == DNS_RRSIG && second != NULL) {
		char signer[256] = "";
		unsigned labels = 0;
		sscanf(second, " %255s %u", signer, &labels);
		put_u16(r, type_of(first));
		put_u16(r, labels);
		put(r, zeros, 14);
		put_name(r, signer);
		put(r, zeros, 1);
	} else {
		put(r, zeros, sizeof(zeros));
	}
}

/* "OWNER TYPE DATA" */
static inline void
put_record(struct reply *r, const char *text)
{
	char owner[256] = "", type[16] = "";
	int at = 0;
	sscanf(text, " %255s %15s %n", owner, type, &at);
	put_name(r, owner);
	put_u16(r, type_of(type));
	put_u16(r, DNS_CLASS_IN);
	put_u16(r, 0);
	put_u16(r, 300);
	put_u16(r, 0);
	size_t start = r->len;
	put_rdata(r, type_of(type), text + at);
	r->bytes[start - 2] = (uint8_t)((r->len - start) >> 8);
	r->bytes[start - 1] = (uint8_t)(r->len - start);
}

/* Records, separated by ';'. */
static inline void
put_section(struct reply *r, enum dns_section section, const char *text)
{
	uint8_t count = 0;
	char *copy = strdup(text), *place = NULL;
	for (char *rr = strtok_r(copy, ";", &place); rr != NULL;
	     rr = strtok_r(NULL, ";", &place)) {
		put_record(r, rr);
		count++;
	}
	r->bytes[7 + 2 * section] = count;
	free(copy);
}

/*
 * A reply to "NAME TYPE" with these flags (of "aa tc", to be found in the
 * text), rcode, and records in the answer and authority sections.
 */
static inline void
reply_of(struct reply *r, const char *question, const char *flags,
    enum dns_rcode rcode, const char *answer, const char *authority)
{
	char name[256] = "", type[16] = "";
	sscanf(question, "%255s %15s", name, type);
	*r = (struct reply){0};
	put_u16(r, 4711);
	put_u16(r, 0x8000u | (strstr(flags, "aa") ? 0x400u : 0) |
		       (strstr(flags, "tc") ? 0x200u : 0) | rcode);
	put_u16(r, 1);
	put(r, "\0\0\0\0\0\0", 6);
	put_name(r, name);
	put_u16(r, type_of(type));
	put_u16(r, DNS_CLASS_IN);
	put_section(r, DNS_ANSWER, answer);
	put_section(r, DNS_AUTHORITY, authority);
	if (!dns_message_parse(r->bytes, r->len, &r->m))
		abort();
}

#endif
