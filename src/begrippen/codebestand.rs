//! The codes of a list as CSV: read and written.

use chrono::NaiveDate;

use super::codelijst::Code;
use super::gebrek::Gebrek;
use crate::bericht::Standaard;

/// The columns, and what official lists call them.
const KOLOMMEN: [(&str, &str); 6] = [
    ("standaard", "standaard"),
    ("code", "code"),
    ("omschrijving", "betekenis"),
    ("toelichting", "opmerking"),
    ("ingangsdatum", "ingangsdatum"),
    ("einddatum", "einddatum"),
];

/// Reads `standaard;code;omschrijving;toelichting;ingangsdatum;einddatum`, in any order, with a semicolon or a comma; other columns
/// are passed over. The place of what is wrong is the line in the file.
///
/// # Errors
/// Everything that is wrong.
pub fn lees_codes(tekst: &str) -> Result<Vec<Code>, Vec<Gebrek>> {
    let tekst = tekst.trim_start_matches('\u{FEFF}');
    let kop = tekst.lines().next().unwrap_or_default();
    let scheiding = if kop.contains(';') { b';' } else { b',' };
    let mut lezer =
        csv::ReaderBuilder::new().delimiter(scheiding).flexible(true).from_reader(tekst.as_bytes());
    let koppen = lezer.headers().cloned().unwrap_or_default();
    let plaats = |kolom: (&str, &str)| {
        koppen.iter().position(|naam| {
            let naam = naam.trim();
            naam.eq_ignore_ascii_case(kolom.0) || naam.eq_ignore_ascii_case(kolom.1)
        })
    };
    let [Some(standaard), Some(code), Some(omschrijving), toelichting, van, tot] = KOLOMMEN.map(plaats)
    else {
        let tekst = "zet in de eerste regel: standaard;code;omschrijving;toelichting;ingangsdatum;einddatum";
        return Err(vec![Gebrek::nieuw("regel 1", tekst)]);
    };
    let (mut codes, mut gebreken) = (Vec::new(), Vec::new());
    for gelezen in lezer.records() {
        let Ok(rij) = gelezen else { continue };
        let regel = format!("regel {}", rij.position().map_or(1, csv::Position::line));
        let veld =
            |plaats: Option<usize>| plaats.and_then(|plaats| rij.get(plaats)).unwrap_or_default().trim();
        if rij.iter().all(|veld| veld.trim().is_empty()) {
            continue;
        }
        let mut fout = |tekst: String| gebreken.push(Gebrek::nieuw(regel.clone(), tekst));
        let wet = Standaard::van_sleutel(&veld(Some(standaard)).to_lowercase());
        if wet.is_none() {
            fout("vul bij standaard ijw of iwmo in".to_owned());
        }
        let mut datum = |plaats, naam| {
            lees_datum(veld(plaats)).unwrap_or_else(|()| {
                fout(format!("de {naam} is geen datum. Schrijf bijvoorbeeld 2026-01-01, of laat haar leeg"));
                None
            })
        };
        let (ingangsdatum, einddatum) = (datum(van, "ingangsdatum"), datum(tot, "einddatum"));
        for (naam, plaats) in [("code", code), ("omschrijving", omschrijving)] {
            if veld(Some(plaats)).is_empty() {
                fout(format!("vul {naam} in"));
            }
        }
        let toelichting = Some(veld(toelichting).to_owned()).filter(|tekst| !tekst.is_empty());
        let (code, omschrijving) = (veld(Some(code)).to_owned(), veld(Some(omschrijving)).to_owned());
        if let Some(standaard) = wet {
            codes.push(Code { standaard, code, omschrijving, toelichting, ingangsdatum, einddatum });
        }
    }
    if gebreken.is_empty() { Ok(codes) } else { Err(gebreken) }
}

fn lees_datum(tekst: &str) -> Result<Option<NaiveDate>, ()> {
    if tekst.is_empty() {
        return Ok(None);
    }
    let datum = NaiveDate::parse_from_str(tekst, "%Y-%m-%d")
        .or_else(|_| NaiveDate::parse_from_str(tekst, "%d-%m-%Y"));
    datum.map(Some).map_err(|_| ())
}

/// The same codes as they can be read again.
pub fn als_csv<'c>(codes: impl IntoIterator<Item = &'c Code>) -> String {
    let dag = |dag: Option<NaiveDate>| dag.map(|dag| dag.to_string()).unwrap_or_default();
    let mut schrijver = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = schrijver.write_record(KOLOMMEN.map(|(naam, _)| naam));
    for code in codes {
        let _ = schrijver.write_record([
            code.standaard.sleutel(),
            &code.code,
            &code.omschrijving,
            code.toelichting.as_deref().unwrap_or_default(),
            &dag(code.ingangsdatum),
            &dag(code.einddatum),
        ]);
    }
    String::from_utf8(schrijver.into_inner().unwrap_or_default()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn een_lijst_komt_terug_zoals_zij_is_geschreven() {
        let tekst = "standaard;code;omschrijving;toelichting;ingangsdatum;einddatum\n\
                     ijw;02;\"Overleden; client\";;2026-01-01;\niwmo;02;Overleden;Let op;;2026-12-31\n";
        assert_eq!(als_csv(&lees_codes(tekst).unwrap()), tekst);
    }

    #[test]
    fn een_officiele_lijst_heeft_eigen_namen_voor_kolommen_en_kommas() {
        let tekst = "\u{FEFF}standaard,codelijst,code,betekenis,ingangsdatum,einddatum,opmerking\n\
                     ijw,JZ002,02,Client overleden,1-4-2018,,\"gebruik: bij overlijden\"\n";
        let codes = lees_codes(tekst).unwrap();
        assert_eq!((codes[0].code.as_str(), codes[0].omschrijving.as_str()), ("02", "Client overleden"));
        assert_eq!(codes[0].ingangsdatum, "2018-04-01".parse().ok());
        assert_eq!(codes[0].toelichting.as_deref(), Some("gebruik: bij overlijden"));
    }

    #[test]
    fn alles_wat_mis_is_staat_bij_zijn_regel() {
        let tekst = "standaard;code;omschrijving;ingangsdatum\njw;01;Een;\nijw;;Twee;2026-02-30\n";
        let gebreken: Vec<String> = lees_codes(tekst).unwrap_err().iter().map(ToString::to_string).collect();
        assert_eq!(gebreken.len(), 3, "{gebreken:?}");
        assert!(
            gebreken[0].starts_with("regel 2: vul bij standaard")
                && gebreken[2].starts_with("regel 3: vul code")
        );
        assert!(lees_codes("code;naam\n").is_err() && lees_codes("").is_err());
    }
}
