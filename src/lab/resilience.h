/* SPDX-License-Identifier: Apache-2.0 */
/* lab/resilience.h - how a chain comes through a disruption, from two curves of the same seed.
 *
 * Both curves have a value for each reporting period (fill rate, served units, backlog ...);
 * period i covers [i, i + 1) * `period` days. The shortfall of a period is the part of the
 * baseline that is missing, 1 - P/Q; where less is better (backlog), or the baseline is 0, the
 * difference itself. A period is one of loss when its shortfall exceeds the tolerance.
 *
 * Sources: resilience triangle: Bruneau et al., Earthquake Spectra 19(4), 2003, eq. 1.
 * Index: Zobel, Decision Support Systems 50(2), 2011 (1 - area / time watched). Time to survive
 * and to recover: Simchi-Levi et al., Interfaces 45(5), 2015. Tail: Ivanov, Int. J. Production
 * Research 57(1), 2019. Times are known to a reporting period only.
 *
 * Threads: any. Nothing is kept.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct lab_curves {
    const double *disrupted, *baseline; // `count` each; NAN: nothing was asked for, no loss
    size_t count;
    double period; // days
    bool more_is_better;
};

struct lab_strike {
    double onset, end; // days; `end` is that of the last disruption
    double tolerance;  // shortfall that is no loss, 0.02 say
    double hold;       // days without loss after which the chain has recovered
};

struct lab_resilience {
    bool lost;          // was there a period of loss after the onset?
    bool recovered;     // false: still losing at the end, `recover` is a lower bound
    double survive;     // days from the onset to the first loss; to the end when none
    double recover;     // days from the onset to the end of the last loss before `hold`
    double tail;        // days of `recover` after the end of the disruption, at least 0
    double dip, dip_at; // largest shortfall, and its period's begin, days from the onset
    double area;        // sum of shortfalls until recovery, x days
    double index;       // 1 - area / days from the onset to recovery; 1 without loss
};

struct lab_resilience lab_resilience_of(const struct lab_curves *c, const struct lab_strike *s);

/* Days from the onset until a curve is at `level` again (at least it or, where less is better,
 * at most) and stays so for `hold`; 0: it never leaves it. NAN: not up to the end. */
double lab_back_after(const struct lab_curves *c, double level, const struct lab_strike *s);

/* The shortfall of one period. */
double lab_shortfall(const struct lab_curves *c, size_t i);
