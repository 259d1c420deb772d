/*
 * recorder_packets.h - what a packet is to the spray: nothing, or a reply to
 * one of its questions, and then of which kind.  By the recorder's thread.
 */
#ifndef RECORDER_PACKETS_H
#define RECORDER_PACKETS_H

#include "scanner/engine/packet_item.h"

struct recorder;

void recorder_take_packet(struct recorder *r, const struct packet_item *item);

#endif
