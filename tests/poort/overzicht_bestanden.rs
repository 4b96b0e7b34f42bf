//! Overviews as files: what is written is read back as it was, by readers that are not ours.

use std::io::Read;

use berichtenpoort::overzicht::{
    Controletotaal, Kolom, Kolomsoort, Kop, Maand, Overzicht, Periode, Rij, Schrijver, Soort, Vorm, Waarde,
    uit_csv,
};
use calamine::{Data, Reader, Xlsx};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;

const fn kolom(naam: &'static str, soort: Kolomsoort) -> Kolom {
    Kolom { naam, titel: naam, soort, uitleg: "Een proef." }
}

/// An overview with a column of each kind.
static PROEF: Overzicht = Overzicht {
    soort: Soort::Prestaties,
    naam: "proef",
    titel: "=Proef",
    toelichting: "Een proef.",
    kolommen: &[
        kolom("tekst", Kolomsoort::Tekst),
        kolom("code", Kolomsoort::Code),
        kolom("getal", Kolomsoort::Getal),
        kolom("bedrag", Kolomsoort::Euro),
        kolom("dag", Kolomsoort::Datum),
        kolom("maand", Kolomsoort::Maand),
        kolom("deel", Kolomsoort::Percentage),
    ],
    totalen: &["getal", "bedrag"],
    filters: &[],
    periode: Periode::Maanden("niets"),
    achter: &[],
    achter_vast: &[],
};

fn bestand(vorm: Vorm, rijen: &[Rij]) -> (Vec<u8>, Controletotaal) {
    let mut schrijver = Schrijver::nieuw(&PROEF, vorm, tempfile::tempfile().unwrap()).unwrap();
    let mut totaal = Controletotaal::leeg(&PROEF);
    for rij in rijen {
        schrijver.rij(rij).unwrap();
        totaal.tel_bij(&PROEF, rij);
    }
    let kop = Kop { regels: vec![("Filter".to_owned(), "+wijk".to_owned())] };
    let mut bytes = Vec::new();
    schrijver.sluit(&kop, &totaal).unwrap().read_to_end(&mut bytes).unwrap();
    (bytes, totaal)
}

