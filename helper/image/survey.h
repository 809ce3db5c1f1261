/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The store as it is, and what groups that run hold of it. */
#pragma once

#include "core/base/failure.h"
#include "helper/image/inventory/inventory.h"
#include "helper/image/store/store.h"

/* Adds what is in STORE to INVENTORY, and the pins of groups. A record or a size that can't be read is told
 * there; whatever else can't be is an error: it may be what holds an image. 0 or -errno with FAILURE. */
int survey_store(const Store *store, Inventory *inventory, Failure *failure);
