# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
# ruff: noqa: E501
"""What the words of a company name mean, in the languages of its customers.

Each line reads ``concept = spelling spelling ...``. Spellings of one concept are the
same word for the matcher, whatever the script, so that 贸易, "Handels" and "ticaret"
all answer "trading". The kind of the concept says what  means when one of two
names has the word and the other has not (see ``score``):

``filler``  says next to nothing (international, enterprises)
``trade``   the line of goods; often left out (computers, garments)
``line``    a line that usually is a company of its own (bank, insurance, leasing)
``struct``  the place in a corporate group (group, holding)
``branch``  a branch or an office of a company
``dir``     a point of the compass: two of them are two companies
"""

from __future__ import annotations

from .text import fold

FILLER = """
international = international intl internacional internazionale internationale
    internationaal miedzynarodowy uluslararasi mezhdunarodnaya международная
    международный международное  国际 インターナショナル 인터내셔널 국제 الدولية
    العالمية دولية للدولية quoc_te
global = global globale globales world worldwide weltweit mundial mondial mondiale
    dunya 全球 环球 世界 ワールド グローバル 글로벌
enterprise = enterprise enterprises ventures venture entreprise entreprises unternehmen empresa empresas
    impresa imprese предприятие isletmeleri 企业 엔터프라이즈 엔터프라이즈스
business = business businesses geschaft negocios affaires 商务 工商 事业 비즈니스
general = general generale العامة عامة 综合
company = firma firm etablissements etablissement ets societe
national = national nacional nationale nazionale национальная национальный 国家
    الوطنية وطنية 국립
modern = modern moderne moderno moderna современный современная الحديثة حديثة الحديث
new = new neue nuevo nueva nouveau nouvelle novo nova yeni 新
development = development entwicklung desarrollo developpement desenvolvimento sviluppo
    развитие gelistirme phat_trien 发展 开发 企业发展 开発 개발 للتنمية
services = service services servicio servicios servico servicos servizi dienste
    dienstleistungen dienstleistung услуги сервис hizmetleri hizmet dich_vu 服务 サービス
    서비스 للخدمات الخدمات خدمات
solutions = solution solutions losungen soluciones solucoes soluzioni решения cozumleri
    解决方案 ソリューション ソリューションズ 솔루션 솔루션즈 حلول للحلول
systems = system systems systeme sistema sistemas sistemi системы sistemleri 系统
    システム システムズ 시스템 시스템즈
products = product products produkte producto productos produto produtos prodotti
    produits продукты продукция urunleri 产品 制品 プロダクツ 프로덕츠
supply = supply supplies suppliers suministros fournitures fornecimento 供应 供应链
works = works werk werke obras worx
stores = store stores shop shops tienda tiendas loja lojas magazin magazine магазин
    magazasi 商店 百货 ストア 스토어
brothers = αφοι αδελφοι bracia  brothers bros gebruder gebrueder hermanos freres irmaos fratelli kardesler
    братья gebr hnos 兄弟 اخوان وإخوانه
sons = υιοι sons son sohne hijos fils filhos figli ogullari synowie zonen 父子 واولاده اولاد ابناء وابناؤه وابناوه
associates = associates associated partners
"""

