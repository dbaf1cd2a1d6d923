/* SPDX-License-Identifier: Apache-2.0 */
/* bdi/domain.h - what a model offers to plan libraries: percepts, functions, verbs, deeds.
 *
 * Constant tables of the model; numbers in actions and beliefs are positions in them.
 */
#pragma once

#include "bdi/library.h"

struct bdi_percept { // what an agent may come to believe by looking or by being told
    const char *name;
    enum bdi_type type;
    struct bdi_dim dim;
    bool of_party; // of each of its partners: "A.up", or from = "up:A"
    const char *doc;
};

enum bdi_param_kind {
    BDI_P_NUMBER,
    BDI_P_TRUTH,
    BDI_P_CHOICE, // one of `choices`; its position
    BDI_P_PARTIES // one name or several; a number of library->list
};

struct bdi_param {
    const char *name;
    enum bdi_param_kind kind;
    struct bdi_dim dim;
    const char *choices; // "a|b|c"
    bool required;
    const char *doc;
};

struct bdi_verb { // verb number: BDI_VERBS + its position
    const char *name;
    struct bdi_param param[BDI_PARAMS];
    uint32_t params;
    const char *doc;
    bool pauses; // the plan goes on in the next cycle, when it has been carried out
};

struct bdi_deed_kind { // plans and steps written in C
    const char *name;
    bdi_deed *deed;
    const char *doc;
};

struct bdi_domain {
    const struct bdi_percept *percept;
    uint32_t percepts;
    const struct bdi_function *function; // `reads` is left empty: they read the model
    uint32_t functions;
    const struct bdi_verb *verb;
    uint32_t verbs;
    const struct bdi_deed_kind *deed;
    uint32_t deeds;
    const struct bdi_units *units;
};
