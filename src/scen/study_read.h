/* SPDX-License-Identifier: Apache-2.0 */
/* scen/study_read.h - what scen/study.c and scen/study_table.c share. */
#pragma once

#include "scen/parse_state.h"
#include "scen/sections.h"
#include "scen/study.h"

struct scen_study_reader {
    struct scen_study *study;
    struct scen_texts *texts;
    struct scen_reading *in;
    struct scen_rows *rows; // by group
    bool whole; // all sections were read: nothing is amiss for want of what was refused
};

/* Reads the table of a csv design into study->table. */
void scen_study_table_read(struct scen_study_reader *r);
