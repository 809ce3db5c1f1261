/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a container's unit tells the helper: the arguments of "coslice-helper run", "stop" and "clean". */
#pragma once

#include "generator/model/definition.h"
#include "generator/render/bind.h"

/* Binds them to "run", "stop" and "clean", and the paths of the host that the start needs to "mounts". A
 * failure is remembered in B. */
void bind_run(Bindings *b, const Definition *def, const Container *c);
void bind_stop_of_image(Bindings *b, const Definition *def, const Container *c);
void bind_clean(Bindings *b, const Definition *def, const Container *c);

/* The commands of coslice-network for the sandbox of a group with a network of its own, "network_up" and
 * "network_down", and the unit that is to be there before, "network"; network.c. */
void bind_network(Bindings *b, const Definition *def);

/* The unit with the host's rules, "network", where the group needs them. */
void bind_rules(Bindings *b, const Definition *def);
