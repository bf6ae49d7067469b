"""The hot loops of the search: placing meetings, Kempe chains, ejection chains, annealing.

Everything works on ``Board``, a tuple of arrays that holds the instance and the schedule; sets of
slots are rows of 64-bit words. Every change goes through ``_put`` and ``_take``, which write a
log, so that any sequence of changes can be taken back exactly.

One file on purpose, long as it is: numba's disk cache notices changes of a function's own file
only, and would go on using old code inlined from another.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from .compiled import jit

ONE = np.uint64(1)
ZERO = np.uint64(0)
MUST, MINIMUM, SERVED, MUTUAL, ONE_SIDED, VALUE, WEIGHT = range(7)


A, B, NAMED_A, NAMED_B, NAMED_END, ROOMS, ROOMS_END, RESOURCES, RESOURCES_END, LOCKED = range(10)
SLOT, ROOM, TEAM_A, TEAM_B, AT = range(10, 15)
"""Columns of ``meet``: indices; where its lists start and end; then the board, -1 for none."""
FIRST, LAST, LEAST, MOST, DEGREE = range(5)
"""Columns of ``part``: its people are FIRST..LAST-1."""
MUST, MINIMUM, SERVED, MUTUAL, ONE_SIDED, VALUE, WEIGHT, MINIMUM_BONUS, SERVED_BONUS = range(9)
"""Entries of ``level``; ``worth`` has MUST, MUTUAL, ONE_SIDED, VALUE, WEIGHT of a candidate in
its columns 0 to 4."""


class Board(NamedTuple):
    """The instance and the schedule. Few and wide arrays: numba's compile time grows with their
    number. M candidates, P participants, R people, S slots in W words, K rooms + Q resources."""

    meet: Any  # (M, 15) int32
    part: Any  # (P, 5) int32
    worth: Any  # (M, 5) int64
    level: Any  # (9,) int64
    lists: Any  # named people, rooms, resources of all candidates; resources count from K
    bits: Any  # (M + R + K + Q, W): slots allowed, people free, supplies with something left
    holds: Any  # (R, S): the candidate a person is in, or -1
    left: Any  # (K + Q, S): what is left of a supply
    site: Any  # (K,): the place of a room, or -1
    near: Any  # (places, places, S): the first later slot that can be reached on foot
    reach: Any  # (R, places, W): slots at a place that fit a person's busy times
    at: Any  # (S, 1 + most): how many are held in a slot, and which
    log: Any  # row 0: rows in use; rows (candidate, slot, team a, team b, room, +1 or -1)
    rng: Any  # (1,) uint64


@jit
def _random(board: Board, below: int) -> int:
    """xorshift64*: a number in 0..below-1."""
    x = board.rng[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    board.rng[0] = x
    return np.int64((x >> np.uint64(11)) % np.uint64(below))


@jit
def _count_bits(x: Any) -> int:
    n = 0
    while x != ZERO:
        x &= x - ONE
        n += 1
    return n


@jit
def _pick_bit(board: Board, row: Any) -> int:
    """A random set bit of a row of words; -1 where there is none."""
    total = 0
    for k in range(len(row)):
        total += _count_bits(row[k])
    if total == 0:
        return -1
    skip = _random(board, total)
    for k in range(len(row)):
        x = row[k]
        while x != ZERO:
            if skip == 0:
                low = x & (~x + ONE)
                position = 0
                while low != ONE:
                    low >>= ONE
                    position += 1
                return k * 64 + position
            x &= x - ONE
            skip -= 1
    return -1


@jit
def _side_free(board: Board, m: int, side: int, k: int) -> Any:
    """Word k of the slots in which a side's people are free."""
    first, last = board.meet[m, NAMED_A + side], board.meet[m, NAMED_A + side + 1]
    if last > first:
        bits = ~ZERO
        for i in range(first, last):
            bits &= board.bits[len(board.meet) + board.lists[i], k]
        return bits
    p = board.meet[m, A + side]
    bits = ZERO
    for r in range(board.part[p, FIRST], board.part[p, LAST]):
        bits |= board.bits[len(board.meet) + r, k]
    return bits


@jit
def _supply(board: Board) -> int:
    """The row of ``bits`` where the supplies start."""
    return len(board.meet) + len(board.holds)


