/* SPDX-License-Identifier: Apache-2.0 */
/* Every output of our generator is that of the reference implementation of PCG. */
#include <cstdint>
#include <cstdio>
#include <initializer_list>

#include <pcg_random.hpp>

extern "C" {
#include "rand/stream.h"
}

static bool same_draws(pcg32 &reference, rand_stream &ours, int draws)
{
    for (int i = 0; i < draws; i++)
        if (reference() != rand_bits(&ours))
            return false;
    return true;
}

static bool same_jumps(pcg32 &reference, rand_stream &ours)
{
    for (uint64_t steps :
         {uint64_t{0}, uint64_t{1}, uint64_t{1000}, uint64_t{1} << 40, ~uint64_t{0}}) {
        reference.advance(steps);
        rand_stream_advance(&ours, steps);
        if (!same_draws(reference, ours, 10))
            return false;
    }
    return true;
}

int main()
{
    for (uint64_t seed : {uint64_t{0}, uint64_t{1}, uint64_t{42}, ~uint64_t{0}})
        for (uint64_t stream : {uint64_t{0}, uint64_t{1}, uint64_t{54}, ~uint64_t{0} >> 1}) {
            pcg32 reference(seed, stream);
            rand_stream ours = rand_stream_at(seed, stream);
            if (!same_draws(reference, ours, 10000) || !same_jumps(reference, ours)) {
                std::fprintf(stderr, "seed %llu, stream %llu: not the same\n",
                             static_cast<unsigned long long>(seed),
                             static_cast<unsigned long long>(stream));
                return 1;
            }
        }
    return 0;
}
