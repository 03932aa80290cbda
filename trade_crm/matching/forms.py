# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
# ruff: noqa: E501
"""Legal forms of companies in some sixty countries, before or after the name.

A form belongs to one or more classes: ``stock``, ``limited``, ``partner``, ``person``,
``coop``, ``public`` (state), ``social`` (not for profit). Two names whose classes do
not meet are two legal entities, however alike the rest is. An empty class list means
that the word says nothing ("Company", "公司").
"""

from __future__ import annotations

import re

from .text import fold

#: class(es): spellings with ; between them. Dots and case do not matter.
_SPACED = """
stock limited: ltd; limited; co ltd; company limited; coltd; co limited; corp; corporation
    limitd; ltd co; corporation limited
stock: inc; incorporated; plc; public limited company; public company; public company ltd; jsc; ojsc; cjsc; pjsc
    joint stock company; open joint stock company; public joint stock company
    closed joint stock company; stock company; ag; akg; aktiengesellschaft
    aktiengesellshaft; se; societas europaea; sa; s a; societe anonyme; sociedad anonima
    sociedade anonima; societate pe actiuni; sca; spa; societa per azioni; nv
    naamloze vennootschap; ab; aktiebolag; aktiebolaget; publ; ab publ; as; asa
    aksjeselskap; allmennaksjeselskap; aktieselskab; aktieselskabet; a s; oyj; julkinen
    osakeyhtio; ao; oao; zao; pao; nao; oao npo; ао; оао; зао; пао; нао
    акционерное общество; открытое акционерное общество; закрытое акционерное общество
    публичное акционерное общество; непубличное акционерное общество; пат; прат; ат
    акціонерне товариство; публічне акціонерне товариство; приватне акціонерне товариство
    ад; еад; ead; акционерно дружество; zrt; nyrt; rt; reszvenytarsasag; zartkoruen
    mukodo reszvenytarsasag; spolka akcyjna; akciova spolocnost; akciova spolecnost; dd
    delnisko drustvo; dionicko drustvo; anonim sirketi; anonim sti; anonim ortakligi
    sa de cv; sab de cv; sapi de cv; sociedad anonima de capital variable; sab; saic
    sacifia; saci; sas; societe par actions simplifiee; sasu; spa unipersonale; sau
    sociedad por acciones simplificada; sa cv; tbk; pt tbk; berhad; bhd; kk
    kabushiki kaisha; kabushikikaisha; pcl; public company limited; joint stock; ctcp
    cong ty co phan; cty co phan; tong cong ty co phan; cp; company inc; co inc; pjsc company; sal; saog; saoc
    ksc; kscc; kpsc; qsc; qpsc; psc; bsc; sae; pjs; αε; ανωνυμη εταιρεια; anonymi etaireia
    شمع; شمل; شمك; شمق; شمب; شمم مقفله; شركه مساهمه; مساهمه عامه; شركه مساهمه عامه
    شركه مساهمه مصريه; مساهمه مصريه; شركه مساهمه مقفله; مساهمه مقفله; مساهمه; مساهمه سعوديه
    شركه مساهمه سعوديه; شركه مساهمه كويتيه; شركه مساهمه قطريه; سهامي عام; سهامي خاص; سهامي
    ush; shoqeri aksionare; sh a; hf; ohf; акционерлик жамияти; ак; akcine bendrove; akcionaru
    sabiedriba; aktsiaselts; акционерное о во; sociedad anonima cerrada; sac; saa
    sociedad anonima abierta; sociedad anonima unipersonal; np; ntc inc; incorp; corp inc
limited: llc; limited liability company; limited liability co; lc; ltd liability co
    gmbh; mbh; gesellschaft mit beschrankter haftung; gesellschaft mit beschraenkter haftung
    ges mbh; gesmbh; ggmbh; ug; ug haftungsbeschrankt; haftungsbeschrankt
    unternehmergesellschaft; sarl; sarlu; eurl; societe a responsabilite limitee; sprl
    bvba; srl; srls; srl unipersonale; societa a responsabilita limitata
    societatea cu raspundere limitata; societate cu raspundere limitata; sc srl
    sociedad de responsabilidad limitada; sociedad limitada; sl; slu; slne
    sociedad limitada unipersonal; ltda; limitada; cia ltda; lda; sociedade limitada
    sociedade por quotas; unipessoal lda; unipessoal; eireli; eireli me; ltda me; ltda epp
    s de rl; s de rl de cv; srl de cv; s de r l de cv; bv; besloten vennootschap; aps
    anpartsselskab; oy; osakeyhtio; oy ab; ooo; ооо; жшс; осоо; ооо фирма
    общество с ограниченной ответственностью
    obshchestvo s ogranichennoy otvetstvennostyu; тов; tov
    товариство з обмеженою відповідальністю; товариство з обмеженою відповідальністю
    еоод; оод; ood; eood; дружество с ограничена отговорност; одоо; доо; doo; d o o; jdoo
    drustvo s ogranicenom odgovornoscu; druzba z omejeno odgovornostjo; kft
    korlatolt felelossegu tarsasag; sp z oo; sp zoo; spzoo; spolka z oo
    spolka z ograniczona odpowiedzialnoscia; sp z o o; sro; spol s ro; spol sro
    spolecnost s rucenim omezenym; spolocnost s rucenim obmedzenym; uab; sia; ou; osauhing
    ltd sti; limited sirketi; ltd sirketi; ltdsti; limited sti; pvt ltd; private limited
    pvt limited; p ltd; pte ltd; pte limited; pte; pty ltd; proprietary limited; pty limited
    pty; ltd pty; sdn bhd; sendirian berhad; sdn berhad; pvt; tnhh; cong ty tnhh; cty tnhh
    cong ty trach nhiem huu han; tnhh mtv; tnhh mot thanh vien; cong ty tnhh mtv
    cong ty tnhh mot thanh vien; tnhh hai thanh vien; cong ty tnhh hai thanh vien tro len
    trach nhiem huu han; gk; godo kaisha; goudou kaisha; yk; yugen kaisha; yuugen kaisha
    wll; fzc; fze; fzco; fz llc; dmcc; ذمم; شذمم; شمم; شركه ذات مسؤوليه محدوده
    ذات مسؤوليه محدوده; ذات المسؤوليه المحدوده; محدوده المسؤوليه; المحدوده; محدوده; مممح
    شركه الشخص الواحد; شركه شخص واحد; م م ح; ذ م م; شركه محدوده; با مسئوليت محدود
    מ בע; בעמ; בע מ; επε; ικε; ike; epe; shpk; ehf; იბს; შპს; ՍՊԸ; mchj; mas uliyati
    cheklangan; sag; spa srl; limited company; lp limited liability; private limited company
    co pte ltd; co pty ltd; co llc; company llc; limitada epp; llcs; ltd llc; pllc; plt
    प्राइवेट लिमिटेड; लिमिटेड; одноосновное дружество; youxian gongsi; youxiangongsi
    จำกัด; บจก; youxian zeren gongsi; youxianzeren gongsi; youxian zerengongsi; youxianzerengongsi
stock : จำกัด มหาชน; มหาชน; บมจ; gufen youxian gongsi; gufenyouxiangongsi; gufen youxiangongsi; gufen gongsi
partner: llp; lp; og; offene gesellschaft; limited partnership; limited liability partnership; lllp; kg; ohg; gbr
    kommanditgesellschaft; offene handelsgesellschaft; gmbh and co kg; gmbh and co
    gmbh and co kgaa; gmbh co kg; ag and co kg; ag and co kgaa; kgaa; se and co kgaa
    se and co kg; co kg; and co kg; ug and co kg; ohg mbh; partg; partgmbb; mbb; partg mbb; partnerschaft mbb; snc
    societe en nom collectif; scs; societa in nome collettivo; sas di; vof; cv netherlands
    commv; comm v; kd; kda; ks; bt; beteti tarsasag; sp j; spj; sp k; spk; spolka jawna
    spolka komandytowa; sp z oo sp k; sp z oo spk; vos; kom spol; kommanditbolag; hb
    handelsbolag; kb; ans; is; ky; ετεροεε; οε; εε; civil partnership; kollektif sirketi
    komandit sirketi; kollektif; تضامن; شركه تضامن; توصيه بسيطه; gie; sociedad en comandita
    sociedad colectiva; s en c; cv indonesia; полное товарищество; коммандитное товарищество
    gmbh and co ohg; ltd and co kg; หจก; ห้างหุ้นส่วนจำกัด
person: e k; ek; ekfm; eu; eingetragener kaufmann; ip; ип; индивидуальный предприниматель
    фоп; fop; чп; eirl; ei; sole proprietorship; prop; proprietorship; mei; me; ет; szolgaltato
    egyeni vallalkozo; ev egyeni; sahis sirketi; empresario individual; ho kinh doanh
    doanh nghiep tu nhan; dntn; autonomo; dba sole
coop: eg; coop; cooperative; co operative; genossenschaft; eingetragene genossenschaft
    cooperativa; soc coop; societa cooperativa; scrl; scoop; ska cooperative; кооператив
    потребительский кооператив; kooperatifi; spoldzielnia; druzstvo; andelslag; osuuskunta
    scarl; sccl; hop tac xa; htx; s coop; sociedad cooperativa; spr de rl; spr de ri; تعاونيه; جمعيه تعاونيه
limited partner: тоо; too; товарищество с ограниченной ответственностью
public: гуп; муп; фгуп; gup; mup; fgup; казенное предприятие; гп; dp; дп; aoer; ep
    federal state unitary enterprise; state owned enterprise; persero; kpp; so e
    государственное унитарное предприятие; муниципальное унитарное предприятие; epic; eba
    федеральное государственное унитарное предприятие
social: ev; eingetragener verein; ano; ано; нко; nko; association; asbl; vzw; onlus
    автономная некоммерческая организация; некоммерческая организация; ngo; non profit
    association loi 1901; aisbl; gug; stichting; nonprofit; dernegi; derneği; oo ngo; 501c3
: sharikat; sharika; sharikah; muassasat; muassasah; muassasa; mu assasat; co; company; companies; cia; compania; companhia; compagnie; cie; kompani; gesellschaft
    ges; pt; cv; ud; pd; tov firma; fa; firma; soc; societe; sociedad; sociedade; societa
    societatea; kompania; компания; фирма; общество; предприятие; корпорация; sti; sirketi
    sirket; and co; and company; and cia; and cie; y cia; et cie; e cia; ve ortaklari
    and partners; und partner; cong ty; cty; tong cong ty; شركه; الشركه; شركات; موسسه; المحدوده للشركات
    and ca; y ca; e ca; co and; na; n a; national association; gongsi; ditta; spol; spolka; tvrtka; cortp
    enr; reg; registered; regd; messrs; ms; m s; sc; the company; unlimited; ulc; unltd; ulimited
    pma; persekutuan; kaisha; korporation; corporacion; korporacja; corporacao; dd2
    بריטية; חברת; חברה; εταιρεια; εταιρια; podjetje; drustvo; preduzece; kompanija; handelsbolaget
    บริษัท; and sons co; and co inc; co prive; ind e com; ind com; industria e comercio
    ve tic; san ve tic; sanayi ve ticaret; san tic; sanayi ticaret; ticaret ve sanayi
    tic ve san; sanayi ve tic; san ve ticaret; mot thanh vien; mtv; hai thanh vien tro len; vung; ltee; limitee; ouzo
"""

