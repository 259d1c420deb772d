/* Which codecs there are, on a machine without ISA-L (see Makefile). */
#include "base/gzip.h"

const struct gzip_codec *const gzip_codecs[GZIP_CODECS_MAX] = {&gzip_zlib};
const struct gzip_codec *const gzip_default = &gzip_zlib;
