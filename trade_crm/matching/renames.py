# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Well-known companies that took another name: no spelling leads from one to the other.

``name of today = former names, each between semicolons``, without legal forms. Only
names that were one company's alone; where the old name lives on at another company
(Motorola, Metro, Woolworth), the rename is not here.
"""

from __future__ import annotations

#: Europe, then America, then Asia and the rest.
RENAMES = """
ABB = Asea Brown Boveri
AGC = Asahi Glass
Abrdn = Standard Life Aberdeen
Airbus = European Aeronautic Defence and Space Company; EADS; Airbus Group
Anheuser-Busch InBev = InBev; Interbrew
Aptiv = Delphi Automotive
Atos = Atos Origin
Aviva = CGNU
BHP Group = BHP Billiton
BP = British Petroleum; BP Amoco
Covestro = Bayer MaterialScience
Engie = GDF Suez
Equinor = Statoil; StatoilHydro
Evonik Industries = RAG Beteiligungs
GSK = GlaxoSmithKline
Glencore = Glencore Xstrata; Glencore International
Kering = PPR; Pinault-Printemps-Redoute
Leonardo = Finmeccanica
Mercedes-Benz Group = Daimler; DaimlerChrysler; Daimler-Benz
Metso = Metso Outotec
Mowi = Marine Harvest
Naturgy Energy Group = Gas Natural SDG; Gas Natural Fenosa
Neste = Neste Oil
Novonesis = Novozymes
Orange = France Telecom
Orlen = Polski Koncern Naftowy Orlen; PKN Orlen
Orsted = DONG Energy
RELX = Reed Elsevier
Shell = Royal Dutch Shell
Stellantis = Fiat Chrysler Automobiles
TUI = Preussag
Telia Company = TeliaSonera
Thales = Thomson-CSF
TotalEnergies = TotalFinaElf
VEON = VimpelCom
Vantiva = Technicolor
Vivendi = Vivendi Universal
Vonovia = Deutsche Annington Immobilien
AT&T = SBC Communications; Southwestern Bell
Accenture = Andersen Consulting
Altria Group = Philip Morris Companies
Ameriprise Financial = American Express Financial
Andeavor = Tesoro
Apple = Apple Computer
Ampol = Caltex Australia
B3 = BM&FBovespa
BlackBerry = Research In Motion
Bausch Health Companies = Valeant Pharmaceuticals International
Berry Global = Berry Plastics
Booking Holdings = Priceline Group; Priceline.com
Broadcom = Avago Technologies
Capri Holdings = Michael Kors Holdings
ChampionX = Apergy
Chevron = ChevronTexaco
Chord Energy = Oasis Petroleum
Conagra Brands = ConAgra Foods
Coterra Energy = Cabot Oil & Gas
Dominion Energy = Dominion Resources
DuPont de Nemours = DowDuPont
Element Solutions = Platform Specialty Products
Elevance Health = WellPoint
Enovis = Colfax
Eversource Energy = Northeast Utilities
Expand Energy = Chesapeake Energy
Gen Digital = NortonLifeLock; Symantec
HP = Hewlett-Packard
Honeywell International = AlliedSignal
KFC = Kentucky Fried Chicken
Keurig Dr Pepper = Dr Pepper Snapple Group
Lumen Technologies = CenturyLink; CenturyTel
Macy's = Federated Department Stores
Meta Platforms = Facebook
3M = Minnesota Mining and Manufacturing
Molson Coors Beverage Company = Molson Coors Brewing Company
Mondelez International = Kraft Foods
NOV = National Oilwell Varco
Nasdaq = NASDAQ OMX Group
Navistar International = International Harvester
Newell Brands = Newell Rubbermaid
NextEra Energy = FPL Group
Orbia Advance = Mexichem
Ovintiv = EnCana
Paramount Global = ViacomCBS
S&P Global = McGraw Hill Financial; McGraw-Hill Companies
SLB = Schlumberger
Snap = Snapchat
Suzano = Suzano Papel e Celulose
TC Energy = TransCanada
TXNM Energy = PNM Resources
Target = Dayton Hudson
Tesla = Tesla Motors
Vale = Companhia Vale do Rio Doce
Verizon Communications = Bell Atlantic
Vibra Energia = Petrobras Distribuidora
Walmart = Wal-Mart Stores
Yum! Brands = Tricon Global Restaurants
Aisin = Aisin Seiki
Ant Group = Ant Financial Services Group
BenQ = Acer Peripherals
Bharti Airtel = Bharti Tele-Ventures
ENEOS Holdings = JXTG Holdings; JX Holdings
Eternal = Zomato
HMM = Hyundai Merchant Marine
HTC = High Tech Computer
Hanwha Ocean = Daewoo Shipbuilding & Marine Engineering
Innolux = Chimei Innolux
Insignia Financial = IOOF Holdings
Kia = Kia Motors
Kioxia = Toshiba Memory
LG Electronics = GoldStar
LTIMindtree = Larsen & Toubro Infotech
LY Corporation = Z Holdings; Yahoo Japan
Panasonic = Matsushita Electric Industrial
Proterial = Hitachi Metals
Resonac Holdings = Showa Denko
SK Hynix = Hynix Semiconductor; Hyundai Electronics Industries
Sibanye Stillwater = Sibanye Gold
Subaru = Fuji Heavy Industries
Sumitomo Pharma = Sumitomo Dainippon Pharma
Tata Motors = Tata Engineering and Locomotive Company
Vedanta = Sesa Sterlite
Vodafone Idea = Idea Cellular
Woodside Energy Group = Woodside Petroleum
ニデック = 日本電産
기아 = 기아자동차
蚂蚁集团 = 蚂蚁金服; 浙江蚂蚁小微金融服务集团
中国宝武钢铁集团 = 宝钢集团
"""


def renamed() -> list[tuple[str, str]]:
    """Return (former name, name of today) of each rename in the table."""
    lines = [line.split(" = ") for line in RENAMES.strip().splitlines()]
    return [
        (former.strip(), today)
        for today, formers in lines
        for former in formers.split(";")
    ]
