/* report.h - `danesweep report`: what a run or a store has to tell. */
#ifndef REPORT_COMMAND_H
#define REPORT_COMMAND_H

/*
 * argv[0] is "report".  Exit code: 0; 1: the machine failed, or there are no
 * or damaged verdicts; 2: usage, or no engine for a store.
 */
int report_command(int argc, char *argv[]);

#endif
