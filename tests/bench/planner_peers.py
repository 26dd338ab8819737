"""Other solvers of the same instances, for comparison: each returns the keys of its routes.

``ils`` is the iterated local search of Vansteenwegen, Souffriau, Vanden Berghe and Van Oudheusden
(2009), "Iterated local search for the team orienteering problem with time windows", written anew
after the paper. OR-Tools and PyVRP are set up as the README of the instances says is fair.
"""

import importlib.util
import time
from collections.abc import Callable

import numpy as np
from numba import njit

from tests.bench.planner_instances import Instance

type Solver = Callable[[Instance, int, float], list[list[str]]]


def available() -> dict[str, Solver]:
    """Return the peers that are installed, by name."""
    found: dict[str, Solver] = {"ils": ils}
    if importlib.util.find_spec("ortools"):
        found["ortools"] = ortools
    if importlib.util.find_spec("pyvrp"):
        found["pyvrp"] = pyvrp
    return found


def _arrays(instance: Instance) -> tuple[np.ndarray, ...]:
    """Return ways, scores, stays, earliest and latest starts; the first row is the depot."""
    problem = instance.problem
    count = len(problem.candidates) + 1
    score, stay = np.zeros(count), np.zeros(count, np.int64)
    first, last = np.zeros(count, np.int64), np.zeros(count, np.int64)
    last[0] = problem.days[0].ends_s
    for candidate in problem.candidates:
        k = candidate.node
        window = candidate.windows[0][0]
        score[k], stay[k] = candidate.score, candidate.visit_s
        first[k], last[k] = window.opens_s, window.closes_s - candidate.visit_s
    return problem.travel["foot"].duration_s.astype(np.int64), score, stay, first, last


def _keys(instance: Instance, routes: list[list[int]]) -> list[list[str]]:
    key_of = {candidate.node: candidate.key for candidate in instance.problem.candidates}
    found = [[key_of[node] for node in route] for route in routes]
    return found + [[] for _ in range(instance.m - len(found))]


@njit(cache=True)
def _ils_step(
    ways: np.ndarray,
    score: np.ndarray,
    stay: np.ndarray,
    first: np.ndarray,
    last: np.ndarray,
    routes: np.ndarray,
    length: np.ndarray,
    is_in: np.ndarray,
) -> None:
    """Insert by the largest score squared over shift until nothing fits."""
    n, m = len(score), len(length)
    start = np.zeros((m, routes.shape[1]), np.int64)
    shift = np.zeros((m, routes.shape[1]), np.int64)
    while True:
        for r in range(m):
            for p in range(1, length[r]):
                i, j = routes[r, p - 1], routes[r, p]
                start[r, p] = max(first[j], start[r, p - 1] + stay[i] + ways[i, j])
            k = length[r] - 1
            shift[r, k] = last[0] - start[r, k]
            for p in range(k - 1, 0, -1):
                i, j = routes[r, p], routes[r, p + 1]
                wait = start[r, p + 1] - start[r, p] - stay[i] - ways[i, j]
                shift[r, p] = min(last[i] - start[r, p], wait + shift[r, p + 1])
        best_ratio, best_v, best_r, best_p = -1.0, 0, 0, 0
        for v in range(1, n):
            if is_in[v] or score[v] <= 0:
                continue
            least, at_r, at_p = 1 << 60, -1, 0
            for r in range(m):
                for p in range(1, length[r]):
                    i, j = routes[r, p - 1], routes[r, p]
                    begin = start[r, p - 1] + stay[i] + ways[i, v]
                    if begin > last[v]:
                        break
                    begin = max(begin, first[v])
                    later = begin + stay[v] + ways[v, j] - start[r, p]
                    cost = begin + stay[v] + ways[v, j] - (start[r, p - 1] + stay[i] + ways[i, j])
                    if later <= shift[r, p] and cost < least:
                        least, at_r, at_p = cost, r, p
            if at_r >= 0:
                ratio = score[v] * score[v] / max(1, least)
                if ratio > best_ratio:
                    best_ratio, best_v, best_r, best_p = ratio, v, at_r, at_p
        if best_ratio < 0:
            return
        for p in range(length[best_r], best_p, -1):
            routes[best_r, p] = routes[best_r, p - 1]
        routes[best_r, best_p] = best_v
        length[best_r] += 1
        is_in[best_v] = True


@njit(cache=True)
def _ils_shake(
    routes: np.ndarray, length: np.ndarray, is_in: np.ndarray, at: np.ndarray, count: int
) -> None:
    """Take ``count`` stops out of each route from a position on, around its end."""
    for r in range(len(length)):
        for _ in range(min(count, length[r] - 2)):
            p = at[r]
            if p >= length[r] - 1 or p < 1:
                p = 1
            is_in[routes[r, p]] = False
            for q in range(p, length[r] - 1):
                routes[r, q] = routes[r, q + 1]
            length[r] -= 1


