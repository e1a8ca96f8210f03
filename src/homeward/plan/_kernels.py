"""Loops over the plan's flat arrays.

Greedy's state is `keep`, what remains of each element as a share, and `best`, the largest fall
so far of each group (a family at an element).
"""

import heapq

import numpy as np

from homeward.kit.arrays import Bools, Floats, Ints
from homeward.kit.jit import kernel

Links = tuple[Ints, Ints, Floats, Ints]
"""Where each option's links start, and the element, fall and group of each."""


@kernel
def gain(i: int, links: Links, weight: Floats, keep: Floats, best: Floats) -> float:
    """What option i would add."""
    start, element, fall, group = links
    total = 0.0
    for k in range(start[i], start[i + 1]):
        so_far = best[group[k]]
        if fall[k] > so_far:
            e = element[k]
            total += weight[e] * keep[e] * (fall[k] - so_far) / (1.0 - so_far)
    return total


@kernel
def take(i: int, links: Links, keep: Floats, best: Floats) -> None:
    """Put option i into the state."""
    start, element, fall, group = links
    for k in range(start[i], start[i + 1]):
        so_far = best[group[k]]
        if fall[k] > so_far:
            keep[element[k]] *= (1.0 - fall[k]) / (1.0 - so_far)
            best[group[k]] = fall[k]


@kernel
def fill(
    can: Bools,
    links: Links,
    weight: Floats,
    price: Floats,
    takes: Floats,
    left: Floats,
    units: Floats,
    need: float,
    keep: Floats,
    best: Floats,
) -> tuple[Ints, Floats]:
    """Buy by gain over price until `need` units are in; the order and each one's gain."""
    order = np.empty(len(can), np.int64)
    gained = np.empty(len(can))
    bought = 0
    heap = [(0.0, 0)]
    heap.pop()
    for i in range(len(can)):
        if can[i]:
            now = gain(i, links, weight, keep, best)
            heap.append((-now / max(price[i], 1e-200), i))
    heapq.heapify(heap)
    while len(heap) > 0 and need > 0.0:
        _, pick = heapq.heappop(heap)
        fits = True
        for r in range(len(left)):
            if takes[pick, r] > left[r]:
                fits = False
        if not fits:
            continue  # what does not fit now never will
        now = gain(pick, links, weight, keep, best)
        stale = (-now / max(price[pick], 1e-200), pick)
        if len(heap) > 0 and stale > heap[0]:
            heapq.heappush(heap, stale)
            continue  # gains only shrink: a fresh one that is still first is the best
        if now <= 0.0 and need == np.inf:
            break
        for r in range(len(left)):
            left[r] -= takes[pick, r]
        need -= units[pick]
        take(pick, links, keep, best)
        order[bought] = pick
        gained[bought] = now
        bought += 1
    return order[:bought], gained[:bought]


@kernel
def state(chosen: Ints, links: Links, elements: int, groups: int) -> tuple[Floats, Floats]:
    """Greedy's state with some options in."""
    keep = np.ones(elements)
    best = np.zeros(groups)
    for i in chosen:
        take(i, links, keep, best)
    return keep, best


@kernel
def gains(links: Links, weight: Floats, keep: Floats, best: Floats) -> Floats:
    """What each option alone would add to the state, shape (I,)."""
    found = np.empty(len(links[0]) - 1)
    for i in range(len(found)):
        found[i] = gain(i, links, weight, keep, best)
    return found


@kernel
def holds(n: int, m: int, start: Ints, option: Ints, bought: Bools) -> bool:
    """Whether walk n needs all that walk m still needs."""
    a = start[n]
    for b in range(start[m], start[m + 1]):
        if bought[option[b]]:
            continue
        while a < start[n + 1] and option[a] < option[b]:
            a += 1
        if a == start[n + 1] or option[a] != option[b]:
            return False
    return True


@kernel
def spread(
    m: int,
    walkers: int,
    start: Ints,
    option: Ints,
    user_start: Ints,
    user: Ints,
    bought: Bools,
    gained: Ints,
) -> None:
    """Add walkers to the gain of every walk whose buying would also light walk m."""
    rarest = np.int64(-1)
    for b in range(start[m], start[m + 1]):
        o = option[b]
        if not bought[o] and (
            rarest < 0
            or user_start[o + 1] - user_start[o] < user_start[rarest + 1] - user_start[rarest]
        ):
            rarest = o
    if rarest >= 0:
        for k in range(user_start[rarest], user_start[rarest + 1]):
            if holds(user[k], m, start, option, bought):
                gained[user[k]] += walkers


