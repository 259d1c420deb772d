/*
 * exit_code.h - what a command's exit code says, the same for all commands.
 *
 * Three codes are enough: a script asks "may I go on?", "is there something
 * to look at?", "was the command wrong?".  Each manual says which of the
 * meanings of 1 its command has.  A command that answers a question (check,
 * match) says 2 whenever it has no answer.
 */
#ifndef EXIT_CODE_H
#define EXIT_CODE_H

enum exit_code {
	EXIT_CODE_GOOD = 0,
	EXIT_CODE_EARLY = 1,   /* ended early: a stop, or the machine failed */
	EXIT_CODE_DAMAGED = 1, /* an input holds less than its writer meant */
	EXIT_CODE_NO = 1,      /* the answer to what was asked is no */
	/* usage or input: nothing sent or made; or the self-check of a scan:
	 * nothing recorded that it would make false */
	EXIT_CODE_NOT_BEGUN = 2,
};

#endif