def ils(instance: Instance, seed: int, budget_s: float) -> list[list[str]]:
    """Iterated local search; the seed changes nothing, as in the paper.

    It stops after 150 iterations without improvement there; here it starts the shake anew from the
    best and goes on until its time is over.
    """
    ways, score, stay, first, last = _arrays(instance)
    n, m = len(score), instance.m
    routes, length = np.zeros((m, n + 2), np.int64), np.full(m, 2, np.int64)
    is_in = np.zeros(n, np.bool_)
    best, best_routes = -1.0, (routes.copy(), length.copy(), is_in.copy())
    at, count = np.ones(m, np.int64), 1
    # Compiled before the clock starts.
    _ils_step(ways, score * 0, stay, first, last, routes, length, is_in)
    _ils_shake(routes, length, is_in, at, 0)
    ends = time.thread_time() + budget_s
    without = 0
    while time.thread_time() < ends:
        _ils_step(ways, score, stay, first, last, routes, length, is_in)
        total = float(score[is_in].sum())
        if total > best:
            best, best_routes = total, (routes.copy(), length.copy(), is_in.copy())
            count, without = 1, 0
        else:
            without += 1
        if without > 150:
            kept = best_routes
            routes, length, is_in = kept[0].copy(), kept[1].copy(), kept[2].copy()
            without = 0
        _ils_shake(routes, length, is_in, at, count)
        at += count
        count += 1
        least = max(1, int(length.min()) - 2)
        at = np.where(at > least, at - least, at)
        if count > max(1, n // (3 * m)):
            count = 1
    routes, length, _ = best_routes
    return _keys(instance, [routes[r, 1 : length[r] - 1].tolist() for r in range(m)])


def ortools(instance: Instance, seed: int, budget_s: float) -> list[list[str]]:
    """OR-Tools routing with tabu search; places may be dropped at the price of their score.

    Ways are the cost of ties, as for PyVRP.
    """
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    ways, score, stay, first, last = _arrays(instance)
    manager = pywrapcp.RoutingIndexManager(len(score), instance.m, 0)
    routing = pywrapcp.RoutingModel(manager)
    transit = routing.RegisterTransitMatrix((ways + stay[:, None]).tolist())
    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitMatrix(ways.tolist()))
    # A score outweighs all ways together.
    scale = int(ways.max()) * 4
    end = int(last[0])
    routing.AddDimension(transit, end, end, False, "time")
    dimension = routing.GetDimensionOrDie("time")
    for k in range(1, len(score)):
        index = manager.NodeToIndex(k)
        dimension.CumulVar(index).SetRange(int(first[k]), int(min(last[k], end)))
        routing.AddDisjunction([index], int(score[k]) * scale)
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = (
        routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    )
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.TABU_SEARCH
    # Its own limit is one on the wall: it only has to be there.
    parameters.time_limit.FromSeconds(3600)
    ends = time.thread_time() + budget_s
    routing.AddSearchMonitor(routing.solver().CustomLimit(lambda: time.thread_time() >= ends))
    solution = routing.SolveWithParameters(parameters)
    routes: list[list[int]] = []
    for r in range(instance.m if solution else 0):
        index, route = routing.Start(r), []
        while not routing.IsEnd(index):
            if not routing.IsStart(index):
                route.append(manager.IndexToNode(index))
            index = solution.Value(routing.NextVar(index))
        routes.append(route)
    return _keys(instance, routes)


def pyvrp(instance: Instance, seed: int, budget_s: float) -> list[list[str]]:
    """PyVRP (0.14) with prizes scaled up and ways as the cost of ties, tuned as the README says."""
    from pyvrp import IteratedLocalSearchParams, Model, SolveParams
    from pyvrp.search import NeighbourhoodParams

    ways, score, stay, first, last = _arrays(instance)
    model = Model()
    spots = [model.add_location(0, 0) for _ in score]
    end = int(last[0])
    depot = model.add_depot(spots[0], tw_early=0, tw_late=end)
    model.add_vehicle_type(instance.m, start_depot=depot, end_depot=depot, tw_early=0, tw_late=end)
    # A prize outweighs all ways together.
    scale = int(ways.max()) * 4
    for k in range(1, len(score)):
        model.add_client(
            spots[k], service_duration=int(stay[k]), tw_early=int(first[k]), tw_late=int(last[k]),
            prize=int(score[k]) * scale, required=False,
        )  # fmt: skip
    for i, here in enumerate(spots):
        for j, there in enumerate(spots):
            if i != j:
                model.add_edge(here, there, distance=int(ways[i, j]), duration=int(ways[i, j]))
    params = SolveParams(
        ils=IteratedLocalSearchParams(history_length=50),
        neighbourhood=NeighbourhoodParams(num_neighbours=30),
    )
    ends = time.thread_time() + budget_s
    result = model.solve(
        lambda _cost: time.thread_time() >= ends, seed=seed, display=False, params=params
    )
    return _keys(
        instance,
        [[stop.idx + 1 for stop in route if stop.is_client()] for route in result.best.routes()],
    )