@kernel
def next_walk(gained: Ints, needs: Floats, share: Floats, left: Floats) -> int:
    """The walk that fits and lights most walkers for its price, the first of equals; -1 none."""
    pick, best = -1, 0.0
    for n in range(len(gained)):
        if gained[n] <= 0:
            continue
        price, fits = 0.0, True
        for r in range(len(left)):
            fits = fits and needs[n, r] <= left[r]
            price += needs[n, r] * share[r]
        ratio = gained[n] / max(price, 1e-200)
        if fits and ratio > best:
            pick, best = n, ratio
    return pick


@kernel
def whole_walks(
    start: Ints,
    option: Ints,
    user_start: Ints,
    user: Ints,
    walkers: Ints,
    takes: Floats,
    share: Floats,
    left: Floats,
    bought: Bools,
) -> Ints:
    """Buy all that a walk still needs, by walkers lit over price, while anything fits."""
    walks = len(walkers)
    gained = np.zeros(walks, np.int64)
    order = np.empty(len(bought), np.int64)
    count = 0
    touched = np.zeros(walks, np.bool_)
    needs = np.zeros((walks, len(left)))
    for m in range(walks):
        spread(m, walkers[m], start, option, user_start, user, bought, gained)
        for b in range(start[m], start[m + 1]):
            if not bought[option[b]]:
                needs[m] += takes[option[b]]
    while True:
        pick = next_walk(gained, needs, share, left)
        if pick < 0:
            return order[:count]
        first = count
        for b in range(start[pick], start[pick + 1]):
            if not bought[option[b]]:
                order[count] = option[b]
                count += 1
        touched[:] = False
        for q in range(first, count):
            left -= takes[order[q]]
            for k in range(user_start[order[q]], user_start[order[q] + 1]):
                touched[user[k]] = True
        for m in range(walks):
            if touched[m]:
                spread(m, -walkers[m], start, option, user_start, user, bought, gained)
        for q in range(first, count):
            bought[order[q]] = True
            for k in range(user_start[order[q]], user_start[order[q] + 1]):
                needs[user[k]] -= takes[order[q]]
        for m in range(walks):
            if touched[m]:
                spread(m, walkers[m], start, option, user_start, user, bought, gained)


@kernel
def climb(
    start: Ints,
    element: Ints,
    power: Floats,
    linear: Floats,
    takes: Floats,
    most: Floats,
    toll: Floats,
    stiff: Floats,
    lower: Floats,
    upper: Floats,
    left: Floats,
    used: Floats,
    x: Floats,
    rounds: int,
) -> None:
    """Newton's step on each option in turn, rows held by tolls; left, used and x move on."""
    for turn in range(rounds * len(x)):
        i = turn % len(x)
        gain, curve = linear[i], 0.0
        for k in range(start[i], start[i + 1]):
            steep = left[element[k]] * power[k]
            gain += steep
            curve += steep * power[k]
        for r in range(len(toll)):
            due = toll[r] + stiff[r] * (used[r] - most[r])
            if due > 0.0:
                gain -= due * takes[i, r]
                curve += stiff[r] * takes[i, r] ** 2
        step = gain / max(curve, 1e-200)
        step = min(upper[i], max(lower[i], x[i] + step)) - x[i]
        if step != 0.0:
            x[i] += step
            for k in range(start[i], start[i + 1]):
                left[element[k]] *= np.exp(-step * power[k])
            for r in range(len(toll)):
                used[r] += step * takes[i, r]