TRADE = """
trading = тк торговая_компания торгівельна phu pphu fhu بازرگاني מסחר การค้า เทรดดิ้ง εμπορικη εμποριο trading trade trades trader traders handel handels handelsgesellschaft handelsges
    comercio comercial comercializadora commerce commercial commerciale commercio
    negoce trgovina obchod kereskedelmi handlowa handlowy торговый_дом тд торговый торговая торговля
    торг трейд трейдинг торговий ticaret ticari tic thuong_mai thuongmai 贸易 商贸 经贸
    商业 工贸 贸易商行 商行 商社 商事 商会 トレーディング 무역 상사 트레이딩 교역 للتجارة التجارية التجاره تجارة
    تجارية والتجارة
importexport = εισαγωγες εξαγωγες import export imports exports importexport importaciones exportaciones
    importadora exportadora importacao exportacao ithalat ihracat dis_ticaret foreign_trade
    im_und_export comercio_exterior commerce_exterieur commercio_estero импорт экспорт внешторг xuat_nhap_khau 进出口 外贸 进口 出口 对外贸易 輸出入 貿易 수출입 للاستيراد والتصدير الاستيراد
industry = صنايع תעשיות อุตสาหกรรม βιομηχανια βιομηχανικη industry industries industrial industrie industriel industrielle industria
    industrias industriale sanayi sanayii  промышленный промышленная промышленность
    индустрия cong_nghiep przemyslowe 实业 工业 产业 工業 産業 インダストリー 산업 공업 실업
    للصناعة الصناعية صناعية للصناعات الصناعات صناعات
technology = technology technologies tech technologie technologien tecnologia
    tecnologias tecnologica tecnologie технологии технология teknoloji teknolojileri
    cong_nghe congnghe 科技 技术 高科技 高新技术 科学技术 テクノロジー テクノ 기술 테크놀로지
    테크 التكنولوجيا للتكنولوجيا التقنية تقنية للتقنية
information = information informatik informatica informatique infotech  informacion
    информационные bilgi bilisim 信息 信息技术 资讯 信息科技 情報 情報システム 정보 정보통신
    المعلومات
network = network networks netzwerk red redes reseau сети 网络 网络科技 网络技术 互联网
    ネットワーク 네트워크
software = software sistemas yazilim софт 软件 软件开发 ソフト ソフトウェア 소프트웨어 소프트
    برمجيات للبرمجيات
electronics = electronic electronics elektronik electronica electronique eletronica
    elettronica электроника электронные elektronika dien_tu 电子 电子科技 电子技术 电子设备
    电器电子 電子 エレクトロニクス 電工 전자 일렉트로닉스 إلكترونيات للالكترونيات الالكترونيات
    الإلكترونيات
electric = appliance appliances domestic_appliances home_appliances electric electrical elektro elektrik electrica electrico eletrica elettrica
    электро электрические 电气 电器 电力 机电 电工 電機 電気 電器 전기 الكهربائية كهرباء
machinery = machinery machine machines heavy_industries heavy_industry maschinen maschinenbau maschinenfabrik maquinaria maquinas
    macchine машиностроение машин makina makine makinalari co_khi 机械 机器 机械制造
    机械设备 重工 機械 마시너리 기계 중공업 重工業 الآلات للمعدات المعدات
equipment = equipment equipments equip ausrustung anlagen equipos equipo equipamentos
    equipement оборудование ekipmanlari ekipman thiet_bi 设备 器材 设备制造 装备 設備 機器
    장비 설비
manufacturing = производственная_компания нпо нпп нпф научно_производственное_объединение научно_производственное_предприятие manufacturing manufacture manufacturers manufacturer mfg fertigung
    fabrica fabricacion fabricante manufactura produktion produccion producao produzione
    производство производственная imalat uretim san_xuat sanxuat 制造 生产 加工 制造厂 製作所
    製造 製作 제조 제작소 제작 للتصنيع
engineering = วิศวกรรม เอ็นจิเนียริ่ง engineering engineers engineer ingenieria ingenierie engenharia ingegneria
    ingenieurburo инжиниринг инженерный muhendislik ky_thuat 工程 工程技术 エンジニアリング
    엔지니어링 هندسة للهندسة الهندسية
construction = ساختماني בנייה ก่อสร้าง κατασκευαστικη κατασκευεσ τεχνικη construction constructions contracting contractor contractors constructora construcciones construcoes
    construtora costruzioni bau bauunternehmen hochbau строительство строительная строй
    insaat xay_dung xaydung 建设 建筑 建筑工程 建设工程 建設 工務店 건설 건축 للمقاولات مقاولات
    المقاولات للانشاءات للإنشاءات والمقاولات
materials = building_materials construction_materials مواد_البناء لمواد_البناء materials material materiales materiais baustoffe материалы malzemeleri vat_lieu 材料 建材 新材料 建筑材料 マテリアル 소재 재료 建材 건재
decoration = decoration interior interiors innenausbau dekorasyon 装饰 装潢 装修
    装饰工程 建筑装饰 裝飾 인테리어
design = design designs diseno desenho tasarim дизайн thiet ke 设计 デザイン 디자인 للتصميم
auto = auto autos automotive automobile automobiles automobil automocion automotriz
    motor motors motoren kraftfahrzeuge авто автомобильный otomotiv o_to 汽车 汽车配件
    汽车零部件 汽车销售 自動車 モータース オートモーティブ 자동차 모터스 모터 السيارات للسيارات
parts = parts components component teile bauteile repuestos pecas piezas запчасти
    parcalari yedek phu_tung 部件 配件 零部件 零件 部品 부품 قطع_غيار لقطع_غيار قطع_الغيار لقطع_الغيار
chemical = chemical chemicals chemie chemische quimica quimicos chimie chimica
    химический химия хим kimya hoa_chat 化工 化学 化学品 化工产品 ケミカル 工業薬品 화학 케미칼
    الكيماويات للكيماويات الكيميائية
pharma = φαρμακευτικη φαρμακα pharma pharmaceutical pharmaceuticals farma pharmazeutika farmaceutica
    farmaceutici фармацевтика фарма фарм ilac duoc_pham 医药 制药 药业 药品 製薬 薬品 제약 약품
    الأدوية للأدوية للادوية الادوية
medical = medical medica medico medizintechnik medicale медицинский медицина medikal y_te 医疗 医疗器械 医疗设备 医疗科技 メディカル 醫療 의료 메디칼 메디컬 الطبية طبية
biotech = biotech biotechnology bio biotechnologies biotecnologia биотех 生物 生物科技
    生物技术 生物工程 バイオ 바이오
food = מזון อาหาร τροφιμα τροφιμων food foods lebensmittel nahrungsmittel alimentos alimentaire alimentari
    alimenticia foodstuff foodstuffs levensmiddelen spozywcze makanan alimenti продукты_питания продовольствие gida thuc_pham thucpham 食品 粮油 餐饮 饮食 食品工业 フード
    フーズ 식품 푸드 الغذائية للأغذية للاغذية أغذية المواد_الغذائية للمواد_الغذائية مواد_غذائية لمواد_غذائية المواد_غذائية
bakery = bakery bakeries backerei boulangerie panaderia padaria panificio piekarnia firin
    firincilik пекарня хлебозавод 面包 ベーカリー 베이커리 المخبز مخبز مخابز
confectionery = confectionery confectioneries confectionary candy candies susswaren confiteria
    confiserie confeitaria sekerleme кондитерская 糖果 製菓 제과
beverage = beverage beverages drinks getranke bebidas bevande напитки icecek 饮料 酒业
    飲料 음료 المشروبات
agriculture = agriculture agricultural agri agro agricola agrar сельхоз агро tarim nong_nghiep 农业 农业科技 农业开发 农产品 农牧 農業 アグリ 농업 الزراعية للزراعة زراعية
textile = υφαντουργια textile textiles textil textilien textiles tekstil tessile tessuti текстиль
     纺织 纺织品 针纺 针织 印染 繊維 紡績 テキスタイル 섬유 방직 텍스타일 النسيج للنسيج المنسوجات
garment = hosiery socks corap strumpfwaren garment garments clothing apparel clothes bekleidung mode ropa confecciones
    confeccoes abbigliamento vetements одежда giyim konfeksiyon may_mac 服装 服饰 制衣
    服装服饰 时装 衣料 アパレル 의류 어패럴 الملابس للملابس
leather = leather leder cuero couro cuir pelle кожа deri da_giay 皮革 皮具 皮业 鞋业
    皮革制品 レザー 피혁 가죽 الجلود
shoes = shoes shoe footwear schuhe calzado calcados chaussures обувь ayakkabi 鞋业 鞋 靴
    제화 신발 الأحذية
furniture = furniture mobel muebles moveis mobili meubles мебель mobilya noi_that noi 家具 家私
    家居 家具制造 ファニチャー 가구 الأثاث للأثاث
toys = toys toy spielwaren juguetes brinquedos игрушки oyuncak 玩具 おもちゃ 완구
gifts = gifts gift geschenke regalos artesanias presentes подарки hediyelik
    礼品 工艺品 工艺 工艺礼品 ギフト 기프트 선물
plastic = πλαστικα plastic plastics kunststoff kunststoffe kunststofftechnik plasticos plastico
    plastiques plastica пластик plastik nhua 塑料 塑胶 橡塑 塑料制品 塑业 プラスチック 플라스틱
    البلاستيك للبلاستيك بلاستيك
tires = tire tires tyre tyres reifen neumaticos pneus pneumatici шина шины lastik lop_xe 轮胎 タイヤ 타이어 الإطارات
rubber = rubber gummi caucho borracha caoutchouc gomma резина kaucuk cao_su 橡胶 橡胶制品
    ゴム 고무 المطاط
paper = paper papers papier papel carta бумага kagit  纸业 纸品 造纸 纸制品 製紙 紙業
    페이퍼 제지 الورق للورق
packaging = packaging packing pack verpackung verpackungen embalajes embalagens
    imballaggi emballages упаковка ambalaj bao_bi 包装 包装材料 包装制品 印刷包装 パッケージ
    包裝 포장 패키지 التغليف للتغليف
printing = printing print druck druckerei imprenta grafica imprimerie печать matbaa in_an 印刷 印务 彩印 プリント 인쇄 الطباعة للطباعة
steel = steel stahl stahlbau acero aceros aco acos acier acciaio сталь стальной celik
    thep 钢铁 钢材 钢结构 不锈钢 金属材料 製鋼 鉄鋼 スチール 製鉄 제철 철강 강철 للصلب الصلب الحديد
    للحديد حديد
iron = iron ironworks eisen eisenwerk hierro hierros ferro ferros fer demir zelazo железо صلب_وحديد
metal = μεταλλα metal metals metall metalle metales metais metaux metalli металл металлы madeni
    kim_loai 金属 金属制品 五金 有色金属 メタル 金屬 금속 메탈 المعادن للمعادن معادن
hardware = hardware eisenwaren ferreteria ferragens quincaillerie ferramenta hirdavat
    五金 五金制品 五金机电 金物 철물
tools = الأدوات أدوات tools tool werkzeuge werkzeug werkzeugbau herramientas ferramentas outils
    utensili инструмент инструменты aletleri 工具 刀具 量具 ツール 공구 العدد
energy = energy energie energia energies энергия энергетика enerji nang_luong 能源 新能源
    能源科技 エネルギー 에너지 الطاقة للطاقة
oil = زيوت الزيوت للزيوت oil oils petroleum petrol  petroleo petrole petrolio нефть нефтяная нефте petrol
    dau_khi 石油 油品 石化 石油化工 石油 석유 オイル 오일 النفط للنفط للبترول البترول نفط
gas = gas газ gaz khi 燃气 天然气 ガス 가스 الغاز للغاز
mining = mining mines minera mineria mineracao bergbau горный madencilik khoang_san 矿业
    矿产 煤矿 煤业 煤炭 鉱業 광업 للتعدين التعدين
power = power strom elettrica электроэнергия 电力 电源 発電 발전 전력
lighting = lighting light lights optoelectronics optoelectronic optronics licht beleuchtung iluminacion iluminacao eclairage
    illuminazione освещение aydinlatma chieu_sang 照明 灯饰 光电 照明电器 ライティング 조명
    الإضاءة للإضاءة
optical = optical optics optik optica optique ottica оптика 光学 光電 光学仪器 オプティカル
    광학 البصريات
instruments = instruments instrument messtechnik instrumentos приборы cihazlari 仪器
    仪表 仪器仪表 計器 計測 계측 기기
glass = glass glas vidrio vidrios vidro verre vetro стекло  玻璃 玻璃制品 ガラス 硝子
    글라스 유리 الزجاج للزجاج
ceramics = ceramics ceramic keramik ceramica ceramicas ceramique керамика seramik gom_su
    陶瓷 瓷业 陶瓷制品 セラミック 窯業 도자기 세라믹 السيراميك
wood = wood timber holz madera maderas madeira bois legno дерево лес agac  木业 木材
    林业 木制品 木材加工 製材 木工 목재 الأخشاب للأخشاب
cement = cement zement cemento cimento ciment цемент cimento xi_mang 水泥 混凝土 セメント
    시멘트 الاسمنت للأسمنت
marine = ocean oceanic ναυτιλιακη ναυτιλια marine maritime maritima maritimo nautica морской denizcilik hang_hai 海洋 船舶
    船务 海事 造船 海运 船业 マリン 海運 조선 해운 البحرية
aviation = aviation aerospace aero air luftfahrt aviacion aviacao авиация havacilik hang_khong 航空 航天 航空科技 エアロ 항공 للطيران الطيران
telecom = telecom telecommunication telecommunications telekom telecomunicaciones
    telecomunicacoes связь телеком vien_thong 通信 通讯 电信 通信技术 通讯设备 テレコム 통신
    텔레콤 للاتصالات الاتصالات
communications = communications communication comunicaciones comunicacao 传播
computer = computer computers computing computadoras computadores rechner компьютер
    bilgisayar may_tinh 计算机 电脑 电脑科技 コンピュータ コンピューター 컴퓨터 الكمبيوتر
    للكمبيوتر
media = media medien medios midia медиа medya truyen_thong 传媒 文化传媒 影视 广告传媒 メディア
    미디어 الإعلام للإعلام
advertising = advertising werbung publicidad publicidade publicite реклама reklam quang_cao 广告 广告传播 影视广告 アド 広告 광고 للدعاية الإعلان
culture = culture cultural kultur cultura культура kultur 文化 文化传播 文化发展 文化产业
    文化艺术 カルチャー 문화
education = education educational bildung educacion educacao образование egitim giao_duc
    教育 教育咨询 教育科技 培训 エデュケーション 교육 التعليم للتعليم التعليمية
consulting = consulting consultants consultancy consultant beratung consultoria
    consultores conseil consulenza консалтинг danismanlik tu_van 咨询 管理咨询 商务咨询 顾问
    企业管理咨询 信息咨询 コンサルティング 컨설팅 للاستشارات استشارات الاستشارات
management = управляющая_компания management managements administracion gestion gestao gestione verwaltung
    управление yonetim quan_ly 管理 企业管理 物业管理 マネジメント 매니지먼트 관리 لإدارة الإدارة
research = research forschung investigacion pesquisa recherche ricerca исследования
    arastirma 研究 研究所 研究院 リサーチ 연구소 연구 للأبحاث
environment = environment environmental umwelt umwelttechnik ambiental medioambiente
    экология cevre moi_truong 环保 环境 环保科技 环保设备 环境工程 環境 환경 البيئة للبيئة
water = water wasser agua aguas eau acqua вода su_nuoc 水务 水利 水处理 水产 المياه
    للمياه
retail = retail einzelhandel minorista varejo розница perakende ban_le 零售 소매
supermarket = supermarket supermarkets supermarkt supermercado supermercados супермаркет 超市 超级市场 スーパー 슈퍼마켓
wholesale = wholesale grosshandel mayorista atacado оптовый toptan 批发 卸売 도매
sales = sales verkauf ventas vendas satis 销售 营销 販売 판매 유통 للبيع للتوزيع التوزيع
distribution = distribution distributor distributors vertrieb vertriebs distribucion
    distribuidora distribuicao дистрибуция dagitim pazarlama phan_phoi 配送 経販 分销
hotel = hotel hotels hoteles hoteis гостиница отель otel khach_san 酒店 宾馆 饭店 旅馆 ホテル
    호텔 الفنادق للفنادق
tourism = tourism travel tours turismo reisen viajes viagens voyages туризм turizm du_lich 旅游 旅行社 国际旅行社 観光 トラベル 여행사 관광 للسياحة السياحة للسفر
sports = sports sport deportes deportivos esportes спорт spor the_thao 体育 体育用品 运动
    スポーツ 스포츠 الرياضية
cosmetics = cosmetics cosmetic kosmetik cosmeticos cosmetici косметика kozmetik my_pham
    化妆品 日化 美容 化粧品 コスメ 화장품 코스메틱 التجميل
perfume = perfume perfumes perfumery parfum parfums parfumerie perfumeria perfumaria profumi profumeria
    parfum парфюмерия духи 香水 香料 パフューム 향수 عطور للعطور العطور
precision = precision prazision precisione precisao прецизионный hassas 精密 精工 精機 정밀 정공
nursery = nursery nurseries baumschule vivero viveros viveiro viveiros pepiniere pepinieres vivai
    питомник fidanlik fidancilik 苗圃 苗木
accessories = accessories accessory accesorios accessoires acessorios accessori zubehor
    aksesuar аксессуары 饰品 配饰 アクセサリー 액세서리
jewelry = jewelry jewellery schmuck joyeria joias bijoux gioielli ювелирный kuyumculuk
    珠宝 首饰 珠宝首饰 ジュエリー 주얼리 보석 المجوهرات للمجوهرات
security = security sicherheit seguridad seguranca securite sicurezza безопасность
    guvenlik bao_ve 安防 保安 保安服务 安全 セキュリティ 보안 시큐리티 الأمن للأمن
cable = cable cables kabel cavi кабель kablo day_cap 电缆 电线 线缆 电线电缆 ケーブル 電線
    전선 케이블 الكابلات للكابلات
valve = valve valves armaturen ventile valvulas арматура vana 阀门 バルブ 밸브 الصمامات
pump = pump pumps pumpen bombas насос насосы pompa 泵业 水泵 ポンプ 펌프 المضخات
bearing = bearing bearings lager walzlager rodamientos rolamentos подшипник rulman 轴承
    ベアリング 베어링
mold = mold mould molds moulds formenbau moldes пресс kalip khuon 模具 模具制造 金型 금형 몰드
spring = springs federn resortes пружины 弹簧 スプリング
fastener = fastener fasteners schrauben tornillos parafusos 紧固件 标准件 ねじ 볼트 나사
nutrition = nutrition nutritional ernahrung nutricion nutricao nutrizione beslenme dinh_duong 营养 영양
health = health healthcare gesundheit salud saude sante здоровье saglik suc_khoe 健康
    保健 健康科技 ヘルスケア ヘルス 헬스 헬스케어 الصحية للصحة
fishery = fisheries 水産 수산 الأسماك أسماك fishery seafood thuy_san fisch pesca pescados рыба su_urunleri hai_san 渔业 水产品
semiconductor = semiconductor semiconductors halbleiter semiconductores yari_iletken ban_dan 半导体 集成电路 微电子 半導体 반도체
battery = battery batteries batterie akkumulatoren baterias аккумулятор  电池 蓄电池
    バッテリー 배터리
solar = solar photovoltaic fotovoltaica солнечный gunes 太阳能 光伏 ソーラー 태양광 الشمسية
tea = tea tee чай cay 茶叶 茶业 茶
coffee = coffee kaffee cafe kafe кофе kahve ca_phe 咖啡 コーヒー 커피 القهوة
brewery = brewery brewing brauerei cerveceria cervejaria brasserie пивоварня bira 啤酒
    酿酒 ビール 酒造 맥주
dates = dates datteln datiles tamaras hurma تمور التمور للتمور
farm = farm farms ranch hof granja fazenda ferme ферма ciftlik 农场 牧业 养殖 牧場 농장
plant = plant factory factories mill mills fabrik завод fabrika fabrikasi nha_may 工厂
    厂 总厂 制品厂 工場 공장 مصنع مصانع المصنع
center = center centre zentrum centro центр merkez trung_tam 中心 センター 센터 مركز
digital = digital digitale numerique цифровой dijital 数码 数字 数字科技 デジタル 디지털
intelligent = intelligent smart 智能 智能科技 人工智能 智慧 スマート 스마트
automation = automation automatisierung automatizacion automacao автоматика otomasyon tu_dong 自动化 自动化设备 オートメーション 자동화
refrigeration = refrigeration cooling kalte kaltetechnik refrigeracion refrigeracao
    sogutma 制冷 冷链 空调 空调设备 冷凍 냉동 التبريد
resources = resources resource ressourcen recursos ресурсы kaynaklari 资源 再生资源 リソース
kitchen = kitchen kitchens kuchen cocina cozinha mutfak 厨具 厨卫 厨房设备 キッチン 주방
sanitary = sanitary sanitar plumbing saneamiento 卫浴 洁具 위생
pet = pet pets tiernahrung 宠物 宠物用品 ペット
sawmill = sawmill sawmills sagewerk scierie scieries segheria aserradero serraria tartak лесопильный 制材
foundry = foundry foundries giesserei fonderie fonderia fonderie fundicion fundicao fundidora odlewnia
    slevarna dokum dokumculuk литейный литье 鋳造 鋳物 주조 주물 مسبك
meat = meat meats fleisch fleischwaren metzgerei schlachthof carne carnes carnicos frigorifico viande viandes
    salumificio salumi miesne miesny maso et_mamulleri мясо мясокомбинат мясной 畜産 정육 축산 اللحوم لحوم للحوم
dairy = dairy dairies molkerei lacteos laticinios laitiere laiterie caseificio mleczarnia mlecarna sut_urunleri zuivel
    молоко молочный молочная молокозавод 乳业 乳業 유업 우유 الألبان للألبان ألبان
wine = κρασια οινοποιια wine wines winery wineries weingut weinhandlung weinkellerei weine bodega bodegas vinos vinhos vinicola
    vinicolas cantina cantine vini vins wijn вино вина винный sarap 葡萄酒 酒庄 ワイン 와인
flour = flour flourmill flour_mill flour_mills مطاحن_الدقيق مطاحن_دقيق moinho moinhos molino molinos harinera muhle muhlen mulino mulini moulin moulins minoterie
    mlyn un_fabrikasi degirmen мука мельница мелькомбинат 製粉 제분 المطاحن مطاحن دقيق
sugar = sugar zucker azucar acucar azucarera sucre sucrerie zuccherificio cukrownia seker сахар сахарный 製糖 제당 السكر
rice = rice arroz riz riso pirinc рис 米穀 쌀 الأرز أرز
cotton = cotton baumwolle algodon algodao coton cotone pamuk хлопок 棉业 棉花 棉纺 القطن قطن
yarn = yarn yarns spinning spinnerei hilados hilanderia fiacao filature filatura iplik przedzalnia пряжа
carpet = carpet carpets rug rugs teppich teppiche alfombras tapetes tapis tappeti hali ковер ковры カーペット 카펫 السجاد سجاد
paint = paint paints coatings coating farben lacke pinturas tintas peintures vernici boya boyalari краски лакокрасочный
    塗料 페인트 도료 دهانات الدهانات للدهانات بويات
pipe = pipe pipes tube tubes tubing rohre rohr tuberias tubos tuyaux tubi boru трубы труба трубный 管业 管道 鋼管 파이프 강관 أنابيب الأنابيب
crane = crane cranes hoist kran krane kranbau gruas guindastes grues gru vinc кран краны クレーン 크레인 رافعات
boiler = boiler boilers kessel kesselbau calderas caldeiras chaudieres caldaie kazan котлы 보일러 ボイラー
flower = flower flowers blumen flores fleurs fiori cicek bloemen tulpen цветы kwiaty 生花 꽃 الزهور
seed = seed seeds saatgut semillas sementes semences sementi tohum tohumculuk zaden nasiona семена 種苗 종묘 البذور
feed = feed feeds futter futtermittel piensos racoes mangimi yem pasze комбикорм корма thuc_an 飼料 사료 أعلاف الأعلاف
fertilizer = fertilizer fertilizers fertiliser fertilisers dunger fertilizantes adubos engrais gubre nawozy удобрения
    phan_bon 肥料 비료 أسمدة الأسمدة
spice = spice spices gewurze especias especiarias epices spezie baharat специи пряности gia_vi 香辛料 향신료 بهارات البهارات
shipbuilding = shipbuilding shipbuilders shipyard shipyards werft astillero astilleros estaleiro estaleiros chantier_naval
    cantiere_navale tersane scheepsbouw scheepswerf stocznia судостроение судоверфь 造船所
shipping = shipping reederei naviera navegacao armateur navigazione rederij żegluga судоходство судоходная
freight = freight forwarding forwarders cargo cargas fracht
stone = stone stones stein natursteine naturstein steinwerk piedra piedras pedra pedras pierre pierres pietra pietre tas kamen
    камень камня da_tu_nhien 石材 석재 الحجر حجر
marble = marble marbles marmor marmol marmoles marmore marmores marbre marbres marmo marmi mermer mermercilik мрамор
    大理石 대리석 الرخام رخام للرخام
granite = granite granit granito granitos graniti гранит 花岗岩 花岗石 화강암 الجرانيت جرانيت
chemicalfibre = chemical_fibre chemical_fiber chemical_fibres chemical_fibers synthetic_fibre synthetic_fibres 化纤 化学纤维 化繊 화섬
weaving = weaving weavers weberei tejeduria tejidos tecelagem tissage tessitura tessiture dokuma dokumacilik tkalnia ткацкая
knitting = knitting knitwear strickwaren strickerei malhas bonneterie maglificio maglieria triko dzianiny трикотаж det_kim
dyeing = dyeing dyers farberei tintoreria tinturaria teinturerie tintoria boya_apre
silk = silk silks seide seiden seda sedas soie soierie seta seterie ipek ipekcilik шелк шелковый to_lua 丝绸 실크 비단 الحرير حرير
wool = wool wools wolle lana lanas laine laines lanificio yun yunlu шерсть шерстяной 毛纺 羊毛 모직 양모 الصوف صوف
soap = soap soaps seifen jabones jabon saboes sabao savonnerie savon saponi saponificio sabun мыло мыловаренный xa_phong 肥皂 石鹸 비누 الصابون صابون
livestock = livestock cattle viehhandel ganadera ganaderia ganados pecuaria elevage allevamento hayvancilik besicilik животноводство
    chan_nuoi 畜牧 الماشية مواشي
laundry = laundry laundries wascherei lavanderia lavandaria blanchisserie camasirhane прачечная giat_la クリーニング 세탁 مغسلة
towels = towel towels handtucher toallas toalhas serviettes havlu полотенца 毛巾 タオル 타올 مناشف
bags = bag bags luggage taschen koffer bolsas bolsos maroquinerie borse valigeria canta сумки 鞄 가방 حقائب الحقائب
bicycle = bicycle bicycles bike bikes fahrrad fahrrader bicicletas velos bisiklet велосипеды xe_dap 自転車 자전거 دراجات
aluminium = aluminium aluminum aluminio alluminio aluminyum алюминий алюминиевый アルミ アルミニウム 알루미늄 الألمنيوم الالمنيوم ألمنيوم
copper = copper kupfer cobre cuivre rame bakir медь медный 銅 구리 النحاس نحاس
wire = wire wires draht drahtwerk alambre alambres arame arames fils_metalliques проволока 線材 와이어
doors = doors windows door window turen fenster puertas ventanas portas janelas portes fenetres porte finestre infissi kapi pencere
    окна двери okna drzwi cua 창호 أبواب الأبواب نوافذ
compressor = compressor compressors kompressoren compresores compressores compresseurs kompresor компрессор コンプレッサー 컴프레서
transformer = transformer transformers transformatoren transformadores transformateurs trafo трансформатор 変圧器 변압기 محولات
watches = watch watches clocks uhren relojes relogios horlogerie montres orologi часы 時計 시계 ساعات الساعات
publishing = publishing publishers publisher verlag editorial editora editions edizioni casa_editrice yayin yayincilik yayinevi издательство
    wydawnictwo xuat_ban 出版社 출판 출판사 للنشر النشر
fruit = fruit fruits obst fruchte frutas frutta ortofrutta meyve meyvecilik фрукты owoce trai_cay 青果 과일 청과 الفواكه فواكه
vegetables = vegetable vegetables gemuse verduras hortalizas hortalicas legumes verdure sebze овощи warzywa rau_qua 野菜 채소 الخضار خضروات
oliveoil = olive_oil olivenol aceite_de_oliva aceites azeite azeites huile_d_olive huilerie olio_d_oliva oleificio zeytinyagi زيت_الزيتون
poultry = poultry geflugel avicola avicolas pollo pollos volailles pollame tavuk tavukculuk птицефабрика drob gia_cam 養鶏 양계 الدواجن دواجن
    للدواجن
nuts = nuts hazelnut hazelnuts nusse frutos_secos fruits_secs findik kuruyemis орехи المكسرات مكسرات
brick = brick bricks ziegel ziegelwerk ladrillos ladrillera tijolos briques briqueterie laterizi fornace tugla кирпич кирпичный 煉瓦 벽돌 الطوب طوب
tiles = tile tiles fliesen azulejos baldosas pavimentos carreaux carrelage piastrelle karo fayans плитка gach_men 瓷砖 タイル 타일 البلاط بلاط
concrete = concrete beton betonwerk hormigon hormigones concreto betao calcestruzzi бетон бетонный жби be_tong 레미콘 الخرسانة خرسانة
asphalt = asphalt asfalt asfalto asfaltos asphaltwerk асфальт アスファルト 아스콘 أسفلت
chocolate = chocolate chocolates schokolade chocolaterie cioccolato cikolata шоколад チョコレート 초콜릿 شوكولاتة الشوكولاتة
tobacco = tobacco tabak tabaco tabacos tabac tabacchi tutun табак thuoc_la たばこ 담배 التبغ
fibre = fibre fiber fibres fibers fasern fibras elyaf волокно soi_hoa_hoc ファイバー
lock = lock locks schlosser cerraduras fechaduras serrures serrature kilit замки 锁业 鍵 자물쇠 أقفال
engines = engine engines motorenwerk двигатели エンジン 엔진
tractor = tractor tractors traktoren traktor tractores tratores trattori тракторный тракторы トラクター 트랙터 جرارات
customs = customs zoll zollagentur aduanas aduanal despachos despachante douane dogana gumruk gumrukleme таможенный khai_quan 報関 통관 التخليص
warehouse = warehouse warehousing lagerhaus almacenes armazens entrepots magazzini depo depoculuk склад kho_bai 倉庫 창고 مستودعات المستودعات
office = officeware stationery papelaria ofis kirtasiye 文具 办公用品 办公设备 文房具 문구
industrytrade = gongmao industry_and_trade
"""

