# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Two names: same, group or different, in many languages; and bad input."""

import csv
import itertools
import os
import random
import unittest
from pathlib import Path

from odoo.addons.trade_crm.matching import (
    SENTENCES,
    Weights,
    begins,
    compare,
    name_key,
)
from odoo.tests import BaseCase, tagged

SAME = """
Acme Trading GmbH & Co. KG | ACME Trading
Siemens AG | SiemensAG
ООО "Северсталь" | Общество с ограниченной ответственностью «Северсталь»
ПАО Газпром | Gazprom PJSC
Túrkíye Petrol A.Ş. | Turkiye Petrol Anonim Şirketi
Yıldız Tekstil San. ve Tic. Ltd. Şti. | Yildiz Tekstil Sanayi ve Ticaret Limited Şirketi
Công ty TNHH Minh Long | Minh Long Co., Ltd.
주식회사 한빛전자 | 한빛전자(주)
株式会社トヨタ商事 | トヨタ商事(株)
شركة النور للتجارة ش.م.م | النور للتجارة
深圳市华为技术有限公司 | 华为技术
華為技術有限公司 | 华为技术有限公司
Shenzhen Xucheng Garment Co., Ltd. | 深圳市旭成服装有限公司
Nowak Sp. z o.o. | Nowak spółka z ograniczoną odpowiedzialnością
Distribuidora Sol S.A. de C.V. | Distribuidora Sol, SA de CV
Bolt Ltd (formerly Acme Ltd) | Acme Limited
Bolt Ltd t/a Sunny Toys | Sunny Toys
International Business Machines Corp. | IBM
vanderbilt corp | van der bilt corp
Brigade Forty-Four | Brigade 44
AT & T Inc | AT&T Inc.
Kovács és Társa Kft. | Kovacs es Tarsa Korlátolt Felelősségű Társaság
Pelikan Trading Ltd | Pelikan Ltd
ООО «Пеликан №4» | Пеликан 4, ООО
ИП Орлова Инна Игоревна | ИП Орлова И. И.
Halm u. Söhne OHG | Halm & Söhne OHG
株式会社丸山製作所 | Maruyama Manufacturing Co., Ltd.
東洋精密工業株式会社 | Toyo Seimitsu Kogyo Co., Ltd.
株式会社井上金属 | Inoue Metal Co., Ltd.
株式会社佐々木物産 | Sasaki Bussan K.K.
Al Noor Stone LLC | Al Nour Stone LLC
شركة الخليج للمواد الغذائية ذ.م.م | Al Khaleej Foodstuff LLC
شركة الصفا للرخام والجرانيت | الصفا للرخام و الجرانيت
Schraubenfabrik Reinhold Kolbe GmbH | Schraubenfabrik R. Kolbe GmbH
Kunststofftechnik Dr. Seidel GmbH | Kunststofftechnik Seidel GmbH
Yılmazlar İnş. Tic. Ltd. Şti. | Yılmazlar İnşaat Ticaret Ltd. Şti.
Vetreria Muranese S.n.c. di Toso & C. | Vetreria Muranese Snc
Binny Limied | Binny Limited
S.I.T. S.p.A. | SIT SpA
香港海洋貿易有限公司 | Hong Kong Ocean Trading Ltd
天津滨海新区鼎丰货运代理有限公司 | 天津鼎丰货运代理有限公司
บจก. ไทยยางพารา | บริษัท ไทยยางพารา จำกัด
Van Dijk Transport B.V. | Van Dyk Transport BV
Công ty TNHH Dệt Thái Tuấn | Thai Tuan Textile Co., Ltd.
M/s Anand Textiles | Anand Textiles
Sharikat Al Wadi Trading | Al Wadi Trading LLC
ООО «Волжский завод насосов» | Волжский завод «Насосы»
Möller Pumpen Ltd | Moeller Pumpen Limited
Spedition Halm Inh. Otto Halm | Spedition Halm
شركة الأمواج للمقاولات | Al Amwaj Contracting Co.
キッコーマン株式会社 | Kikkoman Corporation
石家庄市北辰股份有限公司 | 石家庄市北辰有限责任公司
石家庄市北辰机械有限公司 | 石家庄市北辰有限公司
Oceanic Drilling Ltd | Oceanic Driling Ltd
Shenzhen Beichen Machinery Co., Ltd., Guangdong | Shenzhen Beichen Machinery Co., Ltd.
BT Inc. | BT Inc
Facebook Inc | Meta Platforms, Inc.
SBC Communications Inc | Southwestern Bell Corp
Daimler AG | Mercedes-Benz Group AG
日本電産株式会社 | ニデック株式会社
Off. Mecc. Pelikan S.p.A. | Officine Meccaniche Pelikan SpA
F.lli Pelikan snc | Fratelli Pelikan S.n.c.
Ets Pelikan et Fils | Établissements Pelikan & Fils SARL
Ste Generale Pelikan | Société Générale Pelikan SA
Pelikan Im- und Export GmbH | Pelikan Import Export GmbH
Завод им. Пеликана | Завод имени Пеликана
Kaeltetechnik Pelikan | Kältetechnik Pelikan GmbH
บริษัท ไทยรุ่ง จำกัด | ไทยรุ่ง
บริษัทไทยรุ่งจำกัด (มหาชน) | บริษัท ไทยรุ่ง จำกัด (มหาชน)
Pelikan Nurseries Ltd (in liquidation) | Pelikan Nurseries Ltd
株式会社オオタ金属 | 株式会社オータ金属
Balaji Agro Pvt Ltd | Balajee Agro Pvt Ltd
Shree Pelikan Pvt. Ltd. | Shri Pelikan Private Limited
"""

