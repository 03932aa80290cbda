# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from itertools import islice

from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.addons.trade_crm_pool.allocation import Cursor, Rotation, Seat, interleave
from odoo.tests import BaseCase


def take(iterator, count):
    return list(islice(iterator, count))


def seats_of(weights, **rooms):
    """Return seats named A, B, C, ... with these weights."""
    return [
        Seat(chr(65 + index), weight, (index,), rooms.get(chr(65 + index)))
        for index, weight in enumerate(weights)
    ]


def turns(rotation, count):
    """Return the names that the next turns go to; a dot for nobody."""
    names = []
    for _turn in range(count):
        seat = rotation.next()
        names.append(seat.key if seat else ".")
    return "".join(names)


class TestInterleave(BaseCase):
    def test_three_two_one(self):
        self.assertEqual(
            take(interleave([3, 2, 1]), 12), [0, 1, 2, 0, 1, 0, 0, 1, 2, 0, 1, 0]
        )

    def test_other_weights(self):
        self.assertEqual(take(interleave([1]), 3), [0, 0, 0])
        self.assertEqual(take(interleave([1, 1, 1]), 4), [0, 1, 2, 0])
        self.assertEqual(take(interleave([1, 3]), 8), [0, 1, 1, 1, 0, 1, 1, 1])
        self.assertEqual(take(interleave([2, 1, 4]), 7), [0, 1, 2, 0, 2, 2, 2])

    def test_start(self):
        whole = take(interleave([3, 2, 1]), 30)
        for start in range(18):
            with self.subTest(start=start):
                self.assertEqual(
                    take(interleave([3, 2, 1], start=start), 12),
                    whole[start : start + 12],
                )

    def test_huge_weights_and_start_answer_at_once(self):
        first = take(interleave([10**12, 1], start=10**12 + 1), 3)
        self.assertEqual(first, [0, 1, 0])
        self.assertEqual(take(interleave([10**12, 1], start=10**30), 1), [0])

    def test_bad_input_is_refused_at_once(self):
        for weights in ([], [0], [3, 0], [-1, 2], [1.5], [True], ["3"], [float("nan")]):
            with self.subTest(weights=weights), self.assertRaises(ValueError):
                interleave(weights)
        for start in (-1, 1.5, "1"):
            with self.subTest(start=start), self.assertRaises(ValueError):
                interleave([1], start=start)

    @settings(max_examples=200, deadline=None)
    @given(st.lists(st.integers(1, 30), min_size=1, max_size=8))
    def test_each_cycle_gives_each_its_weight(self, weights):
        cycle = take(interleave(weights), sum(weights))
        self.assertEqual([cycle.count(i) for i in range(len(weights))], weights)

    @settings(max_examples=200, deadline=None)
    @given(st.lists(st.integers(1, 12), min_size=1, max_size=6), st.integers(0, 10**6))
    def test_start_is_the_same_as_going_on(self, weights, start):
        position = start % sum(weights)
        self.assertEqual(
            take(interleave(weights, start), 20),
            take(interleave(weights), position + 20)[position:],
        )


