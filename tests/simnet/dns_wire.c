#include "dns_wire.h"

#include <ctype.h>
#include <string.h>

void
simnet_put(struct simnet_bytes *b, const void *bytes, size_t len)
{
	if (b->full || len > b->cap - b->len) {
		b->full = true;
		return;
	}
	if (len > 0)
		memcpy(b->at + b->len, bytes, len);
	b->len += len;
}

void
simnet_put_u8(struct simnet_bytes *b, unsigned n)
{
	simnet_put(b, &(uint8_t){(uint8_t)n}, 1);
}

void
simnet_put_u16(struct simnet_bytes *b, unsigned n)
{
	simnet_put(b, (uint8_t[2]){(uint8_t)(n >> 8), (uint8_t)n}, 2);
}

void
simnet_put_u32(struct simnet_bytes *b, uint32_t n)
{
	simnet_put_u16(b, n >> 16);
	simnet_put_u16(b, n & 0xffff);
}

void
simnet_put_name(struct simnet_bytes *b, const char *name)
{
	while (*name != '\0') {
		size_t len = strcspn(name, ".");
		simnet_put_u8(b, (unsigned)len);
		simnet_put(b, name, len);
		name += len + (name[len] == '.');
	}
	simnet_put_u8(b, 0);
}

/* The offset behind the name at `at`, or 0: not one that we can say. */
static size_t
read_name(const uint8_t *bytes, size_t len, size_t at, char *out)
{
	size_t used = 0;
	while (at < len && bytes[at] != 0) {
		size_t label = bytes[at];
		if (label > 63 || at + 1 + label > len ||
		    used + label + 2 > SIMNET_NAME_MAX)
			return 0;
		if (used > 0)
			out[used++] = '.';
		for (size_t i = 0; i < label; i++)
			out[used++] = (char)tolower(bytes[at + 1 + i]);
		at += 1 + label;
	}
	out[used] = '\0';
	return at < len ? at + 1 : 0;
}

static unsigned
u16_at(const uint8_t *b)
{
	return (unsigned)b[0] << 8 | b[1];
}

bool
simnet_query_parse(const uint8_t *bytes, size_t len, struct simnet_query *out)
{
	*out = (struct simnet_query){.udp_bytes = 512};
	if (len < 12 || (bytes[2] & 0x80) != 0 || u16_at(bytes + 4) != 1)
		return false;
	out->id = (uint16_t)u16_at(bytes);
	size_t at = read_name(bytes, len, 12, out->name);
	if (at == 0 || at + 4 > len)
		return false;
	out->type = (uint16_t)u16_at(bytes + at);
	out->question_end = at + 4;
	const uint8_t *opt = bytes + at + 4;
	if (u16_at(bytes + 10) != 1 || len < out->question_end + 11 ||
	    opt[0] != 0 || u16_at(opt + 1) != 41)
		return true;
	out->edns = true;
	out->udp_bytes = (uint16_t)u16_at(opt + 3);
	out->dnssec_ok = (opt[7] & 0x80) != 0;
	return true;
}

unsigned
simnet_labels(const char *name)
{
	unsigned labels = *name != '\0';
	for (; *name != '\0'; name++)
		labels += *name == '.';
	return labels;
}

const char *
simnet_name_parent(const char *name)
{
	const char *dot = strchr(name, '.');
	return dot != NULL ? dot + 1 : "";
}

bool
simnet_name_within(const char *name, const char *zone)
{
	size_t n = strlen(name), z = strlen(zone);
	if (z == 0)
		return true;
	return n >= z && strcmp(name + n - z, zone) == 0 &&
	       (n == z || name[n - z - 1] == '.');
}