@jit
def _shared_free(board: Board, m: int, k: int) -> Any:
    """Word k of the slots in which tables and resources have room for a candidate."""
    bits = board.bits[m, k]
    first, last = board.meet[m, ROOMS], board.meet[m, ROOMS_END]
    if last > first:
        some = ZERO
        for i in range(first, last):
            some |= board.bits[_supply(board) + board.lists[i], k]
        bits &= some
    for i in range(board.meet[m, RESOURCES], board.meet[m, RESOURCES_END]):
        bits &= board.bits[_supply(board) + board.lists[i], k]
    return bits


@jit
def _below_maximum(board: Board, m: int) -> bool:
    a, b = board.meet[m, A], board.meet[m, B]
    return (
        board.part[a, DEGREE] < board.part[a, MOST] and board.part[b, DEGREE] < board.part[b, MOST]
    )


@jit
def _person_can(board: Board, r: int, s: int, place: int) -> bool:
    """Whether a person is free in a slot and can walk to the place and on from it."""
    if board.bits[len(board.meet) + r, s >> 6] >> np.uint64(s & 63) & ONE == ZERO:
        return False
    if place < 0 or len(board.near) == 0:
        return True
    if board.reach[r, place, s >> 6] >> np.uint64(s & 63) & ONE == ZERO:
        return False
    for t in range(s + 1, board.holds.shape[1]):
        other = board.holds[r, t]
        if other >= 0 and board.meet[other, ROOM] >= 0:
            q = board.site[board.meet[other, ROOM]]
            if q >= 0 and t < board.near[place, q, s]:
                return False
        if t - s > 8:
            break
    for t in range(s - 1, -1, -1):
        other = board.holds[r, t]
        if other >= 0 and board.meet[other, ROOM] >= 0:
            q = board.site[board.meet[other, ROOM]]
            if q >= 0 and s < board.near[q, place, t]:
                return False
        if s - t > 8:
            break
    return True


@jit
def _find_person(board: Board, m: int, side: int, s: int, place: int) -> int:
    """A person of the side who can come; -2 where none can, -1 where named ones can."""
    first, last = board.meet[m, NAMED_A + side], board.meet[m, NAMED_A + side + 1]
    if last > first:
        for i in range(first, last):
            if not _person_can(board, board.lists[i], s, place):
                return -2
        return -1
    p = board.meet[m, A + side]
    for r in range(board.part[p, FIRST], board.part[p, LAST]):
        if _person_can(board, r, s, place):
            return r
    return -2


@jit
def _hold(board: Board, m: int, side: int, s: int, person: int, what: int) -> None:
    """Mark a side's people as in meeting ``what`` (-1: free again)."""
    word, bit = s >> 6, ONE << np.uint64(s & 63)
    first, last = board.meet[m, NAMED_A + side], board.meet[m, NAMED_A + side + 1]
    for i in range(first, max(last, first + 1)):
        r = person if first == last else board.lists[i]
        board.holds[r, s] = what
        if what >= 0:
            board.bits[len(board.meet) + r, word] &= ~bit
        else:
            board.bits[len(board.meet) + r, word] |= bit


@jit
def _draw(board: Board, supply: int, s: int, amount: int) -> None:
    """Use up (1) or give back (-1) a place in a room or a resource."""
    word, bit = s >> 6, ONE << np.uint64(s & 63)
    board.left[supply, s] -= amount
    if board.left[supply, s] > 0:
        board.bits[_supply(board) + supply, word] |= bit
    else:
        board.bits[_supply(board) + supply, word] &= ~bit


