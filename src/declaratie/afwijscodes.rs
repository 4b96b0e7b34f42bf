//! The retourcodes with which a gemeente can refuse a Prestatie by hand.

/// A code of the national list (WJ001), and when it fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Afwijscode {
    /// The code.
    pub code: &'static str,
    /// When it fits, in our own words.
    pub wanneer: &'static str,
}

/// Every code that may stand on a debit in a 325 because a person says so.
///
/// Choice: the standard has no code for "the gemeente disagrees", and refuses a Prestatie only by a code that says what is wrong
/// with it (IV088). So these are the codes that the rules of this gate put on a debit, and 8187, which the rules put on the
/// client but whose meaning fits a single line as well. Left out are the codes of the Header and the Declaratie (they would
/// refuse everything), those of a credit (8017, 9390: a credit is not refused by hand, IV085), and those that say nothing is
/// wrong or nothing was judged (0200, 0233, 8001).
pub const AFWIJSCODES: &[Afwijscode] = &[
    code("0611", "het tarief is anders dan u met de aanbieder afsprak"),
    code("8021", "de aanbieder gebruikte dit referentienummer al voor een andere prestatie"),
    code("8187", "de prestatie is niet voor deze client geleverd"),
    code("9307", "de prestatie begint op een dag waarop de toewijzing niet geldt"),
    code("9308", "de prestatie eindigt op een dag waarop de toewijzing niet geldt"),
    code("9319", "de prestatie eindigt na de maand van de declaratie"),
    code("9321", "in deze periode is meer geleverd dan u toewees"),
    code("9322", "over de hele toewijzing is meer geleverd dan u toewees"),
    code("9338", "bij dit toewijzingsnummer hoort geen toewijzing van u aan deze aanbieder"),
    code("9339", "de productcategorie is een andere dan u toewees"),
    code("9340", "het product is een ander dan u toewees"),
    code("9341", "de eenheid past niet bij die van de toewijzing"),
    code("9346", "het bedrag is niet het volume maal het tarief"),
    code("9369", "het budget van de toewijzing is op"),
    code("9384", "de toewijzing is ingetrokken"),
    code("9387", "de prestatie begint later in de maand dan zij zou moeten"),
    code("9388", "de prestatie eindigt eerder in de maand dan zij zou moeten"),
    code("9389", "voor deze toewijzing, dit product en deze periode is al betaald"),
    code("S329", "de productcode hoort niet bij de productcategorie"),
];

const fn code(code: &'static str, wanneer: &'static str) -> Afwijscode {
    Afwijscode { code, wanneer }
}

/// The code as the rules write it, if a person may refuse a Prestatie with it.
pub fn afwijscode(code: &str) -> Option<&'static str> {
    AFWIJSCODES.iter().map(|bekend| bekend.code).find(|bekend| *bekend == code)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::bericht::{Berichttype, Soort, Standaard};
    use crate::keten::regels_over_berichten;

    /// Codes of rules about a 323 that tell something else than that a debit is wrong.
    const NIET_VAN_EEN_DEBET: [&str; 5] = ["8017", "9390", "8214", "9333", "9056"];

    #[test]
    fn elke_code_die_een_regel_aan_een_debet_geeft_kan_ook_een_mens_geven() {
        let type_323 = Berichttype { standaard: Standaard::Ijw, soort: Soort::Declaratie };
        let regels = regels_over_berichten().filter(|regel| regel.regel.geldt_voor(type_323));
        let van_regels: BTreeSet<_> = regels.filter_map(|regel| regel.regel.retourcode).collect();
        let niet: BTreeSet<_> = NIET_VAN_EEN_DEBET.into_iter().collect();
        let bekend: BTreeSet<_> = AFWIJSCODES.iter().map(|code| code.code).collect();
        assert_eq!(van_regels.difference(&niet).find(|code| !bekend.contains(*code)), None);
        assert_eq!(niet.intersection(&bekend).next(), None);
        assert_eq!(bekend.len(), AFWIJSCODES.len(), "elke code één keer");
    }

    #[test]
    fn een_code_van_een_ander_bericht_of_van_het_geheel_kan_niet() {
        assert_eq!(afwijscode("9321"), Some("9321"));
        for code in ["0001", "0200", "0233", "8001", "8017", "8214", "9333", "9390", "9019", "", "9999"] {
            assert_eq!(afwijscode(code), None, "{code}");
        }
    }
}