#: Written in lines above for reading; forms that also are common short words are only
#: taken at either end of a name.
_EDGE_ONLY_LENGTH = 3

#: Unspaced scripts: regex alternatives, longest first, at either end or in brackets.
_UNSPACED = {
    "stock": (
        "股份有限公司 股份公司 股份有限责任公司 株式会社 株式會社 株式会社 (株) ㈱ "
        "주식회사 (주) ㈜ 股份 (股)公司 (股) 株式會社 公众股份公司 カブシキガイシヤ"
    ),
    "limited stock": "有限公司 有限 企业有限公司 (有限公司)",
    "limited": (
        "有限责任公司 有限责任 有限会社 (有) ㈲ 合同会社 (同) 一人有限责任公司 유한회사 유한책임회사 (유) "
        "有限公司(自然人独资) 有限公司(外商独资) 特例有限会社 私人有限公司"
    ),
    "partner": (
        "有限合伙 (有限合伙) 普通合伙 (普通合伙) 特殊普通合伙 (特殊普通合伙) 合伙企业 合資会社 合资会社 "
        "合名会社 合伙企业(有限合伙) 합자회사 합명회사 (合) (资) (名)"
    ),
    "person": "个体工商户 (个体工商户) 个人独资企业 (个人独资)",
    "coop": "合作社 专业合作社 农民专业合作社 協同組合 协同组合 생활협동조합 협동조합",
    "social": (
        "一般社団法人 公益社団法人 一般财团法人 公益财团法人 一般社团法人 公益社团法人 财团法人 社团法人 "
        "NPO法人 特定非营利活动法人 医疗法人 学校法人 재단법인 사단법인 사회복지법인 학교법인 의료법인 "
        "(财) (社) 独立行政法人 国立大学法人"
    ),
    "": "责任有限公司 公司 会社 회사 企业 有公司 บริษัท จำกัด จำกัด(มหาชน) (มหาชน) 限公司",
}

