"""The sectors of technology trade events, two levels deep, named in four languages.

Each entry is code, English, Vietnamese, Traditional Chinese (Taiwan's usage), Korean. A child's
code is its parent's, a dot and its own word; codes never change, names may.
"""

from typing import NamedTuple


class SectorEntry(NamedTuple):
    code: str
    en: str
    vi: str
    zh_hant: str
    ko: str


S = SectorEntry

# One line a sector reads better than seven.
# fmt: off
# ruff: noqa: E501
TAXONOMY: tuple[tuple[SectorEntry, tuple[SectorEntry, ...]], ...] = (
    (
        S("smart_city", "Smart city", "Đô thị thông minh", "智慧城市", "스마트시티"),
        (
            S("operations_centre", "Operations centres", "Trung tâm điều hành đô thị thông minh (IOC)", "智慧城市營運中心", "도시통합운영센터"),
            S("lighting", "Street lighting", "Chiếu sáng đô thị", "智慧路燈", "스마트 가로등"),
            S("building", "Smart buildings", "Tòa nhà thông minh", "智慧建築", "스마트 빌딩"),
            S("public_safety", "Public safety and video analytics", "An ninh công cộng và phân tích hình ảnh", "公共安全與影像分析", "공공안전 및 영상분석"),
            S("flood_water", "Water and flood control", "Cấp thoát nước và chống ngập", "水務與防洪", "물 관리 및 침수 방지"),
            S("citizen_services", "Apps for citizens", "Ứng dụng cho người dân", "市民服務應用", "시민 서비스 앱"),
        ),
    ),
    (
        S("transport", "Transport", "Giao thông", "交通運輸", "교통"),
        (
            S("traffic", "Traffic management", "Quản lý giao thông", "交通管理", "교통 관리"),
            S("public_transport", "Public transport and ticketing", "Giao thông công cộng và vé điện tử", "大眾運輸與票證", "대중교통 및 승차권"),
            S("ev_charging", "Electric vehicles and charging", "Xe điện và trạm sạc", "電動車與充電", "전기차 및 충전"),
            S("fleet", "Fleet management", "Quản lý đội xe", "車隊管理", "차량 운행 관리"),
            S("parking", "Parking", "Bãi đỗ xe thông minh", "智慧停車", "스마트 주차"),
            S("autonomous", "Autonomous vehicles and drones", "Xe tự hành và thiết bị bay không người lái", "自動駕駛與無人機", "자율주행 및 드론"),
        ),
    ),
    (
        S("cybersecurity", "Cybersecurity", "An toàn thông tin", "資訊安全", "사이버보안"),
        (
            S("monitoring", "Monitoring and response (SOC)", "Giám sát và ứng cứu sự cố (SOC)", "資安監控與應變(SOC)", "보안관제 및 대응(SOC)"),
            S("identity", "Identity and access", "Định danh và quản lý truy cập", "身分識別與存取管理", "인증 및 접근 관리"),
            S("data_protection", "Data protection and encryption", "Bảo vệ dữ liệu và mã hóa", "資料保護與加密", "데이터 보호 및 암호화"),
            S("industrial", "Security of industrial systems", "An toàn hệ thống điều khiển công nghiệp", "工控資安", "산업제어시스템 보안"),
            S("testing", "Penetration testing and audit", "Kiểm thử xâm nhập và đánh giá an toàn", "滲透測試與稽核", "모의해킹 및 보안 감사"),
        ),
    ),
    (
        S("energy", "Energy", "Năng lượng", "能源", "에너지"),
        (
            S("renewables", "Solar and wind power", "Điện mặt trời và điện gió", "太陽能與風電", "태양광 및 풍력"),
            S("storage", "Batteries and storage", "Pin và lưu trữ năng lượng", "電池與儲能", "배터리 및 에너지 저장"),
            S("smart_grid", "Smart grid and metering", "Lưới điện và công tơ thông minh", "智慧電網與電表", "스마트 그리드 및 계량"),
            S("efficiency", "Energy efficiency", "Tiết kiệm năng lượng", "節能", "에너지 효율화"),
        ),
    ),
    (
        S("agriculture", "Agriculture", "Nông nghiệp", "農業", "농업"),
        (
            S("precision_farming", "Precision farming and sensors", "Canh tác chính xác và cảm biến", "精準農業與感測", "정밀농업 및 센서"),
            S("aquaculture", "Aquaculture", "Nuôi trồng thủy sản", "水產養殖", "수산 양식"),
            S("traceability", "Traceability of food", "Truy xuất nguồn gốc thực phẩm", "食品溯源", "식품 이력 추적"),
            S("greenhouse", "Greenhouses and vertical farms", "Nhà kính và canh tác thẳng đứng", "溫室與垂直農場", "온실 및 수직농장"),
            S("processing", "Processing and cold storage", "Chế biến và bảo quản lạnh", "農產加工與冷藏", "농산물 가공 및 저온저장"),
        ),
    ),
    (
        S("commerce", "Commerce and marketing", "Thương mại và tiếp thị", "電子商務與行銷", "커머스 및 마케팅"),
        (
            S("ecommerce", "Online shops and marketplaces", "Sàn và cửa hàng trực tuyến", "網路商店與電商平台", "온라인 쇼핑몰 및 마켓플레이스"),
            S("retail", "Retail and points of sale", "Bán lẻ và điểm bán hàng", "零售與POS", "유통 및 POS"),
            S("customer_data", "Customer relations and data", "Quản lý quan hệ và dữ liệu khách hàng", "顧客關係與數據", "고객관리 및 고객 데이터"),
            S("advertising", "Advertising and media technology", "Quảng cáo và công nghệ truyền thông", "廣告與媒體科技", "광고 및 미디어 기술"),
            S("tourism", "Tourism and hospitality", "Du lịch và lưu trú", "觀光與旅宿", "관광 및 숙박"),
        ),
    ),
    (
        S("environment", "ESG and environment", "ESG và môi trường", "ESG與環境", "ESG 및 환경"),
        (
            S("carbon", "Carbon accounting", "Kiểm kê các-bon", "碳盤查", "탄소 회계"),
            S("waste", "Waste and recycling", "Xử lý chất thải và tái chế", "廢棄物與回收", "폐기물 및 재활용"),
            S("air_water_quality", "Air and water quality", "Chất lượng không khí và nước", "空氣與水質監測", "대기질 및 수질"),
            S("reporting", "ESG reporting", "Báo cáo ESG", "永續報告", "ESG 공시"),
            S("circular", "Circular economy", "Kinh tế tuần hoàn", "循環經濟", "순환경제"),
        ),
    ),
    (
        S("ai", "Artificial intelligence", "Trí tuệ nhân tạo", "人工智慧", "인공지능"),
        (
            S("language", "Language and speech", "Xử lý ngôn ngữ và tiếng nói", "語言與語音", "언어 및 음성"),
            S("vision", "Computer vision", "Thị giác máy tính", "電腦視覺", "컴퓨터 비전"),
            S("generative", "Generative AI and assistants", "AI tạo sinh và trợ lý ảo", "生成式AI與助理", "생성형 AI 및 어시스턴트"),
            S("analytics", "Data analytics and forecasting", "Phân tích dữ liệu và dự báo", "資料分析與預測", "데이터 분석 및 예측"),
            S("edge", "AI on devices", "AI tại thiết bị biên", "邊緣AI", "엣지 AI"),
        ),
    ),
    (
        S("cloud", "Cloud and data centres", "Điện toán đám mây và trung tâm dữ liệu", "雲端與資料中心", "클라우드 및 데이터센터"),
        (
            S("data_centre", "Data centres", "Trung tâm dữ liệu", "資料中心", "데이터센터"),
            S("services", "Cloud services and migration", "Dịch vụ và chuyển đổi đám mây", "雲端服務與移轉", "클라우드 서비스 및 전환"),
            S("servers", "Servers and storage", "Máy chủ và lưu trữ", "伺服器與儲存設備", "서버 및 스토리지"),
            S("cooling_power", "Cooling and power of data centres", "Làm mát và nguồn điện trung tâm dữ liệu", "機房冷卻與電力", "데이터센터 냉각 및 전력"),
            S("backup", "Backup and recovery", "Sao lưu và phục hồi", "備份與復原", "백업 및 복구"),
        ),
    ),
    (
        S("supporting_industries", "Supporting industries", "Công nghiệp hỗ trợ", "支援產業", "부품소재산업"),
        (
            S("mechanical", "Precision mechanics", "Cơ khí chính xác", "精密機械", "정밀 기계"),
            S("moulds", "Moulds and plastics", "Khuôn mẫu và nhựa", "模具與塑膠", "금형 및 플라스틱"),
            S("electronics_parts", "Electronic parts and assembly", "Linh kiện và lắp ráp điện tử", "電子零組件與組裝", "전자부품 및 조립"),
            S("steel_structures", "Steel structures", "Kết cấu thép", "鋼結構", "철구조물"),
            S("materials", "New materials", "Vật liệu mới", "新材料", "신소재"),
        ),
    ),
    (
        S("logistics", "Ports and logistics", "Cảng và logistics", "港口與物流", "항만 및 물류"),
        (
            S("ports", "Port operations", "Khai thác cảng", "港口營運", "항만 운영"),
            S("warehouse", "Warehouse automation", "Tự động hóa kho hàng", "倉儲自動化", "창고 자동화"),
            S("freight", "Freight and customs", "Vận tải hàng hóa và hải quan", "貨運與通關", "화물 운송 및 통관"),
            S("cold_chain", "Cold chain", "Chuỗi lạnh", "冷鏈", "콜드체인"),
            S("last_mile", "Last-mile delivery", "Giao hàng chặng cuối", "最後一哩配送", "라스트마일 배송"),
        ),
    ),
    (
        S("manufacturing", "Digital manufacturing and IIoT", "Sản xuất số và IIoT", "數位製造與工業物聯網", "디지털 제조 및 산업용 IoT"),
        (
            S("execution", "Manufacturing execution (MES)", "Điều hành sản xuất (MES)", "製造執行系統(MES)", "제조실행시스템(MES)"),
            S("robotics", "Robots and automation", "Rô-bốt và tự động hóa", "機器人與自動化", "로봇 및 자동화"),
            S("maintenance", "Predictive maintenance", "Bảo trì dự báo", "預知保養", "예지보전"),
            S("quality", "Quality inspection", "Kiểm tra chất lượng", "品質檢測", "품질 검사"),
            S("iiot", "Sensors and industrial gateways", "Cảm biến và cổng kết nối công nghiệp", "感測器與工業閘道器", "센서 및 산업용 게이트웨이"),
            S("digital_twin", "Digital twins", "Bản sao số nhà máy", "數位分身", "디지털 트윈"),
        ),
    ),
    (
        S("gis", "Geographic information (GIS)", "Hệ thống thông tin địa lý (GIS)", "地理資訊(GIS)", "공간정보(GIS)"),
        (
            S("mapping", "Mapping and surveying", "Đo đạc và bản đồ", "測繪與地圖", "측량 및 지도 제작"),
            S("remote_sensing", "Satellite and drone imagery", "Ảnh vệ tinh và ảnh bay chụp", "衛星與空拍影像", "위성 및 드론 영상"),
            S("land", "Land and planning", "Đất đai và quy hoạch", "土地與都市計畫", "토지 및 도시계획"),
            S("positioning", "Positioning and tracking", "Định vị và theo dõi", "定位與追蹤", "측위 및 추적"),
        ),
    ),
    (
        S("e_government", "E-government", "Chính phủ số", "數位政府", "전자정부"),
        (
            S("public_services", "Public services online", "Dịch vụ công trực tuyến", "線上公共服務", "온라인 공공서비스"),
            S("digital_identity", "Digital identity and signatures", "Định danh điện tử và chữ ký số", "數位身分與電子簽章", "디지털 신원 및 전자서명"),
            S("open_data", "Open data and data exchange", "Dữ liệu mở và chia sẻ dữ liệu", "開放資料與資料交換", "공공데이터 개방 및 교환"),
            S("documents", "Documents and records", "Quản lý văn bản và lưu trữ", "公文與檔案管理", "문서 및 기록 관리"),
        ),
    ),
    (
        S("digital_infrastructure", "Digital infrastructure", "Hạ tầng số", "數位基礎建設", "디지털 인프라"),
        (
            S("mobile", "5G and mobile networks", "5G và mạng di động", "5G與行動網路", "5G 및 이동통신"),
            S("fibre", "Fibre and cables", "Cáp quang và cáp biển", "光纖與海纜", "광통신 및 해저케이블"),
            S("iot_network", "Networks for things (IoT)", "Mạng Internet vạn vật (IoT)", "物聯網網路", "IoT 네트워크"),
            S("satellite", "Satellite communication", "Thông tin vệ tinh", "衛星通訊", "위성통신"),
            S("software", "Software development services", "Dịch vụ phát triển phần mềm", "軟體開發服務", "소프트웨어 개발 서비스"),
        ),
    ),
    (
        S("semiconductors", "Semiconductors", "Bán dẫn", "半導體", "반도체"),
        (
            S("design", "Chip design", "Thiết kế vi mạch", "IC設計", "반도체 설계"),
            S("packaging_test", "Packaging and testing", "Đóng gói và kiểm thử", "封裝測試", "패키징 및 테스트"),
            S("equipment", "Equipment and materials", "Thiết bị và vật liệu bán dẫn", "半導體設備與材料", "반도체 장비 및 소재"),
            S("training", "Training of engineers", "Đào tạo kỹ sư vi mạch", "半導體人才培育", "반도체 인력 양성"),
        ),
    ),
    (
        S("health", "Health", "Y tế", "醫療健康", "헬스케어"),
        (
            S("hospital", "Hospital systems", "Hệ thống bệnh viện", "醫院資訊系統", "병원 정보시스템"),
            S("telemedicine", "Telemedicine", "Khám chữa bệnh từ xa", "遠距醫療", "원격의료"),
            S("devices", "Medical devices", "Thiết bị y tế", "醫療器材", "의료기기"),
            S("imaging", "Medical imaging and AI", "Chẩn đoán hình ảnh và AI", "醫學影像與AI", "의료영상 및 AI"),
            S("elderly", "Care for older people", "Chăm sóc người cao tuổi", "高齡照護", "고령자 돌봄"),
        ),
    ),
    (
        S("education", "Education", "Giáo dục", "教育", "교육"),
        (
            S("learning_platform", "Learning platforms", "Nền tảng học tập", "學習平台", "학습 플랫폼"),
            S("school_management", "School management", "Quản lý trường học", "校務管理", "학사 관리"),
            S("skills", "Skills and vocational training", "Đào tạo nghề và kỹ năng", "技能與職業訓練", "직업훈련 및 역량개발"),
            S("content", "Content and languages", "Học liệu và ngoại ngữ", "教材與語言學習", "콘텐츠 및 어학"),
        ),
    ),
    (
        S("fintech", "Fintech", "Công nghệ tài chính", "金融科技", "핀테크"),
        (
            S("payments", "Payments", "Thanh toán", "支付", "결제"),
            S("banking", "Digital banking", "Ngân hàng số", "數位銀行", "디지털 뱅킹"),
            S("credit_risk", "Credit and risk", "Tín dụng và quản trị rủi ro", "信用與風險管理", "신용 및 리스크"),
            S("insurance", "Insurance technology", "Công nghệ bảo hiểm", "保險科技", "인슈어테크"),
            S("blockchain", "Blockchain", "Chuỗi khối", "區塊鏈", "블록체인"),
        ),
    ),
)
# fmt: on
