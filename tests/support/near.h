/* SPDX-License-Identifier: Apache-2.0 */
/* support/near.h - doubles that should be equal, but for rounding. */
#pragma once

#include <math.h>

#include "support/test.h"

/* Fails unless `got` is `wanted` within `within`; cmocka compares floats only. */
static inline void assert_near(double got, double wanted, double within)
{
    if (!(fabs(got - wanted) <= within))
        fail_msg("%.17g is not %.17g", got, wanted);
}
