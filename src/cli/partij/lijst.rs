//! `partij importeren` and `partij exporteren`: parties, wijkteams with where they are, and locations, as one list in a spreadsheet.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use super::{Database, open};
use crate::bericht::Gemeentecode;
use crate::cli::csvlijst::{Fouten, Rij, lees_bestand, met_rijen, rijen, schrijf};
use crate::cli::fout::CliFout;
use crate::partij::{Contact, Gebied, Partij, PartijFout, PartijSoort, Vestiging};
use crate::store::{Partijgegevens, WijkteamRij};

#[derive(Debug, Args)]
pub(in crate::cli) struct Importeren {
    /// CSV-bestand in UTF-8 met de kolommen soort;code;naam en, waar u ze hebt,
    /// gemeente;adres;postcode;plaats;telefoon;email;website;wijken;postcodes;agb. Een rij met de soort vestiging is een plek van de
    /// aanbieder met die code
    #[arg(value_name = "BESTAND")]
    bestand: PathBuf,
    #[command(flatten)]
    database: Database,
}

const VAST: [&str; 3] = ["soort", "code", "naam"];
const OOK: [&str; 10] =
    ["gemeente", "adres", "postcode", "plaats", "telefoon", "email", "website", "wijken", "postcodes", "agb"];
/// The kind of a row that is a location of an aanbieder.
const VESTIGING: &str = "vestiging";

/// `partij importeren`.
pub(super) async fn importeer(opties: Importeren) -> Result<(), CliFout> {
    let store = open(&opties.database).await?;
    let teams = store.wijkteams().await?;
    let gelezen = lees_bestand(&opties.bestand, |tekst| lees(tekst, &teams))?;
    let gelezen = met_rijen(&opties.bestand, gelezen, false)?;
    store.leg_partijen_vast(&gelezen).await?;
    let wijkteams = gelezen.iter().filter(|een| een.wijkteam.is_some()).count();
    writeln!(
        io::stdout(),
        "Ingelezen: {} partijen, waarvan {wijkteams} wijkteams. Partijen die niet in het bestand staan, zijn gebleven zoals ze waren.",
        gelezen.len()
    )?;
    Ok(())
}

/// `partij exporteren`.
pub(super) async fn exporteer(database: Database) -> Result<(), CliFout> {
    let store = open(&database).await?;
    let mut teams: BTreeMap<String, WijkteamRij> =
        store.wijkteams().await?.into_iter().map(|team| (team.partij.code.clone(), team)).collect();
    let [soort, code, naam] = VAST;
    let [gemeente, adres, postcode, plaats, telefoon, email, website, wijken, postcodes, agb] = OOK;
    let kop = [
        soort, code, naam, gemeente, adres, postcode, plaats, telefoon, email, website, wijken, postcodes,
        agb,
    ];
    let mut uit = Vec::new();
    for partij in store.partijen().await? {
        let vestigingen = store.vestigingen(partij.id).await?;
        let code = partij.code.clone();
        uit.push(als_rij(teams.remove(&code), partij));
        uit.extend(vestigingen.into_iter().map(|een| vestiging_als_rij(&code, een)));
    }
    schrijf(io::stdout(), kop, uit)?;
    Ok(())
}

/// The codes of one kind in a part of a gemeente, with spaces between them.
fn codes(gebied: &BTreeSet<Gebied>, soort: &str) -> String {
    let codes: Vec<&str> = gebied.iter().filter(|deel| deel.soort() == soort).map(Gebied::code).collect();
    codes.join(" ")
}

fn vestiging_als_rij(aanbieder: &str, een: Vestiging) -> [String; 13] {
    let (wijken, postcodes) = (codes(&een.werkgebied, "wijk"), codes(&een.werkgebied, "postcode"));
    let leeg = String::new;
    [
        VESTIGING.to_owned(),
        aanbieder.to_owned(),
        een.naam,
        leeg(),
        een.contact.adres,
        een.contact.postcode,
        een.contact.plaats,
        een.contact.telefoon.unwrap_or_default(),
        leeg(),
        leeg(),
        wijken,
        postcodes,
        een.agb.map(|agb| agb.as_str().to_owned()).unwrap_or_default(),
    ]
}

