/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Looking at a group's units until there is nothing to wait for. */
#include "helper/group/watch.h"

int watch_units(Manager *manager, const Group *group, WatchLook look, void *data, bool *failed, UnitList *ret)
{
        for (unsigned done = 0;;) {
                _cleanup_unit_list_ UnitList units = {};
                int r = manager_list(manager, group, &units);
                if (r == 0)
                        r = look(manager, &units, data);
                if (r < 0)
                        return r;
                if (r == WATCH_WAIT) {
                        done = 0;
                        r = manager_wait(manager, group, failed);
                        if (r < 0)
                                return r;
                } else if (++done == 2) {
                        *ret = units;
                        units = (UnitList){};
                        return 0;
                }
        }
}
