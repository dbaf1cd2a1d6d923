/* SPDX-License-Identifier: Apache-2.0 */
#include "bdi/rule.h"

#include <math.h>

#include "bdi/rules/rules.h"

const struct bdi_rule *const bdi_rules[BDI_RULES] = {
    [BDI_NONE] = &bdi_none,
    [BDI_BASE_STOCK] = &bdi_base_stock,
    [BDI_S_S] = &bdi_s_s,
    [BDI_R_Q] = &bdi_r_q,
    [BDI_ORDER_UP_TO] = &bdi_order_up_to,
    [BDI_PASS_THROUGH] = &bdi_pass_through,
    [BDI_TIME_PHASED] = &bdi_time_phased,
    [BDI_TIMED] = &bdi_timed,
};

/* A bound that is no multiple is met by the next multiple below it. */
int64_t bdi_limit(const struct bdi_limits *limits, int64_t want)
{
    if (limits->part < 1.0)
        want = (int64_t)floor((double)want * limits->part + 0.5);
    if (want <= 0)
        return limits->give_back != 0 ? want : 0;
    if (want < limits->least)
        want = limits->least;
    if (limits->multiple > 1)
        want = (want + limits->multiple - 1) / limits->multiple * limits->multiple;
    if (limits->most > 0 && want > limits->most)
        want = limits->most / limits->multiple * limits->multiple;
    return want;
}
