/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "supply/order/policy.h"
#include "supply/order/sources.h"

/* Each source is given its share of all that was ever ordered, to the nearest unit: what is
 * left over after whole quanta goes to those who are furthest behind (largest remainders,
 * Hamilton 1792, over the sum of all orders so that no rounding is ever lost). */
static void award(const struct sup_turn *t, const struct sup_policy *p, int64_t quantity,
                  int64_t *award_of)
{
    const struct sup_source *source = &t->world->source[p->first_source];
    int64_t *given = tw_write_bytes(t->ctx, sup_given_at(t, p), p->sources * sizeof(int64_t));
    int64_t all = quantity, rest = quantity;

    for (uint32_t k = 0; k < p->sources; k++)
        all += given[k];
    for (uint32_t k = 0; k < p->sources; k++) {
        int64_t behind = (int64_t)floor(source[k].share * (double)all) - given[k];

        award_of[k] = behind < 0 ? 0 : behind > rest ? rest : behind;
        rest -= award_of[k];
    }
    for (; rest > 0; rest--) {
        uint32_t next = 0;
        double most = -INFINITY;

        for (uint32_t k = 0; k < p->sources; k++) {
            double behind = source[k].share * (double)all - (double)(given[k] + award_of[k]);

            if (behind > most + 1e-9 && source[k].share > 0.0) {
                most = behind;
                next = k;
            }
        }
        award_of[next]++;
    }
    for (uint32_t k = 0; k < p->sources; k++)
        given[k] += award_of[k];
}

const struct sup_sourcing sup_split = {.name = "split", .award = award};
