//! A shard of a run: one of several jobs that share the claims, files and sources of a project among them.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// One of the shards that a run is split into. Whatever is reported on belongs to exactly one of them, by a hash of its
/// name alone: never by its place, its order, or what else there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Shard {
    /// Which it is, from 1.
    pub number: u32,
    /// How many there are.
    pub of: u32,
}

/// The most shards that a run can be split into.
pub const MOST_SHARDS: u32 = 10_000;

/// What decides about a shard. A claim goes by its id, not by its file: so a file of a thousand claims is shared out as
/// well, a claim stays in its shard when it moves to another file, and all that has to do with an id that is used twice
/// is found in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key<'k> {
    /// The id of a claim.
    Claim(&'k str),
    /// The id of a source.
    Source(&'k str),
    /// The path of a file: for what is about the file itself, and for claims without an id.
    File(&'k str),
}

impl<'k> Key<'k> {
    /// The key of a claim, which may have no id that can be read.
    pub fn of_claim(id: Option<&'k str>, file: &'k str) -> Self {
        id.map_or(Self::File(file), Self::Claim)
    }
}

impl Shard {
    /// Whether something belongs to this shard.
    pub fn owns(self, key: Key<'_>) -> bool {
        let name = match key {
            Key::Claim(id) => format!("claim\u{1f}{id}"),
            Key::Source(id) => format!("source\u{1f}{id}"),
            Key::File(path) => format!("file\u{1f}{path}"),
        };
        let hash = Sha256::digest(name);
        let first: [u8; 8] = std::array::from_fn(|at| hash[at]);
        u64::from_be_bytes(first) % u64::from(self.of.max(1)) == u64::from(self.number - 1)
    }
}

impl fmt::Display for Shard {
    /// `2 of 3`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.number, self.of)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(written: &str) -> Result<Self, String> {
        let parsed = written.split_once('/').and_then(|(number, of)| {
            // Digits alone: `+1` would parse as well.
            let plain = |part: &str| {
                let all = part.bytes().all(|byte| byte.is_ascii_digit());
                all.then(|| part.parse().ok()).flatten()
            };
            Some(Self {
                number: plain(number)?,
                of: plain(of)?,
            })
        });
        match parsed {
            Some(shard) if (1..=shard.of).contains(&shard.number) && shard.of <= MOST_SHARDS => {
                Ok(shard)
            }
            _ => Err(format!(
                "a shard is written K/N, as in 1/3: number K of N, from 1 to N, and N at most {MOST_SHARDS}"
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("1/1")]
    #[case("3/7")]
    #[case("10000/10000")]
    fn is_read(#[case] written: &str) {
        let shard: Shard = written.parse().unwrap();
        assert_eq!(format!("{}/{}", shard.number, shard.of), written);
    }

    #[rstest]
    fn is_refused(
        #[values(
            "",
            "1",
            "0/3",
            "4/3",
            "1/0",
            "0/0",
            "-1/3",
            "+1/3",
            "1/3/5",
            "a/b",
            "1 / 3",
            "1/10001",
            "99999999999/99999999999"
        )]
        written: &str,
    ) {
        assert!(written.parse::<Shard>().unwrap_err().contains("K/N"));
    }

    proptest::proptest! {
        #[test]
        fn owns_each_thing_exactly_once(name in ".{0,40}", of in 1u32..40) {
            for key in [Key::Claim(&name), Key::Source(&name), Key::File(&name)] {
                let owners = (1..=of).filter(|number| Shard { number: *number, of }.owns(key));
                proptest::prop_assert_eq!(owners.count(), 1);
            }
        }
    }

    #[test]
    fn shares_out_evenly_and_for_good() {
        let claims: Vec<String> = (0..3_000).map(|number| format!("claim-{number}")).collect();
        for number in 1..=3 {
            let shard = Shard { number, of: 3 };
            let own = claims.iter().filter(|id| shard.owns(Key::Claim(id)));
            assert!((850..1_150).contains(&own.count()));
        }
        // Pinned: jobs of one run may be run by builds of different days.
        let owner = |id: &str| {
            let mut shards = (1..=7).map(|number| Shard { number, of: 7 });
            shards
                .find(|shard| shard.owns(Key::Claim(id)))
                .map(|shard| shard.number)
        };
        assert_eq!(["a", "bridge-opens", "é"].map(owner), [1, 2, 3].map(Some));
    }
}
