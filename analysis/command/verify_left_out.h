/* verify_left_out.h - what --only left out, as the manifest has it. */
#ifndef VERIFY_LEFT_OUT_H
#define VERIFY_LEFT_OUT_H

#include "analysis/verdict/left_out.h"
#include "output/verdict_left_out.h"

/* In memory of `arena`. */
void verify_left_out_list(const struct left_out_counts *l, struct arena *arena,
    struct verdict_left_out *out);

#endif
