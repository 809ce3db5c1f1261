/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What every unit test includes: cmocka, with the headers that it wants before it. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#ifndef __has_feature /* clang's */
#define __has_feature(name) 0
#endif
/* Sanitizers take twenty times the time, and look at memory: of what is the same many times a part will do
 * then. */
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

/* cmocka 2 has another name for it. */
#define assert_between(value, low, high) assert_true((value) >= (low) && (value) <= (high))