LINE = """
bank = τραπεζα bank banks banking banque banco banca банк bankasi ngan_hang 银行 銀行 은행 بنك مصرف
    البنك المصرف
insurance = ασφαλιστικη insurance assurance assurances versicherung versicherungen seguros
    assicurazioni страхование страховая sigorta bao_hiem 保险 保険 보험 للتأمين التأمين
finance = finance financial finances finanz finanzas financeira financiera финанс
    финансовая finans finansman tai_chinh 金融 财务 融资担保 ファイナンス 금융 캐피탈 المالية
    للتمويل
capital = capital kapital 资本 キャピタル
securities = securities wertpapiere valores menkul 证券 証券 증권 للأوراق
leasing = leasing lease rental rentals miet alquiler locacao лизинг kiralama 租赁 融资租赁
    リース 리스 렌탈 للتأجير
realestate = realestate realty properties property immobilien inmobiliaria imobiliaria
    immobilier immobiliare недвижимость gayrimenkul emlak bat_dong 房地产 房地产开发 置业
    地产 不動産 부동산 العقارية للعقارات عقارات
investment = investment investments invest investitionen inversiones investimentos
    investissement инвест инвестиции yatirim dau_tu 投资 投资管理 投资发展 インベストメント 투자
    인베스트먼트 للاستثمار الاستثمار استثمار الاستثمارية
logistics = logistics logistic logistik logistica logistique логистика lojistik tiep_van
    物流 国际物流 货运 货运代理 国际货运代理 快递 仓储 ロジスティクス 運輸 運送 物流 물류 로지스틱스
    اللوجستية
transport = הובלות ขนส่ง μεταφορεσ μεταφορικη transport transportation transports spedition transportes trasporti
    транспорт nakliyat tasimacilik van_tai 运输 交通 交通运输 トランスポート 운수 통운 للنقل النقل
foundation = foundation stiftung fundacion fundacao fondation fondazione фонд vakfi 基金会
    基金 財団 재단 مؤسسة الخيرية
fund = fund funds fonds fondo fundo 基金管理
trust = trust treuhand fideicomiso 信托 信託 신탁
university = university universitat universidad universidade universite universita
    университет universitesi dai_hoc 大学 학원 대학교 الجامعة جامعة
hospital = hospital hospitals klinik krankenhaus clinica больница hastanesi benh_vien
    医院 病院 병원 مستشفى
entertainment = entertainment unterhaltung entretenimiento развлечения eglence 娱乐
    エンタテインメント 엔터테인먼트
labs = labs laboratories laboratory labor laboratorios laboratoires лаборатория 实验室
    ラボ 랩
"""

