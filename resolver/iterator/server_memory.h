/*
 * server_memory.h - what we learnt of each server address.
 *
 * How fast it answers, whether it is silent at present, whether it can do
 * EDNS, whether another way helps where it is silent over UDP, for which zones
 * it is lame, which types it drops.
 */
#ifndef SERVER_MEMORY_H
#define SERVER_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/macros.h"
#include "dns/name.h"

struct server_memory;

enum server_edns {
	SERVER_EDNS_UNKNOWN,
	SERVER_EDNS_WORKS, /* a reply had an OPT record: never doubted again */
	SERVER_EDNS_NONE,  /* it answers queries without EDNS only */
};

/* To ask a server that is silent over UDP. */
enum server_way {
	SERVER_WAY_TCP,
	SERVER_WAY_SMALL, /* over UDP, for replies that are small */
	SERVER_WAYS,
};

enum server_help {
	SERVER_HELP_UNKNOWN,
	SERVER_HELP_NONE, /* it was silent that way too */
	SERVER_HELPS,     /* it answered once: never doubted again */
};

/* 0 or -ENOMEM. */
MUST_USE int server_memory_new(struct server_memory **out);
void server_memory_free(struct server_memory *m); /* NULL is fine */

/* What happened.  Without heap it is forgotten. */
void server_memory_answered(struct server_memory *m, const struct addr *a,
    int64_t rtt_ns, int64_t now_ns);
void server_memory_timed_out(
    struct server_memory *m, const struct addr *a, int64_t now_ns);
void server_memory_set_edns(
    struct server_memory *m, const struct addr *a, enum server_edns edns);

/* It was silent over UDP, and was asked so.  True: that is news. */
bool server_memory_set_help(struct server_memory *m, const struct addr *a,
    enum server_way way, bool answered);
void server_memory_set_lame(
    struct server_memory *m, const struct addr *a, const struct dns_name *zone);
void server_memory_set_drops(
    struct server_memory *m, const struct addr *a, uint16_t type);

enum server_edns server_memory_edns(
    const struct server_memory *m, const struct addr *a);
enum server_help server_memory_help(
    const struct server_memory *m, const struct addr *a, enum server_way way);
bool server_memory_is_lame(const struct server_memory *m, const struct addr *a,
    const struct dns_name *zone);
bool server_memory_drops(
    const struct server_memory *m, const struct addr *a, uint16_t type);

/* It answered something at or after this time. */
bool server_memory_heard_since(
    const struct server_memory *m, const struct addr *a, int64_t since_ns);

/* It has been silent twice or more in a row, and is to be left in peace. */
bool server_memory_backs_off(
    const struct server_memory *m, const struct addr *a, int64_t now_ns);

/* Time-outs in a row. */
unsigned server_memory_silent(
    const struct server_memory *m, const struct addr *a);

/* Smoothed round trip (RFC 6298); 0: not known. */
int64_t server_memory_rtt_ns(
    const struct server_memory *m, const struct addr *a);

/* How long an answer may take (RFC 6298 2); 0: not known. */
int64_t server_memory_rto_ns(
    const struct server_memory *m, const struct addr *a);

#endif
