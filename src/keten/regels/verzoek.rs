//! Rules about a 315 and a 317.

use crate::keten::regel::KetenRegel;

pub(crate) const REGELS: &[KetenRegel] = &[];
