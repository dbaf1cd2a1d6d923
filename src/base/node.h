/* SPDX-License-Identifier: Apache-2.0 */
/* base/node.h - a planner's text as a tree of names and values, each with its file and line.
 *
 * What the parser of one layer hands to the reader of another, neither knowing the other. All
 * values are texts, numbers too; who reads them knows what they should be.
 */
#pragma once

#include <stddef.h>

enum base_node_kind {
    BASE_VALUE, // name = "text";
    BASE_GROUP, // name = { ... };
    BASE_LIST   // name = ( ... ); or [ ... ]; its children have no names
};

struct base_node {
    const char *name; // "" in lists and at the root
    const char *text; // of a value, else ""
    const char *file;
    int line;
    enum base_node_kind kind;
    const struct base_node *child;
    size_t children;
};