@jit
def _change(board: Board, m: int, s: int, sign: int) -> None:
    """What putting (1) and taking (-1) a meeting have in common."""
    one, two = board.meet[m, TEAM_A], board.meet[m, TEAM_B]
    room = board.meet[m, ROOM]
    _hold(board, m, 0, s, one, m if sign > 0 else -1)
    _hold(board, m, 1, s, two, m if sign > 0 else -1)
    if room >= 0:
        _draw(board, room, s, sign)
    for i in range(board.meet[m, RESOURCES], board.meet[m, RESOURCES_END]):
        _draw(board, board.lists[i], s, sign)
    board.level[MUST] += sign * board.worth[m, 0]
    board.level[MUTUAL] += sign * board.worth[m, 1]
    board.level[ONE_SIDED] += sign * board.worth[m, 2]
    board.level[VALUE] += sign * board.worth[m, 3]
    board.level[WEIGHT] += sign * board.worth[m, 4]
    for side in range(2):
        p = board.meet[m, A + side]
        count = board.part[p, DEGREE] + (1 if sign > 0 else 0)
        board.part[p, DEGREE] += sign
        if count <= board.part[p, LEAST]:
            board.level[MINIMUM] += sign
            board.level[WEIGHT] += sign * board.level[MINIMUM_BONUS]
        if count == 1 and board.level[SERVED_BONUS] > 0:
            board.level[SERVED] += sign
            board.level[WEIGHT] += sign * board.level[SERVED_BONUS]
    n = board.log[0, 0] + 1
    board.log[0, 0] = n
    row = board.log[n]
    row[0], row[1], row[2], row[3], row[4], row[5] = m, s, one, two, room, sign


@jit
def _put(board: Board, m: int, s: int, one: int, two: int, room: int) -> None:
    """Hold a meeting that is known to fit."""
    board.meet[m, SLOT] = s
    board.meet[m, ROOM] = room
    board.meet[m, TEAM_A] = one
    board.meet[m, TEAM_B] = two
    _change(board, m, s, 1)
    n = board.at[s, 0] + 1
    board.at[s, 0] = n
    board.at[s, n] = m
    board.meet[m, AT] = n


@jit
def _take(board: Board, m: int) -> None:
    """Give up a meeting that is held."""
    s = board.meet[m, SLOT]
    _change(board, m, s, -1)
    last = board.at[s, 0]
    moved = board.at[s, last]
    board.at[s, board.meet[m, AT]] = moved
    board.meet[moved, AT] = board.meet[m, AT]
    board.at[s, 0] = last - 1
    board.meet[m, SLOT] = -1


@jit
def _undo(board: Board, mark: int) -> None:
    """Take back every change since the log had ``mark`` rows."""
    while board.log[0, 0] > mark:
        n = board.log[0, 0]
        m, s = board.log[n, 0], board.log[n, 1]
        one, two, room, sign = board.log[n, 2], board.log[n, 3], board.log[n, 4], board.log[n, 5]
        if sign > 0:
            _take(board, m)
        else:
            _put(board, m, s, one, two, room)
        board.log[0, 0] = n - 1


@jit
def place(board: Board, m: int, s: int) -> bool:
    """Hold a meeting in a slot if it fits there as things stand."""
    word, shift = s >> 6, np.uint64(s & 63)
    if not _below_maximum(board, m):
        return False
    if _shared_free(board, m, word) >> shift & ONE == ZERO:
        return False
    first, last = board.meet[m, ROOMS], board.meet[m, ROOMS_END]
    if first == last:
        one = _find_person(board, m, 0, s, -1)
        two = _find_person(board, m, 1, s, -1)
        if one == -2 or two == -2:
            return False
        _put(board, m, s, one, two, -1)
        return True
    for i in range(first, last):
        room = board.lists[i]
        if board.bits[_supply(board) + room, word] >> shift & ONE == ZERO:
            continue
        where = board.site[room]
        one = _find_person(board, m, 0, s, where)
        two = _find_person(board, m, 1, s, where)
        if one != -2 and two != -2:
            _put(board, m, s, one, two, room)
            return True
    return False


@jit
def place_anywhere(board: Board, m: int, row: Any) -> bool:
    """Hold a meeting in a random slot in which it fits. ``row`` is scratch, one word each."""
    if not _below_maximum(board, m):
        return False
    some = False
    for k in range(len(row)):
        bits = _shared_free(board, m, k)
        if bits != ZERO:
            bits &= _side_free(board, m, 0, k)
        if bits != ZERO:
            bits &= _side_free(board, m, 1, k)
        row[k] = bits
        some = some or bits != ZERO
    if not some:
        return False
    for _ in range(4):
        s = _pick_bit(board, row)
        if s < 0:
            return False
        if place(board, m, s):
            return True
        row[s >> 6] &= ~(ONE << np.uint64(s & 63))
    return False