NOT_SAME = """
Deutsche Bank AG | Deutsche Bank GmbH | group
华为技术有限公司 | 华为技术有限公司上海分公司 | group
Bosch Shanghai Ltd | Bosch Ltd | group
Zhongda Steel No. 1 Plant | Zhongda Steel No. 2 Plant | different
North Star Trading | South Star Trading | different
深圳市旭成服装有限公司 | 深圳市旭辉服装有限公司 | different
北京华联商贸有限公司 | 上海华联商贸有限公司 | different
BAE Systems, Inc. | BAE Industries, Inc. | group
ООО "БАЙ" | ООО "БАЙКАЛ" | different
Limited Company | Acme Limited Company | different
有限公司 | 华为技术有限公司 | different
한빛전자 | 한별전자 | different
Pelikan Cement Ltd | Pelikan Ltd | group
Pelikan International Ltd | Pelikan Ltd | group
Toyota Motor Italia S.p.A. | Toyota Motor Corporation | group
Bosch Shanghai | Bosch China | group
Bank of China | Bank of Japan | different
Marathon Oil Corporation | Marathon Petroleum Corporation | group
Pelikan AG | Pelikan Inc. | group
Pelikan Holdings Berhad | Pelikan Holdings Limited | group
PT Pelikan Tbk | Pelikan Corporation | group
Lion Ltd | Loon Ltd | different
BT Inc. | BT plc | different
Weingut Auer | Weingut Lauer | different
Pelikan Ltd | Pelikan GmbH | group
شركة السلام للأثاث | شركة الإسلام للأثاث | different
Facebook Inc | Facebook Research Ltd | group
Meta Ltd | Facebook Ltd | group
Malton Bhd | Milton Corporation Limited | different
Autohaus Meyer GmbH | Autohaus Meier GmbH | different
Ünal Kablo A.Ş. | Önal Kablo A.Ş. | different
Công ty TNHH Việt Hưng | Công ty TNHH Việt Hùng | different
JSM Ltd | Jindal Steel Mines | group
ソニー株式会社 | ソニー銀行株式会社 | group
삼성전자 | 삼성 | group
北辰 | 北辰机械有限公司 | group
株式会社松本商会 | 有限会社松本商会 | group
EGB OE TL.Z./FRAPORT | Fraport AG | different
IP Group Plc | Group Plc | different
Tessitura Santini Srl | Tessitura Santoni Srl | different
Kunshan Hongjia Mould Co., Ltd. | Kunshan Hongjie Mould Co., Ltd. | different
Elif Çorap Ltd. Şti. | Elit Çorap Ltd. Şti. | different
Gebrüder Wieland OHG | Gebrüder Weiland OHG | different
태광실업 주식회사 | 태광산업 주식회사 | group
株式会社中川運輸 | Nakayama Transport Co., Ltd. | different
Pool Safe Inc. | S-Pool Inc | different
KNT Holdings Limited | KNT-CT Holdings Co., Ltd. | different
ООО «Ковров» | ООО «Ковры» | different
"""


def _lines(text):
    return [
        [part.strip() for part in line.split(" | ")]
        for line in text.strip().splitlines()
    ]


def _data(name):
    folder = os.environ.get("TRADE_CRM_DATA")
    base = Path(folder) if folder else Path(__file__).parents[4] / "shared" / "data"
    return base / name


