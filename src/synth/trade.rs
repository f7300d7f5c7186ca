//! What the county's subjects do: industry (GB/T 4754-2017), the word in their names, and the
//! supervision labels (监管标签) that go with it.

/// A trade.
pub(super) struct Trade {
    /// Industry, letter and four digits.
    pub industry: &'static str,
    /// Trade word in names.
    pub word: &'static str,
    /// Ending of an individual business's name.
    pub shop: &'static str,
    /// Labels, separated by `、`; the share of subjects with them is `labelled`.
    pub labels: &'static str,
    /// How many in a thousand have the labels.
    pub labelled: u32,
    /// Share among individual businesses.
    pub individual: u32,
    /// Share among enterprises.
    pub enterprise: u32,
    /// Share among cooperatives.
    pub cooperative: u32,
}

type Row = (&'static str, &'static str, &'static str, &'static str, u32, [u32; 3]);

const fn trade(row: Row) -> Trade {
    let (industry, word, shop, labels, labelled, [individual, enterprise, cooperative]) = row;
    Trade { industry, word, shop, labels, labelled, individual, enterprise, cooperative }
}

/// All trades; each column of shares adds up to 1000.
pub(super) const TRADES: [Trade; 52] = [
    trade(("F5213", "便利", "店", "食品经营、计量器具", 900, [74, 4, 0])),
    trade(("F5212", "超市", "店", "食品经营、计量器具", 960, [38, 14, 0])),
    trade(("F5219", "日杂", "店", "食品经营", 250, [62, 6, 0])),
    trade(("F5221", "粮油", "店", "食品经营、计量器具", 970, [14, 8, 0])),
    trade(("F5222", "糕点", "店", "食品经营", 980, [16, 4, 0])),
    trade(("F5223", "果蔬", "店", "食品经营、计量器具", 480, [36, 10, 20])),
    trade(("F5224", "水产", "店", "食品经营、计量器具", 520, [20, 6, 10])),
    trade(("F5226", "茶叶", "商行", "食品经营", 930, [15, 8, 0])),
    trade(("F5227", "烟酒", "店", "食品经营", 900, [19, 4, 0])),
    trade(("F5232", "服装", "店", "", 0, [84, 22, 0])),
    trade(("F5233", "鞋帽", "店", "", 0, [26, 5, 0])),
    trade(("F5234", "化妆品", "店", "化妆品经营", 900, [18, 6, 0])),
    trade(("F5236", "眼镜", "店", "计量器具、医疗器械经营", 850, [7, 3, 0])),
    trade(("F5251", "药房", "店", "药品经营、医疗器械经营", 990, [4, 15, 0])),
    trade(("F5254", "医疗器械", "店", "医疗器械经营", 980, [3, 12, 0])),
    trade(("F5263", "汽配", "店", "工业产品", 300, [16, 14, 0])),
    trade(("F5265", "加油", "站", "计量器具、危险化学品经营", 990, [0, 6, 0])),
    trade(("F5273", "电脑", "店", "强制性认证产品", 250, [10, 18, 0])),
    trade(("F5274", "通信", "店", "强制性认证产品", 350, [15, 9, 0])),
    trade(("F5281", "五金", "店", "工业产品", 250, [44, 24, 0])),
    trade(("F5283", "家具", "店", "工业产品", 200, [18, 16, 0])),
    trade(("F5286", "装饰材料", "店", "工业产品", 250, [22, 26, 0])),
    trade(("F5292", "电子商务", "网店", "网络经营", 800, [30, 46, 6])),
    trade(("F5127", "酒业", "商行", "食品经营", 950, [9, 16, 0])),
    trade(("F5164", "钢材", "经营部", "工业产品", 300, [8, 34, 0])),
    trade(("F5165", "建材", "经营部", "工业产品", 300, [30, 74, 0])),
    trade(("H6210", "餐饮", "店", "食品经营、餐饮服务", 970, [68, 16, 0])),
    trade(("H6220", "快餐", "店", "食品经营、餐饮服务", 970, [24, 6, 0])),
    trade(("H6291", "小吃", "店", "食品经营、餐饮服务", 930, [44, 3, 0])),
    trade(("H6110", "酒店", "部", "食品经营、餐饮服务、特种设备使用", 900, [0, 5, 0])),
    trade(("H6129", "旅馆", "", "特种设备使用", 200, [6, 6, 0])),
    trade(("O8040", "美发", "店", "", 0, [44, 5, 0])),
    trade(("O8051", "洗浴", "部", "特种设备使用", 400, [5, 3, 0])),
    trade(("O8111", "汽车维修", "部", "", 0, [24, 22, 0])),
    trade(("O8060", "摄影", "馆", "广告经营", 60, [9, 6, 0])),
    trade(("C1411", "食品", "作坊", "食品生产、计量器具", 960, [7, 14, 0])),
    trade(("C1311", "米业", "加工坊", "食品生产、计量器具", 800, [8, 8, 12])),
    trade(("C2110", "木业", "加工厂", "工业产品", 350, [16, 52, 0])),
    trade(("C2927", "塑业", "加工厂", "工业产品、工业产品许可", 500, [3, 30, 0])),
    trade(("C3311", "机械", "加工厂", "特种设备使用、工业产品", 550, [11, 62, 0])),
    trade(("E4710", "建筑工程", "服务部", "特种设备使用", 120, [2, 76, 0])),
    trade(("E5012", "装饰", "服务部", "", 0, [14, 58, 0])),
    trade(("G5431", "物流", "运输户", "", 0, [42, 48, 0])),
    trade(("I6513", "软件", "服务部", "", 0, [2, 34, 0])),
    trade(("K7010", "置业", "服务部", "广告经营", 500, [0, 16, 0])),
    trade(("K7020", "物业", "服务部", "特种设备使用、价格公示", 700, [1, 18, 0])),
    trade(("L7259", "广告", "服务部", "广告经营", 950, [9, 34, 0])),
    trade(("L7299", "商务服务", "服务部", "", 0, [10, 44, 0])),
    trade(("P8391", "职业培训", "培训部", "价格公示、广告经营", 300, [2, 12, 0])),
    trade(("A0141", "蔬菜种植", "种植户", "", 0, [6, 6, 412])),
    trade(("A0313", "养殖", "养殖户", "", 0, [3, 4, 290])),
    trade(("A0519", "农机服务", "服务部", "", 0, [2, 2, 250])),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_complete() {
        let sum = |share: fn(&Trade) -> u32| TRADES.iter().map(share).sum::<u32>();
        assert_eq!(
            [sum(|t| t.individual), sum(|t| t.enterprise), sum(|t| t.cooperative)],
            [1000, 1000, 1000]
        );
    }
}
