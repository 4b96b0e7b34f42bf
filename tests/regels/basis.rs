//! The messages that rules are tried on are good themselves.

use crate::proef::beide;

#[test]
fn every_message_that_rules_are_tried_on_is_good_itself() {
    for soort in [301, 305, 307, 315, 317, 319, 323, 325] {
        for proef in beide(soort) {
            proef.voldoet();
        }
    }
}
