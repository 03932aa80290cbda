# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Interleaved weighted round robin with a cursor that lasts.

A cycle has as many rounds as the highest weight. In round r every member whose
weight is at least r is served once, in the members' order. Weights 3, 2, 1 give
A B C, A B, A and then the same again: each member gets exactly its weight in every
cycle, and the members are mixed from the first turn on.

Source: the interleaved variant of weighted round robin (Katevenis, Sidiropoulos and
Courcoubetis 1991). The "smooth" variant known from web servers gives another order.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field


def check_weight(weight: object) -> int:
    """Return a weight as int, or raise ValueError: whole numbers from 1 up only."""
    if isinstance(weight, bool) or not isinstance(weight, int | float):
        raise ValueError(f"A weight must be a whole number above zero, not {weight!r}.")
    if weight != weight or weight < 1 or weight != int(weight):
        raise ValueError(f"A weight must be a whole number above zero, not {weight!r}.")
    return int(weight)


def interleave(weights: Sequence[int], start: int = 0) -> Iterator[int]:
    """Yield member indexes for ever, in interleaved weighted order.

    :param weights: one whole number above zero for each member
    :param start: how many turns were given before (the cursor); any size
    :raise ValueError: at once, for no members, a bad weight or a negative start

    >>> from itertools import islice
    >>> list(islice(interleave([3, 2, 1]), 8))
    [0, 1, 2, 0, 1, 0, 0, 1]
    >>> list(islice(interleave([3, 2, 1], start=8), 4))
    [2, 0, 1, 0]
    """
    checked = [check_weight(weight) for weight in weights]
    if not checked:
        raise ValueError("At least one member is needed to share customers out.")
    if isinstance(start, bool) or not isinstance(start, int) or start < 0:
        raise ValueError(f"The cursor must be a whole number from zero, not {start!r}.")
    return _interleave(checked, start % sum(checked))


def _interleave(weights: list[int], position: int) -> Iterator[int]:
    """Yield from ``position`` turns into the cycle; memory does not grow."""
    level, skip = _locate(weights, position)
    highest = max(weights)
    while True:
        for index, weight in enumerate(weights):
            if weight < level:
                continue
            if skip:
                skip -= 1
                continue
            yield index
        level = level % highest + 1


def _locate(weights: list[int], position: int) -> tuple[int, int]:
    """Return the round of a position in the cycle and the turns given in it."""
    low, high = 1, max(weights)
    while low < high:
        middle = (low + high) // 2
        if sum(min(weight, middle) for weight in weights) > position:
            high = middle
        else:
            low = middle + 1
    return low, position - sum(min(weight, low - 1) for weight in weights)


@dataclass
class Seat:
    """A member in the rotation.

    :param key: who it is; seats are served in the order of the list they stand in
    :param weight: turns in a cycle, a whole number above zero
    :param order: place in the order, comparable and unique (kept by the cursor)
    :param room: customers it can take now; None is no limit, 0 is not available
                 (paused, on leave or full)
    :param owed: turns it missed and will get back
    """

    key: Hashable
    weight: int
    order: tuple
    room: int | None = None
    owed: int = 0
    given: int = field(default=0, init=False)


@dataclass(frozen=True)
class Cursor:
    """Where a rotation stands: after the seat ``order`` in round ``level``.

    An order instead of a list index: the cursor stays right when members come, go or
    change their weight. ``repeat`` says that this seat is to be served once more, as
    a turn that it was owed.
    """

    level: int = 1
    order: tuple = ()
    repeat: bool = False


class Rotation:
    """Gives turns one after the other, and says who was passed over.

    The rule for a member that cannot take its turn (paused, on leave, full, or not
    allowed to have this customer):

    1. the turn goes on to the next member at once, nobody waits;
    2. the missed turn is *owed*: after its next regular turn the member is served
       once more for each turn, so that it gets at most two in a row;
    3. at most one cycle's worth (its weight) is owed, so that nobody is flooded after
       a long absence; what is beyond lapses;
    4. nothing is owed for a turn when nobody at all could take the customer;
    5. a newcomer begins where the cursor stands, with nothing owed; who leaves takes
       nothing along and the others' order does not move.

    With everybody available the order is exactly that of :func:`interleave`.

    >>> seats = [Seat("A", 3, (0,)), Seat("B", 2, (1,)), Seat("C", 1, (2,))]
    >>> rotation = Rotation(seats)
    >>> "".join(rotation.next().key for _ in range(8))
    'ABCABAAB'
    """

    def __init__(self, seats: Sequence[Seat], cursor: Cursor | None = None):
        for seat in seats:
            seat.weight = check_weight(seat.weight)
            seat.owed = max(0, min(seat.owed, seat.weight))
        self.seats = sorted(seats, key=lambda seat: seat.order)
        if len({seat.order for seat in self.seats}) != len(self.seats):
            raise ValueError("Two members have the same place in the order.")
        self.cursor = cursor or Cursor()
        self.made_up = False  # whether the last turn was one that was owed

    def next(self, allowed: Callable[[Hashable], bool] | None = None) -> Seat | None:
        """Give the next turn and move the cursor, or return None and move nothing.

        :param allowed: called with a seat's key, says whether this seat may have the
                        customer in question
        """

        def free(seat: Seat) -> bool:
            return seat.room != 0 and (allowed is None or allowed(seat.key))

        if not any(free(seat) for seat in self.seats):
            return None
        if self.cursor.repeat:
            seat = self._seat_at(self.cursor.order)
            if seat and seat.owed and free(seat):
                seat.owed -= 1
                self.made_up = True
                return self._give(seat, self.cursor.level, repeat=False)
        self.made_up = False
        return self._next_regular(free)

    def _next_regular(self, free: Callable[[Seat], bool]) -> Seat:
        level, order = self.cursor.level, self.cursor.order
        while True:
            for seat in self.seats:
                if seat.weight < level or seat.order <= order:
                    continue
                if free(seat):
                    return self._give(seat, level, repeat=seat.owed > 0)
                seat.owed = min(seat.owed + 1, seat.weight)
            level, order = self._round_after(level, free), ()

    def _round_after(self, level: int, free: Callable[[Seat], bool]) -> int:
        """Return the next round that has a taker; rounds without one are owed.

        Rounds are nested: who is in round r + 1 is in round r too. So either the next
        round has a taker or the cycle is over.
        """
        reach = max(seat.weight for seat in self.seats if free(seat))
        if level < reach:
            return level + 1
        for seat in self.seats:
            missed = max(0, seat.weight - level)
            seat.owed = min(seat.owed + missed, seat.weight)
        return 1

    def _seat_at(self, order: tuple) -> Seat | None:
        return next((seat for seat in self.seats if seat.order == order), None)

    def _give(self, seat: Seat, level: int, repeat: bool) -> Seat:
        if seat.room is not None:
            seat.room -= 1
        seat.given += 1
        self.cursor = Cursor(level, seat.order, repeat)
        return seat
