/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice-generator: systemd.generator(7). */
#include "core/contract/contract.h"
#include "generator/edge/generate.h"
#include "generator/edge/log.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
        if (argc == 2 && (streq(argv[1], "--help") || streq(argv[1], "-h"))) {
                printf("coslice-generator DIR [EARLY-DIR LATE-DIR]\n"
                       "Writes the units of all groups to DIR. systemd runs it at boot and at each "
                       "daemon-reload;\n"
                       "\"coslice check\" says what is wrong with a definition. See coslice-generator(8).\n");
                return 0;
        }
        if (argc != 2 && argc != 4) {
                log_line(SEVERITY_ERROR,
                         "coslice-generator takes one or three directories, see systemd.generator(7)");
                return 1;
        }
        bool elsewhere = secure_getenv(COSLICE_GROUP_PATH_ENV);
        _cleanup_strvec_ StrVec dirs = {};
        _cleanup_network_file_ NetworkFile network = {};
        GenerateOptions options = {.out = argv[1],
                                   .installed = {COSLICE_UNIT_DIR,
                                                 installed_features(feature_rows, _FEATURE_MAX, elsewhere),
                                                 &network},
                                   .dirs = &dirs,
                                   .refresh = streq(argv[1], COSLICE_GENERATOR_OUT)};
        /* A search path for tests and image builds says nothing about what runs here, and how it is set up.
         */
        int r = scan_search_path(&dirs);
        if (r == 0 && !elsewhere) {
                options.state_dir = COSLICE_STATE_DIR;
                r = network_file_read(COSLICE_NETWORK_FILE, &network);
        }
        if (r == 0)
                r = generate(&options);
        if (r < 0)
                log_linef(SEVERITY_ERROR, "coslice-generator: %s: %s", argv[1], strerror(-r));
        return r != 0;
}
