//! The closed lists of events: kinds, manners, kinds of penalty, reasons, flags. The word stands in
//! files; the other two on the screen. The order of [`Kind`] is part of the total order of events: on
//! one day what comes earlier in the list has happened earlier.

use crate::core::listed::words;

words! {
    /// What happened.
    Kind {
        Honour "honour" "表彰荣誉" "honour";
        Permit "permit" "行政许可" "licence";
        Commitment "commitment" "信用承诺" "commitment";
        Complaint "complaint" "投诉举报" "complaint or lead";
        ComplaintAnswered "complaint-answered" "投诉举报处理" "complaint answered";
        Missed "missed" "逾期未报年度报告" "annual report missing";
        Report "report" "报送年度报告" "annual report filed";
        Letter "letter" "专用信函退回" "letter returned";
        Inspection "inspection" "抽查检查结果" "inspection outcome";
        Order "order" "责令改正" "order";
        Penalty "penalty" "行政处罚" "penalty";
        Court "court" "司法裁判" "court decision";
        Listing "listing" "列入" "listing";
        Published "published" "公示" "publication";
        Complied "complied" "履行义务" "duty done";
        Objection "objection" "异议" "objection";
        ObjectionAnswered "objection-answered" "异议答复" "objection answered";
        RepairApplied "repair-applied" "申请信用修复" "repair applied for";
        RepairAccepted "repair-accepted" "受理信用修复" "repair accepted";
        RepairDecided "repair-decided" "信用修复决定" "repair decided";
        RepairRevoked "repair-revoked" "撤销信用修复并恢复" "repair revoked and restored";
        PenaltyVoid "penalty-void" "处罚变更或撤销" "penalty changed or revoked";
        Removal "removal" "移出" "removal";
        Closed "closed" "注销或吊销" "deregistered or revoked";
        Feedback "feedback" "措施反馈" "feedback on a measure";
    }
}

words! {
    /// How it happened, where a kind has several manners.
    Manner {
        Made "made" "作出" "made";
        Kept "kept" "履行" "kept";
        Broken "broken" "违诺" "broken";
        Complaint "complaint" "投诉" "complaint";
        Lead "lead" "举报" "lead";
        Accepted "accepted" "受理" "accepted";
        Refused "refused" "不予" "refused";
        Ended "ended" "办结" "ended";
        Filed "filed" "立案与否已决定" "case decided on";
        Publish "publish" "责令公示" "to publish";
        Rectify "rectify" "责令改正" "to rectify";
        Rename "rename" "责令变更名称" "to rename";
        Serious "serious" "生效文书认定应当列入" "to be listed as serious";
        Unwilling "unwilling" "有能力而拒不履行" "able and unwilling";
        Crime "crime" "刑事判决" "crime";
        Shield "shield" "批准重整或和解" "restructuring approved";
        Rescued "rescued" "重整或和解完成" "restructuring completed";
        Failed "failed" "重整或和解失败" "restructuring failed";
        Gsxt "gsxt" "公示系统" "GSXT";
        Ndrc "ndrc" "信用中国" "Credit China";
        Granted "granted" "准予" "granted";
        Wrong "wrong" "异议成立" "the record is wrong";
        Changed "changed" "变更" "changed";
        Revoked "revoked" "撤销" "revoked";
        Void "void" "确认无效" "void";
        Deregistered "deregistered" "注销" "deregistered";
        LicenceRevoked "licence-revoked" "吊销营业执照" "licence revoked";
        ClosedByOrder "closed-by-order" "责令关闭" "closed by order";
        RegistrationRevoked "registration-revoked" "撤销登记" "registration revoked";
        Taken "taken" "已执行" "taken";
        Untaken "not-taken" "未执行" "not taken";
        Lifted "lifted" "已解除" "lifted";
    }
}

words! {
    /// Kinds of penalty (行政处罚法 art. 9); a penalty has one or several.
    Punished {
        Warning "warning" "警告" "warning";
        Criticism "criticism" "通报批评" "criticism";
        Fine "fine" "罚款" "fine";
        Confiscation "confiscation" "没收" "confiscation";
        Suspend "suspend" "暂扣许可证件" "suspension";
        Downgrade "downgrade" "降低资质等级" "downgrade";
        Revoke "revoke" "吊销许可证件" "revocation";
        RestrictBusiness "restrict-business" "限制开展生产经营活动" "business restricted";
        StopBusiness "stop-business" "责令停产停业" "business stopped";
        Close "close" "责令关闭" "closure";
        RestrictWork "restrict-work" "限制从业" "ban on work";
        Other "other" "其他" "other";
    }
}

words! {
    /// Domain of a penalty or licence.
    Domain {
        Food "food" "食品" "food";
        Drug "drug" "药品" "drugs";
        Equipment "special-equipment" "特种设备" "special equipment";
        Device "device" "医疗器械" "medical devices";
        Cosmetics "cosmetics" "化妆品" "cosmetics";
        Quality "quality" "产品质量" "product quality";
        Price "price" "价格" "prices";
        Advertising "advertising" "广告" "advertising";
        Registration "registration" "登记" "registration";
        General "other" "其他" "other";
    }
}