@jit
def _shares(board: Board, m: int, x: int, word: int, shift: Any) -> bool:
    """Whether giving up x frees a table or a resource that m lacks."""
    open_room = board.meet[m, ROOMS] == board.meet[m, ROOMS_END]
    for i in range(board.meet[m, ROOMS], board.meet[m, ROOMS_END]):
        if board.bits[_supply(board) + board.lists[i], word] >> shift & ONE != ZERO:
            open_room = True
    if not open_room:
        for i in range(board.meet[m, ROOMS], board.meet[m, ROOMS_END]):
            if board.meet[x, ROOM] == board.lists[i]:
                return True
        return False
    for i in range(board.meet[m, RESOURCES], board.meet[m, RESOURCES_END]):
        q = board.lists[i]
        if board.bits[_supply(board) + q, word] >> shift & ONE == ZERO:
            for j in range(board.meet[x, RESOURCES], board.meet[x, RESOURCES_END]):
                if board.lists[j] == q:
                    return True
            return False
    return False


@jit
def _other_end(board: Board, x: int, r: int) -> int:
    """The person on the other side of a meeting; -1 where a side sends several."""
    for side in range(2):
        one = board.meet[x, TEAM_A + side]
        if one < 0:
            first = board.meet[x, NAMED_A + side]
            if board.meet[x, NAMED_A + side + 1] - first != 1:
                return -1
            one = board.lists[first]
        if one != r:
            return one
    return -1


@jit
def _exchange(board: Board, s: int, t: int, start: int, chain: Any) -> int:
    """Exchange slots s and t along the chain of meetings from person ``start``, who is busy in
    s and free in t. Returns how many meetings changed; 0 where that is impossible."""
    size = 0
    r, here, there = start, s, t
    while True:
        x = board.holds[r, here]
        if x < 0:
            break
        if board.meet[x, LOCKED] != 0 or size == len(chain):
            return 0
        if board.bits[x, there >> 6] >> np.uint64(there & 63) & ONE == ZERO:
            return 0
        for i in range(size):
            if chain[i] == x:
                return 0
        chain[size] = x
        size += 1
        r = _other_end(board, x, r)
        if r < 0:
            return 0
        here, there = there, here
    mark = board.log[0, 0]
    for i in range(size):
        _take(board, chain[i])
    # chain[i] was in s for even i, in t for odd i
    for i in range(size):
        if not place(board, chain[i], t if i % 2 == 0 else s):
            _undo(board, mark)
            return 0
    return size


@jit
def _kempe(board: Board, m: int, s: int, t: int, start: int, chain: Any) -> bool:
    """Free person ``start`` in s by a chain that reaches into t, then hold m in s."""
    mark = board.log[0, 0]
    if _exchange(board, s, t, start, chain) == 0:
        return False
    if not place(board, m, s):
        _undo(board, mark)
        return False
    return True


@jit
def _make_room(board: Board, m: int, s: int, chain: Any) -> bool:
    """Move a meeting out of s, along a chain that nets one fewer there, so that m finds a table
    (Bondy and Murty, theorem 6.4: edge colours can be levelled)."""
    slots = board.holds.shape[1]
    word, shift = s >> 6, np.uint64(s & 63)
    for _ in range(12):
        if board.at[s, 0] == 0:
            return False
        x = board.at[s, 1 + _random(board, board.at[s, 0])]
        if board.meet[x, LOCKED] != 0 or not _shares(board, m, x, word, shift):
            continue
        offset = _random(board, slots)
        for i in range(slots):
            t = (i + offset) % slots
            room = board.meet[x, ROOM]
            bit = np.uint64(t & 63)
            if t == s or board.bits[_supply(board) + room, t >> 6] >> bit & ONE == ZERO:
                continue
            for side in range(2):
                r = board.meet[x, TEAM_A + side]
                if r < 0 or board.bits[len(board.meet) + r, t >> 6] >> bit & ONE == ZERO:
                    continue
                mark = board.log[0, 0]
                size = _exchange(board, s, t, r, chain)
                if size % 2 == 1:
                    return True
                if size > 0:
                    _undo(board, mark)
    return False


