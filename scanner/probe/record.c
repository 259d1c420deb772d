#include "record.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "output/json.h"

static const char *const classes[] = {
    [PROBE_SYNACK] = "synack",
    [PROBE_RST] = "rst",
    [PROBE_ICMP] = "icmp",
};

enum field {
	SADDR,
	DADDR,
	TTL,
	SPORT,
	DPORT,
	SEQNUM,
	ACKNUM,
	WINDOW,
	CLASSIFICATION,
	SUCCESS,
	REPEAT,
	COOLDOWN,
	ICMP_RESPONDER,
	ICMP_TYPE,
	ICMP_CODE,
	TIMESTAMP_STR,
	TIMESTAMP_TS,
	TIMESTAMP_US,
	FIELDS,
};

static const char *const names[FIELDS] = {
    [SADDR] = "saddr",
    [DADDR] = "daddr",
    [TTL] = "ttl",
    [SPORT] = "sport",
    [DPORT] = "dport",
    [SEQNUM] = "seqnum",
    [ACKNUM] = "acknum",
    [WINDOW] = "window",
    [CLASSIFICATION] = "classification",
    [SUCCESS] = "success",
    [REPEAT] = "repeat",
    [COOLDOWN] = "cooldown",
    [ICMP_RESPONDER] = "icmp_responder",
    [ICMP_TYPE] = "icmp_type",
    [ICMP_CODE] = "icmp_code",
    [TIMESTAMP_STR] = "timestamp_str",
    [TIMESTAMP_TS] = "timestamp_ts",
    [TIMESTAMP_US] = "timestamp_us",
};

static bool
add_field(struct probe_fields *f, const char *name, size_t len)
{
	for (unsigned i = 0; i < FIELDS; i++) {
		if (strlen(names[i]) != len ||
		    strncmp(names[i], name, len) != 0)
			continue;
		f->mask |= 1u << i;
		return true;
	}
	return false;
}

bool
probe_fields_parse(const char *list, struct probe_fields *out, const char **bad)
{
	*out = (struct probe_fields){0};
	if (list == NULL) {
		out->mask = (1u << FIELDS) - 1;
		return true;
	}
	for (const char *at = list;; at++) {
		size_t len = strcspn(at, ",");
		if (!add_field(out, at, len)) {
			*bad = at;
			return false;
		}
		at += len;
		if (*at == '\0')
			return true;
	}
}

void
probe_fields_list(struct text *out)
{
	for (unsigned i = 0; i < FIELDS; i++)
		text_addf(out, "%s%s", i > 0 ? "," : "", names[i]);
}

bool
probe_filter_parse(const char *text, struct probe_filter *out)
{
	*out = (struct probe_filter){-1, -1, -1};
	const char *at = text + strspn(text, " ");
	while (*at != '\0') {
		char name[16];
		int value, used = 0;
		if (sscanf(at, "%15[a-z] = %1d %n", name, &value, &used) != 2 ||
		    value > 1)
			return false;
		if (strcmp(name, "success") == 0)
			out->success = value;
		else if (strcmp(name, "repeat") == 0)
			out->repeat = value;
		else if (strcmp(name, "cooldown") == 0)
			out->cooldown = value;
		else
			return false;
		at += used;
		if (*at == '\0')
			return true;
		if (strncmp(at, "&&", 2) != 0)
			return false;
		at += 2;
		at += strspn(at, " ");
		if (*at == '\0')
			return false;
	}
	return true;
}

static bool
is_success(const struct probe_answer *a)
{
	return a->class == PROBE_SYNACK;
}

static bool
wants(int wanted, bool is)
{
	return wanted < 0 || wanted == is;
}

bool
probe_filter_passes(const struct probe_filter *f, const struct probe_answer *a)
{
	return wants(f->success, is_success(a)) &&
	       wants(f->repeat, a->repeat) && wants(f->cooldown, a->cooldown);
}

static void
add_number(struct json *j, const struct probe_fields *f, enum field field,
    uint64_t value)
{
	if ((f->mask >> field & 1) == 0)
		return;
	json_add_key(j, names[field]);
	json_add_u64(j, value);
}

static void
add_addr(struct json *j, const struct probe_fields *f, enum field field,
    const struct addr *value)
{
	if ((f->mask >> field & 1) == 0)
		return;
	json_add_key(j, names[field]);
	json_add_addr(j, value);
}

static void
add_icmp(
    struct json *j, const struct probe_fields *f, const struct probe_answer *a)
{
	add_addr(j, f, ICMP_RESPONDER, &a->icmp_responder);
	add_number(j, f, ICMP_TYPE, a->icmp_type);
	add_number(j, f, ICMP_CODE, a->icmp_code);
}

static void
add_tcp(
    struct json *j, const struct probe_fields *f, const struct probe_answer *a)
{
	add_number(j, f, SEQNUM, a->seqnum);
	add_number(j, f, ACKNUM, a->acknum);
	add_number(j, f, WINDOW, a->window);
}

static void
add_time(
    struct json *j, const struct probe_fields *f, const struct probe_answer *a)
{
	uint64_t us = (uint64_t)a->rx_ts_ns / 1000;
	if ((f->mask >> TIMESTAMP_STR & 1) != 0) {
		json_add_key(j, names[TIMESTAMP_STR]);
		json_add_time(j, a->rx_ts_ns);
	}
	add_number(j, f, TIMESTAMP_TS, us / 1000000);
	add_number(j, f, TIMESTAMP_US, us % 1000000);
}

void
probe_record_add(struct text *out, const struct probe_fields *fields,
    const struct probe_answer *a)
{
	struct json j = json_over(out);
	json_open_object(&j);
	add_addr(&j, fields, SADDR, &a->saddr);
	add_addr(&j, fields, DADDR, &a->daddr);
	add_number(&j, fields, TTL, a->ttl);
	add_number(&j, fields, SPORT, a->sport);
	add_number(&j, fields, DPORT, a->dport);
	if (a->class != PROBE_ICMP)
		add_tcp(&j, fields, a);
	if ((fields->mask >> CLASSIFICATION & 1) != 0) {
		json_add_key(&j, names[CLASSIFICATION]);
		json_add_string(&j, classes[a->class]);
	}
	add_number(&j, fields, SUCCESS, is_success(a));
	add_number(&j, fields, REPEAT, a->repeat);
	add_number(&j, fields, COOLDOWN, a->cooldown);
	if (a->class == PROBE_ICMP)
		add_icmp(&j, fields, a);
	add_time(&j, fields, a);
	json_close_object(&j);
	text_add_char(out, '\n');
}
