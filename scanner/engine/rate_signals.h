/*
 * rate_signals.h - how a person changes the rate of a running scan: SIGUSR1
 * makes it 5 % higher, SIGUSR2 5 % lower, as in ZMap.
 */
#ifndef RATE_SIGNALS_H
#define RATE_SIGNALS_H

/* From now on the two signals do so. */
void rate_signals_watch(void);

/* By what the rate that was asked for is to be multiplied, 0.01 to 100. */
double rate_signals_factor(void);

#endif
