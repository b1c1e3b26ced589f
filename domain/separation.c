/* separation.c - see separation.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/separation.h"

#include "domain/base/banned.h"

enum outcome separation_check(struct uuid actor, const struct uuid *parties, size_t count,
                              struct problem *problem)
{
    if (uuid_is_nil(actor)) return OUTCOME_OK;
    for (size_t i = 0; i < count; i++)
        if (uuid_equal(actor, parties[i]))
            return problem_raise(problem, PROBLEM_OWN_CASE, NULL, NULL, NULL);
    return OUTCOME_OK;
}

enum outcome separation_check_authors(struct uuid actor, const struct separation_authors *authors,
                                      struct problem *problem)
{
    struct uuid first_and_last[] = {authors->created_by, authors->submitted_by};
    TRY(separation_check(actor, first_and_last, 2, problem));
    return separation_check(actor, authors->editors.items, authors->editors.count, problem);
}