STRUCT = """
group = группа_компаний гк קבוצת กรุ๊ป ομιλοσ group groupe gruppe gruppo grupo grupa groep группа групп grubu tap_doan tapdoan
    集团 企业集团 グループ 그룹 مجموعة المجموعة
holding = holding holdings holdco holdinggesellschaft beteiligung beteiligungs
    холдинг 控股 控股集团 ホールディングス ホールディング HD 홀딩스 지주 القابضة قابضة
headquarters = headquarters headoffice hauptverwaltung 总公司 总部 本社 본사
"""

BRANCH = """
branch = branch branches zweigniederlassung niederlassung filiale filial филиал sucursal
    succursale sede subesi sube zweigstelle 分公司 分行 支行 分厂 分店 营业部 门市部 分部 分社
    支店 支社 営業所 出張所 지점 지사 영업소 فرع
office = representative representation reprasentanz vertretung representacion
    representacao представительство temsilciligi 办事处 代表处 联络处 駐在員事務所 連絡事務所
    연락사무소 사무소
subsidiary = subsidiary tochtergesellschaft 子公司 子会社 자회사
"""

DIRECTION = """
north = north northern nord nordic norte setentrional север северный северная северо
    kuzey  北 北方 北部 北区 북 북부 الشمال الشمالية
south = south southern sud sur sul meridional юг южный южная юго guney  南 南方 南部
    南区 남 남부 الجنوب الجنوبية
east = east eastern ost este leste est oriente oriental восток восточный восточная dogu
     东 东方 东部 东区 동 동부 الشرق الشرقية
west = west western oeste ouest ovest occidental запад западный западная bati  西
    西方 西部 西区 서 서부 الغرب الغربية
central = central zentral mitte центральный центральная orta 中部 中央 중앙 الوسطى المركزية
upper = upper ober superior верхний yukari 上
lower = lower unter inferior нижний asagi 下
northeast = northeast nordost noreste северовосток 东北
northwest = northwest nordwest noroeste северозапад 西北
southeast = southeast sudost sureste юговосток 东南
southwest = southwest sudwest suroeste югозапад 西南
"""

