//! Short texts, of which a message holds many: kept in place, without a part of the heap for each.

use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::{cmp, fmt};

/// How many bytes fit in place. The longest number or code in a message has 20 characters.
const PLAATS: usize = 22;

/// A text that is most often short, such as a number or a code. Use it as a `&str`.
#[derive(Clone)]
pub struct Kort(Inhoud);

#[derive(Clone)]
enum Inhoud {
    Hier { lengte: u8, bytes: [u8; PLAATS] },
    Elders(Box<str>),
}

impl Deref for Kort {
    type Target = str;

    fn deref(&self) -> &str {
        match &self.0 {
            Inhoud::Hier { lengte, bytes } => {
                let bytes = bytes.get(..usize::from(*lengte)).unwrap_or_default();
                std::str::from_utf8(bytes).unwrap_or_default()
            }
            Inhoud::Elders(tekst) => tekst,
        }
    }
}

impl Kort {
    /// The text.
    pub fn as_str(&self) -> &str {
        self
    }

    fn bytes(&self) -> &[u8] {
        match &self.0 {
            Inhoud::Hier { lengte, bytes } => bytes.get(..usize::from(*lengte)).unwrap_or_default(),
            Inhoud::Elders(tekst) => tekst.as_bytes(),
        }
    }
}

impl From<&str> for Kort {
    fn from(tekst: &str) -> Kort {
        let mut bytes = [0; PLAATS];
        match (bytes.get_mut(..tekst.len()), u8::try_from(tekst.len())) {
            (Some(plaats), Ok(lengte)) => {
                plaats.copy_from_slice(tekst.as_bytes());
                Kort(Inhoud::Hier { lengte, bytes })
            }
            _ => Kort(Inhoud::Elders(tekst.into())),
        }
    }
}

impl PartialEq for Kort {
    fn eq(&self, ander: &Kort) -> bool {
        match (&self.0, &ander.0) {
            // What lies behind the text is zero.
            (Inhoud::Hier { lengte, bytes }, Inhoud::Hier { lengte: andere_lengte, bytes: andere }) => {
                lengte == andere_lengte && bytes == andere
            }
            (Inhoud::Elders(tekst), Inhoud::Elders(ander)) => tekst == ander,
            // A text has one place that fits.
            _ => false,
        }
    }
}

impl Eq for Kort {}

impl PartialEq<str> for Kort {
    fn eq(&self, ander: &str) -> bool {
        self.bytes() == ander.as_bytes()
    }
}

impl PartialEq<&str> for Kort {
    fn eq(&self, ander: &&str) -> bool {
        self == *ander
    }
}

impl Hash for Kort {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        match &self.0 {
            // At once, and with its length, so that one text is never the beginning of another.
            Inhoud::Hier { lengte, bytes } => {
                hasher.write(bytes);
                hasher.write_u8(*lengte);
            }
            Inhoud::Elders(tekst) => tekst.hash(hasher),
        }
    }
}

impl Ord for Kort {
    fn cmp(&self, ander: &Kort) -> cmp::Ordering {
        self.bytes().cmp(ander.bytes())
    }
}

impl PartialOrd for Kort {
    fn partial_cmp(&self, ander: &Kort) -> Option<cmp::Ordering> {
        Some(self.cmp(ander))
    }
}

impl fmt::Debug for Kort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for Kort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.as_str(), f)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::hash::{BuildHasher, RandomState};

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn it_takes_no_more_room_than_a_string() {
        assert_eq!(size_of::<Kort>(), size_of::<String>());
        assert_eq!(size_of::<Option<Kort>>(), size_of::<String>());
    }

    proptest! {
        #[test]
        fn it_is_the_text_that_it_was_made_of(een in "[ab\0é]{0,30}", ander in "[ab\0é]{0,30}") {
            let (kort, andere) = (Kort::from(een.as_str()), Kort::from(ander.as_str()));
            prop_assert_eq!(&*kort, een.as_str());
            prop_assert_eq!(kort == andere, een == ander);
            prop_assert_eq!(kort.cmp(&andere), een.cmp(&ander));
            prop_assert!(kort == een.as_str() && kort == kort.clone());
            let hasher = RandomState::new();
            prop_assert_eq!(hasher.hash_one(&kort) == hasher.hash_one(&andere), een == ander);
            prop_assert_eq!(BTreeSet::from([kort, andere]).len(), BTreeSet::from([een, ander]).len());
        }
    }
}
