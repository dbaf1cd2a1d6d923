/* SPDX-License-Identifier: Apache-2.0 */
#include <gsl/gsl_qrng.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lab/design.h"
#include "rand/stream.h"

enum { PURPOSE = 0x64657369 }; // of streams: designs only

/* The stream of one factor, or of one trajectory. */
static struct rand_stream stream_of(uint64_t seed, size_t index)
{
    return rand_stream_named(seed, 0, index, PURPOSE);
}

static void shuffle(size_t *item, size_t count, struct rand_stream *dice)
{
    for (size_t i = count; i > 1; i--) {
        size_t k = rand_below(dice, (uint32_t)i), other = item[k];
        item[k] = item[i - 1];
        item[i - 1] = other;
    }
}

static void number(size_t *item, size_t count)
{
    for (size_t i = 0; i < count; i++)
        item[i] = i;
}

void lab_sample_latin(double *place, size_t points, size_t factors, uint64_t seed)
{
    size_t *row = base_array(points, sizeof *row);

    for (size_t f = 0; f < factors; f++) {
        struct rand_stream dice = stream_of(seed, f);
        number(row, points);
        shuffle(row, points, &dice);
        for (size_t i = 0; i < points; i++)
            place[i * factors + f] = ((double)row[i] + rand_uniform(&dice)) / (double)points;
    }
    free(row);
}

/* GSL gives multiples of 2^-30 and leaves out the first point, which is 0. */
static const double CELLS = 0x1p30;

static double shifted(double x, uint32_t shift)
{
    uint32_t cell = (uint32_t)(x * CELLS) ^ shift;
    return ((double)cell + 0.5) / CELLS;
}

void lab_sample_sobol(double *place, size_t points, size_t factors, uint64_t seed)
{
    gsl_qrng *sequence = gsl_qrng_alloc(gsl_qrng_sobol, (unsigned)factors);
    double x[LAB_SOBOL_MOST] = {0};
    uint32_t shift[LAB_SOBOL_MOST];

    base_assert(sequence != NULL && factors <= LAB_SOBOL_MOST);
    for (size_t f = 0; f < factors; f++) {
        struct rand_stream dice = stream_of(seed, f);
        shift[f] = rand_bits(&dice) >> 2;
    }
    for (size_t i = 0; i < points; i++) {
        if (i > 0)
            gsl_qrng_get(sequence, x);
        for (size_t f = 0; f < factors; f++)
            place[i * factors + f] = shifted(x[f], shift[f]);
    }
    gsl_qrng_free(sequence);
}

double lab_morris_step(size_t levels)
{
    return (double)levels / (2.0 * (double)(levels - 1));
}

void lab_sample_morris(double *place, size_t trajectories, size_t factors, size_t levels,
                       uint64_t seed)
{
    size_t *order = base_array(factors, sizeof *order);

    for (size_t t = 0; t < trajectories; t++) {
        struct rand_stream dice = stream_of(seed, t);
        double *row = place + t * (factors + 1) * factors;
        for (size_t f = 0; f < factors; f++)
            row[f] = (double)rand_below(&dice, (uint32_t)levels) / (double)(levels - 1);
        number(order, factors);
        shuffle(order, factors, &dice);
        for (size_t k = 0; k < factors; k++, row += factors) {
            double *at = &row[factors + order[k]];
            memcpy(row + factors, row, factors * sizeof *row);
            *at += *at < 0.5 ? lab_morris_step(levels) : -lab_morris_step(levels);
        }
    }
    free(order);
}

void lab_sample_saltelli(double *place, size_t points, size_t factors, uint64_t seed)
{
    size_t rows = factors + 2;
    double *both = base_array(points * 2 * factors, sizeof *both);

    lab_sample_sobol(both, points, 2 * factors, seed);
    for (size_t i = 0; i < points; i++) {
        const double *a = both + i * 2 * factors, *b = a + factors;
        double *row = place + i * rows * factors;
        for (size_t r = 0; r < rows - 1; r++) {
            memcpy(row + r * factors, a, factors * sizeof *row);
            if (r > 0)
                row[r * factors + r - 1] = b[r - 1];
        }
        memcpy(row + (rows - 1) * factors, b, factors * sizeof *row);
    }
    free(both);
}