@jit
def _busy_person(board: Board, m: int, side: int, s: int) -> int:
    """A person of the side who is in a meeting in the slot that may be given up; -1: none."""
    first, last = board.meet[m, NAMED_A + side], board.meet[m, NAMED_A + side + 1]
    if last > first:
        for i in range(first, last):
            other = board.holds[board.lists[i], s]
            if other >= 0:
                return board.lists[i]
        return -1
    p = board.meet[m, A + side]
    first, last = board.part[p, FIRST], board.part[p, LAST]
    count = last - first
    offset = _random(board, count) if count > 1 else 0
    for i in range(count):
        r = first + (i + offset) % count
        other = board.holds[r, s]
        if other >= 0 and board.meet[other, LOCKED] == 0:
            return r
    return -1


@jit
def kempe_insert(board: Board, m: int, chain: Any, tries: int) -> bool:
    """Hold a meeting by exchanging two slots along a chain, one side's free slot at a time."""
    if not _below_maximum(board, m):
        return False
    slots = board.holds.shape[1]
    for _ in range(tries):
        offset = _random(board, slots)
        for i in range(slots):
            s = (i + offset) % slots
            word, shift = s >> 6, np.uint64(s & 63)
            if board.bits[m, word] >> shift & ONE == ZERO:
                continue
            board.log[0, 0] = 0  # what was exchanged in vain may stay: it cost nothing
            side = 0
            if _side_free(board, m, 0, word) >> shift & ONE == ZERO:
                side = 1
                if _side_free(board, m, 1, word) >> shift & ONE == ZERO:
                    continue
            if _shared_free(board, m, word) >> shift & ONE == ZERO:
                if board.meet[m, ROOMS] == board.meet[m, ROOMS_END]:
                    continue
                if not _make_room(board, m, s, chain):
                    continue
            if place(board, m, s):
                return True
            start = _busy_person(board, m, 1 - side, s)
            if start < 0:
                continue
            for j in range(slots):
                t = (s + 1 + j) % slots
                if (
                    t != s
                    and board.bits[len(board.meet) + start, t >> 6] >> np.uint64(t & 63) & ONE
                    != ZERO
                    and _kempe(board, m, s, t, start, chain)
                ):
                    return True
    return False


@jit
def insert_all(board: Board, order: Any, chain: Any, row: Any, tries: int) -> int:
    """Hold as many of ``order`` as fit, one after the other; returns how many."""
    done = 0
    for i in range(len(order)):
        m = order[i]
        if board.meet[m, SLOT] >= 0:
            continue
        if place_anywhere(board, m, row) or (tries > 0 and kempe_insert(board, m, chain, tries)):
            done += 1
        board.log[0, 0] = 0
    return done


@jit
def rearrange(board: Board, out: Any, order: Any, slots: Any) -> bool:
    """Give up ``out``, then hold each of ``order`` in its slot; all as before where one of them
    does not fit."""
    if 2 * len(out) + 2 * len(order) + 2 >= len(board.log):
        return False
    board.log[0, 0] = 0
    for i in range(len(out)):
        _take(board, out[i])
    for i in range(len(order)):
        if not place(board, order[i], slots[i]):
            _undo(board, 0)
            return False
    board.log[0, 0] = 0
    return True


@jit
def _eject(board: Board, m: int, s: int, homeless: Any, count: int) -> int:
    """Make way for m in s: take what stands there. Returns the new count, or -1."""
    for side in range(2):
        word, shift = s >> 6, np.uint64(s & 63)
        while _side_free(board, m, side, word) >> shift & ONE == ZERO:
            r = _busy_person(board, m, side, s)
            if r < 0 or count == len(homeless):
                return -1
            other = board.holds[r, s]
            if board.meet[other, LOCKED] != 0:
                return -1
            _take(board, other)
            homeless[count] = other
            count += 1
    return _eject_shared(board, m, s, homeless, count)


@jit
def _eject_shared(board: Board, m: int, s: int, homeless: Any, count: int) -> int:
    """Make way at the tables, the resources and the maxima."""
    word, shift = s >> 6, np.uint64(s & 63)
    for _ in range(3):
        if _shared_free(board, m, word) >> shift & ONE != ZERO:
            break
        if count == len(homeless) or board.at[s, 0] == 0:
            return -1
        other = -1
        for _try in range(12):
            x = board.at[s, 1 + _random(board, board.at[s, 0])]
            if board.meet[x, LOCKED] == 0 and _shares(board, m, x, word, shift):
                other = x
                break
        if other < 0:
            return -1
        _take(board, other)
        homeless[count] = other
        count += 1
    for side in range(2):
        p = board.meet[m, A + side]
        if board.part[p, DEGREE] < board.part[p, MOST]:
            continue
        other = _worst_of(board, p)
        if other < 0 or count == len(homeless):
            return -1
        _take(board, other)
        homeless[count] = other
        count += 1
    return count


