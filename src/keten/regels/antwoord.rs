//! Rules about a 319.

use crate::keten::regel::KetenRegel;

pub(crate) const REGELS: &[KetenRegel] = &[];