#: Lines of trade that Chinese names have and other languages say in several words.
CHINESE_TRADE = """
路桥 市政 园林 绿化 劳务 人力资源 物业 家政 速递 快运 书店 出版 线缆 涂料 油漆 油墨 颜料 染料 助剂 香精 香料
保险代理 保险经纪 资产管理 资产经营 农资 化肥 饲料 种业 种子 中药材 药材 料理 美发 婚庆 摄影 会展 展览 策划 网络
网络技术 网络科技 软件 游戏 动漫 电商 电子商务 科贸 检测 认证 劳保 防护用品 消防 消防器材 安装 幕墙 门窗 钢构 防水 防腐
保温 耐火材料 磨料 磨具 齿轮 液压 气动 密封 铸造 锻造 热处理 电镀 喷涂 焊接 激光 数控 机床 起重 电梯 锅炉 暖通 净化
环卫 物资 物资回收 典当 拍卖 担保 小额贷款 村镇银行 期货 房产 中介 幼儿园 学校 诊所 药房 大药房 眼镜 钟表 黄金 玉器 花卉
苗木 畜牧 屠宰 肉类 乳业 粮食 面粉 米业 油脂 调味品 糖业 盐业 烟草 饮品 箱包 帽业 袜业 毛衫 羽绒 家纺 床上用品 窗帘 地毯
地板 卫生用品 日用品 百货 玻璃钢 碳素 石墨 稀土 磁性材料 合金 铝业 铜业 锌业 钛业 线路板 连接器 传感器 充电器 变压器 开关
电机 水泵 压缩机 风机 滤清器 轮胎 摩托车 自行车 电动车 童车 婴童用品 户外用品 渔具 乐器 灯具 蜡烛 雨具 餐具 厨房用品 保温杯
律师事务所 会计师事务所 税务师事务所 事务所 车辆 船舶 船舶修理 修理 维修 汽修 汽车修理 农机 农资农机 商砼 砼业 网业 丝网 家电
家用电器 日用百货 纺机 纺织机械 建安 建筑安装 驾驶培训 职业培训 检验 测绘 勘探 勘察设计 设计院 工作室 经营部 门诊部 研究中心 示范区
创业园 产业园 工业园 加工厂 便利 料理店 饭店 酒楼 茶楼 网吧 棋牌 洗浴 美容院 理发 干洗 照相 图文 图文设计 打字复印 快印 静电喷涂
农副产品 土特产 干果 水果 蔬菜 果蔬 花木 草坪 林果 菌业 蜂业 蚕业 茧丝 丝绸 服装辅料 皮草 裘皮 珍珠 工艺美术 根雕 红木 竹木 竹业 藤业 草柳
金业 银楼 电力实业 水电 水电安装 热力 供热 供水 排水 污水处理 固废 再生 拆迁 拆除 爆破 土石方 桩基 监理 造价 招标 评估 审计 税务 代理记账
纸箱 标签 胶带 薄膜 塑胶模具 注塑 橡胶密封 硅胶 海绵 泡沫 化纤 纱线 面料 辅料 拉链 纽扣 绣品 货运代理 报关 船务代理 供应链管理
供应链 跨境电商 云计算 大数据 区块链 物联网 机器人 无人机 医美 体检 养老 宠物食品 咖啡 烘焙 火锅 超市 便利店
"""

