# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
# ruff: noqa: E501
"""Places that name a branch, a region or a seat, and which place lies in which."""

from __future__ import annotations

from .text import fold, pinyin

#: ISO code = spellings in the languages of the customers.
_COUNTRIES = """
cn = china chine cina kina chinese китай cin 中国 中國 중국 الصين trung_quoc
hk = hongkong hong_kong 香港 홍콩 гонконг
mo = macau macao 澳门
tw = taiwan 台湾 대만 тайвань
jp = japan japon japao japanese nippon nihon япония japonya 日本 일본 اليابان nhat_ban
kr = korea coree corea korean корея kore 韩国 韓国 한국 코리아 コリア كوريا han_quoc
us = unitedstates america united_states usa 美国 アメリカ 米国 미국 아메리카 сша amerika eeuu
de = germany deutschland allemagne alemania alemanha germania deutsche german германия
    almanya 德国 ドイツ 독일 المانيا duc
fr = france frankreich francia franca французский франция fransa 法国 フランス 프랑스 فرنسا
gb = unitedkingdom britain england grossbritannien reinounido british великобритания ingiltere
    英国 イギリス 영국 united_kingdom great_britain بريطانيا scotland wales
it = italy italia italien italie italiana италия italya 意大利 イタリア 이탈리아 ايطاليا
es = spain espana spanien espagne espanha испания ispanya 西班牙 スペイン 스페인 اسبانيا iberica iberia
pt = portugal portuguesa португалия portekiz 葡萄牙 ポルトガル
nl = netherlands nederland holland niederlande paysbas нидерланды hollanda 荷兰 オランダ 네덜란드
be = belgium belgique belgie belgien belgica бельгия belcika 比利时
ch = switzerland schweiz suisse svizzera suiza suica швейцария isvicre 瑞士 スイス 스위스
at = austria osterreich oesterreich autriche австрия avusturya 奥地利
se = sweden sverige schweden suede suecia швеция isvec 瑞典
no = norway norge norwegen noruega норвегия norvec 挪威
dk = denmark danmark danemark dinamarca дания danimarka 丹麦
fi = finland suomi finnland finlandia финляндия finlandiya 芬兰
is = iceland island
ie = ireland irland irlanda ирландия irlanda 爱尔兰
pl = poland polska polen pologne polonia польша polonya 波兰 폴란드
cz = czech czechia ceska tschechien chequia чехия cekya 捷克 체코
sk = slovakia slovensko slowakei словакия
hu = hungary magyarorszag ungarn hongrie hungria венгрия macaristan 匈牙利 헝가리
ro = romania rumanien roumanie румыния romanya 罗马尼亚
bg = bulgaria bulgarien болгария българия bulgaristan
gr = greece griechenland grece grecia греция yunanistan hellas ελλασ
rs = serbia srbija serbien сербия
hr = croatia hrvatska kroatien хорватия
si = slovenia slovenija slowenien словения
ua = ukraine ukraina украина ukrayna україна 乌克兰
ru = russia russland russie rusia россия rusya rossiya russian российская русский 俄罗斯 ロシア 러시아 روسيا nga
by = belarus беларусь
kz = kazakhstan казахстан kazakistan 哈萨克斯坦
uz = uzbekistan узбекистан
ge = georgia грузия
am = armenia армения
az = azerbaijan азербайджан
tr = turkey turkiye turkei turquie turquia турция turk 土耳其 トルコ 터키 تركيا
in = india indien inde индия hindistan 印度 インド 인도 الهند
pk = pakistan пакистан 巴基斯坦 باكستان
bd = bangladesh 孟加拉 bangla
lk = lanka sri_lanka
vn = vietnam viet_nam вьетнам 越南 ベトナム 베트남 فيتنام
th = thailand thai thailande tailandia 泰国 タイ 태국 тайланд
my = malaysia malasia 马来西亚 マレーシア 말레이시아 малайзия
sg = singapore singapur singapour 新加坡 シンガポール 싱가포르 сингапур سنغافوره
id = indonesia indonesie 印度尼西亚 印尼 インドネシア 인도네시아
ph = philippines filipinas 菲律宾 フィリピン 필리핀
au = australia australien australie австралия avustralya 澳大利亚 澳洲 オーストラリア 호주 الاستراليه
nz = newzealand new_zealand zealand 新西兰
ca = canada kanada канада 加拿大 カナダ 캐나다 كندا
mx = mexico mexiko mexique mexicana мексика meksika 墨西哥 メキシコ 멕시코
br = brazil brasil brasilien bresil бразилия brezilya 巴西 ブラジル 브라질 البرازيل brasileira
ar = argentina argentinien аргентина arjantin 阿根廷
cl = chile чили sili 智利
co = colombia kolumbien колумбия kolombiya 哥伦比亚
pe = peru перу 秘鲁
ve = venezuela
ec = ecuador
uy = uruguay
py = paraguay
bo = bolivia
za = southafrica south_africa sudafrica afrique_du_sud 南非
eg = egypt agypten egypte egipto египет misir 埃及 مصر المصريه
ma = morocco maroc marokko marruecos fas المغرب المغربيه
dz = algeria algerie الجزائر الجزائريه
tn = tunisia tunisie تونس التونسيه
ng = nigeria нигерия 尼日利亚
ke = kenya 肯尼亚
gh = ghana
ae = unitedarabemirates emirates emirats الامارات 阿联酋 united_arab_emirates uae
sa = saudiarabia saudi arabia saudi_arabia السعوديه 沙特
qa = qatar قطر القطريه
kw = kuwait الكويت الكويتيه
bh = bahrain البحرين
om = oman عمان العمانيه
jo = jordan الاردن الاردنيه
lb = lebanon liban لبنان اللبنانيه
iq = iraq العراق العراقيه
ir = iran ايران иран
il = israel израиль ישראל
sy = syria سوريا السوريه
ye = yemen اليمن اليمنيه
ly = libya ليبيا الليبيه
sd = sudan السودان السودانيه
eur = europe europa european европа avrupa 欧洲 ヨーロッパ 유럽 اوروبا emea
asi = asia asien asie asian asiatico азия asya 亚洲 アジア 아시아 اسيا apac
afr = africa afrika afrique африка 非洲 افريقيا
lat = latinamerica latam latin_america latinoamerica
pac = pacific pacifico asia_pacific
mea = middleeast middle_east الشرق_الاوسط
nam = northamerica north_america norteamerica
nor = nordics scandinavia skandinavien baltic baltics balkan balkans
gcc = gulf الخليج الخليجيه
"""