words! {
    /// Why a listing ends.
    Reason {
        Reported "reported" "补报年度报告并公示" "the report was filed";
        Complied "complied" "履行公示义务" "the order was met";
        Corrected "corrected" "更正公示信息" "the information was corrected";
        Contacted "contacted" "变更登记或重新取得联系" "in contact again";
        Renamed "renamed" "变更名称" "renamed";
        Expired "expired" "期限届满" "the term is over";
        Repaired "repaired" "提前移出" "early removal";
        Void "void" "所据处罚被撤销" "its penalty is void";
        Correction "correction" "更正（撤销）" "the listing was wrong";
        Deregistered "deregistered" "注（吊）销" "deregistered or revoked";
    }
}

words! {
    /// Further facts that are so or not.
    Flag {
        Grave "grave" "情节严重" "grave";
        Heavy "heavy" "从重罚款" "heavy fine";
        Liable "liable" "负个人责任" "personally liable";
        Prison "prison" "判处有期徒刑" "prison";
        Consent "consent" "上级同意" "consent of the next-higher bureau";
        Elsewhere "elsewhere" "外省" "another province";
        Joint "joint" "涉及其他单位" "concerns others";
        Paid "paid" "已缴清" "paid";
        Corrected "corrected" "已改正" "corrected";
        Harm "harm" "已消除危害后果" "harm removed";
    }
}

words! {
    /// How a penalty was decided.
    Procedure {
        Simple "simple" "简易程序" "simple";
        Ordinary "ordinary" "普通程序" "ordinary";
    }
}

words! {
    /// Who was punished: thresholds differ.
    Party {
        Natural "natural" "自然人" "natural person";
        Organisation "organisation" "法人或其他组织" "organisation";
    }
}

words! {
    /// Form of a subject: it decides which list there is.
    Form {
        Enterprise "enterprise" "企业" "enterprise";
        Individual "individual" "个体工商户" "individual business";
        Cooperative "cooperative" "农民专业合作社" "farmers' cooperative";
    }
}

words! {
    /// Lists.
    List {
        Abnormal "abnormal" "经营异常名录" "abnormal list";
        Mark "mark" "经营异常状态标记" "mark of an individual business";
        Cooperative "coop" "经营异常名录（合作社）" "abnormal list of cooperatives";
        Serious "serious" "严重违法失信名单" "serious list";
    }
}

words! {
    /// What must be done before a record may stop being shown.
    Need {
        Corrected "corrected" "已改正" "corrected";
        Paid "paid" "已履行处罚" "paid";
        Harm "harm" "危害已消除" "harm removed";
        Clean "clean" "无新的同类或较重处罚" "no further penalty";
        Unlisted "unlisted" "不在异常或严重名单" "not listed";
        NoBan "noban" "无尚在执行的禁限" "no ban running";
        Commitment "commitment" "已作信用承诺" "commitment made";
        Applied "applied" "已申请" "applied for";
    }
}

/// A set of words of one list.
#[derive(Debug)]
pub struct Set<T>(u16, std::marker::PhantomData<T>);

/// A closed list that sets are made of: at most sixteen words.
pub trait Word: Copy + 'static {
    /// The list.
    const LIST: &'static [Self];

    /// Its place.
    fn place(self) -> u16;

    /// Its word.
    fn name(self) -> &'static str;
}

macro_rules! in_sets {
    ($($name:ident)*) => { $(impl Word for $name {
        const LIST: &'static [Self] = Self::ALL;

        fn place(self) -> u16 {
            self as u16
        }

        fn name(self) -> &'static str {
            self.word()
        }
    })* };
}

in_sets! { Punished Flag Need Reason }

impl<T> Clone for Set<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Set<T> {}

impl<T> PartialEq for Set<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T> Eq for Set<T> {}

impl<T> Default for Set<T> {
    fn default() -> Self {
        Self(0, std::marker::PhantomData)
    }
}

impl<T: Word> Set<T> {
    /// The set of some words.
    pub fn of(words: &[T]) -> Self {
        words.iter().fold(Self::default(), |set, word| set.with(*word))
    }

    /// With one more word.
    #[must_use]
    pub fn with(self, word: T) -> Self {
        Self(self.0 | 1 << word.place(), self.1)
    }

    /// Without the words of another set.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0, self.1)
    }

    /// The words of both sets.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0, self.1)
    }

    /// Whether a word is in it.
    pub fn has(self, word: T) -> bool {
        self.0 >> word.place() & 1 == 1
    }

    /// Whether the sets have a word in common.
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether there is no word in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Its words, in the order of the list.
    pub fn iter(self) -> impl Iterator<Item = T> {
        T::LIST.iter().copied().filter(move |word| self.has(*word))
    }

    /// The words with `+` between them; nothing for an empty set.
    pub fn print(self) -> String {
        self.iter().map(Word::name).collect::<Vec<_>>().join("+")
    }

    /// Reads [`Set::print`]'s text: in the order of the list, each word once.
    pub fn parse(text: &str) -> Option<Self> {
        let find = |word: &str| T::LIST.iter().copied().find(|known| known.name() == word);
        let words: Option<Vec<T>> = match text {
            "" => Some(Vec::new()),
            _ => text.split('+').map(find).collect(),
        };
        let set = Self::of(&words?);
        (set.print() == text).then_some(set)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_have_one_spelling() {
        let set = Set::of(&[Punished::Fine, Punished::Warning]);
        assert_eq!(set.print(), "warning+fine");
        assert_eq!(Set::parse("warning+fine"), Some(set));
        for bad in ["fine+warning", "fine+fine", "fines", "fine+", "+"] {
            assert_eq!(Set::<Punished>::parse(bad), None, "{bad}");
        }
        assert!(Set::<Need>::parse("").unwrap().is_empty());
    }
}