#: Lines that nearly every trader's name may have or leave out.
GENERIC = frozenset({"trading", "importexport", "industrytrade", "company", "firm"})

#: English words of one concept that nobody uses for one another in a name.
_DISTINCT = """
stone stones marble granite weaving weavers knitting knitwear bike bicycle door doors window windows watch
watches clocks fruit vegetables nuts hazelnut brick tile tiles engine engines oil petroleum petrol garment clothing apparel clothes store shop shops stores wood timber
plant factory mill mills farm ranch lease leasing rental realty property properties shoe
footwear hospital clinic plumbing sanitary mold lab laboratory transport railway light
power iron ironworks hosiery socks appliance appliances brewery brewing wine wines winery wineries vinos vinicola flour rice pipe pipes tube
tubes paint paints coatings coating shipyard shipyards shipbuilding freight forwarding cargo global world lighting light optoelectronics optoelectronic
optronics candy confectionery
"""
DISTINCT = frozenset(_DISTINCT.split())

#: Endings that make a line of trade out of any word: Papierfabrik, Zeytincilik.
TRADE_ENDINGS = (
    *("fabrik", "fabriken", "werke", "mechanik", "technik", "handel", "handels", "bau"),
    *("haus", "vertrieb", "betriebe", "brauerei", "druckerei", "zucht", "logistik"),
    *("cilik", "culuk", "iciligi", "lari"),
)