#: Country: cities and regions; spellings of one place joined by "/".
_CITIES = """
de = berlin/берлин hamburg/гамбург munchen/muenchen/munich/мюнхен koln/koeln/cologne
    frankfurt/франкфурт stuttgart dusseldorf/duesseldorf dortmund essen leipzig bremen
    dresden hannover/hanover nurnberg/nuernberg/nuremberg duisburg bochum wuppertal bielefeld
    bonn munster/muenster karlsruhe mannheim augsburg wiesbaden aachen kiel lubeck/luebeck
    freiburg mainz rostock kassel bayern/bavaria/bayerische sachsen hessen westfalen
    rheinland schwaben thuringen brandenburg pforzheim ulm heilbronn regensburg wurzburg
at = wien/vienna graz linz salzburg innsbruck
ch = zurich/zuerich genf/geneva/geneve basel bern luzern
fr = paris/париж lyon marseille toulouse nice nantes strasbourg bordeaux lille rennes
gb = london/лондон/londres manchester birmingham leeds glasgow edinburgh liverpool bristol
    sheffield yorkshire
es = madrid barcelona valencia sevilla zaragoza malaga bilbao murcia alicante cordoba
    valladolid vigo gijon granada galicia andalucia cataluna catalunya asturias navarra
    vizcaya aragon castilla
pt = lisboa/lisbon/lisbonne porto braga coimbra aveiro setubal faro leiria algarve madeira
it = milano/milan/mailand roma/rome torino/turin napoli/naples genova bologna firenze/florence
    venezia/venice verona padova
nl = amsterdam rotterdam utrecht eindhoven denhaag
be = brussels/bruxelles/brussel antwerp/antwerpen gent
pl = warszawa/warsaw krakow wroclaw poznan gdansk lodz katowice
cz = praha/prague/prag brno
hu = budapest debrecen
ru = moskva/moscow/moskau/москва/московский/московская petersburg/петербург/peterburg/spb/спб
    ekaterinburg/екатеринбург/yekaterinburg novosibirsk/новосибирск kazan/казань samara/самара
    omsk/омск chelyabinsk/челябинск rostov/ростов ufa/уфа krasnodar/краснодар perm/пермь
    voronezh/воронеж ural/урал/уральский siberia/sibir/сибирь/сибирский volga/волга
    nizhny/нижний tver/тверь tula/тула владивосток/vladivostok хабаровск/khabarovsk
    томск/tomsk иркутск/irkutsk свердловская саратов/saratov тюмень/tyumen murom/муром
ua = kiev/kyiv/киев/київ odessa/odesa/одесса kharkiv/kharkov/харьков lviv/львов dnipro/днепр
tr = istanbul/стамбул ankara izmir bursa antalya adana konya gaziantep kayseri mersin kocaeli
    eskisehir denizli samsun trabzon ege/aegean marmara karadeniz anadolu/anatolia akdeniz
us = newyork/new_york chicago boston houston dallas losangeles/los_angeles sanfrancisco/san_francisco
    seattle atlanta miami detroit philadelphia denver california texas florida ohio michigan
    illinois virginia arizona carolina jersey pennsylvania massachusetts washington oregon
    minnesota wisconsin tennessee alabama colorado indiana missouri hawaii nevada utah iowa
    kansas kentucky maryland austin phoenix_az cleveland pittsburgh baltimore
ca = toronto montreal vancouver calgary ottawa quebec ontario alberta
mx = monterrey guadalajara tijuana puebla ciudad_de_mexico/cdmx jalisco queretaro leon_gto
br = saopaulo/sao_paulo/paulista riodejaneiro/rio_de_janeiro/carioca brasilia curitiba salvador
    fortaleza recife portoalegre/porto_alegre manaus campinas belohorizonte/belo_horizonte
    bahia parana minas_gerais/mineira santa_catarina/catarinense gaucha nordeste goias
ar = buenosaires/buenos_aires rosario mendoza
cl = santiago valparaiso
co = bogota medellin cali barranquilla
pe = lima arequipa
in = mumbai/bombay delhi bangalore/bengaluru chennai/madras kolkata/calcutta hyderabad pune
    ahmedabad gujarat punjab kerala surat jaipur
pk = karachi/كراتشي lahore islamabad
bd = dhaka chittagong
vn = hanoi/ha_noi saigon/sai_gon/hochiminh/ho_chi_minh/tphcm/hcm/tp_hcm danang/da_nang
    haiphong/hai_phong can_tho binh_duong dong_nai bac_ninh hung_yen long_an vung_tau
    nha_trang nghe_an thanh_hoa nam_dinh hai_duong quang_ninh khanh_hoa lam_dong da_lat
    hue mien_nam mien_bac mien_trung phu_tho bac_giang vinh_phuc tay_ninh an_giang thai_nguyen
th = bangkok chiangmai phuket
id = jakarta surabaya bandung
my = kuala_lumpur penang johor
ph = manila cebu
au = sydney melbourne brisbane perth adelaide queensland victoria tasmania
ae = dubai/دبي abudhabi/abu_dhabi/ابوظبي/ابو_ظبي sharjah/الشارقه ajman/عجمان
sa = riyadh/الرياض jeddah/jidda/جده dammam/الدمام mecca/مكه medina/المدينه
eg = cairo/القاهره alexandria/الاسكندريه giza/الجيزه
kw = kuwait_city
qa = doha/الدوحه
jo = amman
lb = beirut/بيروت
iq = baghdad/بغداد basra/البصره erbil/اربيل
ma = casablanca/الدار_البيضاء rabat/الرباط tanger/طنجه
sy = damascus/دمشق aleppo/حلب
om = muscat/مسقط
bh = manama/المنامه
za = johannesburg capetown/cape_town durban
jp = tokyo/东京/東京/トウキヨウ/도쿄 osaka/大阪/オオサカ/오사카 kyoto/京都 nagoya/名古屋 yokohama/横浜/横滨
    kobe/神户/神戸 fukuoka/福冈/福岡 sapporo/札幌 sendai/仙台 hiroshima/広岛/广岛/広島 hokkaido/北海道 kyushu/九州
    shikoku/四国 kanto/関东/関東 kansai/関西 chubu/中部 tohoku/东北 okinawa/冲縄/冲绳 shizuoka/静冈/静岡 chiba/千叶/千葉
    saitama/埼玉 kawasaki_shi/川崎市 niigata/新潟 okayama/冈山/岡山 kumamoto/熊本 kagoshima/鹿児岛/鹿児島
    nagano/长野/長野 gifu/岐阜 ibaraki/茨城 gunma/群馬/群马 tochigi/栃木 kanazawa/金沢 hyogo/兵库/兵庫 aichi/爱知/愛知
    hokuriku/北陆 kanagawa/神奈川
kr = seoul/서울/首尔 busan/pusan/부산/釜山 daegu/taegu/대구 incheon/inchon/인천/仁川 gwangju/광주
    daejeon/대전 ulsan/울산 gyeonggi/경기 gangwon/강원 jeju/제주 gyeongnam/경남 gyeongbuk/경북 jeonnam/전남
    jeonbuk/전북 chungnam/충남 chungbuk/충북 suwon/수원 changwon/창원 seongnam/성남 yeongnam/영남 honam/호남
    pohang/포항 gumi/구미 cheonan/천안 pangyo/판교 gangnam/강남
sg = jurong
tw = taipei/台北/타이베이 kaohsiung/高雄 taichung/台中 tainan/台南 hsinchu/新竹 taoyuan/桃园
"""

