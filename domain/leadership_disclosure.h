/* leadership_disclosure.h - of which units the compliance of the team may be shown
 *
 * A unit's team is everybody in it and below it. What is left of a team without the teams shown
 * below it could be reckoned from the figures: it must be nobody, or as many as a team must be.
 * Teams lie within each other or apart, so that every sum and difference of figures is made of such
 * rests. All units of the organization are judged together, whatever a report asks for: two reports
 * tell no more than one. The same rule for answers is domain/disclosure.h.
 * Must not know: storage, HTTP.
 * Tests: tests/domain/test_leadership_disclosure.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_LEADERSHIP_DISCLOSURE_H
#define BANGKOM_DOMAIN_LEADERSHIP_DISCLOSURE_H

#include "contract/leadership_index.h"
#include "domain/base/arena.h"

/* leadership_disclosure_make - the units whose team compliance may be shown
 * in       units     all of the organization, each with those who serve in it itself; any order
 *          min_size  parameter leadership.min_unit_size
 * returns  their uuids in ascending order, in `a` */
struct list leadership_disclosure_make(struct arena *a, const struct leadership_unit_list *units,
                                       int64_t min_size);

/* leadership_disclosure_shows - whether a unit is among them */
bool leadership_disclosure_shows(const struct list *shown, struct uuid unit_id);

#endif
