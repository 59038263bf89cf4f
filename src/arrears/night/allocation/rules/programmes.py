"""Small programmes over few accounts, solved by HiGHS: shares, whole choices, and limits that give way."""

from __future__ import annotations

import highspy
import numpy as np
from scipy import sparse

from arrears.night.allocation.contracts import FORBIDDEN, GRID
from arrears.night.allocation.rules.kernels import Array, scores_numpy
from arrears.night.allocation.rules.problem import Problem

CONTENDERS = 4
WHOLE_UP_TO = 2_000
NODES_MAX = 50
STALLED = 25


def fractional(part: Problem, left: Array, prices: Array) -> Array | None:
    """Shares (K, n) of treatments under what is left of each limit; None if impossible.

    Only the treatments that come first at the prices stand in it, all of them where the part is small.
    """
    account, kind = _pairs(part, prices)
    found = _solve(part, account, kind, left, whole=False, slack=None)
    if found is None:
        return None
    shares = np.zeros(part.values.shape)
    shares[kind, account] = found
    return shares


def whole(part: Problem, left: Array, prices: Array) -> Array | None:
    """The best whole choice (n,) under what is left, to a small gap; None if none was found."""
    account, kind = _pairs(part, prices)
    found = _solve(part, account, kind, left, whole=True, slack=None)
    return None if found is None else _picked(part, account, kind, found)


def elastic(part: Problem, left: Array, ceiling: Array) -> Array:
    """A whole choice (n,) that overruns what is left by the least; a unit of overrun costs the ceiling."""
    account, kind = _pairs(part, None)
    found = _solve(part, account, kind, left, whole=part.size <= WHOLE_UP_TO, slack=ceiling / GRID)
    assert found is not None  # with limits that give way there is always a choice
    return _picked(part, account, kind, found)


def _picked(part: Problem, account: Array, kind: Array, found: Array) -> Array:
    shares = np.full(part.values.shape, -1.0)
    shares[kind, account] = found
    return np.asarray(shares.argmax(axis=0))


def _pairs(part: Problem, prices: Array | None) -> tuple[Array, Array]:
    """Accounts and treatments of a programme: for each account the best at the prices, or all that may be."""
    if prices is None or part.size <= WHOLE_UP_TO // CONTENDERS:
        kind, account = np.nonzero(part.values != FORBIDDEN)
        return account, kind
    scores = scores_numpy(part.values, part.weight, part.part, *part.price_tables(prices))
    ranked = np.argsort(-scores.astype(np.float64), axis=0, kind="stable")[:CONTENDERS]
    account, kind = np.tile(np.arange(part.size), len(ranked)), ranked.ravel()
    permitted = part.values[kind, account] != FORBIDDEN
    return account[permitted], kind[permitted]


def _solve(
    part: Problem, account: Array, kind: Array, left: Array, *, whole: bool, slack: Array | None
) -> Array | None:
    """Shares of the pairs. `slack`: what a unit of overrun costs, for each limit; None: no overrun."""
    rows, columns = len(part.limits), len(account)
    # Rows are scaled to about one, so that the tolerance of the solver is far below one unit of need.
    needs = part.needs(account, kind).astype(np.float64) if rows else np.zeros((0, columns))
    scale = np.maximum(np.abs(needs).max(axis=1, initial=0.0), 1.0)
    blocks = [
        sparse.csc_array(needs / scale[:, None]),
        sparse.csc_array((np.ones(columns), (account, np.arange(columns))), shape=(part.size, columns)),
    ]
    cost = -part.values[kind, account].astype(np.float64)
    upper = np.ones(columns)
    if slack is not None:
        over = sparse.csc_array(sparse.vstack([-sparse.eye_array(rows), sparse.csc_array((part.size, rows))]))
        matrix = sparse.csc_array(sparse.hstack([sparse.vstack(blocks), over]))
        money = max(float(np.abs(cost).max(initial=1.0)), 1.0)
        cost = np.concatenate([cost / money, slack * scale / money])
        upper = np.concatenate([upper, np.full(rows, highspy.kHighsInf)])
    else:
        matrix = sparse.csc_array(sparse.vstack(blocks))
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(cost), rows + part.size
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, np.zeros(len(cost)), upper
    lp.row_lower_ = np.concatenate([np.full(rows, -highspy.kHighsInf), np.ones(part.size)])
    lp.row_upper_ = np.concatenate([left / scale, np.ones(part.size)])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    lp.a_matrix_.index_ = matrix.indices.astype(np.int32)
    lp.a_matrix_.value_ = matrix.data
    if whole:
        kinds = [highspy.HighsVarType.kInteger] * columns
        lp.integrality_ = kinds + [highspy.HighsVarType.kContinuous] * (len(cost) - columns)
    found = _run(lp)
    if found is None:
        return None
    if whole and slack is None:
        choice = _picked(part, account, kind, found[:columns])
        if bool((part.use_of(choice) > left).any()):  # beyond the solver's tolerance: not a plan
            return None
    return found[:columns]


def _run(lp: highspy.HighsLp) -> Array | None:
    """The solution; for whole programmes the best one found within a number of nodes, not of seconds."""
    model = highspy.Highs()  # type: ignore[no-untyped-call]  # HiGHS has no types
    for name, value in (
        ("output_flag", False),
        ("threads", 1),
        ("solver", "simplex"),
        ("mip_max_nodes", NODES_MAX),
        ("mip_max_stall_nodes", STALLED),
        ("mip_rel_gap", 1e-9),
        ("mip_feasibility_tolerance", 1e-9),
        ("primal_feasibility_tolerance", 1e-9),
    ):
        model.setOptionValue(name, value)
    model.passModel(lp)
    model.run()
    solution = model.getSolution()
    feasible = model.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    return np.asarray(solution.col_value) if solution.value_valid and feasible else None