#: Province: prefecture-level and other well-known cities.
_CHINA = """
北京 = 朝阳 海淀 丰台 通州 顺义 昌平 大兴 西城 东城 中关村 怀柔 密云 平谷 延庆 房山 门头沟 石景山 宣武 崇文 亦庄
上海 = 浦东 徐汇 静安 长宁 普陀 虹口 杨浦 闵行 宝山 嘉定 松江 青浦 奉贤 崇明 金山 黄浦 闸北 卢湾 南汇
天津 = 滨海 武清 和平
重庆 = 渝中 江北 沙坪坝 万州 涪陵 永川
河北 = 石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 雄安 任丘 三河 安平 冀州 涿州 定州 迁安 遵化 辛集 霸州 泊头 黄骅 河间 武安 晋州 新乐 藁城 正定 清河 香河 固安 白沟
山西 = 太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁 太谷 平遥 介休 孝义 汾阳 古交 高平 原平 侯马 霍州 河津 永济
内蒙古 = 呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 满洲里 二连浩特 乌兰浩特 锡林浩特 扎兰屯 牙克石 丰镇 集宁
辽宁 = 沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 葫芦岛 瓦房店 普兰店 庄河 海城 大石桥 盖州 凤城 东港 兴城 凌源 北票 新民 灯塔
吉林 = 长春 四平 辽源 通化 白山 松原 白城 延边 延吉 公主岭 梅河口 集安 桦甸 舒兰 磐石 蛟河 敦化 珲春 图们 龙井 和龙 德惠 榆树 九台
黑龙江 = 哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 绥芬河 尚志 五常 阿城 双城 讷河 安达 肇东 海伦 北安 五大连池 密山 虎林 富锦 同江 铁力
江苏 = 南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 昆山 江阴 张家港 常熟 太仓 宜兴 丹阳 吴江 靖江 溧阳 海门 如皋 启东 泰兴 姜堰 句容 扬中 仪征 高邮 新沂 邳州 东台 大丰 灌南 灌云 沭阳 海安 如东 金坛 溧水 高淳 江宁 浦口 六合 姑苏 相城 惠山 锡山 武进 新北 崇川 盱眙 洪泽 射阳 建湖 阜宁 响水 丰县 沛县 睢宁
浙江 = 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 义乌 慈溪 余姚 永康 东阳 瑞安 乐清 诸暨 海宁 桐乡 萧山 温岭 平湖 嵊州 余杭 临安 富阳 建德 上虞 兰溪 江山 龙泉 临海 玉环 海盐 嘉善 德清 长兴 安吉 奉化 象山 宁海 北仑 鄞州 镇海 海曙 江东 苍南 平阳 永嘉 武义 浦江 缙云 柯桥 新昌 天台 三门 仙居
安徽 = 合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城 巢湖 桐城 天长 明光 界首 宁国 无为 肥东 肥西
福建 = 福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 晋江 石狮 南安 福清 长乐 福安 福鼎 邵武 建瓯 建阳 武夷山 漳平 永安 龙海 惠安 安溪 永春 德化 同安 集美 翔安
江西 = 南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶 共青城 乐平 瑞昌 贵溪 瑞金 井冈山 丰城 樟树 高安 德兴 南康
山东 = 济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽 莱芜 寿光 诸城 即墨 胶州 龙口 蓬莱 莱州 莱阳 招远 栖霞 海阳 荣成 文登 乳山 胶南 平度 莱西 青州 安丘 高密 昌邑 邹城 曲阜 兖州 新泰 肥城 滕州 章丘 临清 禹城 乐陵 邹平 博兴 广饶 临朐 昌乐 沂水 莒南 郯城
河南 = 郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 济源 巩义 荥阳 新郑 登封 新密 偃师 汝州 长垣 林州 沁阳 孟州 卫辉 辉县 永城 项城 义马 灵宝 邓州 禹州 长葛
湖北 = 武汉 黄石 十堰 宜昌 襄阳 襄樊 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 仙桃 大冶 丹江口 宜都 当阳 枝江 老河口 枣阳 宜城 钟祥 安陆 汉川 应城 石首 洪湖 松滋 麻城 武穴 赤壁 广水 利川 潜江 天门
湖南 = 长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西 浏阳 邵东 醴陵 湘乡 韶山 耒阳 常宁 汨罗 临湘 津市 沅江 资兴 冷水江 涟源 宁乡 望城
广东 = 广州 深圳 珠海 汕头 韶关 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮 顺德 南海 番禺 宝安 龙岗 增城 普宁 从化 台山 开平 鹤山 恩平 四会 高要 英德 连州 兴宁 陆丰 阳春 化州 信宜 高州 廉江 雷州 吴川 乐昌 南雄 花都 黄埔 天河 南山 福田 罗湖 盐田 坪山 禅城 三水 高明
广西 = 南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左 东兴 凭祥 桂平 北流 岑溪 荔浦
海南 = 海口 三亚 三沙 儋州 琼海
四川 = 成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 西昌 凉山 安岳 都江堰 彭州 邛崃 崇州 江油 什邡 广汉 绵竹 峨眉山 阆中 华蓥 万源 简阳 武侯 锦江 青羊 成华 双流 郫县 温江 新都 龙泉驿
贵州 = 贵阳 六盘水 遵义 安顺 毕节 铜仁 黔东南
云南 = 昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 大理 红河 楚雄 瑞丽 芒市 个旧 开远 蒙自 宣威 安宁 景洪 腾冲
西藏 = 拉萨 日喀则
陕西 = 西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛 杨凌 兴平 韩城 华阴 神木 户县
甘肃 = 兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南
青海 = 西宁 海东 格尔木
宁夏 = 银川 石嘴山 吴忠 固原 中卫
新疆 = 乌鲁木齐 克拉玛依 吐鲁番 哈密 喀什 伊犁 石河子 库尔勒 昌吉 阿克苏 阿勒泰 塔城 奎屯 博乐 阿图什 和田 五家渠 阿拉尔
香港 = 九龙 新界
澳门 =
台湾 = 台北 高雄 台中 台南 新竹 桃园"""