#: What a name with a Vietnamese legal form shortens, and short words of trade that are
#: other things elsewhere.
VIETNAMESE_WORDS = {
    "sx": "sanxuat",
    "tm": "thuongmai",
    "dv": "services",
    "xnk": "importexport",
    "xd": "construction",
    "vt": "transport",
    "dp": "pharma",
    "kd": "trading",
    "go": "wood",
    "may": "garment",
    "thep": "steel",
    "nhua": "plastic",
    "giay": "paper",
    "gom": "ceramics",
    "in": "printing",
    "det": "textile",
    "gao": "rice",
    "sua": "dairy",
    "ruou": "wine",
    "soi": "yarn",
    "nhom": "aluminium",
    "va": "and",
}

#: Titles of who owns a firm, or of a god that it is named after: one writer puts them
#: before the name and another does not.
TITLES = frozenset({"doctor", "ing", "dipl", "prof", "mag", "shree"})

#: Words that only join others.
STOP = frozenset(
    [
        "the",
        "of",
        "and",
        "for",
        "by",
        "in",
        "at",
        "on",
        "to",
        "a",
        "an",
        "de",
        "del",
        "des",
        "du",
        "der",
        "die",
        "das",
        "den",
        "dem",
        "und",
        "y",
        "e",
        "et",
        "la",
        "le",
        "les",
        "los",
        "las",
        "el",
        "do",
        "da",
        "dos",
        "das",
        "di",
        "dei",
        "della",
        "delle",
        "il",
        "lo",
        "van",
        "vd",
        "von",
        "zu",
        "zum",
        "zur",
        "i",
        "и",
        "в",
        "на",
        "по",
        "с",
        "из",
        "ve",
        "va",
        "ile",
        "cua",
        "им",
        "имени",
        "och",
        "og",
        "en",
        "al",
        "a1",
        "و",
        "في",
        "من",
        "ال",
    ]
)