class TestRotation(BaseCase):
    def test_same_order_as_interleave_when_all_are_there(self):
        self.assertEqual(turns(Rotation(seats_of([3, 2, 1])), 12), "ABCABAABCABA")

    def test_cursor_lasts_across_runs(self):
        cursor, names = Cursor(), ""
        for count in (1, 2, 4, 5):
            rotation = Rotation(seats_of([3, 2, 1]), cursor)
            names += turns(rotation, count)
            cursor = rotation.cursor
        self.assertEqual(names, "ABCABAABCABA")

    def test_missed_turn_is_given_back_after_the_next_regular_one(self):
        seats = seats_of([1, 1, 1], B=0)
        rotation = Rotation(seats)
        self.assertEqual(turns(rotation, 2), "AC")
        self.assertEqual(seats[1].owed, 1)
        seats[1].room = None
        # A, then B for this round and B for the missed one, then on as before
        self.assertEqual(turns(rotation, 7), "ABBCABC")
        self.assertEqual(seats[1].owed, 0)

    def test_three_two_one_with_b_away_for_its_first_turn(self):
        seats = seats_of([3, 2, 1], B=0)
        rotation = Rotation(seats)
        self.assertEqual(turns(rotation, 2), "AC")
        seats[1].room = None
        # round 2: A, B and the turn that B is owed; round 3: A. Shares stay 3:2:1.
        self.assertEqual(turns(rotation, 4), "ABBA")
        self.assertEqual(turns(rotation, 6), "ABCABA")

    def test_at_most_one_cycle_is_owed_and_two_in_a_row(self):
        seats = seats_of([3, 2, 1], B=0)
        rotation = Rotation(seats)
        self.assertEqual(turns(rotation, 400), "ACAA" * 100)
        self.assertEqual(seats[1].owed, 2)
        seats[1].room = None
        self.assertEqual(turns(rotation, 14), "ABBCABBAABCABA")

    def test_full_member_stops_and_others_go_on(self):
        seats = seats_of([3, 2, 1], A=2)
        rotation = Rotation(seats)
        self.assertEqual(turns(rotation, 8), "ABCABBCB")
        self.assertEqual(seats[0].given, 2)

    def test_nobody_there_moves_nothing(self):
        seats = seats_of([3, 2], A=0, B=0)
        rotation = Rotation(seats)
        self.assertEqual(turns(rotation, 5), ".....")
        self.assertEqual([seat.owed for seat in seats], [0, 0])
        self.assertEqual(rotation.cursor, Cursor())

    def test_not_allowed_for_one_customer(self):
        """A former owner in its cool-down misses this customer, not its turn."""
        rotation = Rotation(seats_of([1, 1]))
        self.assertEqual(rotation.next(lambda key: key != "A").key, "B")
        self.assertEqual(turns(rotation, 4), "AABA")

    def test_newcomer_starts_where_the_cursor_stands(self):
        rotation = Rotation(seats_of([3, 2, 1]))
        self.assertEqual(turns(rotation, 4), "ABCA")
        later = Rotation([*rotation.seats, Seat("D", 3, (9,))], rotation.cursor)
        self.assertEqual(turns(later, 4), "BDAD")
        self.assertEqual(turns(later, 9), "ABCDABDAD")

    def test_leaver_does_not_move_the_others(self):
        rotation = Rotation(seats_of([3, 2, 1]))
        self.assertEqual(turns(rotation, 2), "AB")
        left = Rotation(
            [seat for seat in rotation.seats if seat.key != "B"], rotation.cursor
        )
        self.assertEqual(turns(left, 6), "CAAACA")

    def test_lower_weight_in_mid_cycle(self):
        rotation = Rotation(seats_of([5, 1]))
        self.assertEqual(turns(rotation, 4), "ABAA")
        rotation = Rotation(seats_of([2, 1]), rotation.cursor)
        self.assertEqual(turns(rotation, 3), "ABA")

    def test_bad_seats_are_refused(self):
        with self.assertRaises(ValueError):
            Rotation([Seat("A", 0, (0,))])
        with self.assertRaises(ValueError):
            Rotation([Seat("A", 1, (0,)), Seat("B", 1, (0,))])
        self.assertIsNone(Rotation([]).next())

    @settings(max_examples=150, deadline=None)
    @given(st.data())
    def test_shares_hold_whoever_is_away_for_a_while(self, data):
        """After an absence everybody has its due share but for two cycles' worth."""
        weights = data.draw(st.lists(st.integers(1, 5), min_size=2, max_size=5))
        seats = seats_of(weights)
        rotation = Rotation(seats)
        for _phase in range(data.draw(st.integers(1, 4))):
            away = data.draw(st.integers(0, len(seats) - 1))
            seats[away].room = 0
            turns(rotation, data.draw(st.integers(0, sum(weights))))
            seats[away].room = None
        self.assertTrue(all(0 <= seat.owed <= seat.weight for seat in seats))
        turns(rotation, 4 * sum(weights))
        self.assertFalse(any(seat.owed for seat in seats))
        before = [seat.given for seat in seats]
        turns(rotation, sum(weights) * 3)
        self.assertEqual(
            [seat.given - old for seat, old in zip(seats, before, strict=True)],
            [3 * weight for weight in weights],
        )