PLACES: dict[str, str] = {}
PARENT: dict[str, str] = {}
CHINESE: dict[str, str] = {}


def _lines(table: str) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    parts = table.split()
    for place, part in enumerate(parts):
        if part == "=":
            continue
        if place + 1 < len(parts) and parts[place + 1] == "=":
            found.append((part, []))
        else:
            found[-1][1].append(part)
    return found


def _read_china() -> None:
    for province, cities in _lines(_CHINA):
        code = PLACES.get(province, province)  # 香港 has a code of its own
        CHINESE.setdefault(province, code)
        if code == province:
            PARENT.setdefault(province, "cn")
        for city in cities:
            CHINESE.setdefault(city, city)
            PARENT.setdefault(city, code)


def _read() -> None:
    for code, spellings in _lines(_COUNTRIES):
        for spelling in spellings:
            PLACES.setdefault(fold(spelling.replace("_", " ")), code)
    for code, cities in _lines(_CITIES):
        for city in cities:
            names = [fold(name.replace("_", " ")) for name in city.split("/")]
            for name in names:
                PLACES.setdefault(name, names[0])
            PARENT[names[0]] = code
    _read_china()
    for name, code in list(CHINESE.items()):
        said = pinyin(name)
        if len(said) >= 6:  # shorter ones are words and brands elsewhere
            PLACES.setdefault(said, code)
    for name, code in PLACES.items():
        if not name.isascii() and "\u4e00" <= name[0] <= "\u9fff":
            CHINESE.setdefault(name, code)


_read()


def within(inner: str, outer: str) -> bool:
    """True where one place is the other or lies in it.

    >>> within("深圳", "广东"), within("深圳", "cn"), within("深圳", "北京")
    (True, True, False)
    """
    place: str | None = inner
    for _level in range(4):
        if place == outer:
            return True
        place = PARENT.get(place or "")
    return False


def compatible(one: str, other: str) -> bool:
    return within(one, other) or within(other, one)
