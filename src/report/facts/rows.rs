//! The kinds of facts, column by column. Codes stand as they do in the archive; names are put beside them
//! where a table is printed. Terms of 抽查 are those of `docs/reports.md`, which says what each table counts.

use super::cell::facts;
use crate::core::time::Date;

facts! {
    /// A task of an annual plan (抽查任务), in the newest version published by the day.
    Task "tasks" {
        /// 抽查计划编号.
        plan: String,
        /// Year of the plan.
        year: u32,
        /// Id of the task inside its plan.
        task: String,
        /// 抽查任务编号.
        number: String,
        /// 任务名称.
        name: String,
        /// Six-digit region of the bureau.
        region: String,
        /// 牵头股室, in the bureau's words; empty: not given.
        department: String,
        /// 跨部门 (otherwise 本部门).
        joint: bool,
        /// 临时任务 (otherwise from the annual plan).
        temporary: bool,
        /// 定向 (otherwise 不定向); missing: not said.
        targeted: Option<bool>,
        /// First published in a plan.
        published: Date,
        /// First day of the inspections, as planned.
        start: Option<Date>,
        /// 完成时限.
        finish: Option<Date>,
        /// 执行中 from this day: its first list was drawn and locked.
        opened: Option<Date>,
        /// 已完成 from this day: every object's result was public.
        done: Option<Date>,
    }

    /// A stratum of a task in a draw that has its result.
    Drawing "drawings" {
        /// The draw.
        draw: String,
        /// Attempt.
        attempt: u32,
        /// Plan.
        plan: String,
        /// Task.
        task: String,
        /// Stratum.
        stratum: String,
        /// Day of the result.
        day: Date,
        /// Rows in scope.
        scope: u64,
        /// Of these, excluded because they had reached the cap of visits.
        at_cap: u64,
        /// Excluded for another reason: whatever else than eligible the frame says of a row.
        excluded: u64,
        /// Eligible.
        eligible: u64,
        /// Drawn.
        drawn: u64,
        /// Reserve.
        reserve: u64,
    }

    /// A subject on the locked list of a task (应检查), stepped in ones included; who stepped out is
    /// [`Replacement`]'s.
    Visit "visits" {
        /// The draw.
        draw: String,
        /// Attempt.
        attempt: u32,
        /// Plan.
        plan: String,
        /// Task.
        task: String,
        /// 牵头股室 of the task.
        department: String,
        /// 跨部门.
        joint: bool,
        /// 临时任务.
        temporary: bool,
        /// The subject.
        subject: String,
        /// Its region.
        region: String,
        /// 登记机关.
        authority: String,
        /// 管辖单位; empty: unknown.
        station: String,
        /// Section of GB/T 4754 (one letter); empty: unknown.
        industry: String,
        /// Filter group of its type (企业, 个体工商户, …), by word.
        kind: String,
        /// Internal class on the day of the draw; empty: none. Never public.
        risk: String,
        /// Stratum it was drawn from.
        stratum: String,
        /// Stepped in for another.
        stepped_in: bool,
        /// Locked: the day of the result or of the replacement.
        listed: Date,
        /// 完成时限 of the task.
        due: Option<Date>,
        /// Last visit for one of its matters, where a result was entered.
        visited: Option<Date>,
        /// Every matter public from this day (已检查).
        published: Option<Date>,
        /// Last day of the publication's term, where the calendar tells it.
        publish_due: Option<Date>,
        /// 完结 from this day: every follow-up is finished.
        finished: Option<Date>,
        /// It was gone (注销、被吊销、被撤销、迁出): counted apart.
        gone: bool,
        /// A problem in one matter at least (发现问题户).
        problem: bool,
        /// 无法联系 or 已关闭停业 in every matter, gone in none: nobody could be inspected.
        absent: bool,
        /// Its visits of the calendar year before this one, by the registry and the archive.
        earlier: u32,
    }

    /// The published result of one subject and matter; what was withdrawn is not there.
    Outcome "outcomes" {
        /// The draw.
        draw: String,
        /// Attempt.
        attempt: u32,
        /// Plan.
        plan: String,
        /// Task.
        task: String,
        /// Department.
        department: String,
        /// Subject.
        subject: String,
        /// Region of the subject.
        region: String,
        /// 管辖单位.
        station: String,
        /// Industry section.
        industry: String,
        /// Filter group of the type.
        kind: String,
        /// Code of the matter.
        matter: String,
        /// 抽查类别 of the matter.
        category: String,
        /// Day of the visit.
        visited: Date,
        /// Day of its first publication.
        published: Date,
        /// 完结.
        finished: Option<Date>,
        /// Revisions published before this one.
        corrections: u32,
        /// Codes of results (R1 …), joined by `+` in the order of the list.
        results: String,
        /// Codes of methods.
        methods: String,
        /// Codes of disposals.
        disposals: String,
        /// A result that is a problem.
        problem: bool,
        /// Gone.
        gone: bool,
    }

    /// An officer's place in a team (检查人员). Never public.
    Seat "seats" {
        /// The draw.
        draw: String,
        /// Attempt.
        attempt: u32,
        /// Task.
        task: String,
        /// Subject.
        subject: String,
        /// Card number.
        officer: String,
        /// Unit of the officer.
        unit: String,
        /// 组长.
        lead: bool,
        /// Drawn (otherwise stepped in).
        drawn: bool,
        /// Day of the result.
        day: Date,
        /// Visited by this team.
        visited: Option<Date>,
        /// Officers who could have been drawn for this attempt.
        pool: u32,
        /// Those of them who are of this officer's unit.
        unit_pool: u32,
        /// Subjects of this attempt.
        subjects: u32,
    }

    /// A statutory clock (时限).
    Clock "clocks" {
        /// Code of the rule.
        code: String,
        /// What started it, by the word of the rules.
        trigger: String,
        /// Kind of object, by word.
        object: String,
        /// Id of the object.
        id: String,
        /// Department that answers.
        department: String,
        /// Started.
        started: Date,
        /// Last day; missing: the calendar does not tell it, or none was ordered.
        due: Option<Date>,
        /// No last day was ordered: the rule leaves it to the act, and the act names none.
        undated: bool,
        /// Done.
        done: Option<Date>,
    }

    /// An event of the credit archive (信用事件).
    CreditEvent "credit" {
        /// Subject.
        subject: String,
        /// Region; empty where the registry does not know the subject.
        region: String,
        /// 管辖单位.
        station: String,
        /// Form of the subject, by word.
        form: String,
        /// Kind, by word.
        kind: String,
        /// Manner, by word; empty: none.
        manner: String,
        /// List a listing or removal is about; empty: none.
        list: String,
        /// Ground, by code; empty: none.
        ground: String,
        /// Day it happened.
        day: Date,
        /// Day it was recorded.
        recorded: Date,
        /// Fine, in fen.
        fine: u64,
        /// Confiscated, in fen.
        confiscated: u64,
    }

    /// An entry of a list (列入, 条), from the fold of the day.
    Listing "listings" {
        /// Subject.
        subject: String,
        /// Region.
        region: String,
        /// 管辖单位.
        station: String,
        /// List, by word.
        list: String,
        /// Ground, by code.
        ground: String,
        /// Listed.
        since: Date,
        /// Left the list.
        closed: Option<Date>,
        /// Reason of the end, by word; empty: open.
        reason: String,
        /// 更正（撤销）: counted as made, not as listed.
        withdrawn: bool,
        /// Left by repair (提前移出 and the like).
        repaired: bool,
    }

    /// An attempt of a draw.
    Attempt "attempts" {
        /// The draw.
        draw: String,
        /// Number, from 1.
        attempt: u32,
        /// Plan.
        plan: String,
        /// Frozen.
        frozen: Date,
        /// Its end, `result`, `void` or empty: open.
        end: String,
        /// Day of the end.
        ended: Option<Date>,
        /// Reason of a void; empty: none.
        reason: String,
    }

    /// A replacement after a draw (替换): of a subject or of an officer.
    Replacement "replacements" {
        /// The draw.
        draw: String,
        /// Attempt.
        attempt: u32,
        /// Number of the replacement.
        number: u32,
        /// Task.
        task: String,
        /// `subject` or `inspector`.
        what: String,
        /// Reason, by code of the plan.
        reason: String,
        /// Day.
        day: Date,
        /// Somebody stepped in.
        filled: bool,
    }

    /// A version of a library (一单两库).
    Library "libraries" {
        /// subjects, inspectors, recusals or matters.
        kind: String,
        /// As of.
        day: Date,
        /// Imported.
        imported: Date,
        /// Rows.
        rows: u64,
        /// Rows told of at the import, kept out or with a warning; a row told of for several reasons that are
        /// counted by file stands for each of them.
        issues: u64,
        /// Rows that may be drawn (存续, valid); missing: nothing of its kind is drawn (recusals, matters).
        usable: Option<u64>,
    }

    /// A matter of the item list in force on the day (抽查事项).
    Matter "matters" {
        /// Code.
        code: String,
        /// 抽查类别.
        category: String,
        /// 抽查事项.
        title: String,
        /// 重点检查事项.
        key: bool,
    }
}
