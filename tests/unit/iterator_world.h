/*
 * iterator_world.h - the small Internet that most tests of the iterator are
 * told in: the root, se, and example.se with up to three servers.
 */
#ifndef ITERATOR_WORLD_H
#define ITERATOR_WORLD_H

#include "resolver/iterator/iterator.h"

#include "fake_dns.h"
#include "tap.h"

#define ROOT "198.41.0.4"
#define SE   "10.0.0.1"
#define NS1  "10.0.1.1"
#define NS2  "10.0.1.2"
#define NS3  "10.0.1.3"

/* Root, se, and example.se with the servers ns1, ns2 (and ns3). */
#define TO_SE                                                                  \
	{                                                                      \
		ROOT, NULL, "*", "*", "/ / se NS a.ns.se / a.ns.se A " SE      \
	}
#define ONE_NS                                                                 \
	{                                                                      \
		SE, NULL, "*.example.se", "*",                                 \
		    "/ / example.se NS ns1.example.se / ns1.example.se A " NS1 \
	}
#define TWO_NS                                                                 \
	{                                                                      \
		SE, NULL, "*.example.se", "*",                                 \
		    "/ / example.se NS ns1.example.se; example.se NS "         \
		    "ns2.example.se"                                           \
		    " / ns1.example.se A " NS1 "; ns2.example.se A " NS2       \
	}
#define THREE_NS                                                               \
	{                                                                      \
		SE, NULL, "*.example.se", "*",                                 \
		    "/ / example.se NS ns1.example.se; example.se NS "         \
		    "ns2.example.se; "                                         \
		    "example.se NS ns3.example.se / ns1.example.se A " NS1     \
		    "; ns2.example.se A " NS2 "; ns3.example.se A " NS3        \
	}
#define GOOD "aa / www.example.se A 192.0.2.1"
#define LAME "/ / . NS a.root-servers.net"
#define END                                                                    \
	{                                                                      \
		NULL, NULL, NULL, NULL, NULL                                   \
	}
#define EQ(a, b) (strcmp(a, b) == 0)

static const struct iterator_config config = {
    .port_first = 40000,
    .port_last = 40999,
    .timeout_ns = NS_PER_S,
    .tries = 2,
    .max_in_flight = 100,
    .max_queries = 60,
    .seed = 1,
    .ipv4 = true,
};

static struct iterator_io io;

static inline void
begin(struct fake *f, const struct fake_row *rows)
{
	fake_init(f, rows, &io, &config);
	fake_told(f, ".", "a.root-servers.net", ROOT);
}

#endif
