//! What a folder of a tree holds, by name: kept short, since there may be very many.

/// Names in order, each with what stands there.
#[derive(Debug)]
pub(super) struct Entries<T>(Vec<(Box<str>, T)>);

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Entries<T> {
    /// Puts something under a name, in the place of what stood there. Names that come in order take the least time.
    pub(super) fn insert(&mut self, name: &str, entry: T) {
        let is_next = self.0.last().is_none_or(|(last, _)| **last < *name);
        if is_next {
            self.0.push((name.into(), entry));
            return;
        }
        match self.place(name) {
            Ok(at) => self.0[at].1 = entry,
            Err(at) => self.0.insert(at, (name.into(), entry)),
        }
    }

    /// What stands under a name.
    pub(super) fn get(&self, name: &str) -> Option<&T> {
        self.place(name).ok().map(|at| &self.0[at].1)
    }

    /// Takes out what stands under a name.
    pub(super) fn remove(&mut self, name: &str) {
        if let Ok(at) = self.place(name) {
            self.0.remove(at);
        }
    }

    /// All, in order of their names.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.0.iter().map(|(name, entry)| (&**name, entry))
    }

    fn place(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| (**known).cmp(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn is_a_map_in_order(
            changes in prop::collection::vec(("[a-c]{0,2}", prop::option::of(0..9_u8)), 0..40),
            asked in "[a-c]{0,2}",
        ) {
            let (mut entries, mut known) = (Entries::default(), BTreeMap::new());
            for (name, entry) in changes {
                if let Some(entry) = entry {
                    entries.insert(&name, entry);
                    known.insert(name, entry);
                } else {
                    entries.remove(&name);
                    known.remove(&name);
                }
            }
            prop_assert_eq!(entries.get(&asked), known.get(&asked));
            let known = known.iter().map(|(name, entry)| (name.as_str(), entry));
            prop_assert!(entries.iter().eq(known));
        }
    }
}
