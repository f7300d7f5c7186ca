//! The county that does not exist: its bureau, stations, and how its registry is spread.
//! The region code is the one of the protocol's examples.

/// Region code of the county.
pub(super) const REGION: &str = "320381";

/// The bureau.
pub(super) const BUREAU: &str = "示例县市场监督管理局";

/// The last day the registry knows of.
pub(super) const AS_OF: (u16, u8, u8) = (2023, 8, 31);

/// A station (市场监督管理所): a pool of the draw.
pub(super) struct Station {
    /// Name as it stands in files.
    pub name: &'static str,
    /// The town, for addresses.
    pub town: &'static str,
    /// Share of subjects and of station inspectors, in percent.
    pub weight: u32,
}

const fn station(name: &'static str, town: &'static str, weight: u32) -> Station {
    Station { name, town, weight }
}

/// The stations, `s01` to `s12`.
pub(super) const STATIONS: [Station; 12] = [
    station("示例县城关市场监督管理所", "城关镇", 19),
    station("示例县城东市场监督管理所", "城东街道", 13),
    station("示例县城西市场监督管理所", "城西街道", 11),
    station("示例县开发区市场监督管理所", "开发区", 10),
    station("示例县河口市场监督管理所", "河口镇", 8),
    station("示例县石桥市场监督管理所", "石桥镇", 7),
    station("示例县柳林市场监督管理所", "柳林镇", 7),
    station("示例县双沟市场监督管理所", "双沟镇", 6),
    station("示例县青山市场监督管理所", "青山镇", 5),
    station("示例县白塔市场监督管理所", "白塔镇", 5),
    station("示例县南湖市场监督管理所", "南湖镇", 5),
    station("示例县北集市场监督管理所", "北集镇", 4),
];

/// Sum of the stations' weights.
pub(super) const STATIONS_TOTAL: u32 = 100;

/// Sections (股室) of the bureau itself; all of them are the unit `bureau`.
pub(super) const SECTIONS: [(&str, &str); 8] = [
    ("信用监督管理股", "信用监管"),
    ("食品经营安全监督管理股", "食品安全监管"),
    ("食品生产安全监督管理股", "食品安全监管"),
    ("特种设备安全监察股", "特种设备安全监察员"),
    ("计量标准股", "计量"),
    ("广告和网络交易监督管理股", "广告监管"),
    ("药品医疗器械监督管理股", "药品检查员"),
    ("质量监督管理股", "产品质量监管"),
];

/// Qualifications (岗位资质资格) a person may have besides those of the section, with the share
/// of people in a thousand.
pub(super) const QUALIFICATIONS: [(&str, u32); 9] = [
    ("食品安全监管", 380),
    ("特种设备安全监察员", 150),
    ("计量", 130),
    ("广告监管", 90),
    ("药品检查员", 110),
    ("医疗器械检查员", 80),
    ("产品质量监管", 140),
    ("价格监管", 120),
    ("信用监管", 160),
];

/// Registration authority at the head of a USCC, positions 3 to 8, with its share in ten thousand:
/// a code keeps the region of the first registration.
pub(super) const CODE_REGIONS: [(&str, u32); 5] =
    [(REGION, 9740), ("320300", 180), ("320305", 50), ("320000", 25), ("100000", 5)];

/// First and second character of made-up brands. No pair is meant to be anybody's.
pub(super) const BRAND: [&str; 40] = [
    "青", "禾", "木", "石", "山", "川", "云", "林", "泉", "原", "松", "竹", "梅", "溪", "桥", "舟", "帆",
    "月", "星", "晨", "夏", "秋", "谷", "麦", "枫", "棠", "鹿", "雁", "鹤", "鲤", "砚", "墨", "笺", "檐",
    "瓦", "陶", "钟", "铃", "灯", "伞",
];

/// A registration status and its share in ten thousand.
pub(super) const STATUSES: [(&str, u32); 11] = [
    ("存续", 8672),
    ("在业", 420),
    ("开业", 160),
    ("存续（在营、开业、在册）", 60),
    ("歇业", 45),
    ("吊销，未注销", 190),
    ("吊销，已注销", 25),
    ("注销", 350),
    ("撤销", 8),
    ("迁出", 65),
    ("其他", 5),
];

/// Types of enterprises with their share in a thousand.
pub(super) const ENTERPRISE_TYPES: [(&str, u32); 14] = [
    ("有限责任公司（自然人投资或控股）", 470),
    ("有限责任公司(自然人独资)", 250),
    ("有限责任公司（非自然人投资或控股的法人独资）", 40),
    ("有限责任公司(国有独资)", 5),
    ("股份有限公司(非上市)", 9),
    ("有限责任公司分公司", 60),
    ("有限责任公司分公司(自然人独资)", 24),
    ("股份有限公司分公司", 16),
    ("个人独资企业", 74),
    ("普通合伙企业", 16),
    ("集体所有制", 15),
    ("全民所有制", 8),
    ("有限责任公司(外国法人独资)", 8),
    ("有限责任公司(港澳台法人独资)", 5),
];

/// Credit-risk classes of enterprises with their share in percent.
pub(super) const RISK: [(&str, u32); 4] = [("A", 60), ("B", 25), ("C", 12), ("D", 3)];
