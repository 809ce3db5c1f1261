/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Registries, as references of images name them. Pure. */
#pragma once

#define REGISTRY_RULE \
        "the host of a registry as references begin with it, like docker.io or registry.example.org:5000"

/* Whether HOST is one: 1, 0, or -ENOMEM. */
int registry_is_valid(const char *host);