@jit
def _worst_of(board: Board, p: int) -> int:
    """The held meeting of least weight of a participant that is not locked; -1: none."""
    worst = -1
    for r in range(board.part[p, FIRST], board.part[p, LAST]):
        for s in range(board.holds.shape[1]):
            x = board.holds[r, s]
            if x >= 0 and board.meet[x, LOCKED] == 0 and _random(board, 4) != 0:
                if worst < 0 or board.worth[x, 4] < board.worth[worst, 4]:
                    worst = x
    return worst


@jit
def _choose_slot(board: Board, m: int, row: Any) -> int:
    """A slot to force a meeting into: one where a side is free if there is one."""
    one_free = False
    for k in range(len(row)):
        row[k] = board.bits[m, k] & (_side_free(board, m, 0, k) | _side_free(board, m, 1, k))
        one_free = one_free or row[k] != ZERO
    if not one_free or _random(board, 8) == 0:
        for k in range(len(row)):
            row[k] = board.bits[m, k]
    return _pick_bit(board, row)


@jit
def _force(board: Board, m: int, homeless: Any, row: Any, depth: int) -> bool:
    """Hold m, ejecting what is in its way, and the ejected in turn, up to ``depth`` forced
    meetings; what is left after that stays out. False where m itself cannot be held."""
    s = _choose_slot(board, m, row)
    if s < 0:
        return False
    count = _eject(board, m, s, homeless, 0)
    if count < 0 or not place(board, m, s):
        return False
    forced = 0
    n = 0
    while n < count:
        x = homeless[n]
        n += 1
        if board.meet[x, SLOT] >= 0 or place_anywhere(board, x, row):
            continue
        if forced >= depth:
            continue
        forced += 1
        s = _choose_slot(board, x, row)
        mark = board.log[0, 0]
        more = _eject(board, x, s, homeless, count) if s >= 0 else -1
        if more < 0 or not place(board, x, s):
            _undo(board, mark)
        else:
            for i in range(count, more):
                if homeless[i] == m:
                    _undo(board, mark)
                    more = count
                    break
            count = more
    return True


@jit
def _better(level: Any, best: Any) -> bool:
    for k in range(VALUE + 1):
        if level[k] != best[k]:
            return bool(level[k] > best[k])
    return False


@jit
def _remember(board: Board, best_level: Any, best: Any) -> None:
    best_level[:] = board.level
    best[:, :] = board.meet[:, SLOT : TEAM_B + 1]


@jit
def anneal(
    board: Board,
    pool: Any,
    moves: int,
    temperatures: Any,
    best_level: Any,
    best: Any,
    homeless: Any,
    row: Any,
) -> int:
    """``moves`` moves; the temperature goes from temperatures[0] to [1] in even ratio. Keeps
    the best schedule in ``best`` (M, 4: slot, room, team a, team b) by the levels in order; returns
    how often it was improved."""
    improved = 0
    cooling = (temperatures[1] / temperatures[0]) ** (1.0 / max(1, moves // 256))
    temperature = temperatures[0]
    for move in range(moves):
        if move % 256 == 255:
            temperature *= cooling
        m = pool[_random(board, len(pool))]
        if board.meet[m, LOCKED] != 0:
            continue
        board.log[0, 0] = 0
        before = board.level[WEIGHT]
        if board.meet[m, SLOT] >= 0:
            if move % 4 != 0:
                continue
            _take(board, m)
            if not place_anywhere(board, m, row):
                _undo(board, 0)
            continue
        if not place_anywhere(board, m, row) and not _force(board, m, homeless, row, 2):
            _undo(board, 0)
            continue
        change = board.level[WEIGHT] - before
        if change < 0:
            chance = np.exp(change / temperature)
            if _random(board, 1 << 30) >= chance * (1 << 30):
                _undo(board, 0)
        elif change > 0 and _better(board.level, best_level):
            improved += 1
            _remember(board, best_level, best)
    return improved