@kernel
def descend(
    x: Floats,
    w: Floats,
    owed: Floats,
    place: Floats,
    toll: Floats,
    gain: Floats,
    option: Ints,
    group: Ints,
    link_gain: Floats,
    takes: Floats,
    most: Floats,
    lower: Floats,
    upper: Floats,
    x_step: Floats,
    place_step: Floats,
    toll_step: Floats,
    pace: float,
    rounds: int,
) -> tuple[Floats, Floats]:
    """Primal-dual steps on all five in place; the mean share of links and price of places."""
    mean_w, mean_place = np.zeros(len(w)), np.zeros(len(place))
    reduced, ahead = np.empty(len(x)), np.empty(len(x))
    for _ in range(rounds):
        used = -most
        filled = np.full(len(place), -1.0)
        reduced[:] = gain
        for k in range(len(w)):
            reduced[option[k]] += owed[k]
        for i in range(len(x)):
            for r in range(len(toll)):
                reduced[i] -= toll[r] * takes[i, r]
            moved = min(upper[i], max(lower[i], x[i] + x_step[i] * reduced[i]))
            ahead[i] = 2.0 * moved - x[i]
            x[i] = moved
            for r in range(len(toll)):
                used[r] += takes[i, r] * ahead[i]
        for k in range(len(w)):
            rise = link_gain[k] - owed[k] - place[group[k]]
            moved = min(1.0, max(0.0, w[k] + 0.5 * pace * rise))
            beyond = 2.0 * moved - w[k]
            w[k] = moved
            mean_w[k] += moved / rounds
            filled[group[k]] += beyond
            owed[k] = max(0.0, owed[k] + 0.5 / pace * (beyond - ahead[option[k]]))
        for g in range(len(place)):
            place[g] = max(0.0, place[g] + place_step[g] * filled[g])
            mean_place[g] += place[g] / rounds
        for r in range(len(toll)):
            toll[r] = max(0.0, toll[r] + toll_step[r] * used[r])
    return mean_w, mean_place


@kernel
def corners(start: Ints, fall: Floats, few: float) -> tuple[Ints, Floats, Floats]:
    """Points of each element's roof from its falls, largest first: start, reach and left."""
    elements = len(start) - 1
    first = np.zeros(elements + 1, np.int64)
    reach, left = np.zeros(len(fall) + elements), np.ones(len(fall) + elements)
    at = 0
    for e in range(elements):
        first[e] = at
        u, q = 0.0, 1.0
        at += 1
        for k in range(start[e], start[e + 1]):
            if q == 0.0:
                break
            u += fall[k]
            q *= 1.0 - fall[k]
            q = q if q > few else 0.0
            reach[at], left[at] = u, q
            at += 1
    first[elements] = at
    return first, reach[:at], left[:at]


@kernel
def slope_near(was: float, pace: float, u: float, reach: Floats, left: Floats) -> float:
    """The slope in [0, 1] where a roof less its line through u is lowest, near the last one."""
    found = was
    for k in range(1, len(reach)):
        found = was + pace * (reach[k] - u)
        if found >= left[k]:
            return float(min(found, left[k - 1]))
    return float(max(0.0, min(found, left[-1])))


@kernel
def level(
    start: Ints,
    element: Ints,
    fall: Floats,
    element_start: Ints,
    option: Ints,
    element_fall: Floats,
    corner_start: Ints,
    reach: Floats,
    left: Floats,
    weight: Floats,
    linear: Floats,
    takes: Floats,
    most: Floats,
    lower: Floats,
    upper: Floats,
    x_step: Floats,
    slope_step: Floats,
    toll_step: Floats,
    x: Floats,
    slope: Floats,
    toll: Floats,
    rounds: int,
) -> Floats:
    """Primal-dual steps on x, slope and toll in place; the mean slope of each element."""
    mean = np.zeros(len(slope))
    ahead = x.copy()
    for _ in range(rounds):
        for e in range(len(slope)):
            u = 0.0
            for k in range(element_start[e], element_start[e + 1]):
                u += element_fall[k] * ahead[option[k]]
            a, b = corner_start[e], corner_start[e + 1]
            pace = slope_step[e] * weight[e]
            slope[e] = slope_near(slope[e], pace, u, reach[a:b], left[a:b])
            mean[e] += slope[e] / rounds
        for r in range(len(toll)):
            used = -most[r]
            for i in range(len(x)):
                used += takes[i, r] * ahead[i]
            toll[r] = max(0.0, toll[r] + toll_step[r] * used)
        for i in range(len(x)):
            gain = linear[i]
            for k in range(start[i], start[i + 1]):
                gain += weight[element[k]] * slope[element[k]] * fall[k]
            for r in range(len(toll)):
                gain -= toll[r] * takes[i, r]
            moved = min(upper[i], max(lower[i], x[i] + x_step[i] * gain))
            ahead[i] = 2.0 * moved - x[i]
            x[i] = moved
    return mean
