/* SPDX-License-Identifier: Apache-2.0 */
/* out/crate.c - provenance as an RO-Crate (out/prov.h).
 *
 * Who reads it beside the results file has the file and, from /scenario/source, its inputs by
 * their own names. Inputs from folders above can't be in a crate by their name (its data live
 * below its root): they are called sources/<number>, and their name is the alternateName.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/version.h"
#include "comm/comm.h"
#include "out/prov.h"

#define PROFILE "https://w3id.org/ro/wfrun/process/0.5"

/* ---- JSON ---- */

/* `"name": "value"` with a comma behind it. */
static void add(struct base_text *json, const char *name, const char *value)
{
    base_text_add(json, "\"%s\": ", name);
    base_text_json(json, value);
    base_text_add(json, ", ");
}

static void begin(struct base_text *json, const char *id, const char *type)
{
    base_text_add(json, ",\n  {");
    add(json, "@id", id);
    base_text_add(json, "\"@type\": \"%s\", ", type);
}

/* The last member has no comma behind it. */
static void end(struct base_text *json, const char *name, const char *value)
{
    base_text_add(json, "\"%s\": ", name);
    base_text_json(json, value);
    base_text_add(json, "}");
}

static void refer(struct base_text *json, const char *id)
{
    base_text_add(json, "{\"@id\": ");
    base_text_json(json, id);
    base_text_add(json, "}");
}

/* ---- names of things ---- */

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* A path as a relative URI (RFC 3986, section 2). */
static void add_uri(struct base_text *uri, const char *path)
{
    for (; *path; path++) {
        unsigned char c = (unsigned char)*path;
        if (isalnum(c) || strchr("-._~/", c))
            base_text_add(uri, "%c", c);
        else
            base_text_add(uri, "%%%02X", c);
    }
}

static bool below_root(const char *name)
{
    return name[0] != '/' && strncmp(name, "../", 3) != 0;
}

static struct base_text source_uri(const struct out_prov *p, size_t i)
{
    struct base_text uri = {0};

    if (below_root(p->source[i].name))
        add_uri(&uri, p->source[i].name);
    else
        base_text_add(&uri, "sources/%zu", i);
    return uri;
}

static struct base_text output_uri(const struct out_prov *p)
{
    struct base_text uri = {0};

    add_uri(&uri, base_name(p->output));
    return uri;
}

static void refer_sources(struct base_text *json, const struct out_prov *p)
{
    for (size_t i = 0; i < p->sources; i++) {
        struct base_text uri = source_uri(p, i);
        base_text_add(json, "%s", i > 0 ? ", " : "");
        refer(json, base_text_get(&uri));
        base_text_fini(&uri);
    }
}

/* ---- entities ---- */

static void add_head(struct base_text *json)
{
    base_text_add(json, "{\"@context\": [\"https://w3id.org/ro/crate/1.1/context\", "
                        "\"https://w3id.org/ro/terms/workflow-run/context\"],\n"
                        " \"@graph\": [\n"
                        "  {\"@id\": \"ro-crate-metadata.json\", \"@type\": \"CreativeWork\", "
                        "\"conformsTo\": {\"@id\": \"https://w3id.org/ro/crate/1.1\"}, "
                        "\"about\": {\"@id\": \"./\"}}");
}

static void add_root(struct base_text *json, const struct out_prov *p)
{
    struct base_text output = output_uri(p);

    begin(json, "./", "Dataset");
    base_text_add(json, "\"conformsTo\": {\"@id\": \"" PROFILE "\"}, ");
    add(json, "name", *p->title ? p->title : p->study);
    add(json, "description",
        "Results of a simulated supply chain, with all that it was made of");
    add(json, "datePublished", p->facts->ended);
    add(json, "license", "As the owner of the scenario says");
    base_text_add(json, "\"mentions\": {\"@id\": \"#run\"}, \"hasPart\": [");
    refer_sources(json, p);
    base_text_add(json, "%s", p->sources > 0 ? ", " : "");
    refer(json, base_text_get(&output));
    base_text_add(json, "]}");
    base_text_fini(&output);
    begin(json, PROFILE, "CreativeWork");
    add(json, "name", "Process Run Crate");
    end(json, "version", "0.5");
}

static void add_library(struct base_text *json, const char *name, const char *version)
{
    char id[64];

    snprintf(id, sizeof id, "#%.50s", name);
    begin(json, id, "SoftwareApplication");
    add(json, "name", name);
    end(json, "softwareVersion", version);
}

static void add_software(struct base_text *json, const struct out_run_facts *facts)
{
    char version[OUT_VERSION_BYTES], hdf5[32];

    begin(json, "#bullwhip", "SoftwareApplication");
    add(json, "name", "bullwhip");
    add(json, "softwareVersion", out_version(version));
    add(json, "description", base_version_compiler());
    base_text_add(json, "\"softwareRequirements\": [{\"@id\": \"#hdf5\"}, {\"@id\": \"#mpi\"}");
    for (size_t i = 0; i < facts->libraries; i++)
        base_text_add(json, ", {\"@id\": \"#%s\"}", facts->lib[i].name);
    base_text_add(json, "]}");
    add_library(json, "hdf5", out_h5_library(hdf5));
    add_library(json, "mpi", comm_library());
    for (size_t i = 0; i < facts->libraries; i++)
        add_library(json, facts->lib[i].name, facts->lib[i].version);
}

static void add_run(struct base_text *json, const struct out_prov *p)
{
    struct base_text output = output_uri(p);
    char *line = out_command_line(p->facts);

    begin(json, "#run", "CreateAction");
    add(json, "name", p->study);
    add(json, "description", line);
    add(json, "startTime", p->facts->started);
    add(json, "endTime", p->facts->ended);
    base_text_add(json, "\"actionStatus\": \"http://schema.org/CompletedActionStatus\", "
                        "\"instrument\": {\"@id\": \"#bullwhip\"}, \"object\": [");
    refer_sources(json, p);
    base_text_add(json, "], \"result\": ");
    refer(json, base_text_get(&output));
    base_text_add(json, "}");
    base_text_fini(&output);
    free(line);
}

static void add_sources(struct base_text *json, const struct out_prov *p)
{
    char bytes[24];

    for (size_t i = 0; i < p->sources; i++) {
        struct base_text uri = source_uri(p, i);
        begin(json, base_text_get(&uri), "File");
        add(json, "name", base_name(p->source[i].name));
        if (!below_root(p->source[i].name))
            add(json, "alternateName", p->source[i].name);
        snprintf(bytes, sizeof bytes, "%" PRIu64, p->source[i].bytes);
        add(json, "contentSize", bytes);
        end(json, "sha256", p->source[i].sha256);
        base_text_fini(&uri);
    }
}

static void add_output(struct base_text *json, const struct out_prov *p)
{
    struct base_text uri = output_uri(p);
    char identifier[40];

    begin(json, base_text_get(&uri), "File");
    add(json, "name", base_name(p->output));
    add(json, "encodingFormat", "application/x-hdf5");
    snprintf(identifier, sizeof identifier, "digest %016" PRIx64, p->digest);
    end(json, "identifier", identifier);
    base_text_fini(&uri);
}

char *out_prov_crate(const struct out_prov *p)
{
    struct base_text json = {0};

    add_head(&json);
    add_root(&json, p);
    add_software(&json, p->facts);
    add_run(&json, p);
    add_sources(&json, p);
    add_output(&json, p);
    base_text_add(&json, "\n ]}\n");
    return base_text_take(&json);
}
