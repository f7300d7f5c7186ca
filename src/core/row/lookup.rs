//! A fixed list of words with a value each, asked once for nearly every cell of a registry: one or two
//! comparisons where a search in a sorted list takes a dozen. Not a map: it has no order to tell, and
//! takes nothing once it is made.

/// Words and their values.
pub(super) struct Lookup<V> {
    /// A power of two of places, at most half of them taken; a word stands at the place of its hash or,
    /// where that is taken, at the next free one.
    places: Vec<Option<(&'static str, V)>>,
}

impl<V: Copy> Lookup<V> {
    /// Of these words; of one that stands twice the first.
    pub fn new(words: impl IntoIterator<Item = (&'static str, V)>) -> Self {
        let words: Vec<(&'static str, V)> = words.into_iter().collect();
        let mut lookup = Self { places: vec![None; (2 * words.len()).next_power_of_two()] };
        for (word, value) in words {
            let place = lookup.place(word);
            lookup.places[place].get_or_insert((word, value));
        }
        lookup
    }

    /// The value of a word.
    pub fn get(&self, word: &str) -> Option<V> {
        self.places[self.place(word)].map(|(_, value)| value)
    }

    /// Where a word stands, or would.
    fn place(&self, word: &str) -> usize {
        let last = self.places.len() - 1;
        let mut place = hash(word) & last;
        while self.places[place].is_some_and(|(other, _)| other != word) {
            place = (place + 1) & last;
        }
        place
    }
}

/// FNV-1a with 64 bits (Fowler, Noll, Vo), folded.
fn hash(word: &str) -> usize {
    let mix = |sum: u64, byte: u8| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let sum = word.bytes().fold(0xcbf2_9ce4_8422_2325, mix);
    (sum ^ sum >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_and_no_other() {
        let text: String = (0..2000).map(|n| format!("{n:04}")).collect();
        let text: &'static str = text.leak();
        let words: Vec<&'static str> = (0..2000).map(|n| &text[4 * n..4 * n + 4]).collect();
        let (known, strange) = words.split_at(1500);
        let lookup = Lookup::new(known.iter().copied().zip(0u16..));
        for (at, word) in known.iter().enumerate() {
            assert_eq!(lookup.get(word), Some(at as u16), "{word}");
        }
        assert!(strange.iter().chain(&["", "0"]).all(|word| lookup.get(word).is_none()));
    }

    #[test]
    fn the_first_of_two_stands() {
        let lookup = Lookup::new([("甲", 1), ("乙", 2), ("甲", 3)]);
        assert_eq!([lookup.get("甲"), lookup.get("乙"), lookup.get("丙")], [Some(1), Some(2), None]);
        assert_eq!(Lookup::<u8>::new([]).get("甲"), None);
    }
}
