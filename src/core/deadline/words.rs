//! The closed lists of the rule table: what starts a clock, and whose duty it is. The word stands in
//! the file, the other two on the screen.

use super::ObjectKind;
use crate::core::listed::words;

words! {
    /// What starts a clock.
    TriggerKind {
        PlanYear "plan-year" "年度开始" "the year began";
        LawChanged "law-changed" "法律法规规章变动" "the law changed";
        TaskPlanned "task-planned" "任务列入计划" "the task was planned";
        DrawFrozen "draw-frozen" "抽取已冻结" "the draw was frozen";
        EmbargoSet "embargo-set" "抽取已完成，种子保密" "the draw was made under embargo";
        ReplacementRequested "replacement-requested" "申请递补或换人" "a replacement was requested";
        DrawVoided "draw-voided" "抽取作废" "the draw was voided";
        InspectionEnded "inspection-ended" "检查结束" "the inspection ended";
        FoodResultFormed "food-result-formed" "食品检查结果形成" "the food result was formed";
        RectificationOrdered "rectification-ordered" "责令改正" "rectification was ordered";
        FollowUpSet "follow-up-set" "确定后续处置" "a follow-up was set";
        OrderIssued "order-issued" "责令公示" "publication was ordered";
        ReportMissed "report-missed" "逾期未公示年度报告" "the annual report is missing";
        OrderExpired "order-expired" "责令期限届满未公示" "the order was not met";
        FalseInformationFound "false-information-found" "查实公示信息虚假" "false information was found";
        ContactLost "contact-lost" "查实住所无法联系" "the address was found vacant";
        IndividualIrregular "individual-irregular" "查实个体工商户异常" "an individual business is irregular";
        CooperativeIrregular "cooperative-irregular" "查实合作社异常" "a cooperative is irregular";
        RemovalApplied "removal-applied" "申请移出异常名录" "removal was applied for";
        CorrectionVerified "correction-verified" "查实已更正或已取得联系" "the correction was verified";
        ListingWrong "listing-wrong" "发现列入错误" "a listing was found wrong";
        ObjectionReceived "objection-received" "收到列入异议" "an objection was received";
        ObjectionAccepted "objection-accepted" "受理列入异议" "an objection was accepted";
        PenaltyDecided "penalty-decided" "作出处罚决定" "a penalty was decided";
        PenaltyDecidedElsewhere "penalty-decided-elsewhere" "对外省当事人作出处罚" "a party of another province was penalised";
        PenaltyReceived "penalty-received" "收到外省推送的处罚" "a penalty came from another province";
        LicenceDecided "licence-decided" "作出许可决定" "a licence was decided";
        PenaltyVoided "penalty-voided" "处罚被变更或撤销" "a penalty was changed or revoked";
        RepairApplied "repair-applied" "申请处罚信息修复" "repair of a penalty was applied for";
        InspectionRepairApplied "inspection-repair-applied" "申请抽查结果修复" "repair of an outcome was applied for";
        RepairDecidedElsewhere "repair-decided-elsewhere" "对外省当事人决定修复" "a repair for another province was decided";
        SeriousNotified "serious-notified" "告知拟列入严重名单" "an intended serious listing was notified";
        HearingNotified "hearing-notified" "听证通知送达" "the notice of a hearing was served";
        SeriousListed "serious-listed" "列入严重违法失信名单" "a serious listing was made";
        SeriousRemovalApplied "serious-removal-applied" "申请提前移出严重名单" "removal of a serious listing was applied for";
        SeriousRemovalAccepted "serious-removal-accepted" "受理提前移出申请" "that application was accepted";
        SeriousRemovalDecided "serious-removal-decided" "决定移出严重名单" "removal of a serious listing was decided";
        SeriousPenaltyVoided "serious-penalty-voided" "列入所据处罚被撤销" "the penalty of a serious listing was revoked";
        ComplaintReceived "complaint-received" "收到投诉" "a complaint was received";
        ComplaintAccepted "complaint-accepted" "受理投诉" "a complaint was accepted";
        LeadReceived "lead-received" "收到举报" "a lead was received";
        LeadDecided "lead-decided" "决定是否立案" "a case was decided on";
        MonthBegan "month-began" "月度开始" "the month began";
    }
}

words! {
    /// Whose duty it is.
    Role {
        Lead "lead" "牵头机构" "leading department";
        Case "case" "办案机构" "case department";
        Registry "registry" "登记机关" "registry";
        Complaints "complaints" "投诉举报机构" "complaints office";
        Party "party" "当事人" "party";
    }
}

impl ObjectKind {
    /// Word for programs.
    pub fn word(self) -> &'static str {
        self.said().1
    }

    /// In Chinese and English.
    pub fn said(self) -> (&'static str, &'static str) {
        match self {
            ObjectKind::List => ("事项清单", "item list"),
            ObjectKind::Plan => ("计划", "plan"),
            ObjectKind::Task => ("任务", "task"),
            ObjectKind::Draw => ("抽取", "draw"),
            ObjectKind::Library => ("检查对象名录", "library"),
            ObjectKind::Subject => ("检查对象", "subject"),
        }
    }
}
