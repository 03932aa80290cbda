# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""What must hold for any two names, whatever is in them."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo.addons.trade_crm.matching import SAME, Weights, compare, name_key, parse
from odoo.addons.trade_crm.matching.hashes import KINDS, key_hash
from odoo.tests import BaseCase, tagged

_WORDS = """
Acme Nordwind GmbH Ltd. Co., Trading Group 1 No.2 (Shanghai) 华为 技术 有限公司
上海市 分公司 株式会社 ヤマト ㈱ 한빛 주식회사 ООО «Ветер» شركة النور للتجارة
ş.ti. Công ty TNHH & / formerly t/a dba - \u200f 😀 IBM III forty
"""
WORDS = st.sampled_from(_WORDS.split())
NAMES = st.one_of(
    st.text(max_size=60),
    st.lists(WORDS, max_size=7).map(" ".join),
    st.lists(WORDS, max_size=5).map("".join),
)
QUICK = settings(
    max_examples=400, deadline=None, suppress_health_check=list(HealthCheck)
)


@tagged("standard", "at_install")
class TestMatchingProperties(BaseCase):
    @QUICK
    @given(NAMES, NAMES)
    def test_symmetric_and_within_bounds(self, a, b):
        one, two = compare(a, b), compare(b, a)
        self.assertEqual((one.score, one.verdict), (two.score, two.verdict))
        self.assertTrue(0 <= one.score <= 100)
        self.assertEqual(one.verdict == "same", one.score >= SAME)

    @QUICK
    @given(NAMES)
    def test_a_name_is_itself(self, name):
        if parse(name).tokens and not parse(name).only_form:
            result = compare(name, name)
            self.assertEqual(result.verdict, "same", (name, result))
            self.assertTrue(name_key(name), name)

    @QUICK
    @given(NAMES)
    def test_keys_are_stable_bounded_and_hashable(self, name):
        keys = name_key(name)
        self.assertEqual(keys, name_key(name))
        self.assertEqual(len(keys), len(set(keys)))
        self.assertLessEqual(len(keys), 32)
        for key in keys:
            self.assertLess(abs(key_hash(key)), 2**63)
            kind = KINDS[key_hash(key) & 15]
            self.assertEqual("k" if kind == "bones" else kind, key.partition(":")[0])

    @QUICK
    @given(NAMES)
    def test_case_width_and_space_change_no_key(self, name):
        spaced = f" {name} \u200e"
        self.assertEqual(name_key(name), name_key(spaced))

    @settings(QUICK, max_examples=40)
    @given(st.text(min_size=1, max_size=12), st.integers(1, 10000))
    def test_long_input_is_read_to_its_limit_only(self, piece, times):
        name = (piece * times + "z" * 1000)[:10000]
        self.assertEqual(name_key(name), name_key(name[:1000]))
        self.assertEqual(name_key(name[:1000]), name_key(name[:1000] + "y" * 9000))
        self.assertLessEqual(compare(name, name[1:]).score, 100)


@tagged("standard", "at_install")
class TestWeights(BaseCase):
    def test_common_words_are_learned(self):
        names = [f"Orient {chr(97 + n % 26) * 3}{n} Ltd" for n in range(600)]
        names += [f"Zeb{n}ra Ltd" for n in range(400)]
        learned = Weights.learn(names)
        self.assertTrue(learned.is_common("orient"))
        self.assertFalse(learned.is_common("zebra"))
        self.assertTrue(learned.is_common("global") or learned.is_common("star"))
        kept = learned.common()
        self.assertEqual(set(kept.counts), {"orient"})
        # "Orient" alone ties no two companies together any more
        pair = ("Orient Trading Ltd", "Orient Ltd")
        self.assertEqual(compare(*pair).verdict, "same")
        self.assertEqual(compare(*pair, weights=kept).verdict, "different")

    def test_a_brand_of_several_names_points_at_no_group(self):
        names = [f"Falcon {chr(97 + n)}rex Ltd" for n in range(6)]
        learned = Weights.learn(names + [f"Quiet{n} Ltd" for n in range(600)])
        self.assertTrue(learned.is_shared("falcon"))
        self.assertFalse(learned.is_shared("quiet1"))
        self.assertTrue(learned.common().is_shared("falcon"))
        pair = ("Falcon Ltd", "Falcon Cement Ltd")
        self.assertGreater(
            compare(*pair).score, compare(*pair, weights=learned.common()).score
        )
        self.assertEqual(compare("Falcon Trading", "Falcon").verdict, "same")
        trading = compare("Falcon Trading", "Falcon", weights=learned.common())
        self.assertEqual(trading.verdict, "group")

    def test_few_names_teach_nothing(self):
        learned = Weights.learn(["Orient Ltd"] * 100)
        self.assertFalse(learned.is_common("orient"))
