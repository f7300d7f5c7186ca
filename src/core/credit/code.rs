//! The closed list of rule codes. What a rule says stands in `data/credit/*.csv`, dated; that there is
//! such a rule, and what the fold does with it, stands in the program: a file with another code is
//! refused, and so is one without any version of a code.

macro_rules! codes {
    ($($variant:ident $word:literal;)*) => {
        /// A rule of credit supervision.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $word] $variant,)*
        }

        impl Code {
            /// All of them, in the order of the files.
            pub const ALL: &[Code] = &[$(Code::$variant),*];

            /// The word in files.
            pub fn word(self) -> &'static str {
                match self { $(Code::$variant => $word,)* }
            }
        }
    };
}

codes! {
    Abn1 "ABN-1";
    Abn2 "ABN-2";
    Abn3 "ABN-3";
    Abn4 "ABN-4";
    Abn5 "ABN-5";
    Abn3Y "ABN-3Y";
    Abn3YN "ABN-3Y-N";
    AbnAuto "ABN-AUTO";
    AbnFix "ABN-FIX";
    AbnObj "ABN-OBJ";
    AbnObjV "ABN-OBJ-V";
    AbnOut "ABN-OUT";
    AbnRevoke "ABN-REVOKE";
    Ind1 "IND-1";
    Ind2 "IND-2";
    Ind3 "IND-3";
    Coop1 "COOP-1";
    Coop2 "COOP-2";
    Coop3 "COOP-3";
    IndOut "IND-OUT";
    CoopOut "COOP-OUT";
    Ser5p1 "SER-5.1";
    Ser5p2 "SER-5.2";
    Ser5p3 "SER-5.3";
    Ser5p4 "SER-5.4";
    Ser6p1 "SER-6.1";
    Ser6p2 "SER-6.2";
    Ser6p3 "SER-6.3";
    Ser6p4 "SER-6.4";
    Ser7p1 "SER-7.1";
    Ser7p2 "SER-7.2";
    Ser7p3 "SER-7.3";
    Ser7p4 "SER-7.4";
    Ser7p5 "SER-7.5";
    Ser7p6 "SER-7.6";
    Ser8p1 "SER-8.1";
    Ser8p2 "SER-8.2";
    Ser8p3 "SER-8.3";
    Ser8p4 "SER-8.4";
    Ser8p5 "SER-8.5";
    Ser9p1 "SER-9.1";
    Ser9p2 "SER-9.2";
    Ser9p3 "SER-9.3";
    Ser9p4 "SER-9.4";
    Ser9p5 "SER-9.5";
    Ser9p6 "SER-9.6";
    Ser10p1 "SER-10.1";
    Ser10p2 "SER-10.2";
    Ser10p3 "SER-10.3";
    Ser11 "SER-11";
    SerJud "SER-JUD";
    SerX "SER-X";
    SerVoid "SER-VOID";
    SerFraud "SER-FRAUD";
    SerPub "SER-PUB";
    SerAccept "SER-ACCEPT";
    SerOut "SER-OUT";
    SerStop "SER-STOP";
    PenPub "PEN-PUB";
    PenPush "PEN-PUSH";
    PenDual "PEN-DUAL";
    PenVoid "PEN-VOID";
    PenRepair "PEN-REPAIR";
    InsPub "INS-PUB";
    InsRepair "INS-REPAIR";
    RepXprov "REP-XPROV";
    RepBankr "REP-BANKR";
    Cmp1 "CMP-1";
    Cmp1E "CMP-1-E";
    Cmp2 "CMP-2";
    Cmp2T "CMP-2-T";
    Obj1 "OBJ-1";
    Obj1J "OBJ-1-J";
    Food3in1 "FOOD-3IN1";
    Same1y "SAME-1Y";
    Ban5y "BAN-5Y";
    RiskM "RISK-M";
    DoOrder "DO-ORDER";
    DoLetters "DO-LETTERS";
    DoRectify "DO-RECTIFY";
    DoRefusal "DO-REFUSAL";
    DoLibrary "DO-LIBRARY";
    DoLead "DO-LEAD";
    DoCase "DO-CASE";
    DoClose "DO-CLOSE";
    DoHandover "DO-HANDOVER";
    PenOld "PEN-OLD";
    PenT0 "PEN-T0";
    PenT1 "PEN-T1";
    PenT2Old "PEN-T2-OLD";
    PenT2 "PEN-T2";
    PenT3 "PEN-T3";
    Jp01 "JP-01";
    Jp02 "JP-02";
    Jp03 "JP-03";
    Jp04 "JP-04";
    Jp05 "JP-05";
    Jp06 "JP-06";
    Jp07 "JP-07";
    Jp08 "JP-08";
    Jp09 "JP-09";
    Jp10 "JP-10";
    Jp11 "JP-11";
    Jp12 "JP-12";
}

impl Code {
    /// The code of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.word() == word)
    }

    /// Whether it stands in `tiers.csv`.
    pub fn is_tier(self) -> bool {
        (Code::PenOld..=Code::PenT3).contains(&self)
    }

    /// Whether it is a ground of a list.
    pub fn is_ground(self) -> bool {
        (Code::Abn1..=Code::Abn3Y).contains(&self)
            || (Code::Ind1..=Code::Coop3).contains(&self)
            || self.is_serious()
    }

    /// Whether it is a ground of the serious list (令44).
    pub fn is_serious(self) -> bool {
        (Code::Ser5p1..=Code::SerX).contains(&self)
    }

    /// Whether it stands in `measures.csv`.
    pub fn is_measure(self) -> bool {
        self >= Code::Jp01
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}
