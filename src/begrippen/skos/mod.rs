//! The register as linked data: SKOS as the Dutch profile for describing terms has it (NL-SBB, Geonovum), written and read as Turtle and
//! as JSON-LD.

mod invoer;
mod uitvoer;
mod woorden;

use std::io;

use oxjsonld::{JsonLdParser, JsonLdSerializer};
use oxrdf::{GraphNameRef, Triple};
use oxttl::{TurtleParser, TurtleSerializer};

pub use invoer::{Ingelezen, InvoerFout, lees};
pub use uitvoer::{Kader, triples};

/// A way to write a graph down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vorm {
    /// Turtle, `text/turtle`.
    Turtle,
    /// JSON-LD, `application/ld+json`.
    JsonLd,
}

impl Vorm {
    /// Every way.
    pub const ALLE: [Vorm; 2] = [Vorm::Turtle, Vorm::JsonLd];

    /// The key on the command line and in the API.
    pub fn sleutel(self) -> &'static str {
        match self {
            Vorm::Turtle => "turtle",
            Vorm::JsonLd => "jsonld",
        }
    }

    /// The one with this key, if there is one.
    pub fn van_sleutel(sleutel: &str) -> Option<Vorm> {
        Vorm::ALLE.into_iter().find(|vorm| vorm.sleutel() == sleutel)
    }

    /// Its media type.
    pub fn mediatype(self) -> &'static str {
        match self {
            Vorm::Turtle => "text/turtle; charset=utf-8",
            Vorm::JsonLd => "application/ld+json",
        }
    }
}

/// Writes triples down.
///
/// # Errors
/// Where writing fails.
pub fn schrijf(vorm: Vorm, triples: &[Triple], naar: impl io::Write) -> io::Result<()> {
    match vorm {
        Vorm::Turtle => {
            let mut schrijver = TurtleSerializer::new();
            for (voorvoegsel, iri) in woorden::VOORVOEGSELS {
                schrijver = schrijver.with_prefix(voorvoegsel, iri).map_err(io::Error::other)?;
            }
            let mut schrijver = schrijver.for_writer(naar);
            triples.iter().try_for_each(|triple| schrijver.serialize_triple(triple))?;
            schrijver.finish().map(drop)
        }
        Vorm::JsonLd => {
            let mut schrijver = JsonLdSerializer::new();
            for (voorvoegsel, iri) in woorden::VOORVOEGSELS {
                schrijver = schrijver.with_prefix(voorvoegsel, iri).map_err(io::Error::other)?;
            }
            let mut schrijver = schrijver.for_writer(naar);
            triples.iter().try_for_each(|triple| {
                schrijver.serialize_quad(triple.as_ref().in_graph(GraphNameRef::DefaultGraph))
            })?;
            schrijver.finish().map(drop)
        }
    }
}

/// More than any register has; what is beyond it is not read.
const MEESTE_TRIPLES: usize = 2_000_000;

