//! The example region: real gemeenten with their CBS codes, some wijkteams, and aanbieders that do not exist.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use chrono::NaiveDate;

use crate::bericht::Gemeentecode;
use crate::cli::fout::CliFout;
use crate::partij::{Contact, Gebied, Geldigheid, Partij, PartijSoort, Toegangssleutel, hash_van_sleutel};
use crate::poort::Poort;
use crate::systeem::oorzaak;

/// The folder in the data folder with the access keys.
pub(super) const SLEUTELS: &str = "sleutels";

/// Zaanstad, where the chains play.
pub(super) const ZAANSTAD: &str = "0479";
/// The aanbieder of jeugdhulp in the chain.
pub(super) const JEUGDHULP: &str = "65656055";
/// The aanbieder of Wmo support in the chain.
pub(super) const ONDERSTEUNING: &str = "42420001";

/// The gemeenten of Zaanstreek-Waterland (CBS, 1 January 2026).
const GEMEENTEN: [(&str, &str); 7] = [
    ("0385", "Edam-Volendam"),
    ("0415", "Landsmeer"),
    ("0431", "Oostzaan"),
    ("0439", "Purmerend"),
    (ZAANSTAD, "Zaanstad"),
    ("0852", "Waterland"),
    ("0880", "Wormerland"),
];

/// A wijkteam that does not exist: own code, name, gemeente, the postcodes that it serves, and the town it would be in.
type Voorbeeldteam = (&'static str, &'static str, &'static str, &'static [&'static str], &'static str);

const WIJKTEAMS: [Voorbeeldteam; 5] = [
    ("wijkteam-assendelft", "Wijkteam Assendelft", ZAANSTAD, &["1566", "1567"], "Assendelft"),
    ("wijkteam-krommenie", "Wijkteam Krommenie", ZAANSTAD, &["1561", "1562"], "Krommenie"),
    ("wijkteam-zaandam-zuid", "Wijkteam Zaandam-Zuid", ZAANSTAD, &["1504", "1505", "1506"], "Zaandam"),
    ("wijkteam-purmerend-oost", "Wijkteam Purmerend-Oost", "0439", &["1444", "1445", "1448"], "Purmerend"),
    ("wijkteam-wormer", "Wijkteam Wormer", "0880", &["1531"], "Wormer"),
];

/// Fictitious aanbieders with AGB codes from examples.
const AANBIEDERS: [(&str, &str); 3] = [
    (JEUGDHULP, "Jeugdhulp De Zaanbocht"),
    (ONDERSTEUNING, "Thuiszorg Waterkant"),
    ("42420002", "Begeleiding Het Veer"),
];

/// The parties of the example region and their access keys, by code.
pub(super) struct Regio {
    partijen: BTreeMap<String, (Partij, String)>,
}

impl Regio {
    /// The party with this code and its access key.
    pub(super) fn partij(&self, code: &str) -> Result<&(Partij, String), CliFout> {
        let partij = self.partijen.get(code);
        partij
            .ok_or_else(|| CliFout::Omgeving(format!("De voorbeeldregio heeft geen partij met code {code}.")))
    }
}

/// Puts the region in the gate, each party with a key in a file of its own.
pub(super) async fn zet_op(poort: &Poort, map: &Path) -> Result<Regio, CliFout> {
    let gemeenten =
        GEMEENTEN.iter().map(|(code, naam)| Partij::nieuw(PartijSoort::Gemeente, code, naam, None));
    let wijkteams = WIJKTEAMS.iter().map(|(code, naam, gemeente, ..)| {
        Partij::nieuw(PartijSoort::Wijkteam, code, naam, Gemeentecode::lees(gemeente).ok())
    });
    let aanbieders =
        AANBIEDERS.iter().map(|(code, naam)| Partij::nieuw(PartijSoort::Aanbieder, code, naam, None));
    let mut partijen = BTreeMap::new();
    for partij in gemeenten.chain(wijkteams).chain(aanbieders) {
        let partij = poort.store.leg_partij_vast(&partij?).await?;
        let sleutel = sleutel(poort, &partij, &map.join(SLEUTELS)).await?;
        partijen.insert(partij.code.clone(), (partij, sleutel));
    }
    for (code, _, _, postcodes, plaats) in WIJKTEAMS {
        let Some((wijkteam, _)) = partijen.get(code) else { continue };
        let gebied: Result<_, _> = postcodes.iter().map(|postcode| Gebied::postcode(postcode)).collect();
        poort.store.zet_werkgebied(wijkteam.id, &gebied?).await?;
        let postcode = postcodes.first().map(|cijfers| format!("{cijfers}AA")).unwrap_or_default();
        let contact = Contact::nieuw(["Voorbeeldplein 1", &postcode, plaats], Some("14 075"), None, None)?;
        poort.store.zet_contact(wijkteam.id, &contact).await?;
        // From 1970 on: the demo plays on any day.
        let mandaat = Geldigheid { vanaf: NaiveDate::default(), tot: None };
        poort.store.geef_mandaat(wijkteam.id, &mandaat).await?;
    }
    Ok(Regio { partijen })
}

/// The key in the party's file; a new one where the file is not there or its key is not known.
async fn sleutel(poort: &Poort, partij: &Partij, map: &Path) -> Result<String, CliFout> {
    let bestand = map.join(&partij.code);
    let nu = poort.klok.nu();
    if let Ok(tekst) = fs::read_to_string(&bestand) {
        let sleutel = tekst.trim().to_owned();
        if poort.store.partij_van_sleutel(&hash_van_sleutel(&sleutel), nu).await?.as_ref() == Some(partij) {
            return Ok(sleutel);
        }
    }
    let sleutel = Toegangssleutel::nieuw();
    poort.store.geef_sleutel(partij.id, &sleutel.hash(), "demo", nu).await?;
    schrijf_geheim(&bestand, sleutel.as_str()).map_err(|fout| {
        CliFout::Omgeving(format!(
            "Het bestand {} is niet te schrijven: {}. Kies met --data een andere map.",
            bestand.display(),
            oorzaak(&fout)
        ))
    })?;
    Ok(sleutel.as_str().to_owned())
}

/// Writes a file that only its owner may read.
fn schrijf_geheim(bestand: &Path, tekst: &str) -> std::io::Result<()> {
    if let Some(map) = bestand.parent() {
        fs::create_dir_all(map)?;
    }
    let mut opties = OpenOptions::new();
    opties.create(true).write(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut opties, 0o600);
    writeln!(opties.open(bestand)?, "{tekst}")
}