/// The rows of a CSV, its head first, as a reader of CSV sees them.
fn lees_csv(bytes: &[u8]) -> Vec<Vec<String>> {
    let zonder_merk = bytes.strip_prefix(b"\xEF\xBB\xBF").expect("a byte order mark");
    let mut lezer = csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(zonder_merk);
    lezer.records().map(|rij| rij.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn lees_xlsx(bytes: Vec<u8>, blad: &str) -> Vec<Vec<Data>> {
    let mut map = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let formules = map.worksheet_formula(blad).unwrap();
    assert!(formules.cells().all(|(_, _, formule)| formule.is_empty()), "nothing is a formula");
    map.worksheet_range(blad).unwrap().rows().map(<[Data]>::to_vec).collect()
}

fn dag(nummer: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(1901, 1, 1).unwrap() + Days::new(nummer.into())
}

/// Any text, with more of what is dangerous than chance would give.
fn tekst() -> impl Strategy<Value = String> {
    let kop = prop::sample::select(vec![
        "", "", "=", "+", "-", "@", "\t", "\r", "\n", "'", "''=", "'-", "＝", "0", ";", "\"", " ", "_x0041_",
    ]);
    (kop, ".{0,12}").prop_map(|(kop, rest)| format!("{kop}{rest}"))
}

fn rij() -> impl Strategy<Value = Rij> {
    let groot = 99_999_999_999_999_i64;
    let mag_leeg = |waarde: BoxedStrategy<Waarde>| prop_oneof![1 => Just(Waarde::Leeg), 9 => waarde].boxed();
    let teksten = || mag_leeg(tekst().prop_map(Waarde::Tekst).boxed());
    let getallen = |grens: i64| mag_leeg((-grens..=grens).prop_map(Waarde::Getal).boxed());
    let dagen = mag_leeg((0_u32..200_000).prop_map(|nummer| Waarde::Datum(dag(nummer))).boxed());
    let maanden =
        mag_leeg((0_u32..200_000).prop_map(|nummer| Waarde::Maand(Maand::van(dag(nummer)))).boxed());
    (teksten(), teksten(), getallen(groot), getallen(groot), dagen, maanden, getallen(100_000))
        .prop_map(|(een, twee, drie, vier, vijf, zes, zeven)| vec![een, twee, drie, vier, vijf, zes, zeven])
}

/// A number as a CSV has it, with so many digits behind the comma, without the comma.
fn uit_komma(tekst: &str, achter: usize) -> i64 {
    let (heel, rest) = tekst.split_once(',').unwrap_or((tekst, ""));
    assert_eq!(rest.len(), achter, "{tekst}");
    format!("{heel}{rest}").parse().unwrap()
}

/// A number as a spreadsheet has it, times a power of ten.
fn uit_werkblad(cel: &Data, achter: i32) -> i64 {
    let Data::Float(getal) = cel else { panic!("no number: {cel:?}") };
    (getal * 10_f64.powi(achter)).round() as i64
}

/// Days since the day before which spreadsheets know none.
fn dagnummer(cel: &Data) -> i64 {
    let Data::DateTime(moment) = cel else { panic!("no day: {cel:?}") };
    moment.as_f64() as i64
}

fn als_excel(dag: NaiveDate) -> i64 {
    (dag - NaiveDate::from_ymd_opt(1899, 12, 30).unwrap()).num_days()
}

fn klopt_csv(cel: &str, soort: Kolomsoort, waarde: &Waarde) {
    let is_getal = !cel.is_empty()
        && cel.trim_start_matches('-').bytes().all(|teken| teken.is_ascii_digit() || teken == b',');
    if !is_getal {
        assert!(!cel.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "dangerous: {cel:?}");
    }
    match (waarde, soort) {
        (Waarde::Leeg, _) => assert_eq!(cel, ""),
        (Waarde::Tekst(tekst), _) => assert_eq!(uit_csv(cel), tekst),
        (Waarde::Getal(getal), Kolomsoort::Euro) => assert_eq!(uit_komma(cel, 2), *getal),
        (Waarde::Getal(getal), Kolomsoort::Percentage) => assert_eq!(uit_komma(cel, 1), *getal),
        (Waarde::Getal(getal), _) => assert_eq!(uit_komma(cel, 0), *getal),
        (Waarde::Datum(dag), _) => assert_eq!(cel, dag.to_string()),
        (Waarde::Maand(maand), _) => assert_eq!(cel, maand.to_string()),
    }
}

fn klopt_xlsx(cel: &Data, soort: Kolomsoort, waarde: &Waarde) {
    match (waarde, soort) {
        (Waarde::Leeg, _) => assert_eq!(cel, &Data::Empty),
        // An empty text and nothing look the same.
        (Waarde::Tekst(tekst), _) if tekst.is_empty() => {
            assert!(matches!(cel, Data::Empty | Data::String(_)))
        }
        (Waarde::Tekst(tekst), _) => assert_eq!(cel, &Data::String(zichtbaar(tekst))),
        (Waarde::Getal(getal), Kolomsoort::Euro) => assert_eq!(uit_werkblad(cel, 2), *getal),
        (Waarde::Getal(getal), Kolomsoort::Percentage) => assert_eq!(uit_werkblad(cel, 1), *getal),
        (Waarde::Getal(getal), _) => assert_eq!(uit_werkblad(cel, 0), *getal),
        (Waarde::Datum(dag), _) => assert_eq!(dagnummer(cel), als_excel(*dag)),
        (Waarde::Maand(maand), _) => assert_eq!(dagnummer(cel), als_excel(maand.eerste_dag())),
    }
}

/// A text as a spreadsheet can hold it: control characters, which no message can bring in, are replaced.
fn zichtbaar(tekst: &str) -> String {
    let teken = |teken: char| match teken {
        '\t' | '\n' => teken,
        _ if teken.is_control() || matches!(teken, '\u{FFFE}' | '\u{FFFF}') => '\u{FFFD}',
        _ => teken,
    };
    tekst.chars().map(teken).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_goes_into_a_csv_comes_out_of_it_and_adds_up(rijen in prop::collection::vec(rij(), 0..6)) {
        let (bytes, totaal) = bestand(Vorm::Csv, &rijen);
        prop_assert!(bytes.ends_with(b"\r\n"));
        let gelezen = lees_csv(&bytes);
        prop_assert_eq!(gelezen.len(), rijen.len() + 1);
        prop_assert_eq!(&gelezen[0], &PROEF.kolommen.iter().map(|kolom| kolom.naam).collect::<Vec<_>>());
        for (cellen, rij) in gelezen.iter().skip(1).zip(&rijen) {
            for ((cel, waarde), kolom) in cellen.iter().zip(rij).zip(PROEF.kolommen) {
                klopt_csv(cel, kolom.soort, waarde);
            }
        }
        let bedragen = gelezen.iter().skip(1).map(|cellen| cellen[3].as_str()).filter(|cel| !cel.is_empty());
        prop_assert_eq!(bedragen.map(|cel| uit_komma(cel, 2)).sum::<i64>(), totaal.sommen[1]);
    }

    #[test]
    fn what_goes_into_a_spreadsheet_comes_out_of_it_and_adds_up(rijen in prop::collection::vec(rij(), 0..6)) {
        let (bytes, totaal) = bestand(Vorm::Xlsx, &rijen);
        let gelezen = lees_xlsx(bytes.clone(), "Gegevens");
        for (plaats, rij) in rijen.iter().enumerate() {
            for (kolom, (waarde, soort)) in rij.iter().zip(PROEF.kolommen.iter().map(|kolom| kolom.soort)).enumerate() {
                let leeg = Data::Empty;
                let cel = gelezen.get(plaats + 1).and_then(|cellen| cellen.get(kolom)).unwrap_or(&leeg);
                klopt_xlsx(cel, soort, waarde);
            }
        }
        let toelichting = lees_xlsx(bytes, "Toelichting");
        let som = |naam: &str| toelichting.iter().rfind(|cellen| cellen[0] == Data::String(naam.to_owned())).unwrap()[1].clone();
        prop_assert_eq!(uit_werkblad(&som("Aantal rijen"), 0), totaal.rijen);
        prop_assert_eq!(uit_werkblad(&som("bedrag"), 2), totaal.sommen[1]);
        prop_assert_eq!(som("Overzicht"), Data::String("=Proef".to_owned()));
        prop_assert_eq!(som("Filter"), Data::String("+wijk".to_owned()));
    }
}

#[test]
fn een_code_met_nullen_is_tekst_en_een_bedrag_heeft_een_komma() {
    let rij = vec![
        Waarde::Tekst("a;b \"c\"\r\nd".to_owned()),
        Waarde::Tekst("0479".to_owned()),
        Waarde::Getal(-3),
        Waarde::Getal(-123_405),
        Waarde::Datum("2026-02-03".parse().unwrap()),
        Waarde::Maand(Maand::lees("2026-01").unwrap()),
        Waarde::Getal(875),
    ];
    let (bytes, _) = bestand(Vorm::Csv, std::slice::from_ref(&rij));
    let tekst = String::from_utf8(bytes).unwrap();
    assert_eq!(
        tekst,
        "\u{FEFF}\"tekst\";\"code\";\"getal\";\"bedrag\";\"dag\";\"maand\";\"deel\"\r\n\
         \"a;b \"\"c\"\"\r\nd\";\"0479\";-3;-1234,05;2026-02-03;2026-01;87,5\r\n"
    );
    let (bytes, _) = bestand(Vorm::Xlsx, &[rij]);
    let cellen = lees_xlsx(bytes, "Gegevens").remove(1);
    assert_eq!(cellen[1], Data::String("0479".to_owned()));
    assert_eq!(cellen[3], Data::Float(-1234.05));
}

#[test]
fn wat_een_formule_lijkt_krijgt_in_csv_een_apostrof_en_blijft_in_een_werkblad_tekst() {
    for gevaarlijk in ["=1+1", "+31", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1", "''=1"] {
        let rij = vec![
            Waarde::Tekst(gevaarlijk.to_owned()),
            Waarde::Leeg,
            Waarde::Leeg,
            Waarde::Leeg,
            Waarde::Leeg,
            Waarde::Leeg,
            Waarde::Leeg,
        ];
        let (bytes, _) = bestand(Vorm::Csv, std::slice::from_ref(&rij));
        let cel = lees_csv(&bytes)[1][0].clone();
        assert_eq!(cel, format!("'{gevaarlijk}"));
        let (bytes, _) = bestand(Vorm::Xlsx, &[rij]);
        assert_eq!(lees_xlsx(bytes, "Gegevens")[1][0], Data::String(zichtbaar(gevaarlijk)));
    }
    for gewoon in ["'s-Gravenhage", "0479", "a=b", ""] {
        assert_eq!(berichtenpoort::overzicht::in_csv(gewoon), gewoon);
    }
}
