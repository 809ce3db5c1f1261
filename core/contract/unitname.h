/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The names of a group's units: made, recognised and taken apart here alone. The generator writes units under
 * them, systemd knows them by them, and people type them. Pure. */
#pragma once

#include "core/base/name.h"

/* What a unit is to its group; in unitname.c a row for each. */
typedef enum UnitRole {
        ROLE_NONE,      /* no unit of a group */
        ROLE_GROUP,     /* coslice@web.service */
        ROLE_CONTAINER, /* coslice@web_app.service */
        ROLE_SANDBOX,   /* coslice-sandbox@web.service */
        ROLE_INIT,   /* coslice-init@web.service: the containers' process namespace, where they share one */
        ROLE_LOG,    /* coslice-log@web.service: reads the pipes of containers that have some for their log */
        ROLE_VOLUME, /* coslice-volume@web_content.service */
        ROLE_LIVE,   /* coslice-live@web.target: up while a container is up */
        ROLE_LEFT,   /* coslice-left@web.service: up while a clean-up has left something */
        ROLE_LEFT_ANEW, /* coslice-left@web.target: brings that one up again */
        ROLE_SLICE,     /* coslice-web.slice: the hard limits */
        ROLE_SESSION,   /* coslice-web-app-exec-ID.scope: a session in a container */
        ROLE_IMAGE,     /* coslice-image@KEY.service: fetches an image, for whatever groups have it */
        _ROLE_MAX,
} UnitRole;

/* The slice above those of all groups. */
#define UNITNAME_SLICE_OF_ALL "coslice.slice"

/* Loads the rules of networks, and is wanted by the sandboxes of groups that have one of their own. */
#define UNITNAME_NETWORK "coslice-network.service"

/* Answers for the names of groups, at the host's address in their range; wanted by that one. */
#define UNITNAME_DNS "coslice-dns.service"

/* Parts group and label in the instance of a unit: no label holds it. */
#define UNITNAME_PARTING '_'

/* Whether units of ROLE have a label beside the group's: that of a container or of a volume. */
bool unitname_is_labelled(UnitRole role);

/* Whether units of ROLE start and end with their group: those that PID 1 is asked for when the group is
 * judged. */
bool unitname_is_part(UnitRole role);

/* Whether units of ROLE are no group's: where others have GROUP in their name, these have something else,
 * which is no label. They are made by the functions below, and found by none. */
bool unitname_is_shared(UnitRole role);

/* Appends the name of GROUP's unit of ROLE; LABEL: of its container or volume, NULL where it has none. GROUP
 * "" gives the name of the template. Of sessions it is the beginning that all of a container have, with
 * the suffix: by that name systemd finds their drop-ins. 0 or -ENOMEM. */
int unitname_add(UnitRole role, const char *group, const char *label, StrBuf *ret);

/* The same as people type it: systemctl(1) and journalctl(1) need no ".service". */
int unitname_add_typed(UnitRole role, const char *group, const char *label, StrBuf *ret);

/* How many bytes of NAME are typed. */
size_t unitname_typed_length(const char *name);

/* The name as a new string, and the path "NAME.d/FILE" of a drop-in. NULL without memory. */
char *unitname_make(UnitRole role, const char *group, const char *label);
char *unitname_drop_in(UnitRole role, const char *group, const char *label, const char *file);

/* The name of the session ID, which holds no "-", in CONTAINER of GROUP. NULL without memory. */
char *unitname_session(const char *group, const char *container, const char *id);

/* The pattern (fnmatch) of GROUP's units of ROLE, a part of it, for a listing; where there are no labels, the
 * one name. NULL without memory. */
char *unitname_pattern(UnitRole role, const char *group);

/* What the unit NAME is to GROUP, slices and scopes left aside. *RET_LABEL: where the label begins in NAME,
 * else NULL; *RET_LENGTH: its bytes; either may be NULL. The label is not looked at: an instance of a
 * template can be started under any name, and who judges a group must see it. */
UnitRole unitname_role(const char *name, const char *group, const char **ret_label, size_t *ret_length);

/* Whether NAME is one of those that GROUP's units have, or could be taken for one: "coslice@web.socket"
 * too. */
bool unitname_is_of(const char *name, const char *group);

/* A name taken apart: its labels are valid ones. */
typedef struct UnitName {
        UnitRole role;
        char group[LABEL_MAX + 1];
        char label[LABEL_MAX + 1]; /* of a container or volume; "" where the role has none */
} UnitName;

/* Takes NAME apart, whatever its group. TYPED: it may be without ".service". False, and RET is undefined, if
 * no unit of a group can have this name. */
bool unitname_parse(const char *name, bool typed, UnitName *ret);