@tagged("standard", "at_install")
class TestCompare(BaseCase):
    def test_same(self):
        for a, b in _lines(SAME):
            with self.subTest(a=a, b=b):
                result = compare(a, b)
                self.assertEqual(result.verdict, "same", (a, b, result))
                self.assertGreaterEqual(result.score, 80)
                self.assertTrue(
                    set(name_key(a)) & set(name_key(b)), "they would not be found"
                )

    def test_not_same(self):
        for a, b, verdict in _lines(NOT_SAME):
            with self.subTest(a=a, b=b):
                result = compare(a, b)
                self.assertEqual(result.verdict, verdict, (a, b, result))
                self.assertLess(result.score, 80)

    def test_reasons_have_sentences(self):
        for line in _lines(SAME) + _lines(NOT_SAME):
            for reason in compare(line[0], line[1]).reasons:
                self.assertIn(reason.code, SENTENCES)
                self.assertTrue(str(reason))

    def test_country(self):
        self.assertEqual(compare("Acme", "Acme Ltd", "GB", "GB").verdict, "same")
        self.assertEqual(compare("Acme", "Acme Ltd", "GB", "DE").verdict, "group")

    def test_two_words_of_the_database_are_no_slip(self):
        a, b = "Zelumina Pumps Ltd", "Zelumine Pumps Ltd"
        self.assertEqual(compare(a, b).verdict, "same")
        known = Weights({"zelumina": 5, "zelumine": 6}, 1000)
        self.assertEqual(compare(a, b, weights=known).verdict, "different")

    def test_begins(self):
        for typed, name, expected in (
            ("华为", "华为技术有限公司", True),
            ("华为技", "深圳市华为技术有限公司", True),
            ("深圳华为技", "深圳市华为技术有限公司", True),
            ("华", "华为技术有限公司", False),
            ("华卫技", "华为技术有限公司", False),
            ("Müll", "MÜLLER Pumpen GmbH", True),
            ("Mül", "Müller Pumpen GmbH", False),
            ("Blue He", "Blue Heron Shipping Ltd", True),
            ("Blue", "Blue Heron Shipping Ltd", False),
            ("Limited", "Limited Brands", False),
            ("", "Acme Ltd", False),
        ):
            with self.subTest(typed=typed):
                self.assertEqual(begins(typed, name), expected)

    def test_bad_input(self):
        odd = [
            "",
            None,
            " ",
            "A",
            "公",
            "有限公司",
            "GmbH",
            "😀",
            "\u200f\u202e",
            "-/.,()",
            "((((",
            "/" * 400,
            "a." * 3000,
            "x" * 10000,
            "公司" * 5000,
            "Ltd " * 2500,
            "\x00\x01",
        ]
        for a, b in itertools.product(odd, odd):
            result = compare(a, b)
            self.assertGreaterEqual(result.score, 0)
            self.assertLessEqual(result.score, 100)
            self.assertLessEqual(len(name_key(a)), 32)
        self.assertEqual(compare("\u200fAcme\u200e 😀 Ltd", "Acme Ltd").verdict, "same")

    def test_symmetric_and_stable(self):
        names = [part for line in _lines(SAME) + _lines(NOT_SAME) for part in line[:2]]
        for a, b in itertools.combinations(names, 2):
            one, two = compare(a, b), compare(b, a)
            self.assertEqual((one.score, one.verdict), (two.score, two.verdict))

    def test_random_text(self):
        """Any text: no error, symmetric, the same text compares as itself."""
        dice = random.Random(4)
        letters = "aÄ&./()-' 1Iоб华为公司株式会社주(ش.م)şığ\u200f😀ltdgmbh"
        for _round in range(1500):
            a, b = (
                "".join(dice.choices(letters, k=dice.randint(0, 25)))
                for _side in range(2)
            )
            one, two = compare(a, b), compare(b, a)
            self.assertEqual((one.score, one.verdict), (two.score, two.verdict))
            self.assertEqual(name_key(a), name_key(a))

    def test_legal_form_changes_nothing(self):
        for brand in ("Kestrel Pumps", "Северный ветер", "Nordwind"):
            for form in ("Ltd", "GmbH", "S.p.A.", "d.o.o.", "ООО", "Kft", "A.Ş."):
                for name in (f"{brand} {form}", f"{brand}, {form}"):
                    self.assertEqual(compare(brand, name).verdict, "same", name)
        for name in ("旭成服装有限公司", "旭成服装(股份有限公司)", "旭成服装股份公司"):
            self.assertEqual(compare("旭成服装", name).verdict, "same", name)

    def test_organisation_pairs(self):
        path = _data("org_name_pairs.csv")
        if not path.exists():
            raise unittest.SkipTest("org_name_pairs.csv is not here")
        with open(path, encoding="utf-8") as stream:
            rows = list(csv.DictReader(stream))
        hits = [
            (compare(r["name1"], r["name2"]).verdict == "same", r["is_match"] == "true")
            for r in rows
        ]
        right = hits.count((True, True))
        precision = right / sum(said for said, _true in hits)
        recall = right / sum(true for _said, true in hits)
        self.assertGreaterEqual(precision, 0.90)
        self.assertGreaterEqual(2 * precision * recall / (precision + recall), 0.92)