fn als_rij(team: Option<WijkteamRij>, partij: Partij) -> [String; 13] {
    let (contact, gebied) = team.map_or((None, BTreeSet::new()), |team| (team.contact, team.werkgebied));
    let (wijken, postcodes) = (codes(&gebied, "wijk"), codes(&gebied, "postcode"));
    let veld =
        |kies: fn(&Contact) -> Option<&str>| contact.as_ref().and_then(kies).unwrap_or_default().to_owned();
    [
        partij.soort.sleutel().to_owned(),
        partij.code,
        partij.naam,
        partij.gemeente.map(|code| code.as_str().to_owned()).unwrap_or_default(),
        veld(|contact| Some(&contact.adres)),
        veld(|contact| Some(&contact.postcode)),
        veld(|contact| Some(&contact.plaats)),
        veld(|contact| contact.telefoon.as_deref()),
        veld(|contact| contact.email.as_deref()),
        veld(|contact| contact.website.as_deref()),
        wijken,
        postcodes,
        String::new(),
    ]
}

/// Reads a list: each party once. Of wijkteams that are known, what the list has no column for stays as it is.
fn lees(tekst: &str, teams: &[WijkteamRij]) -> Result<Vec<Partijgegevens>, Fouten> {
    let mut fouten = Fouten::default();
    let mut gelezen: Vec<Partijgegevens> = Vec::new();
    let mut eerder: BTreeMap<String, u64> = BTreeMap::new();
    let mut vestigingen: BTreeMap<String, Vec<(u64, Vestiging)>> = BTreeMap::new();
    for rij in rijen(tekst, &VAST, &OOK, &mut fouten) {
        if rij.veld("soort").eq_ignore_ascii_case(VESTIGING) {
            match vestiging(&rij) {
                Err(tekst) => fouten.voeg_toe(rij.regel, tekst),
                Ok(een) => vestigingen.entry(rij.veld("code").to_owned()).or_default().push((rij.regel, een)),
            }
            continue;
        }
        let staand = teams.iter().find(|team| team.partij.code == rij.veld("code"));
        match gegevens(&rij, staand) {
            Err(tekst) => fouten.voeg_toe(rij.regel, tekst),
            Ok(een) => {
                if let Some(al) = eerder.insert(een.partij.code.clone(), rij.regel) {
                    fouten.voeg_toe(
                        rij.regel,
                        format!("de code {} staat ook al op regel {al}", een.partij.code),
                    );
                }
                gelezen.push(een);
            }
        }
    }
    for een in gelezen.iter_mut().filter(|een| een.partij.soort == PartijSoort::Aanbieder) {
        let van_partij = vestigingen.remove(&een.partij.code);
        een.vestigingen = van_partij.map(|lijst| lijst.into_iter().map(|(_, een)| een).collect());
    }
    for (code, lijst) in vestigingen {
        for (regel, _) in lijst {
            fouten.voeg_toe(
                regel,
                format!("in dit bestand staat geen aanbieder met code {code} waar de vestiging bij hoort"),
            );
        }
    }
    fouten.anders(gelezen)
}

/// A location of an aanbieder.
fn vestiging(rij: &Rij<'_>) -> Result<Vestiging, String> {
    let fout = |fout: PartijFout| fout.to_string().trim_end_matches('.').to_owned();
    for kolom in ["gemeente", "email", "website"] {
        if rij.als_er(kolom).is_some_and(|tekst| !tekst.is_empty()) {
            return Err(format!("{kolom} hoort niet bij een vestiging: maak het veld leeg"));
        }
    }
    let adres = ["adres", "postcode", "plaats"].map(|kolom| rij.veld(kolom));
    let contact = Contact::nieuw(adres, Some(rij.veld("telefoon")), None, None).map_err(fout)?;
    let gebied = werkgebied(rij, None)?;
    Vestiging::nieuw(rij.gevuld("naam")?, Some(rij.veld("agb")), contact, gebied).map_err(fout)
}

fn gegevens(rij: &Rij<'_>, staand: Option<&WijkteamRij>) -> Result<Partijgegevens, String> {
    let fout = |fout: PartijFout| fout.to_string().trim_end_matches('.').to_owned();
    let soort = PartijSoort::van_sleutel(&rij.gevuld("soort")?.to_lowercase()).ok_or_else(|| {
        let soorten = PartijSoort::ALLE.map(PartijSoort::sleutel).join(", ");
        format!("‘{}’ is geen soort partij. Kies uit {soorten}", rij.veld("soort"))
    })?;
    let veld = |kolom| rij.als_er(kolom).filter(|tekst| !tekst.is_empty());
    let gemeente = veld("gemeente")
        .map(Gemeentecode::lees)
        .transpose()
        .map_err(|_| format!("‘{}’ is geen gemeentecode. Die heeft vier cijfers", rij.veld("gemeente")))?;
    let van_nu = staand.filter(|_| soort == PartijSoort::Wijkteam && rij.als_er("gemeente").is_none());
    let gemeente = gemeente.or_else(|| van_nu.and_then(|team| team.partij.gemeente.clone()));
    let partij = Partij::nieuw(soort, rij.gevuld("code")?, rij.gevuld("naam")?, gemeente).map_err(fout)?;
    let heeft_meer = OOK.into_iter().skip(1).find(|kolom| veld(kolom).is_some());
    if soort != PartijSoort::Wijkteam {
        return match heeft_meer {
            Some(kolom) => {
                Err(format!("{kolom} hoort alleen bij een wijkteam of een vestiging: maak het veld leeg"))
            }
            None => Ok(Partijgegevens { partij, wijkteam: None, vestigingen: None }),
        };
    }
    let contact = contact(rij, staand.and_then(|team| team.contact.as_ref())).map_err(fout)?;
    let werkgebied = werkgebied(rij, staand.map(|team| &team.werkgebied))?;
    Ok(Partijgegevens { partij, wijkteam: Some((contact, werkgebied)), vestigingen: None })
}

