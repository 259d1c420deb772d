/* tlsa_name.h - where the TLSA records of a mail host are (RFC 7672 2.2.3). */
#ifndef TLSA_NAME_H
#define TLSA_NAME_H

#include "dns/name.h"

/*
 * The port whose TLSA records this process is about.  A run is about one: it is
 * 25 until it is set, which is done before a thread starts.
 */
void tlsa_port_set(uint16_t port);
uint16_t tlsa_port(void);

/* "_25._tcp." in front of `host`; false: too long a name to have any. */
bool tlsa_name(const struct dns_name *host, struct dns_name *out);

/* The reverse; false: `name` is no such name. */
bool tlsa_host(const struct dns_name *name, struct dns_name *out);

#endif