FORMS: dict[tuple[str, ...], frozenset[str]] = {}


def _read() -> None:
    blocks = re.split(r"\n(?=\S)", _SPACED.strip())
    for block in blocks:
        classes, _colon, spellings = block.partition(":")
        kinds = frozenset(classes.split())
        for spelling in re.split(r";|\n", spellings):
            tokens = tuple(fold(spelling.strip()).split())
            if tokens:
                FORMS.setdefault(tokens, kinds)


_read()
MAX_TOKENS = max(map(len, FORMS))

#: Only ever in front of a name.
PREFIX_ONLY = frozenset({("ud",), ("pd",), ("cv",), ("cong", "ty"), ("sc",)})

#: Short forms that are usual in front of a name, so that they are one even where
#: another form stands at the end; others are initials then ("IP Group Plc").
IN_FRONT = PREFIX_ONLY | {
    (word,)
    for word in (
        "ooo",
        "oao",
        "zao",
        "pao",
        "nao",
        "ao",
        "too",
        "tov",
        "uab",
        "sia",
        "jsc",
        "pt",
        "ms",
    )
}

#: Forms long or peculiar enough to be one in the middle of a name as well.
ANYWHERE = frozenset(
    tokens
    for tokens, kinds in FORMS.items()
    if kinds and (len(tokens) > 1 or len(tokens[0]) > 3)
) | {("ltd",), ("llc",), ("inc",), ("ооо",), ("оао",), ("зао",), ("пао",)}

