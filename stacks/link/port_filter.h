/*
 * port_filter.h - a kernel filter (classic BPF) that lets through what is
 * for our ports: TCP and UDP over IPv4 without fragments, and over IPv6; and
 * ICMP errors, which may quote a packet of ours.
 */
#ifndef PORT_FILTER_H
#define PORT_FILTER_H

#include <linux/filter.h>
#include <stdint.h>

enum { PORT_FILTER_MAX = 32 };

/* Writes the program and gives its length. */
unsigned short port_filter_build(struct sock_filter code[PORT_FILTER_MAX],
    uint16_t port_first, uint16_t port_last);

#endif
