//! Closed lists whose members have a word for files and a name in Chinese and English for the screen: one
//! macro for all of them. Not the lists themselves, which stand with what they are about.

/// An enumeration with `ALL`, `word`, `said` and `parse`.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident $word:literal $zh:literal $en:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            $(#[doc = $zh] $variant,)*
        }

        impl $name {
            /// All of them, in the order of the list.
            pub const ALL: &[$name] = &[$($name::$variant),*];

            /// The word in files.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }

            /// In Chinese and English.
            pub fn said(self) -> (&'static str, &'static str) {
                match self { $($name::$variant => ($zh, $en),)* }
            }

            /// The one of a word.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.word() == word)
            }
        }
    };
}

pub(crate) use words;