#: (words, first letter): long forms, which are recognised with a slip as well.
LONG_FORMS: dict[tuple[int, str], list[tuple[str, tuple[str, ...]]]] = {}
for _tokens in FORMS:
    if len("".join(_tokens)) >= 12:
        LONG_FORMS.setdefault((len(_tokens), _tokens[0][0]), []).append(
            (" ".join(_tokens), _tokens)
        )

UNSPACED_FORMS: dict[str, frozenset[str]] = {
    fold(word): frozenset(classes.split())
    for classes, words in reversed(_UNSPACED.items())
    for word in words.split()
}
UNSPACED_LONGEST = max(map(len, UNSPACED_FORMS))
#: Forms that are recognised within a name, before a branch for instance.
INNER_FORM = re.compile(
    "|".join(
        sorted(
            (re.escape(form) for form in UNSPACED_FORMS if len(form) > 3),
            key=len,
            reverse=True,
        )
    )
)

#: Countries whose law knows a form, for forms that are kept as they are in every
#: language. A form that others are translated to ("Ltd" for Sp. z o.o., A.Ş., TNHH)
#: stands for the countries that use it themselves; no entry: no country is meant. A
#: Swiss AG calls itself "Ltd" in English, a Swiss GmbH never does.
_SYSTEMS = """
us = inc; incorporated; incorp; corp; corporation; co inc; company inc; corp inc
gb = co ltd; coltd; company limited; co limited; limited company; ltd co; pvt ltd; pvt limited
    private limited; pte ltd; pty ltd; pty limited; plc; public limited company
gb ch = ltd; limited
de at ch = ag; aktiengesellschaft; akg
de at = gmbh; mbh; gesellschaft mit beschrankter haftung
de = ug; ug haftungsbeschrankt; kgaa; gmbh and co kg; gmbh and co; ohg; ev; eg; ek
fr ch be lu es pt gr pl ro br ar mx cl pe co = sa; s a; societe anonyme; sociedad anonima
fr = sas; sasu; sarl; eurl; snc; societe par actions simplifiee
it = spa; srls; societa per azioni; societa a responsabilita limitata
es = sl; slu; sociedad limitada; sau
mx = sa de cv; sab de cv; sapi de cv; s de rl de cv; sab
nl be = bv; nv; besloten vennootschap; naamloze vennootschap; bvba
se = ab; aktiebolag; aktiebolaget; publ; ab publ
fi = oy; oyj; osakeyhtio; julkinen osakeyhtio
dk = aps; anpartsselskab; aktieselskab
no = asa; aksjeselskap; allmennaksjeselskap
my = bhd; berhad; sdn bhd; sendirian berhad; sdn berhad
id = tbk; pt tbk; pt
th = pcl; public company limited; public company ltd
"""
_SYSTEM_OF: dict[tuple[str, ...], frozenset[str]] = {}
for _line in re.split(r"\n(?=\S)", _SYSTEMS.strip()):
    _countries, _equals, _spelled = _line.partition("=")
    for _spelling in re.split(r";|\n", _spelled):
        _SYSTEM_OF[tuple(_spelling.split())] = frozenset(_countries.split())


def system_of(form: tuple[str, ...]) -> frozenset[str]:
    """Return the countries whose law knows the form; empty where it says none.

    >>> sorted(system_of(("gmbh",))), system_of(("llc",))
    (['at', 'de'], frozenset())
    """
    if form in _SYSTEM_OF:
        return _SYSTEM_OF[form]
    english = _AMERICAN & set(form)  # "and co inc", "ltd corp"
    return frozenset().union(*(_SYSTEM_OF[(word,)] for word in english))


_AMERICAN = frozenset({"inc", "incorporated", "corp", "corporation"})
_ENGLISH = frozenset({"us", "gb"})


def systems_of(forms: list[tuple[str, ...]]) -> frozenset[str]:
    """Return the countries of a name's forms; a native form outdoes an English one.

    >>> systems_of([("public", "company", "limited"), ("corporation",)])
    frozenset({'th'})
    """
    found = [system for system in map(system_of, forms) if system]
    native = [system for system in found if not system & _ENGLISH]
    return frozenset().union(*(native or found))
