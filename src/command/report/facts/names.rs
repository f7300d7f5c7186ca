//! Names of the codes in facts that are fixed: closed lists, reference tables, the bureau's own words. What an
//! archive names itself (matters, tasks) is added where it is read.

use crate::command::credit::rules;
use crate::command::deadlines;
use crate::core::credit::words::{Kind, List, Manner, Reason};
use crate::core::lang::Twin;
use crate::core::outcome::{Disposal, Found, Method};
use crate::core::registry::RosterKind;
use crate::core::row::{reason_words, region_names};
use crate::env::Env;
use crate::error::Result;
use crate::report::names::Names;
use crate::report::table::Domain;

/// Groups of subjects.
const KINDS: [(&str, &str, &str); 5] = [
    ("enterprise", "企业", "enterprises"),
    ("cooperative", "农民专业合作社", "farmers' cooperatives"),
    ("rep-office", "外国企业常驻代表机构", "representative offices"),
    ("individual", "个体工商户", "individual businesses"),
    ("other", "其他", "others"),
];

/// Sections of GB/T 4754—2017.
const SECTIONS: [(&str, &str, &str); 20] = [
    ("A", "农、林、牧、渔业", "agriculture, forestry, fishery"),
    ("B", "采矿业", "mining"),
    ("C", "制造业", "manufacturing"),
    ("D", "电力、热力、燃气及水生产和供应业", "electricity, heat, gas, water"),
    ("E", "建筑业", "construction"),
    ("F", "批发和零售业", "wholesale and retail"),
    ("G", "交通运输、仓储和邮政业", "transport, storage, post"),
    ("H", "住宿和餐饮业", "hotels and catering"),
    ("I", "信息传输、软件和信息技术服务业", "information and software"),
    ("J", "金融业", "finance"),
    ("K", "房地产业", "real estate"),
    ("L", "租赁和商务服务业", "leasing and business services"),
    ("M", "科学研究和技术服务业", "research and technical services"),
    ("N", "水利、环境和公共设施管理业", "water, environment, public facilities"),
    ("O", "居民服务、修理和其他服务业", "household services, repair and other services"),
    ("P", "教育", "education"),
    ("Q", "卫生和社会工作", "health and social work"),
    ("R", "文化、体育和娱乐业", "culture, sports, entertainment"),
    ("S", "公共管理、社会保障和社会组织", "public administration and social organisations"),
    ("T", "国际组织", "international organisations"),
];

/// Reasons of replacements and voids that have a word; a bureau's own codes stand for themselves.
const REASONS: [(&str, &str, &str); 8] = [
    ("ill", "因病", "ill"),
    ("away", "外出", "away"),
    ("leave", "休假", "on leave"),
    ("kin", "近亲属", "kinship"),
    ("closed", "已关闭停业", "closed"),
    ("gone", "已注销或迁出", "gone"),
    ("moved", "已迁出", "moved away"),
    ("shortage", "检查人员不足", "too few officers"),
];

/// What the libraries are called.
const LIBRARIES: [(RosterKind, &str, &str); 4] = [
    (RosterKind::Subjects, "检查对象名录库", "subjects"),
    (RosterKind::Inspectors, "执法检查人员名录库", "inspectors"),
    (RosterKind::Recusals, "回避名单", "recusals"),
    (RosterKind::Matters, "随机抽查事项清单", "matters"),
];

/// Every name that does not depend on the archive.
pub(super) fn fixed(env: &Env) -> Result<Names> {
    let mut names = Names::default();
    let mut add = |domain, code: &str, zh: &str, en: &str| names.add(domain, code, Twin::new(zh, en));
    for (code, zh, en) in KINDS {
        add(Domain::Kind, code, zh, en);
    }
    for (code, zh, en) in SECTIONS {
        add(Domain::Industry, code, zh, en);
    }
    for (kind, zh, en) in LIBRARIES {
        add(Domain::Library, kind.word(), zh, en);
    }
    for (code, name) in region_names() {
        add(Domain::Region, &code, name, name);
    }
    for class in ["a", "b", "c", "d"] {
        let upper = class.to_uppercase();
        add(Domain::Risk, class, &format!("{upper}类"), &format!("class {upper}"));
    }
    Found::all().for_each(|one| add(Domain::Result, one.code(), one.title(), one.english()));
    Method::all().for_each(|one| add(Domain::Method, one.code(), one.title(), one.english()));
    Disposal::all().for_each(|one| add(Domain::Disposal, one.code(), one.title(), one.english()));
    for kind in Kind::ALL {
        let (zh, en) = kind.said();
        add(Domain::Event, kind.word(), zh, en);
        for manner in Manner::ALL {
            let (how, how_en) = manner.said();
            let code = format!("{}/{}", kind.word(), manner.word());
            add(Domain::Event, &code, &format!("{zh}（{how}）"), &format!("{en} ({how_en})"));
        }
    }
    for list in List::ALL {
        let (zh, en) = list.said();
        add(Domain::List, list.word(), zh, en);
    }
    for reason in Reason::ALL {
        let (zh, en) = reason.said();
        add(Domain::Removal, reason.word(), zh, en);
    }
    for (code, zh, en) in REASONS {
        add(Domain::Reason, code, zh, en);
    }
    for (code, word) in reason_words() {
        add(Domain::Reason, code, word, code);
    }
    // Of several versions the newest, which stands last, has the name.
    for rule in deadlines::rules(env)?.all().iter().rev() {
        add(Domain::Clock, &rule.code, &rule.what.zh, &rule.what.en);
    }
    for rule in rules::of(env)?.all().iter().rev() {
        add(Domain::Ground, rule.code.word(), &rule.what.zh, &rule.what.en);
    }
    let codebook = env.config.codebook()?;
    for code in codebook.units.values() {
        let name = codebook.unit_name(code);
        add(Domain::Station, code.as_str(), name, name);
        add(Domain::Unit, code.as_str(), name, name);
    }
    Ok(names)
}