/// Where a wijkteam is: what stands in the row, and for columns that the list does not have what was known.
fn contact(rij: &Rij<'_>, staand: Option<&Contact>) -> Result<Option<Contact>, PartijFout> {
    let veld = |kolom, nu: fn(&Contact) -> Option<&str>| match rij.als_er(kolom) {
        Some("") => None,
        Some(tekst) => Some(tekst.to_owned()),
        None => staand.and_then(nu).map(str::to_owned),
    };
    let adres = [
        veld("adres", |contact| Some(&contact.adres)),
        veld("postcode", |contact| Some(&contact.postcode)),
        veld("plaats", |contact| Some(&contact.plaats)),
    ];
    let bereikbaar = [
        veld("telefoon", |contact| contact.telefoon.as_deref()),
        veld("email", |contact| contact.email.as_deref()),
        veld("website", |contact| contact.website.as_deref()),
    ];
    if adres.iter().chain(&bereikbaar).all(Option::is_none) {
        return Ok(None);
    }
    let adres = adres.each_ref().map(|veld| veld.as_deref().unwrap_or_default());
    let [telefoon, email, website] = bereikbaar.each_ref().map(Option::as_deref);
    Contact::nieuw(adres, telefoon, email, website).map(Some)
}

/// Which part of its gemeente a wijkteam serves, likewise.
fn werkgebied(rij: &Rij<'_>, staand: Option<&BTreeSet<Gebied>>) -> Result<BTreeSet<Gebied>, String> {
    let mut uit: BTreeSet<Gebied> = staand.cloned().unwrap_or_default();
    let delen = |tekst: &'_ str| {
        tekst.split([' ', ',']).filter(|deel| !deel.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    if let Some(tekst) = rij.als_er("wijken") {
        uit.retain(|deel| deel.soort() != "wijk");
        for code in delen(tekst) {
            uit.insert(
                Gebied::wijk(&code).map_err(|fout| format!("‘{code}’ is geen code van een wijk: {fout}"))?,
            );
        }
    }
    if let Some(tekst) = rij.als_er("postcodes") {
        uit.retain(|deel| deel.soort() != "postcode");
        for postcode in delen(tekst) {
            let gebied = Gebied::postcode(&postcode);
            uit.insert(gebied.map_err(|_| {
                format!(
                    "‘{postcode}’ is geen postcode. Schrijf 1502 of 1502AB, met spaties tussen de postcodes"
                )
            })?);
        }
    }
    Ok(uit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn een_lijst_houdt_partijen_en_wijkteams_met_hun_werkgebied() {
        let tekst = "soort;code;naam;gemeente;adres;postcode;plaats;telefoon;wijken;postcodes\n\
                     gemeente;0479;Zaanstad;;;;;;;\n\
                     Wijkteam;noord;Wijkteam Noord;0479;Kerkstraat 1;1502 ab;Zaandam;14 075;W1 W2;1506,1507AB\n";
        let gelezen = lees(tekst, &[]).unwrap();
        assert_eq!(gelezen.len(), 2);
        assert_eq!(gelezen[0].wijkteam, None);
        let (contact, gebied) = gelezen[1].wijkteam.as_ref().unwrap();
        assert_eq!(contact.as_ref().unwrap().postcode, "1502AB");
        let gebied: Vec<_> = gebied.iter().map(|deel| (deel.soort(), deel.code())).collect();
        assert_eq!(gebied, [("wijk", "W1"), ("wijk", "W2"), ("postcode", "1506"), ("postcode", "1507AB")]);
    }

    #[test]
    fn een_aanbieder_heeft_vestigingen_met_een_eigen_adres_en_werkgebied() {
        let tekst = "soort;code;naam;adres;postcode;plaats;telefoon;wijken;postcodes;agb\n\
                     vestiging;65656055;Zaandam;Kade 1;1506AA;Zaandam;075;WK1;1507;65656099\n\
                     aanbieder;65656055;De Zaanbocht;;;;;;;\n\
                     aanbieder;42420001;Waterkant;;;;;;;\n\
                     vestiging;65656055;Wormer;Dorpsstraat 2;1531AB;Wormer;;;;\n";
        let gelezen = lees(tekst, &[]).unwrap();
        let vestigingen = gelezen[0].vestigingen.as_ref().unwrap();
        let namen: Vec<_> = vestigingen.iter().map(|een| een.naam.as_str()).collect();
        assert_eq!(namen, ["Zaandam", "Wormer"]);
        let rij = vestiging_als_rij("65656055", vestigingen[0].clone()).join(";");
        assert_eq!(rij, "vestiging;65656055;Zaandam;;Kade 1;1506AA;Zaandam;075;;;WK1;1507;65656099");
        assert_eq!(gelezen[1].vestigingen, None, "what is not told stays");

        let fout = "soort;code;naam;adres;postcode;plaats;agb\nvestiging;65656055;Los;Kade 1;1506AA;Zaandam;\n\
                    vestiging;42420001;Krom;;1506AA;Zaandam;12\n";
        let woorden = lees(fout, &[]).unwrap_err().in_woorden_voor_test();
        assert!(
            woorden.contains("regel 2: in dit bestand staat geen aanbieder met code 65656055"),
            "{woorden}"
        );
        assert!(woorden.contains("regel 3: geef straat en huisnummer"), "{woorden}");
    }

    #[test]
    fn een_kolom_die_ontbreekt_laat_van_een_wijkteam_alles_zoals_het_was() {
        let vol = "soort;code;naam;gemeente;adres;postcode;plaats;website;wijken;postcodes\n\
                   wijkteam;noord;Noord;0479;Kerkstraat 1;1502AB;Zaandam;https://noord.example;W1;1506\n";
        let eerst = lees(vol, &[]).unwrap().remove(0);
        let (contact, werkgebied) = eerst.wijkteam.unwrap();
        let staand = WijkteamRij { partij: eerst.partij, gemeente: None, contact, werkgebied };
        let nu = |tekst: &str| lees(tekst, std::slice::from_ref(&staand)).unwrap().remove(0);

        let naam = nu("soort;code;naam\nwijkteam;noord;Wijkteam Noord\n");
        assert_eq!(naam.partij.gemeente, staand.partij.gemeente);
        assert_eq!(naam.wijkteam, Some((staand.contact.clone(), staand.werkgebied.clone())));

        let (contact, gebied) =
            nu("soort;code;naam;website;postcodes\nwijkteam;noord;Noord;;1507\n").wijkteam.unwrap();
        let contact = contact.unwrap();
        assert_eq!(
            (contact.adres.as_str(), contact.website),
            ("Kerkstraat 1", None),
            "an empty field empties"
        );
        let codes: Vec<_> = gebied.iter().map(Gebied::code).collect();
        assert_eq!(codes, ["W1", "1507"]);
    }

    #[test]
    fn elke_fout_staat_bij_zijn_regel() {
        let tekst = "soort;code;naam;gemeente;adres;postcodes\n\
                     dorp;0479;Zaanstad;;;\n\
                     gemeente;479;Zaanstad;;;\n\
                     wijkteam;noord;Noord;;;\n\
                     wijkteam;zuid;Zuid;0479;;15\n\
                     wijkteam;oost;Oost;0479;Kerkstraat 1;\n\
                     gemeente;0439;Purmerend;;Plein 1;\n\
                     wijkteam;west;West;0479;;\n\
                     wijkteam;west;West;0479;;\n";
        let woorden = lees(tekst, &[]).unwrap_err().in_woorden_voor_test();
        for deel in [
            "regel 2: ‘dorp’ is geen soort partij. Kies uit gemeente, wijkteam",
            "regel 3: ‘479’ is geen code van een gemeente",
            "regel 4: een wijkteam hoort bij een gemeente",
            "regel 5: ‘15’ is geen postcode",
            "regel 6: schrijf de postcode van het bezoekadres",
            "regel 7: adres hoort alleen bij een wijkteam of een vestiging",
            "regel 9: de code west staat ook al op regel 8",
        ] {
            assert!(woorden.contains(deel), "{deel}\n{woorden}");
        }
    }
}
