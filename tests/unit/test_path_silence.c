/* What it means on a path that a server is silent over UDP. */
#include "resolver/iterator/path_silence.h"

#include "tap.h"

static struct path_silence
path_of(unsigned silent, unsigned answered)
{
	struct path_silence p = {0};
	for (unsigned i = 0; i < silent; i++)
		path_silence_note(&p, false);
	for (unsigned i = 0; i < answered; i++)
		path_silence_note(&p, true);
	return p;
}

int
main(void)
{
	struct path_silence p = path_of(0, 0);

	ok(!path_silence_is_partial(&p), "nothing is known");
	p = path_of(0, 1);
	ok(!path_silence_is_partial(&p), "one server is an odd one");
	p = path_of(0, 2);
	ok(path_silence_is_partial(&p), "two are a path");
	p = path_of(200, 20);
	ok(!path_silence_is_partial(&p), "20 of 220: most are dead");
	p = path_of(200, 100);
	ok(path_silence_is_partial(&p), "100 of 300: many are not");
	for (unsigned i = 0; i < 1000; i++)
		path_silence_note(&p, false);
	ok(!path_silence_is_partial(&p), "and by now all are");
	return tap_end();
}
