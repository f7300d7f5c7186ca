//! What can be done with the credit archive. The word stands in the text of an act ([`super::act`]); not the
//! states that follow from what was done, which are [`super::case`]'s.

use crate::core::listed::words;

words! {
    /// What can be done. From `propose` on: the steps before a decision; from `notify` on: those of the hearing.
    Verb {
        Import "import" "导入" "import";
        Record "record" "登记" "record";
        Approve "approve" "同意" "approve";
        Decline "decline" "不予" "decline";
        Repair "repair" "信用修复" "repair";
        Object "object" "异议" "object";
        Propose "propose" "经办提交" "submitted";
        Review "review" "初审通过" "reviewed";
        Return "return" "初审退回" "returned";
        Notify "notify" "告知送达" "notice served";
        HearingAsked "hearing-asked" "要求听证" "hearing asked for";
        HearingSet "hearing-set" "听证通知送达" "notice of the hearing served";
        HearingHeld "hearing-held" "已举行听证" "hearing held";
        Waived "waived" "放弃陈述、申辩和听证" "statement and hearing waived";
    }
}

impl Verb {
    /// Whether it ends a case.
    pub fn decides(self) -> bool {
        matches!(self, Verb::Approve | Verb::Decline)
    }

    /// Whether it prepares a decision.
    pub fn prepares(self) -> bool {
        self >= Verb::Propose
    }

    /// Whether it is a step of the hearing, which has a day of its own.
    pub fn hears(self) -> bool {
        self >= Verb::Notify
    }
}
