/* revision_judgement.h - what an evaluation does to the revision cases of its training
 *
 * After each answer: a case opens with the answer that decides it. Once nobody can answer
 * any more, because the evaluation is closed or all ballots are used, it also decides the cases
 * that were resolved before its session began, and the evidence of those that it opened
 * gets its final figures.
 * Must not know: storage, HTTP, answers of persons.
 * Tests: tests/domain/test_revision_judgement.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_REVISION_JUDGEMENT_H
#define BANGKOM_DOMAIN_REVISION_JUDGEMENT_H

#include "contract/evaluation_results.h"
#include "contract/revision_cases.h"
#include "domain/base/arena.h"
#include "domain/revision_rule.h"

/* What storage found. */
struct revision_found {
    struct revision_judged judged;
    const struct dimension_counts *counts; /* one of each dimension that is asked */
    size_t count_count;
    const struct revision_live *cases; /* of the training: not over, or settled since */
    size_t case_count;
};

/* What is judged. */
struct revision_judgement {
    struct revision_judged judged;
    struct revision_tally_row *tallies; /* one of each dimension that is asked */
    size_t tally_count;
    const struct revision_live *live; /* at most one of a dimension */
    size_t live_count;
};

/* revision_judgement_facts - how every dimension was judged so far, and the cases that are not over
 * out  *ret  in `a` */
void revision_judgement_facts(struct arena *a, const struct revision_found *found,
                              struct revision_judgement *ret);

/* The scores of one answer: at most one of a dimension. */
struct revision_score {
    enum evaluation_dimension dimension;
    int64_t score;
};
struct revision_scores {
    size_t count;
    const struct revision_score *items;
};

/* revision_judgement_add - the facts as they will be once an answer that is not stored yet is
 * in/out facts->tallies  one answer more in every dimension that it scores */
void revision_judgement_add(struct revision_judgement *facts, const struct revision_scores *answer);

enum revision_step_kind {
    REVISION_STEP_FINISH = 1, /* the evaluation that opened the case is over */
    REVISION_STEP_VERDICT,    /* the change of a resolved case is judged */
    REVISION_STEP_OPEN,
};

/* One thing to be done, in this order. */
struct revision_step {
    enum revision_step_kind kind;
    enum evaluation_dimension dimension;
    const struct revision_live *live; /* the case; NULL with REVISION_STEP_OPEN */
    struct revision_tally tally;      /* how the evaluation judges the dimension */
    enum revision_verdict verdict;    /* with REVISION_STEP_VERDICT */
};

struct revision_steps {
    size_t count;
    struct revision_step *items;
};

/* revision_judgement_decide - what is to be done; a case whose change helped is over, and where the
 * figures are still bad by R-65 the next one opens at once
 * out  *ret  in `a`; `live` borrowed from the facts */
void revision_judgement_decide(struct arena *a, const struct revision_judgement *facts,
                               struct revision_steps *ret);

/* revision_judgement_figures - {"responses", "unfavourable", "lower_bound_bp"} as JSON in `a` */
const char *revision_judgement_figures(struct arena *a, const struct revision_judged *judged,
                                       struct revision_tally tally);

/* Who is to be told when; ids of what is made. */
struct revision_stamp {
    struct uuid new_id;
    struct instant now;
};

/* revision_judgement_open - the case that REVISION_STEP_OPEN asks for; texts in `a` */
void revision_judgement_open(struct arena *a, const struct revision_judged *judged,
                             const struct revision_step *step, const struct revision_stamp *stamp,
                             struct revision_row *ret);

/* revision_judgement_end - a case with its verdict, and with the figures where they may be shown
 * texts in `a` */
void revision_judgement_end(struct arena *a, const struct revision_judged *judged,
                            const struct revision_step *step, struct instant now,
                            struct revision_row *ret);

/* revision_judgement_reopen - a case whose change did not help, open again: it is now about the
 * session that was just judged
 * in/out *row  of revision_judgement_end with REVISION_VERDICT_INEFFECTIVE */
void revision_judgement_reopen(struct arena *a, const struct revision_judged *judged,
                               const struct revision_step *step, struct revision_row *row);

/* revision_judgement_policy_evidence - what a policy revision proposal is told of a case
 * from  R-22 */
const char *revision_judgement_policy_evidence(struct arena *a, const struct revision_row *row);

#endif