#: Spelling variants and abbreviations of single words: written -> read as.
ABBREVIATIONS = """
intl=international int'l=international internat=international mfg=manufacturing
mfrs=manufacturing manuf=manufacturing bros=brothers gebr=brothers hnos=brothers
tech=technology techn=technology technol=technology engg=engineering
eng=engineering engrg=engineering indl=industrial ind=industry inds=industry
industr=industry dept=department univ=university assn=association assoc=associates
natl=national nat'l=national govt=government svcs=services svc=services serv=services
sys=systems syst=systems ctr=center centre=center elec=electronics electr=electric
chem=chemical pharm=pharma mach=machinery equipt=equipment equip=equipment
constr=construction const=construction mgmt=management mgt=management
dev=development devel=development dist=distribution distr=distribution
comm=communications grp=group hldg=holding hldgs=holding holdgs=holding
prod=products prods=products labs=laboratories lab=laboratories
vda=viuda suc=sucesores sucs=sucesores dt=deutsche st=saint ste=saint sta=santa sto=santo sankt=saint mt=mount ft=fort dr=doctor
us=unitedstates usa=unitedstates uk=unitedkingdom uae=unitedarabemirates
prc=china ksa=saudiarabia eu=europe
adv=advertising auto=auto transp=transport trans=trans invest=investment
imp=import exp=export tic=ticaret san=sanayi ith=ithalat ihr=ihracat paz=pazarlama
ins=insurance fin=finance bk=bank shri=shree sri=shree shre=shree res=research lic=licensing pkg=packaging
"""

#: Words for numbers (0 to 20, tens) and ordinals, read as digits.
NUMBERS = {
    0: "zero null cero",
    1: "one first 1st eins erste uno primero primera primeiro premier один первый bir",
    2: "two second 2nd zwei zweite dos segundo deux два второй iki",
    3: "three third 3rd drei dritte tres tercero trois три третий uc",
    4: "four fourth 4th vier vierte cuatro quatre четыре четвертый dort",
    5: "five fifth 5th funf cinco cinq пять пятый bes",
    6: "six sixth 6th sechs seis шесть шестой alti",
    7: "seven seventh 7th sieben siete sept семь седьмой yedi",
    8: "eight eighth 8th acht ocho huit восемь восьмой sekiz",
    9: "nine ninth 9th neun nueve neuf девять девятый dokuz",
    10: "ten tenth 10th zehn diez dix десять",
    11: "eleven eleventh elf once",
    12: "twelve twelfth zwolf doce",
    13: "thirteen thirteenth",
    14: "fourteen fourteenth",
    15: "fifteen fifteenth",
    16: "sixteen sixteenth",
    17: "seventeen seventeenth",
    18: "eighteen eighteenth",
    19: "nineteen nineteenth",
    20: "twenty twentieth zwanzig veinte",
    30: "thirty thirtieth",
    40: "forty fortieth",
    50: "fifty fiftieth",
    60: "sixty sixtieth",
    70: "seventy",
    80: "eighty",
    90: "ninety",
    100: "hundred hundert cien cent",
    1000: "thousand tausend mil mille",
}


def _read(table: str) -> dict[str, str]:
    """Return spelling -> concept of one table.

    A later spelling of the same word never moves a word that an earlier line holds.
    """
    concepts: dict[str, str] = {}
    concept = ""
    parts = table.split()
    for place, part in enumerate(parts):
        if part == "=":
            continue
        if place + 1 < len(parts) and parts[place + 1] == "=":
            concept = part.rstrip("0123456789")
            continue
        concepts.setdefault(fold(part.replace("_", " ")), concept)
    return concepts


def _read_pairs(table: str) -> dict[str, str]:
    return {
        fold(written).replace("'", ""): read
        for written, read in (pair.split("=") for pair in table.split())
    }


#: spelling -> (kind, concept)
VOCABULARY: dict[str, tuple[str, str]] = {}
for _kind, _table in (
    ("branch", BRANCH),
    ("struct", STRUCT),
    ("dir", DIRECTION),
    ("line", LINE),
    ("filler", FILLER),
    ("trade", TRADE),
):
    for _word, _concept in _read(_table).items():
        VOCABULARY.setdefault(_word, (_kind, _concept))

for _word in CHINESE_TRADE.split():
    VOCABULARY.setdefault(fold(_word), ("trade", fold(_word)))

ABBREVIATED = _read_pairs(ABBREVIATIONS)
NUMBER_WORDS = {
    fold(word): number for number, words in NUMBERS.items() for word in words.split()
}