/// Reads a graph. Nothing is fetched from elsewhere: a context that a file only points at cannot be read.
fn ontleed(vorm: Vorm, bytes: &[u8]) -> Result<Vec<Triple>, InvoerFout> {
    let fout = |fout: &dyn std::fmt::Display| InvoerFout::Onleesbaar(fout.to_string());
    match vorm {
        Vorm::Turtle => {
            let gelezen = TurtleParser::new().for_slice(bytes).take(MEESTE_TRIPLES);
            gelezen.map(|triple| triple.map_err(|oorzaak| fout(&oorzaak))).collect()
        }
        Vorm::JsonLd => {
            let gelezen = JsonLdParser::new().for_slice(bytes).take(MEESTE_TRIPLES);
            gelezen.map(|quad| quad.map(Triple::from).map_err(|oorzaak| fout(&oorzaak))).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::begrippen::{Begrip, Register, landelijk};

    fn register() -> Register {
        Register::van_stukken(1, landelijk::stukken().unwrap())
    }

    fn als_bytes(vorm: Vorm, triples: &[Triple]) -> Vec<u8> {
        let mut bytes = Vec::new();
        schrijf(vorm, triples, &mut bytes).unwrap();
        bytes
    }

    #[test]
    fn het_hele_register_zegt_in_turtle_en_json_ld_hetzelfde() {
        let geschreven = triples(&register(), &Kader::op("https://poort.example/").unwrap());
        let set = |triples: &[Triple]| {
            triples.iter().filter(|een| !met_anoniem(een)).cloned().collect::<HashSet<_>>()
        };
        for vorm in Vorm::ALLE {
            let terug = ontleed(vorm, &als_bytes(vorm, &geschreven)).unwrap();
            assert_eq!(terug.len(), geschreven.len(), "{vorm:?}");
            assert_eq!(set(&terug), set(&geschreven), "{vorm:?}");
        }
    }

    /// Nodes without an address get another name each time.
    fn met_anoniem(triple: &Triple) -> bool {
        triple.subject.is_blank_node() || triple.object.is_blank_node()
    }

    #[test]
    fn wat_is_uitgevoerd_komt_bij_inlezen_terug_zoals_het_was() {
        let (register, kader) = (register(), Kader::op("https://poort.example/").unwrap());
        let bytes = als_bytes(Vorm::Turtle, &triples(&register, &kader));
        let Ingelezen { begrippen, .. } = lees(Vorm::Turtle, &bytes, "landelijk", &kader).unwrap();
        let terug = |id: &str| begrippen.iter().find(|begrip| begrip.id == id).unwrap();
        let gesorteerd = |begrip: &Begrip| {
            let mut begrip = begrip.clone();
            for lijst in [
                &mut begrip.alternatieve_termen,
                &mut begrip.zoektermen,
                &mut begrip.breder,
                &mut begrip.verwant,
                &mut begrip.elementen,
                &mut begrip.regels,
            ] {
                lijst.sort();
            }
            begrip.codes.sort();
            // An empty text says no more than none.
            begrip.toelichting = begrip.toelichting.filter(|tekst| !tekst.is_empty());
            begrip.voorbeeld = begrip.voorbeeld.filter(|tekst| !tekst.is_empty());
            begrip
        };
        assert_eq!(begrippen.len(), register.begrippen().count());
        for begrip in register.begrippen() {
            assert_eq!(gesorteerd(terug(&begrip.id)), gesorteerd(begrip), "{}", begrip.id);
        }
    }

    #[test]
    fn een_bestand_van_een_ander_geeft_begrippen_met_waar_zij_vandaan_komen() {
        let bestand = br#"
            @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
            @prefix x: <https://ander.example/id/> .
            x:Huishoudelijke-Hulp a skos:Concept ; skos:prefLabel "Huishoudelijke hulp"@nl, "Domestic help"@en ;
              skos:altLabel "HH"@nl ; skos:definition "Hulp bij schoonmaken."@nl ; skos:broader x:Hulp, <https://derde.example/zorg> .
            x:Hulp a skos:Concept ; skos:prefLabel "hulp" ; skos:definition "Wat iemand voor een ander doet." .
            x:Leeg a skos:Concept ; skos:prefLabel "only English"@en .
        "#;
        let kader = Kader::op("https://poort.example/").unwrap();
        let ingelezen = lees(Vorm::Turtle, bestand, "0479", &kader).unwrap();
        let [eerste, tweede] = ingelezen.begrippen.as_slice() else { panic!("{:?}", ingelezen.begrippen) };
        assert_eq!((eerste.id.as_str(), tweede.id.as_str()), ("huishoudelijke-hulp", "hulp"));
        assert_eq!(
            (eerste.voorkeursterm.as_str(), eerste.eigenaar.as_str()),
            ("Huishoudelijke hulp", "0479")
        );
        assert_eq!(eerste.exact_gelijk_aan, ["https://ander.example/id/Huishoudelijke-Hulp"]);
        assert_eq!(
            (eerste.breder.as_slice(), eerste.alternatieve_termen.as_slice()),
            (&["hulp".to_owned()][..], &["HH".to_owned()][..])
        );
        assert!(eerste.status.is_concept());
        assert_eq!(ingelezen.overgeslagen.len(), 2, "{:?}", ingelezen.overgeslagen);
    }

    #[test]
    fn wat_niet_te_lezen_is_of_niets_bevat_wordt_gezegd() {
        let kader = Kader::op("urn:x:").unwrap();
        for (vorm, bytes) in [
            (Vorm::Turtle, &b"dit is geen turtle"[..]),
            (Vorm::JsonLd, b"{"),
            (Vorm::JsonLd, br#"{"@context": "https://elders.example/context.json", "@id": "x:y"}"#),
        ] {
            assert!(matches!(lees(vorm, bytes, "0479", &kader), Err(InvoerFout::Onleesbaar(_))));
        }
        assert!(matches!(lees(Vorm::Turtle, b"", "0479", &kader), Err(InvoerFout::Niets)));
        assert!(Kader::op("geen adres").is_none());
    }
}
