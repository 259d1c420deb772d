/*
 * hosts.h - the MX hosts that a run has found, and what it learnt of them.
 *
 * Aliases, the targets of CNAMEs, are hosts too: they have addresses and may
 * have TLSA records, but no domain names them.
 */
#ifndef HOSTS_H
#define HOSTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/macros.h"
#include "dns/name.h"

struct hosts;

enum { HOST_ALIASES_MAX = 8 }; /* in a row; what lies behind them is left */
static const uint32_t HOST_NONE = UINT32_MAX;

MUST_USE int hosts_new(struct hosts **out); /* 0 or -ENOMEM */
void hosts_free(struct hosts *h);

/* Finds or adds; `is_mx` once true stays true.  0 or -ENOMEM. */
MUST_USE int hosts_add(
    struct hosts *h, const struct dns_name *name, bool is_mx, uint32_t *id);
bool hosts_find(
    const struct hosts *h, const struct dns_name *name, uint32_t *id);
uint32_t hosts_count(const struct hosts *h);
void hosts_name(const struct hosts *h, uint32_t id, struct dns_name *out);
bool hosts_is_mx(const struct hosts *h, uint32_t id);

/* An address once; up to HOST_ADDRESSES_MAX of one host.  0 or -ENOMEM. */
enum { HOST_ADDRESSES_MAX = 32 };
MUST_USE int hosts_add_address(
    struct hosts *h, uint32_t id, const struct addr *a);

/* `id` is a CNAME for `target`: its addresses and TLSA records count. */
void hosts_set_alias(struct hosts *h, uint32_t id, uint32_t target);

/* What `id` is a CNAME for; HOST_NONE: none. */
uint32_t hosts_alias(const struct hosts *h, uint32_t id);

/* TLSA records were found at _25._tcp. of this very name. */
void hosts_set_tlsa(struct hosts *h, uint32_t id);

/* Records of this very name came without signatures. */
void hosts_set_unsigned(struct hosts *h, uint32_t id);
bool hosts_is_unsigned(const struct hosts *h, uint32_t id);

/* This host has TLSA records, or what it is an alias of has. */
bool hosts_has_tlsa(const struct hosts *h, uint32_t id);

/*
 * The name at which a sender finds TLSA records (R4): the end of the CNAME
 * chain where there are some, else the host itself.
 */
uint32_t hosts_tlsa_base(const struct hosts *h, uint32_t id);

/* Addresses, of the end of the CNAME chain; gives how many of `max`. */
unsigned hosts_addresses(
    const struct hosts *h, uint32_t id, struct addr *out, unsigned max);

/* The host was never taken, or has addresses that it had not then. */
bool hosts_has_more(const struct hosts *h, uint32_t id);

/* The addresses that nobody has taken yet; there may be none. */
unsigned hosts_take(
    struct hosts *h, uint32_t id, struct addr out[HOST_ADDRESSES_MAX]);

#endif
